"""A name that leads nowhere, or to what is no longer in use, is refused whichever way it comes: door, page, API, import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger import models
from huying.ledger.services.create import create
from huying.people.actors import actor_for
from huying.people.models import Firm, Place, Post, Unit, User
from huying.programmes import registry
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from tests.api.caller import Caller
from tests.api.conftest import token_of
from tests.importing.files import csv_file, take

pytestmark = pytest.mark.django_db

STRANGE = Path(__file__).resolve().parents[1] / "programmes" / "strange"
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SINCE = date(2020, 1, 1)
Way = Callable[[User, str, dict[str, Any], str], None]


@pytest.fixture(autouse=True)
def strange(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(STRANGE))
        registry.reload()
        yield
    registry.reload()


@pytest.fixture
def planner() -> User:
    """Somebody who may plan works, and raise what stands in their way."""
    user = User.objects.create_user("planner", display_name="计划员", password_changed_at=now())
    for programme, role, unit in (
        ("build", "planner", "gongshui"),
        ("build", "planner", "zhujian"),
        ("snag", "keeper", "fagai"),
    ):
        Post.objects.create(user=user, role=role, programme=programme, unit_id=unit, start=SINCE)
    return user


def usual(planner: User, programme: str) -> dict[str, Any]:
    """What opens a case of the programme, every name in use."""
    works = {"label": "公共卫生医疗中心", "keeper": "gongshui", "investment": "100", "planned_start": "2026-04-01"}
    if programme == "build":
        return works | {"site": "411002", "engineer": str(planner.pk)}
    opened = create(programme="build", payload=works | {"site": "411002"}, actor=acting(planner), now=NOW)
    firm, _ = Firm.objects.get_or_create(code="91411000A", name="禾岭公司")
    return {"what": "管线迁改", "work": opened.number, "holder": firm.code}


def acting(user: User) -> Actor:
    return actor_for(user, NOW.date())


# ---- the ways in: each returns only where the case was refused, or the name was reported and left out


def by_the_door(user: User, programme: str, payload: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        create(programme=programme, payload=payload, actor=acting(user), now=NOW)
    assert refusal.value.field == field


def by_the_api(user: User, programme: str, payload: dict[str, Any], field: str) -> None:
    caller = Caller(token_of(user.username, now()))
    answer = caller.post("/cases", {"programme": programme, "fields": payload})
    assert answer.problem[0] == 422
    assert answer.body["field"] == field


def by_the_page(user: User, programme: str, payload: dict[str, Any], field: str) -> None:
    client = Client()
    client.force_login(user)
    people = {
        str(pk): name for pk, name in User.objects.values_list("pk", "username")
    }  # a person types whom people know
    typed = {name: people.get(value, value) for name, value in payload.items()}
    answer = client.post(f"/desk/new/?programme={programme}", typed)
    assert answer.status_code == 400
    assert [one.name for one in answer.context["form"].inputs if one.problem] == [field]


def by_a_file(user: User, programme: str, payload: dict[str, Any], field: str) -> None:
    rules = registry.load(programme)
    asked = rules.actions[rules.start].fields
    titles = {name: asked[name].name.zh for name in payload}
    report = take(
        csv_file([tuple(payload.values())], tuple(titles.values())), programme=programme, actor=acting(user), now=NOW
    ).report
    if asked[field].required or field == "work":
        assert [one.error.values["field"] for one in report.rejects] == [titles[field]]
    else:
        assert titles[field] in report.unread


WAYS = [by_the_door, by_the_api, by_the_page, by_a_file]


# ---- names that lead nowhere


NOBODY = {
    "keeper": ["huoxing", "火星管委会", "gongshui\u200b"],
    "engineer": ["4711", "火星人", "9" * 30],
    "site": ["411099", "火星"],
    "holder": ["91411000X", "火星公司"],
    "work": ["GC0", "huoxing"],
}
OF = {"keeper": "build", "engineer": "build", "site": "build", "holder": "snag", "work": "snag"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("field", NOBODY)
def test_a_name_that_leads_nowhere_is_refused_alike(field: str, way: Way, planner: User) -> None:
    programme = OF[field]
    payload = usual(planner, programme)
    for name in NOBODY[field]:
        way(planner, programme, payload | {field: name}, field)
        assert_kept_nowhere(programme, field, name)


# ---- names of what is no longer in use


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("field", NOBODY)
def test_what_is_no_longer_in_use_is_refused_alike(field: str, way: Way, planner: User) -> None:
    programme = OF[field]
    payload = usual(planner, programme)
    retired = {
        "keeper": retired_unit,
        "engineer": closed_account,
        "site": ended_place,
        "holder": retired_firm,
        "work": hidden_case,
    }[field]()
    way(planner, programme, payload | {field: retired}, field)
    assert_kept_nowhere(programme, field, retired)


def retired_unit() -> str:
    Unit.objects.filter(code="zhujian").update(active=False)
    return "zhujian"


def closed_account() -> str:
    return str(User.objects.create_user("gone", display_name="离任", is_active=False).pk)


def ended_place() -> str:
    Place.objects.filter(code="411002001001").update(until=SINCE)
    return "411002001001"


def retired_firm() -> str:
    return Firm.objects.create(code="91411000B", name="停用公司", active=False).code


def hidden_case() -> str:
    """One that is there, and of a programme that can't be linked."""
    letter = {"title": "路灯", "body": "不亮", "subject": "citizen", "channel": "web"}
    return create(programme="appeal", payload=letter, now=NOW).number


def assert_kept_nowhere(programme: str, field: str, name: str) -> None:
    for row in models.Case.objects.filter(programme=programme):
        assert row.facts.get(field) != name
        assert row.home != name
        assert name not in row.within
        assert not models.Link.objects.filter(case=row, target__number=name).exists()
