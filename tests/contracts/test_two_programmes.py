"""A role belongs to its programme: two programmes may both have a clerk, and the one never meets the other's cases."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huying.clock import now
from huying.importing.selectors import programmes_for
from huying.ledger import store
from huying.ledger.models import Case
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.people.actors import actor_for
from huying.people.models import PeopleLog, Post, User
from huying.people.roles import full_name, grouped, name, roles
from huying.people.services.appoint import appoint, end_term
from huying.people.services.demo import load_demo_people
from huying.programmes import registry
from huying.rules.calendar import LOCAL
from huying.rules.errors import NotFound
from huying.rules.policy import SYSTEM, Actor, may_open
from huying.rules.refusals import NotYours
from huying.supervision.selectors.slips import waiting_for
from huying.supervision.services.sweep import sweep
from huying.web.desk import nav
from huying.web.desk.bulk import actions
from huying.web.desk.choices import tables
from huying.web.desk.listing import Asked, asked
from huying.web.desk.queues import programmes, queues_for
from tests.contracts.twins import twins
from tests.web.desk.stories import LETTER

pytestmark = pytest.mark.django_db
TODAY = now().astimezone(LOCAL).date()
Operator = Callable[..., Actor]


@pytest.fixture(autouse=True)
def city(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A city with two programmes; its demo people work for the first of them. Gives the file of the second."""
    with twins(tmp_path, monkeypatch) as file:
        load_demo_people(now=now())
        yield file


@pytest.fixture
def operator() -> Operator:
    """Somebody of the second programme, in any of its roles."""

    def appointed(role: str = "clerk", unit: str = "centre") -> Actor:
        user = User.objects.create(username=f"hua.{role}", display_name="华小满", is_demo=True)
        appoint(user=user, programme="hotline", role=role, unit=unit, start=TODAY, by=SYSTEM, now=now())
        return actor_for(user, TODAY)

    return appointed


def of_the_first(username: str) -> Actor:
    return actor_for(User.objects.get(username=username), TODAY)


def letter(programme: str, **more: Any) -> Case:
    made = create(programme=programme, payload=LETTER | more, now=now() - timedelta(hours=2))
    return Case.objects.get(id=made.case)


def programmes_of(actor: Actor) -> set[str]:
    """The programmes whose states make this actor's own queues."""
    return {queue.programme for queue in queues_for(actor, now()) if queue.state}


def everything(actor: Actor) -> Asked:
    """The whole ledger as this actor's desk lists it."""
    at = now()
    return asked(queues_for(actor, at), {"queue": "all"}, actor, at)


def does(case: Case, actor: Actor, action: str, **payload: Any) -> None:
    act(case_id=str(case.id), action=action, actor=actor, payload=payload, now=now())


def test_two_clerks_are_two_roles_and_neither_renames_the_other() -> None:
    assert (name("appeal", "clerk").zh, name("hotline", "clerk").zh) == ("受理员", "接线员")
    assert full_name("hotline", "clerk").zh == "接线员（热线工单）"
    groups = [(group.zh, len(found)) for group, found in grouped()]
    assert groups[0] == ("全市", 5)
    assert {("网民诉求督办", 8), ("热线工单", 8)} < set(groups)
    assert len(groups) == 1 + len(registry.newest())
    assert ("", "clerk") not in roles()


def test_a_leader_of_the_city_leads_in_both() -> None:
    both = {letter("appeal").pk, letter("hotline").pk}
    for username in ("city_leader", "county_leader.weidu", "auditor"):
        assert set(cases_for(of_the_first(username)).values_list("pk", flat=True)) == both, username


def test_a_clerk_sees_the_cases_of_their_own_programme_only(operator: Operator) -> None:
    appeal, ticket = letter("appeal"), letter("hotline")
    assert list(cases_for(of_the_first("clerk"))) == [appeal]
    assert list(cases_for(operator())) == [ticket]


def test_a_clerk_works_in_their_own_programme_only(operator: Operator) -> None:
    appeal, ticket, clerk = letter("appeal"), letter("hotline"), operator()
    with pytest.raises(NotFound):
        does(appeal, clerk, "accept", category="utilities", urgency="normal")
    with pytest.raises(NotYours):
        create(programme="appeal", payload=LETTER, actor=clerk, now=now())
    does(ticket, clerk, "accept", category="utilities", urgency="normal")
    ticket.refresh_from_db()
    assert ticket.state == "pending"


def test_queues_filters_and_bulk_actions_are_those_of_ones_own_programme(operator: Operator) -> None:
    clerk, dispatcher = of_the_first("clerk"), operator("dispatcher")
    assert programmes_of(clerk) == {"appeal"}
    assert programmes_of(dispatcher) == {"hotline"}
    assert [one.code for one in programmes(clerk)] == ["appeal"]
    assert [one.code for one in programmes(dispatcher)] == ["hotline"]
    assert {one.value.partition(":")[0] for one in actions(everything(clerk))} == {"appeal"}
    assert {one.value.partition(":")[0] for one in actions(everything(dispatcher))} == {"hotline"}
    assert tables(everything(dispatcher))["state"].keys() == registry.load("hotline").states.keys()
    assert [one.code for one in programmes_for(clerk)] == ["appeal"]


def test_a_new_case_is_opened_in_ones_own_programme(operator: Operator) -> None:
    clerk = operator()
    client = Client()
    client.force_login(User.objects.get(pk=clerk.id))
    page = client.get("/desk/new/?programme=appeal")
    assert page.context["form"].programme.code == "hotline"
    assert nav.starts(clerk)
    assert not nav.starts(of_the_first("verifier"))


def test_slips_reach_the_role_of_their_own_programme_only(operator: Operator) -> None:
    for programme in ("appeal", "hotline"):
        create(programme=programme, payload=LETTER, now=now() - timedelta(days=20))
    sweep(now=now())
    mine, theirs = waiting_for(of_the_first("clerk")), waiting_for(operator())
    assert {slip.case.programme for slip in mine} == {"appeal"}
    assert {slip.case.programme for slip in theirs} == {"hotline"}


def test_somebody_of_both_programmes_keeps_each_role_to_its_own(operator: Operator) -> None:
    """A verifier here who is a handler there: the handler's unit does not open the verifier's programme, nor the other way."""
    user = User.objects.get(pk=operator("handler", "chengguan").id)
    appoint(user=user, programme="appeal", role="verifier", unit="centre", start=TODAY, by=SYSTEM, now=now())
    both, clerk = actor_for(user, TODAY), of_the_first("clerk")
    appeal, ticket = letter("appeal"), letter("hotline")
    assert list(cases_for(both)) == [appeal]
    does(appeal, clerk, "accept", category="utilities", urgency="normal")
    with pytest.raises(NotYours):
        does(appeal, both, "dispatch", assignments=[{"unit": "chengguan", "role": "lead"}])
    assert ticket not in cases_for(both)


def test_contact_data_is_opened_in_ones_own_programme_only(operator: Operator) -> None:
    case, appeal = store.read(letter("appeal")), registry.load("appeal")
    assert may_open(case, of_the_first("clerk"), appeal)
    assert not may_open(case, operator(), appeal)


def test_the_log_says_of_which_programme_the_role_is(operator: Operator) -> None:
    post = Post.objects.get(user_id=operator().id)
    end_term(post=post, on=TODAY + timedelta(days=1), by=SYSTEM, now=now())
    rows = PeopleLog.objects.filter(subject=str(post.user_id), action__in=("appoint", "end_term")).order_by("id")
    assert [(row.detail["programme"], row.detail["role"]) for row in rows] == [("hotline", "clerk")] * 2


def test_a_role_that_one_programme_keeps_to_itself_is_nobodys_in_the_whole_city(city: Path) -> None:
    """A city leader of the first programme would else come into the second, which has another idea of the word."""
    text = city.read_text("utf-8")
    line = (
        'city_leader = { name = { zh = "市领导", en = "City leader" }, at = "nowhere", sees = "all", citywide = true }'
    )
    assert line in text
    city.write_text(text.replace(line, line.replace(", citywide = true", "")), "utf-8")
    registry.reload()
    assert ("", "city_leader") not in roles()
    assert {("appeal", "city_leader"), ("hotline", "city_leader")} <= roles().keys()
    assert ("", "auditor") in roles()
