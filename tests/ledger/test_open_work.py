"""Open work is never left to nobody: whoever leaves is succeeded, a unit is retired when it is idle."""

from datetime import date, timedelta

import pytest

from huying.clock import now
from huying.people.actors import actor_for
from huying.people.errors import NobodyLeft, UnitBusy
from huying.people.models import Post, Unit, User
from huying.people.openwork import left_without, open_work, running_out
from huying.people.services.accounts import close_account
from huying.people.services.appoint import appoint, end_term
from huying.people.services.changes import ask_ending, confirm
from huying.people.services.demo import load_demo_people
from huying.people.services.units import retire_unit
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM, Actor
from tests.web.desk.stories import UNIT, awaiting_sign_off, does, handling, pending

pytestmark = pytest.mark.django_db
WHY = "市府人〔2021〕3号"


@pytest.fixture(autouse=True)
def city(db: None) -> None:
    load_demo_people(now=now())


def today() -> date:
    return now().astimezone(LOCAL).date()


def post_of(username: str) -> Post:
    return Post.objects.get(user__username=username, programme="appeal")


def administrator(username: str) -> Actor:
    return actor_for(User.objects.get(username=username), today())


def work(unit: str) -> dict[str, int]:
    return {one.role: one.cases for one in open_work(unit)}


def test_a_unit_has_work_for_all_who_act_on_its_assignments_and_the_centre_for_all_who_keep_the_loop() -> None:
    assert open_work(UNIT) == open_work("centre") == []
    handling()
    pending()
    assert work(UNIT) == {"handler": 1, "leader": 1}
    assert work("centre").keys() >= {"clerk", "dispatcher", "supervisor", "verifier", "director"}
    assert work("centre")["dispatcher"] == 2
    assert open_work("jiaoyu") == []


def test_the_last_handler_of_a_unit_with_open_work_does_not_just_leave() -> None:
    handling()
    with pytest.raises(NobodyLeft) as refused:
        end_term(post=post_of(f"handler.{UNIT}"), on=today(), by=SYSTEM, now=now())
    said = refused.value.message("zh")
    assert "市城管局" in said
    assert "承办经办人" in said
    assert "1件" in said
    assert "Handler" in refused.value.message("en")
    end_term(post=post_of("handler.jiaoyu"), on=today(), by=SYSTEM, now=now())


def test_the_last_leader_stays_for_what_waits_to_be_signed_off_later() -> None:
    handling()
    with pytest.raises(NobodyLeft):
        end_term(post=post_of(f"leader.{UNIT}"), on=today(), by=SYSTEM, now=now())


def test_whoever_is_not_the_last_leaves() -> None:
    handling()
    second = User.objects.get(username="handler.jiaoyu")
    appoint(user=second, programme="appeal", role="handler", unit=UNIT, start=today(), by=SYSTEM, now=now())
    end_term(post=post_of(f"handler.{UNIT}"), on=today(), by=SYSTEM, now=now())
    with pytest.raises(NobodyLeft):
        end_term(post=Post.objects.get(user=second, unit=UNIT), on=today(), by=SYSTEM, now=now())


def test_a_closed_account_is_nobody_to_leave_work_to() -> None:
    handling()
    second = User.objects.get(username="handler.jiaoyu")
    appoint(user=second, programme="appeal", role="handler", unit=UNIT, start=today(), by=SYSTEM, now=now())
    close_account(user=second, by=SYSTEM, now=now())
    with pytest.raises(NobodyLeft):
        end_term(post=post_of(f"handler.{UNIT}"), on=today(), by=SYSTEM, now=now())


def test_when_all_is_done_the_last_one_leaves() -> None:
    case = awaiting_sign_off()
    does(case, f"leader.{UNIT}", "sign_off", 1)
    does(case, "supervisor", "approve")
    end_term(post=post_of(f"handler.{UNIT}"), on=today(), by=SYSTEM, now=now())


def test_a_successor_named_in_the_same_step_takes_the_work_on() -> None:
    handling()
    post, keeper = post_of(f"handler.{UNIT}"), administrator("secadmin")
    with pytest.raises(NobodyLeft):
        ask_ending(post=post, on=today(), reason=WHY, by=keeper, now=now())
    successor = User.objects.get(username="handler.jiaoyu")
    change = ask_ending(post=post, on=today(), successor=successor, reason=WHY, by=keeper, now=now())
    confirm(change=change, reason="已核对文件", by=administrator("sysadmin"), now=now())
    assert UNIT in actor_for(successor, today()).units
    held = [one for one in actor_for(post.user, today()).posts if one.unit == UNIT]
    assert "appeal" not in {one.programme for one in held}


def test_a_unit_is_retired_when_nothing_is_open_there() -> None:
    handling()
    unit = Unit.objects.get(code=UNIT)
    with pytest.raises(UnitBusy) as refused:
        retire_unit(unit=unit, by=administrator("sysadmin"), now=now())
    assert "市城管局还有1件" in refused.value.message("zh")
    retire_unit(unit=Unit.objects.get(code="jiaoyu"), by=administrator("sysadmin"), now=now())


def test_a_term_that_ends_by_itself_and_leaves_work_to_nobody_is_told_before() -> None:
    handling()
    post = post_of(f"handler.{UNIT}")
    for days, told in ((60, []), (20, [(post, 1)])):
        Post.objects.filter(pk=post.pk).update(end=today() + timedelta(days=days))
        assert running_out(today()) == told
    second = User.objects.get(username="handler.jiaoyu")
    appoint(user=second, programme="appeal", role="handler", unit=UNIT, start=today(), by=SYSTEM, now=now())
    assert running_out(today()) == []


def test_an_account_is_closed_at_once_and_what_is_left_to_nobody_is_told() -> None:
    """Locking somebody out can't wait for a successor."""
    handling()
    user = User.objects.get(username=f"handler.{UNIT}")
    close_account(user=user, by=administrator("sysadmin"), now=now())
    left = [(unit.zh, role.zh, cases) for unit, role, cases in left_without(user, today())]
    assert left == [("市城管局", "承办经办人（网民诉求督办）", 1)]
