"""Whoever is the last who can act on open cases does not just leave, at whatever they are held: a unit, a supervising unit, a place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huying.ledger import models
from huying.people.errors import NobodyLeft
from huying.people.models import Post, User
from huying.people.openwork import demand_somebody, left_by
from huying.rules.programme import Programme
from tests.contracts.every_programme.crew import SINCE, Crew
from tests.contracts.every_programme.living import Life


def waiting(programme: Programme) -> Iterator[tuple[str, str]]:
    """What the open cases wait for: roles, and where each of them is held."""
    for row in models.Case.objects.filter(programme=programme.code, is_open=True):
        tasks = row.assignments.filter(is_open=True)
        for role, unit in [(row.owner_role, row.owner_unit), *tasks.values_list("owner_role", "unit")]:
            if role in programme.roles and programme.roles[role].at in ("home", "unit", "place"):
                yield role, row.home if programme.roles[role].at == "home" else unit


def last_ones(programme: Programme) -> list[Post]:
    """Those who hold such a role alone."""
    found = []
    for role, unit in dict.fromkeys(waiting(programme)):
        held = Post.objects.filter(role=role, programme__in=("", programme.code))
        if programme.roles[role].at != "place":
            held = held.filter(unit=unit)
        if held.count() == 1:
            found.append(held.get())
    return found


def test_whoever_is_the_last_to_act_on_an_open_case_does_not_just_leave(
    lives: list[Life], crew: Crew, programme: Programme
) -> None:
    assert lives
    posts = last_ones(programme)
    assert posts
    for post in posts:
        with pytest.raises(NobodyLeft) as refused:
            demand_somebody(post, SINCE)
        assert programme.roles[post.role].name.zh in refused.value.message("zh")
        second = User.objects.create_user(f"{programme.code}.second.{post.pk}", display_name="李思源")
        Post.objects.create(
            user=second, role=post.role, programme=post.programme, unit=post.unit, place=post.place, start=SINCE
        )
        assert left_by(post, SINCE) is None


def test_whoever_answers_for_a_part_of_a_place_leaves_the_rest_to_nobody(
    lives: list[Life], crew: Crew, programme: Programme
) -> None:
    """Somebody of the whole district beside somebody of one village: only the former covers the latter."""
    assert lives
    owners = {role for role, _ in waiting(programme) if programme.roles[role].at == "place"}
    for role in owners:
        post = Post.objects.filter(role=role, programme=programme.code, place__level="village").first()
        assert post is not None
        Post.objects.filter(role=role).exclude(pk=post.pk).update(end=SINCE)
        district = Post.objects.create(
            user=User.objects.create_user(f"{programme.code}.district", display_name="孙建平"),
            role=role,
            programme=programme.code,
            place_id="411002",
            start=SINCE,
        )
        assert left_by(post, SINCE) is None
        there = models.Case.objects.filter(is_open=True, programme=programme.code, within__contains=["411002"])
        rest = there.exclude(within__contains=[post.place_id]).count()
        work = left_by(district, SINCE)
        assert (work.cases if work else 0) == rest
