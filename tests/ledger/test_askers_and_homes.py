"""Who asks, who keeps the loop, who owns the case: a party, an account, a firm or nobody; a unit, a place, a fact."""

from __future__ import annotations

from typing import Any

import pytest

from huying.ledger import models
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.verify import verify_all
from huying.messages.models import Outbox
from huying.people.in_use import unit_of_place
from huying.people.models import Duty, Firm
from huying.people.selectors import path_of
from huying.programmes.registry import load
from huying.rules.errors import BadInput, NotFound
from huying.rules.policy import SYSTEM, Actor, Post
from huying.rules.refusals import NotYours
from tests.ledger.conftest import Publish
from tests.ledger.story import MONDAY, Tale, post

pytestmark = pytest.mark.django_db

WISHER, STRANGER = Actor("101"), Actor("102")
FAIRY, MOTHER = post("103", "fairy", "zhengwu"), post("104", "mother", "zhengwu")
VILLAGE, NEXT = "411002001001", "411002001003"


def sees(actor: Actor, told: Tale) -> bool:
    return cases_for(actor).filter(id=told.id).exists()


# ---- an account asks


def wish(actor: Actor | None = WISHER, programme: str = "wish", **more: Any) -> Tale:
    return Tale(programme, actor=actor, contact=None, **more)


def test_whoever_asked_with_an_account_sees_it_owns_it_in_the_end_and_confirms_it_himself(strange: None) -> None:
    told = wish()
    assert (told.case.asker, told.row.asker) == ("101", "101")
    assert [sees(one, told) for one in (WISHER, STRANGER, FAIRY)] == [True, False, True]
    told.does("grant", FAIRY)
    assert (told.case.owner_role, told.case.owner_unit, told.case.clock) == ("wisher", "", "look")
    with pytest.raises(NotFound):
        told.does("confirm", STRANGER)
    with pytest.raises(NotYours):
        told.does("confirm", MOTHER)
    told.does("confirm", WISHER)
    assert (told.case.state, told.case.facts["happy"]) == ("granted", True)
    assert not list(verify_all())


@pytest.mark.parametrize("actor", [None, SYSTEM])
def test_nobody_without_an_account_asks_where_accounts_ask(strange: None, actor: Actor | None) -> None:
    with pytest.raises(NotYours):
        wish(actor)
    assert not models.Case.objects.exists()


def test_what_is_promised_in_hours_follows_the_size_of_the_wish(strange: None) -> None:
    small, big = wish(size="small"), wish(size="big")
    assert [(one.case.clocks["promise"].due - MONDAY).total_seconds() / 3600 for one in (small, big)] == [24, 72]
    assert small.row.promised_at == small.case.clocks["promise"].due


def test_the_account_that_asked_hears_of_it(strange: None) -> None:
    from huying import clock

    told = wish(at=clock.now()).does("grant", FAIRY)
    assert [row.addressee for row in Outbox.objects.filter(case_id=told.id, kind="progress")] == ["account:101"]


# ---- a firm asks


@pytest.fixture
def firms(variant: Publish) -> None:
    Firm.objects.create(code="91411000A", name="许昌某某有限公司")
    Firm.objects.create(code="91411000B", name="另一家有限公司")
    variant("wish", "need", ('is = "account"', 'is = "firm"'))


def test_a_firm_asks_and_all_who_speak_for_it_are_the_asker(firms: None) -> None:
    one, other = Actor("201", firms=("91411000A",)), Actor("202", firms=("91411000A",))
    competitor, nobody = Actor("203", firms=("91411000B",)), Actor("204")
    told = wish(one, "need")
    assert told.case.asker == "firm:91411000A"
    assert [sees(who, told) for who in (one, other, competitor, nobody)] == [True, True, False, False]
    told.does("grant", FAIRY).does("confirm", other)
    assert told.case.state == "granted"
    with pytest.raises(NotYours):
        wish(nobody, "need")


# ---- nobody asks, the unit that answers for the place keeps it, and whoever is tied to the place owns it


def ditch(actor: Actor, village: str = VILLAGE) -> Tale:
    return Tale("ditch", actor=actor, contact=None, village=village)


def test_a_case_that_nobody_asked_for_is_kept_by_the_unit_of_its_place_and_owned_by_whoever_is_tied_to_it(
    strange: None,
) -> None:
    home = unit_of_place(path_of(VILLAGE))
    assert home == "weidu"
    cadre, neighbour = post("301", "cadre", "", VILLAGE), post("302", "cadre", "", NEXT)
    town = Actor("303", (Post("cadre", "", "411002001"),))
    looker = post("304", "looker", home)
    told = ditch(cadre)
    assert (told.case.home, told.case.asker, told.case.place) == (home, "", VILLAGE)
    assert told.case.within == path_of(VILLAGE) == ("4110", "411002", "411002001", VILLAGE)
    assert (told.case.owner_role, told.case.owner_unit) == ("cadre", "")
    assert [sees(who, told) for who in (cadre, neighbour, town, looker)] == [True, False, True, True]
    assert (told.row.promised_at, told.row.answered_at) == (None, None)
    assert not load("ditch").promise_clock
    with pytest.raises(NotFound):
        told.does("clean", neighbour)
    told.does("clean", cadre).does("look", looker)
    assert told.case.state == "clean"
    assert not models.Party.objects.exists()
    assert not list(verify_all())


def test_whoever_is_tied_to_another_village_opens_nothing_here(strange: None) -> None:
    with pytest.raises(NotYours):
        ditch(post("302", "cadre", "", NEXT))


def test_a_place_for_which_nobody_answers_has_no_home_and_its_case_is_refused(strange: None) -> None:
    Duty.objects.filter(category="").delete()
    with pytest.raises(BadInput, match="no unit answers for this place") as refusal:
        ditch(post("301", "cadre", "", VILLAGE))
    assert refusal.value.field == "village"
    assert not models.Case.objects.exists()


# ---- a fact says who keeps it


def test_the_unit_that_a_fact_names_keeps_the_case_in_one_form(strange: None) -> None:
    told = Tale("build", actor=post("401", "planner", "gongshui"), contact=None, keeper=" gongshui ")
    assert (told.case.home, told.case.facts["keeper"]) == ("gongshui", "gongshui")
    assert not list(verify_all())


@pytest.mark.parametrize("keeper", ["", "nobody", "市水务公司", None, 7, ["gongshui"]])
def test_a_unit_that_is_not_there_keeps_nothing(strange: None, keeper: object) -> None:
    with pytest.raises(BadInput) as refusal:
        Tale("build", actor=post("401", "planner", "gongshui"), contact=None, keeper=keeper)
    assert refusal.value.field == "keeper"


def test_another_units_planner_plans_nothing_here(strange: None) -> None:
    with pytest.raises(NotYours):
        Tale("build", actor=post("402", "planner", "jiaotong"), contact=None, keeper="gongshui")
