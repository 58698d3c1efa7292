"""System, security and audit administrator are three people, and none of them does casework — held twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction

from huying.people.errors import NotSeparate
from huying.people.models import Post
from huying.people.services.appoint import appoint, end_term
from huying.programmes.registry import published
from huying.rules.policy import SYSTEM, Actor, scope
from huying.rules.policy import Post as Held
from tests.people.conftest import NOW, TODAY, NewPerson

THREE = ("sysadmin", "secadmin", "auditor")


@pytest.mark.parametrize(("first", "second"), list(permutations(THREE, 2)))
def test_no_two_of_the_three_in_one_hand(person: NewPerson, first: str, second: str) -> None:
    user = person("wu")
    appoint(user=user, role=first, start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotSeparate):
        appoint(user=user, role=second, start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError, match="three people"), transaction.atomic():
        Post.objects.create(user=user, role=second, start=TODAY)


@pytest.mark.parametrize("role", THREE)
def test_an_administrator_does_no_casework_and_a_handler_administers_nothing(person: NewPerson, role: str) -> None:
    user, other = person("wu"), person("zheng")
    appoint(user=user, role=role, start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotSeparate):
        appoint(user=user, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    appoint(user=other, programme="appeal", role="handler", unit="zhujian", start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotSeparate) as refused:
        appoint(user=other, role=role, start=TODAY, by=SYSTEM, now=NOW)
    assert "承办经办人" in refused.value.message("zh")
    assert "Handler" in refused.value.message("en")


def test_terms_that_only_touch_do_not_overlap(person: NewPerson) -> None:
    user = person("wu")
    appoint(user=user, role="sysadmin", start=date(2021, 1, 1), end=date(2021, 7, 1), by=SYSTEM, now=NOW)
    appoint(user=user, role="auditor", start=date(2021, 7, 1), by=SYSTEM, now=NOW)
    with pytest.raises(NotSeparate):
        appoint(user=user, role="secadmin", start=date(2020, 1, 1), end=date(2021, 1, 2), by=SYSTEM, now=NOW)


def test_after_the_term_has_ended_another_may_begin(person: NewPerson, sysadmin: Actor) -> None:
    user = person("wu")
    post = appoint(user=user, role="sysadmin", start=date(2021, 1, 1), by=SYSTEM, now=NOW)
    end_term(post=post, on=TODAY, by=SYSTEM, now=NOW)
    appoint(user=user, role="auditor", start=TODAY, by=SYSTEM, now=NOW)


def test_a_term_lengthened_behind_the_services_back_is_refused_by_the_database(person: NewPerson) -> None:
    user = person("wu")
    post = appoint(user=user, role="sysadmin", start=date(2021, 1, 1), end=date(2021, 2, 1), by=SYSTEM, now=NOW)
    appoint(user=user, role="auditor", start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(end=None)


def test_a_post_is_ended_and_never_deleted(person: NewPerson) -> None:
    post = appoint(user=person("wu"), role="sysadmin", start=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        post.delete()


@pytest.mark.parametrize("role", ["sysadmin", "secadmin"])
def test_system_and_security_administrators_see_no_case_but_what_they_asked_themselves(role: str) -> None:
    actor = Actor("1", (Held(role),))
    seen = {(clause.sees, clause.value) for programme in published() for clause in scope(actor, programme)}
    assert seen <= {("asker", "1")}


@pytest.mark.django_db(transaction=True)
def test_two_appointments_at_the_same_moment_do_not_slip_past_each_other(person: NewPerson) -> None:
    user = person("wu")

    def give(role: str) -> bool:
        try:
            appoint(user=user, role=role, start=TODAY, by=SYSTEM, now=NOW)
        except NotSeparate:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        given = list(pool.map(give, THREE))
    assert sum(given) == 1


@pytest.mark.django_db(transaction=True)
def test_not_even_past_the_database_alone(person: NewPerson) -> None:
    user = person("wu")

    def give(role: str) -> bool:
        try:
            Post.objects.create(user=user, role=role, start=TODAY)
        except IntegrityError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(give, THREE)) == 1
