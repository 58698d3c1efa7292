"""Lists over the API, by the words of any programme: what was asked for is answered or refused, never passed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huying.clock import now
from huying.people.models import User
from huying.people.services.appoint import appoint
from huying.programmes import registry
from huying.rules.policy import SYSTEM
from tests.api.caller import Caller
from tests.api.conftest import token_of

pytestmark = pytest.mark.django_db
STRANGE = Path(__file__).resolve().parents[1] / "programmes" / "strange"
WORKS = {"keeper": "fagai", "planned_start": "2027-03-01", "site": "411002001001"}


@pytest.fixture
def works(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A planner of works, and three works that were planned: their money, dates and areas differ."""
    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(STRANGE))
        registry.reload()
        user = User.objects.create(username="planner", display_name="planner")
        appoint(
            user=user, programme="build", role="planner", unit="fagai", start=date(2021, 1, 1), by=SYSTEM, now=now()
        )
        planner = Caller(token_of("planner", now()))
        plan(planner, label="一号桥", investment="568047200.00", area="12.50", floors=3)
        plan(planner, label="二号路", investment="9999.5", planned_start="2027-06-30")
        plan(planner, label="三号楼", investment="100万元", area="100", floors=20, permit="A-1", engineer=str(user.pk))
        yield planner
    registry.reload()


def plan(planner: Caller, **said: Any) -> None:
    answer = planner.post("/cases", {"programme": "build", "fields": WORKS | said})
    assert answer.status == 201, answer.body
    assert answer.body["code"] is None  # nobody follows it by a code


def labels(planner: Caller, **query: Any) -> list[str]:
    return [row["heading"] for row in planner.get("/cases", programme="build", **query).body["rows"]]


def test_money_is_exact_text_in_yuan_dates_are_days_and_nobody_was_promised_anything(works: Caller) -> None:
    (row,) = works.get("/cases", programme="build", **{"f.label": "三号楼"}).body["rows"]
    assert row["facts"] == {
        "label": "三号楼",
        "keeper": "fagai",
        "investment": "1000000.00",
        "area": "100.00",
        "floors": 20,
        "permit": "A-1",
        "engineer": row["facts"]["engineer"],
        "planned_start": "2027-03-01",
        "site": "411002001001",
    }
    assert (row["promise"], row["place"], row["owner_unit"]) == (None, "411002001001", "fagai")


@pytest.mark.parametrize(("query", "found"), [
    ({"f.investment": "568047200"}, ["一号桥"]),
    ({"f.investment.from": "1000000"}, ["一号桥", "三号楼"]),
    ({"f.investment.from": "9999.50", "f.investment.to": "1,000,000"}, ["三号楼", "二号路"]),
    ({"f.area.to": "99.99"}, ["一号桥"]),
    ({"f.floors.from": "3", "f.floors.to": "3"}, ["一号桥"]),
    ({"f.planned_start.from": "2027-03-02"}, ["二号路"]),
    ({"f.planned_start": "2027-03-01", "f.permit": "A-1"}, ["三号楼"]),
    ({"f.keeper": "市发展和改革委员会"}, []),
    ({"f.site": "411002"}, ["一号桥", "三号楼", "二号路"]),
    ({"f.started_on.from": "2020-01-01"}, []),
    ({"f.label": "\0"}, []),
])  # fmt: skip
def test_any_fact_narrows(works: Caller, query: dict[str, str], found: list[str]) -> None:
    assert sorted(labels(works, **query)) == sorted(found)


def test_numbers_are_sorted_as_numbers_and_what_is_not_known_comes_last_page_by_page(works: Caller) -> None:
    assert labels(works, sort="f.investment") == ["二号路", "三号楼", "一号桥"]
    assert labels(works, sort="-f.investment") == ["一号桥", "三号楼", "二号路"]
    assert labels(works, sort="f.floors") == ["一号桥", "三号楼", "二号路"]
    seen, after = [], ""
    while True:
        page = works.get("/cases", programme="build", sort="-f.floors", limit=1, after=after).body
        seen += [row["heading"] for row in page["rows"]]
        after = page["following"]
        if not after:
            break
    assert seen == ["三号楼", "一号桥", "二号路"]


@pytest.mark.parametrize(("query", "field", "says"), [
    ({"colour": "red"}, "colour", "openapi.json"),
    ({"category": "utilities"}, "category", "openapi.json"),
    ({"f.investment": "1"}, "f.investment", "programme=…"),
    ({"programme": "build", "f.colour": "red"}, "f.colour", "/api/v1/programmes/build"),
    ({"programme": "build", "f.story": "桥"}, "f.story", "q searches free text"),
    ({"programme": "build", "f.investment": "many"}, "f.investment", "number"),
    ({"programme": "build", "f.investment.from": "1e999999"}, "f.investment.from", "number"),
    ({"programme": "build", "f.floors.to": "NaN"}, "f.floors.to", "number"),
    ({"programme": "build", "f.planned_start.from": "2027-13-01"}, "f.planned_start.from", "2021-12-30"),
    ({"programme": "build", "f.keeper.from": "a"}, "f.keeper.from", "only numbers and dates"),
    ({"programme": "appeal", "f.category": "nonsense"}, "f.category", "options"),
    ({"programme": "appeal", "f.supervised": "perhaps"}, "f.supervised", "yes or no"),
    ({"programme": "appeal", "link": "nonsense"}, "link", "no such link"),
    ({"programme": "nonsense"}, "programme", "/api/v1/programmes"),
    ({"programme": "nul\0"}, "programme", "/api/v1/programmes"),
    ({"sort": "colour"}, "sort", "openapi.json"),
    ({"sort": "f.investment"}, "sort", "programme=…"),
    ({"programme": "build", "sort": "f.story"}, "sort", "q searches"),
    ({"after": "0!0"}, "after", "following"),
])  # fmt: skip
def test_what_can_not_be_answered_is_refused_by_name_and_says_what_to_do(
    works: Caller, query: dict[str, str], field: str, says: str
) -> None:
    refused = works.get("/cases", **query)
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), field)
    assert says in refused.body["title"]


def test_a_contact_where_nobody_writes_in_is_refused(works: Caller) -> None:
    body = {"programme": "build", "fields": WORKS | {"label": "四", "investment": "1"}, "contact": {"name": "王小明"}}
    refused = works.post("/cases", body)
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), "contact")


def test_the_filters_of_a_programme_are_described_without_knowing_one() -> None:
    described = Caller().get("/openapi.json").body["paths"]["/api/v1/cases"]["get"]
    named = {one["name"]: one for one in described["parameters"]}
    assert set(named) == {
        "q", "programme", "state", "place", "unit", "light", "link", "open", "sort", "after", "limit", "facts",
    }  # fmt: skip
    assert (named["facts"]["style"], named["facts"]["explode"]) == ("form", True)
