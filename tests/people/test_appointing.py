"""A post is given for a term; what cannot be is refused with what to do instead. Who asks and who confirms: test_two_administrators."""

from datetime import date
from typing import Any

import pytest

from huying.people.actors import actor_for
from huying.people.errors import AlreadyEnded, AlreadyHeld, BadAppointment
from huying.people.models import PeopleLog, Unit
from huying.people.services.accounts import close_account
from huying.people.services.appoint import appoint, end_term
from huying.people.services.units import retire_unit
from huying.rules.errors import Forbidden
from huying.rules.policy import NOBODY, SYSTEM, Actor, Post
from tests.people.conftest import NOW, TODAY, NewPerson

pytestmark = pytest.mark.django_db


def test_a_handler_is_appointed_and_can_act_for_the_unit(person: NewPerson) -> None:
    user = person("zhou")
    appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    actor = actor_for(user, TODAY)
    assert actor.id == str(user.pk)
    assert actor.posts == (Post("handler", "zhujian", "", "appeal"),)
    assert actor.units == {"zhujian"}


def test_a_post_is_in_force_from_its_first_day_until_the_day_before_its_end(person: NewPerson) -> None:
    user = person("zhou")
    appoint(
        user=user,
        programme="appeal",
        role="handler",
        unit="zhujian",
        start=date(2021, 4, 1),
        end=date(2021, 5, 1),
        by=SYSTEM,
        now=NOW,
    )
    held = [
        bool(actor_for(user, day).posts)
        for day in (date(2021, 3, 31), date(2021, 4, 1), date(2021, 4, 30), date(2021, 5, 1))
    ]
    assert held == [False, True, True, False]


def test_several_posts_are_held_at_once(person: NewPerson) -> None:
    user = person("zhou")
    for unit in ("zhujian", "chengguan"):
        appoint(user=user, programme="appeal", role="handler", unit=unit, start=TODAY, by=SYSTEM, now=NOW)
    appoint(user=user, role="county_leader", place="411024", start=TODAY, by=SYSTEM, now=NOW)
    assert actor_for(user, TODAY).posts == (
        Post("handler", "zhujian", "", "appeal"),
        Post("handler", "chengguan", "", "appeal"),
        Post("county_leader", "", "411024"),
    )


def test_an_ended_term_ends_at_once_and_its_end_is_kept(person: NewPerson) -> None:
    user = person("zhou")
    post = appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    end_term(post=post, on=TODAY, by=SYSTEM, now=NOW)
    assert actor_for(user, TODAY).posts == ()
    with pytest.raises(AlreadyEnded):
        end_term(post=post, on=TODAY, by=SYSTEM, now=NOW)


def test_a_term_does_not_end_before_it_began(person: NewPerson) -> None:
    post = appoint(
        user=person("zhou"), programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW
    )
    with pytest.raises(BadAppointment) as refused:
        end_term(post=post, on=date(2021, 2, 1), by=SYSTEM, now=NOW)
    assert refused.value.field == "on"


def test_the_same_post_is_not_given_twice_for_one_time_but_again_later(person: NewPerson) -> None:
    user = person("zhou", "周海燕")
    given: dict[str, Any] = {
        "user": user,
        "programme": "appeal",
        "role": "handler",
        "unit": "zhujian",
        "by": SYSTEM,
        "now": NOW,
    }
    appoint(**given, start=TODAY, end=date(2021, 6, 1))
    with pytest.raises(AlreadyHeld) as refused:
        appoint(**given, start=date(2021, 5, 31))
    assert "周海燕" in refused.value.message("zh")
    appoint(**given, start=date(2021, 6, 1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"role": "petitioner"}, "role"),  # a party to a case, no post
        ({"role": "system"}, "role"),
        ({"unit": "nowhere"}, "unit"),
        ({"unit": ""}, "unit"),  # a handler works at a unit
        ({"place": "999999"}, "place"),
        ({"programme": "", "role": "county_leader"}, "place"),  # whose county?
        ({"end": TODAY}, "end"),
        ({"end": date(2020, 1, 1)}, "end"),
    ],
)
def test_an_appointment_that_says_too_little_or_nonsense_is_refused_by_field(
    person: NewPerson, changed: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {
        "user": person("zhou"),
        "programme": "appeal",
        "role": "handler",
        "unit": "zhujian",
        "start": TODAY,
    } | changed
    with pytest.raises(BadAppointment) as refused:
        appoint(**given, by=SYSTEM, now=NOW)
    assert refused.value.field == field


def test_nobody_is_appointed_at_a_unit_out_of_use_or_with_a_closed_account(person: NewPerson, sysadmin: Actor) -> None:
    user = person("zhou")
    retire_unit(unit=Unit.objects.get(code="zhujian"), by=sysadmin, now=NOW)
    with pytest.raises(BadAppointment):
        appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    close_account(user=user, by=sysadmin, now=NOW)
    with pytest.raises(BadAppointment) as refused:
        appoint(user=user, programme="appeal", role="handler", unit="chengguan", start=TODAY, by=SYSTEM, now=NOW)
    assert refused.value.field == "user"


def test_a_closed_account_and_a_stranger_are_nobody(person: NewPerson, sysadmin: Actor) -> None:
    from django.contrib.auth.models import AnonymousUser

    user = person("zhou")
    appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    close_account(user=user, by=sysadmin, now=NOW)
    assert actor_for(user, TODAY) == NOBODY == actor_for(AnonymousUser(), TODAY)


def test_nobody_but_the_system_gives_or_ends_a_post_at_once(
    person: NewPerson, sysadmin: Actor, secadmin: Actor, auditor: Actor
) -> None:
    handler = person("zhou")
    post = appoint(user=handler, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    for by in (sysadmin, secadmin, auditor, actor_for(handler, TODAY), NOBODY):
        with pytest.raises(Forbidden):
            appoint(
                user=person(f"friend{by.id}"),
                programme="appeal",
                role="leader",
                unit="zhujian",
                start=TODAY,
                by=by,
                now=NOW,
            )
        with pytest.raises(Forbidden):
            end_term(post=post, on=TODAY, by=by, now=NOW)


def test_the_log_says_who_appointed_whom_to_what_and_when(person: NewPerson) -> None:
    user = person("zhou")
    post = appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    row = PeopleLog.objects.get(action="appoint", subject=str(user.pk))
    assert (row.by, row.at) == ("system", NOW)
    assert row.detail == {
        "post": post.pk,
        "programme": "appeal",
        "role": "handler",
        "unit": "zhujian",
        "start": "2021-03-01",
    }
