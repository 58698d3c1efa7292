"""What gives somebody power takes two: one administrator asks, another confirms; never who asked, never whom it concerns."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from huying.people import changes as pending
from huying.people.actors import actor_for
from huying.people.appointments import Appointment
from huying.people.errors import (
    AlreadyAsked,
    AlreadyDecided,
    AlreadyHeld,
    BadAppointment,
    LastOfThree,
    NeedsAnother,
    NotSeparate,
    OwnAffair,
)
from huying.people.models import PendingChange, PeopleLog, Post, User
from huying.people.openwork import running_out
from huying.people.services.accounts import close_account
from huying.people.services.appoint import appoint
from huying.people.services.changes import ask_appointment, ask_code, ask_ending, confirm, refuse, withdraw
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import SYSTEM, Actor
from tests.people.conftest import NOW, TODAY, NewPerson

pytestmark = pytest.mark.django_db
WHY = "市府人〔2021〕3号"
HANDLER = Appointment(role="handler", programme="appeal", unit="zhujian", start=TODAY)
LATER = NOW + timedelta(hours=1)


def asked(user: User, by: Actor, what: Appointment = HANDLER) -> PendingChange:
    return ask_appointment(user=user, asked=what, reason=WHY, by=by, now=NOW)


def administrator(person: NewPerson, role: str, username: str) -> Actor:
    user = person(username)
    appoint(user=user, role=role, start=TODAY, by=SYSTEM, now=NOW)
    return actor_for(user, TODAY)


def account(actor: Actor) -> User:
    return User.objects.get(pk=actor.id)


def test_an_appointment_is_nothing_until_another_administrator_confirms(
    person: NewPerson, secadmin: Actor, sysadmin: Actor
) -> None:
    user = person("zhou", "周海燕")
    change = asked(user, secadmin)
    assert actor_for(user, TODAY).posts == ()
    assert pending.to_decide(sysadmin, LATER) == [change]
    confirm(change=change, reason="已核对文件", by=sysadmin, now=LATER)
    assert [(post.programme, post.role, post.unit) for post in actor_for(user, TODAY).posts] == [
        ("appeal", "handler", "zhujian")
    ]
    assert pending.to_decide(sysadmin, LATER) == []


def test_the_log_names_both_and_why(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    user = person("zhou")
    change = asked(user, secadmin)
    confirm(change=change, reason="已核对文件", by=sysadmin, now=LATER)
    wish, deed = PeopleLog.objects.filter(subject=str(user.pk), action__contains="appoint").order_by("id")
    assert (wish.action, wish.by, wish.detail["reason"], wish.detail["role"]) == (
        "ask_appoint",
        secadmin.id,
        WHY,
        "handler",
    )
    assert (deed.action, deed.by, deed.detail["asked_by"], deed.detail["reason"]) == (
        "appoint",
        sysadmin.id,
        secadmin.id,
        "已核对文件",
    )
    assert deed.detail["programme"] == "appeal"
    assert wish.detail["change"] == deed.detail["change"] == change.pk


def test_whoever_asked_does_not_confirm(person: NewPerson, secadmin: Actor) -> None:
    change = asked(person("zhou"), secadmin)
    for decide in (confirm, refuse):
        with pytest.raises(NeedsAnother):
            decide(change=change, reason="自己确认", by=secadmin, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).update(outcome="confirmed", decided_by=int(secadmin.id))


def test_whom_it_concerns_neither_asks_nor_confirms(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    with pytest.raises(OwnAffair):
        asked(account(secadmin), secadmin, Appointment(role="secadmin", start=date(2022, 1, 1)))
    with pytest.raises(OwnAffair):
        ask_code(user=account(sysadmin), reason=WHY, by=sysadmin, now=NOW)
    with pytest.raises(OwnAffair):
        ask_ending(post=Post.objects.get(user=int(secadmin.id)), on=TODAY, reason=WHY, by=secadmin, now=NOW)
    change = ask_code(user=account(secadmin), reason=WHY, by=sysadmin, now=NOW)
    with pytest.raises(OwnAffair):
        confirm(change=change, reason="给我自己", by=secadmin, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).update(outcome="confirmed", decided_by=int(secadmin.id))


def test_another_person_of_the_same_branch_may_confirm(person: NewPerson, secadmin: Actor) -> None:
    second = administrator(person, "secadmin", "keeper2")
    user = person("zhou")
    confirm(change=asked(user, secadmin), reason="已核对文件", by=second, now=LATER)
    assert actor_for(user, TODAY).posts


def test_nobody_else_asks_or_confirms(person: NewPerson, secadmin: Actor, sysadmin: Actor, auditor: Actor) -> None:
    worker = person("wu")
    appoint(user=worker, programme="appeal", role="director", unit="centre", start=TODAY, by=SYSTEM, now=NOW)
    director, user = actor_for(worker, TODAY), person("zhou")
    for by in (director, auditor, sysadmin):
        with pytest.raises(Forbidden):
            asked(user, by)
    for by in (director, auditor, secadmin):
        with pytest.raises(Forbidden):
            ask_code(user=user, reason=WHY, by=by, now=NOW)
    change = asked(user, secadmin)
    for by in (director, auditor):
        with pytest.raises(Forbidden):
            confirm(change=change, reason="已核对文件", by=by, now=LATER)


def test_the_auditor_confirms_only_what_concerns_one_of_the_three(
    person: NewPerson, secadmin: Actor, sysadmin: Actor, auditor: Actor
) -> None:
    """In a city of three there is nobody else for it; the daily work is not the auditor's."""
    change = ask_code(user=account(secadmin), reason=WHY, by=sysadmin, now=NOW)
    daily = ask_code(user=person("zhou"), reason=WHY, by=sysadmin, now=NOW)
    assert pending.to_decide(auditor, LATER) == [change]
    assert pending.to_decide(secadmin, LATER) == [daily]
    confirm(change=change, reason="本人已到场", by=auditor, now=LATER)
    third = asked(person("qian"), secadmin, Appointment(role="sysadmin", start=TODAY))
    assert pending.to_decide(auditor, LATER) == [third]


def test_a_refusal_says_why_and_nothing_happens(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    user = person("zhou")
    change = asked(user, secadmin)
    with pytest.raises(BadInput):
        refuse(change=change, reason="", by=sysadmin, now=LATER)
    refuse(change=change, reason="文件未到", by=sysadmin, now=LATER)
    change.refresh_from_db()
    assert (change.outcome, change.answer) == ("refused", "文件未到")
    assert not user.posts.exists()
    with pytest.raises(AlreadyDecided):
        confirm(change=change, reason="又同意了", by=sysadmin, now=LATER)


def test_what_was_decided_stays_decided(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    change = asked(person("zhou"), secadmin)
    refuse(change=change, reason="文件未到", by=sysadmin, now=LATER)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).update(outcome="")
    with pytest.raises(IntegrityError, match="deleted"), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).delete()


def test_only_whoever_asked_takes_it_back(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    change = asked(person("zhou"), secadmin)
    with pytest.raises(Forbidden):
        withdraw(change=change, by=sysadmin, now=LATER)
    withdraw(change=change, by=secadmin, now=LATER)
    assert pending.to_decide(sysadmin, LATER) == []


def test_what_waits_longer_than_a_week_is_asked_for_anew(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    user = person("zhou")
    change = asked(user, secadmin)
    with pytest.raises(AlreadyAsked):
        asked(user, secadmin)
    late = NOW + timedelta(days=8)
    with pytest.raises(AlreadyDecided):
        confirm(change=change, reason="已核对文件", by=sysadmin, now=late)
    ask_appointment(user=user, asked=HANDLER, reason=WHY, by=secadmin, now=late)


def test_everything_is_looked_at_again_when_it_is_confirmed(
    person: NewPerson, secadmin: Actor, sysadmin: Actor
) -> None:
    """Two wishes, each right when it was asked: together they would make a system administrator who does casework."""
    user = person("zhou")
    first, second = asked(user, secadmin), asked(user, secadmin, Appointment(role="sysadmin", start=TODAY))
    confirm(change=first, reason="已核对文件", by=sysadmin, now=LATER)
    with pytest.raises(NotSeparate):
        confirm(change=second, reason="已核对文件", by=sysadmin, now=LATER)
    second.refresh_from_db()
    assert second.outcome == ""
    with pytest.raises(AlreadyHeld):
        asked(user, secadmin)
    with pytest.raises(BadAppointment):
        asked(person("qian"), secadmin, Appointment(role="emperor", start=TODAY))


def test_a_term_ends_when_another_confirms(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    user = person("zhou")
    post = appoint(user=user, programme="appeal", role="clerk", unit="centre", start=TODAY, by=SYSTEM, now=NOW)
    change = ask_ending(post=post, on=date(2021, 4, 1), reason=WHY, by=secadmin, now=NOW)
    post.refresh_from_db()
    assert post.end is None
    confirm(change=change, reason="已核对文件", by=sysadmin, now=LATER)
    post.refresh_from_db()
    assert post.end == date(2021, 4, 1)


def test_a_successor_takes_the_post_on_in_the_same_step(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    leaver, next_one = person("zhou"), person("qian")
    post = appoint(user=leaver, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    change = ask_ending(post=post, on=date(2021, 4, 1), successor=next_one, reason=WHY, by=secadmin, now=NOW)
    confirm(change=change, reason="已核对文件", by=sysadmin, now=LATER)
    assert [bool(actor_for(user, date(2021, 4, 1)).posts) for user in (leaver, next_one)] == [False, True]
    assert [bool(actor_for(user, date(2021, 3, 31)).posts) for user in (leaver, next_one)] == [True, False]


def test_nobody_makes_themselves_or_confirms_themselves_a_successor(
    person: NewPerson, secadmin: Actor, sysadmin: Actor
) -> None:
    third = administrator(person, "secadmin", "keeper2")
    post = Post.objects.get(user=int(third.id))
    with pytest.raises(OwnAffair):
        ask_ending(post=post, on=date(2021, 4, 1), successor=account(secadmin), reason=WHY, by=secadmin, now=NOW)
    fourth = administrator(person, "secadmin", "keeper3")
    Post.objects.filter(user=int(fourth.id)).update(end=date(2021, 4, 1))
    change = ask_ending(post=post, on=date(2021, 4, 1), successor=account(fourth), reason=WHY, by=secadmin, now=NOW)
    with pytest.raises(OwnAffair):
        confirm(change=change, reason="由我接任", by=fourth, now=LATER)


@pytest.mark.parametrize("ask", ["reset", "appoint"])
def test_one_administrator_never_becomes_another(person: NewPerson, secadmin: Actor, sysadmin: Actor, ask: str) -> None:
    """The ways of FAULTS S1: a reset of the auditor's password; one new account given both posts on one day."""
    if ask == "reset":
        watcher = administrator(person, "auditor", "looker")
        change = ask_code(user=account(watcher), reason=WHY, by=sysadmin, now=NOW)
        assert account(watcher).has_usable_password()
        with pytest.raises(NeedsAnother):
            confirm(change=change, reason="自己确认", by=sysadmin, now=LATER)
    else:
        user = person("new")
        for role in ("sysadmin", "secadmin"):
            asked(user, secadmin, Appointment(role=role, start=TODAY))
        assert not user.posts.exists()


def test_none_of_the_three_is_ever_missing(person: NewPerson, secadmin: Actor, sysadmin: Actor, auditor: Actor) -> None:
    """Without one of each nobody could appoint the next: neither the end of a term nor a closed account leaves none."""
    last = Post.objects.get(user=int(auditor.id))
    with pytest.raises(LastOfThree) as refused:
        ask_ending(post=last, on=TODAY, reason=WHY, by=secadmin, now=NOW)
    assert "审计员" in refused.value.message("zh")
    with pytest.raises(LastOfThree):
        close_account(user=account(secadmin), by=sysadmin, now=NOW)
    change = ask_ending(post=last, on=date(2021, 4, 1), successor=person("next"), reason=WHY, by=secadmin, now=NOW)
    confirm(change=change, reason="已核对文件", by=sysadmin, now=LATER)
    with pytest.raises(LastOfThree):
        close_account(user=account(auditor), by=sysadmin, now=NOW)
    close_account(user=account(auditor), by=sysadmin, now=NOW + timedelta(days=40))


def test_terms_that_end_by_themselves_and_leave_none_are_told_a_month_before(
    person: NewPerson, secadmin: Actor, sysadmin: Actor
) -> None:
    second = administrator(person, "secadmin", "keeper2")
    end = TODAY + timedelta(days=9)
    Post.objects.filter(user=int(second.id)).update(end=end)
    assert [(post.user_id, cases) for post, cases in running_out(TODAY)] == []
    Post.objects.filter(user=int(secadmin.id)).update(end=end)
    assert {post.user_id for post, _ in running_out(TODAY)} == {int(second.id), int(secadmin.id)}


def test_a_reset_of_an_account_closed_meanwhile_does_not_open_it(
    person: NewPerson, secadmin: Actor, sysadmin: Actor
) -> None:
    user = person("zhou")
    change = ask_code(user=user, reason=WHY, by=sysadmin, now=NOW)
    close_account(user=user, by=sysadmin, now=NOW)
    with pytest.raises(BadAppointment):
        confirm(change=change, reason="已核对文件", by=secadmin, now=LATER)
    user.refresh_from_db()
    assert not user.is_active


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_are_not_both_heard(person: NewPerson, secadmin: Actor, sysadmin: Actor) -> None:
    second = administrator(person, "sysadmin", "builder2")
    change = asked(person("zhou"), secadmin)

    def decide(one: tuple[Callable[..., object], Actor]) -> bool:
        try:
            one[0](change=change, reason="同时决定", by=one[1], now=LATER)
        except AlreadyDecided:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(decide, [(confirm, sysadmin), (refuse, second)])) == 1
