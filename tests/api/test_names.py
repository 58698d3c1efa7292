"""Every unit, person, place, firm and case that a payload names is looked up, and must be in force (FAULTS A7)."""

from __future__ import annotations

from datetime import date

import pytest

from huying.clock import now
from huying.people.models import Unit, User
from huying.people.services.appoint import appoint
from huying.rules.policy import SYSTEM
from tests.api.caller import Caller
from tests.api.conftest import Ask, token_of
from tests.api.test_lists import WORKS, works

__all__ = ["works"]
pytestmark = pytest.mark.django_db
ROWS: dict[str, list[dict[str, str]]] = {
    "misspelt": [{"unit": "zhujjian"}],
    "by its name": [{"unit": "市住建局"}],
    "retired": [{"unit": "retired"}],
    "second one": [{"unit": "gongshui"}, {"unit": "zhujjian", "role": "assist"}],
    "supervisor": [{"unit": "gongshui", "supervisor": "zhujjian"}],
    "NUL": [{"unit": "a\0"}],
}


@pytest.mark.parametrize("rows", ROWS)
def test_a_case_is_handed_to_no_unit_that_is_not_there(as_: Ask, rows: str) -> None:
    Unit.objects.create(code="retired", name="已撤销的局", name_en="gone", kind="department", active=False)
    number = as_("hotline").open().body["number"]
    as_("clerk").act(number, "accept", category="utilities", urgency="normal")
    refused = as_("dispatcher").act(number, "dispatch", assignments=ROWS[rows])
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), "assignments")
    assert as_("clerk").get(f"/cases/{number}").body["state"] == "pending"


@pytest.mark.parametrize(("field", "value"), [
    ("keeper", "fagaiwei"),
    ("engineer", "999999"),
    ("engineer", "张工"),
    ("site", "411099"),
    ("site", "魏都区"),
])  # fmt: skip
def test_a_unit_a_person_a_place_that_is_not_there_is_refused_by_name(works: Caller, field: str, value: str) -> None:
    said = WORKS | {"label": "四号", "investment": "1", field: value}
    refused = works.post("/cases", {"programme": "build", "fields": said})
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), field)


def test_a_case_a_firm_or_an_accused_that_is_not_there_is_refused_by_name(works: Caller, as_: Ask) -> None:
    user = User.objects.create(username="keeper", display_name="keeper")
    appoint(user=user, programme="snag", role="keeper", unit="fagai", start=date(2021, 1, 1), by=SYSTEM, now=now())
    keeper, number = Caller(token_of("keeper", now())), works.get("/cases").body["rows"][0]["number"]
    unseen = as_("hotline").open().body["number"]
    for fields, named in (
        ({"what": "障碍", "work": "GC0"}, "work"),
        ({"what": "障碍", "work": number}, "work"),  # a case that this account may not see
        ({"what": "障碍", "work": unseen}, "work"),
        ({"what": "障碍", "work": number, "holder": "91410000NOSUCHFIRM"}, "holder"),
    ):
        refused = keeper.post("/cases", {"programme": "snag", "fields": fields})
        assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), named), fields
    refused = as_("hotline").open(accused=["nobody"])
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), "accused")
