"""Giving somebody a post, and ending its term. Only the security administrator does, and never for themselves."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from huying.people import roles
from huying.people.administration import demand
from huying.people.errors import AlreadyEnded, AlreadyHeld, BadAppointment, NotSeparate, OwnPost
from huying.people.models import Place, Post, Unit, User
from huying.people.services.journal import note
from huying.rules.policy import Actor
from huying.rules.wording import Text

UNKNOWN_ROLE = Text("没有这个岗位，请从列表中选择。", "there is no such role; choose one from the list.")
UNKNOWN_UNIT = Text("没有这个单位或已停用，请从列表中选择。", "there is no such unit in use; choose one from the list.")
UNKNOWN_PLACE = Text("没有这个地点，请从列表中选择。", "there is no such place; choose one from the list.")
NEEDS_UNIT = Text("此岗位须指明单位。", "this role is held at a unit; name it.")
NEEDS_PLACE = Text("此岗位须指明地点。", "this role is held for a place; name it.")
BACKWARDS = Text("结束日期须晚于开始日期。", "the term must end after it begins.")
CLOSED = Text("该账号已停用，请先启用。", "the account is closed; open it first.")


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    unit: str = "",
    place: str = "",
    start: date,
    end: date | None = None,
    by: Actor,
    now: datetime,
) -> Post:
    """Give `user` a post from `start` until the day before `end`.

    Raises Forbidden, OwnPost, BadAppointment, NotSeparate (the three administrators are three people who do no casework,
    at any time the terms overlap), AlreadyHeld.
    """
    demand(by, "posts")
    _not_oneself(by, user)
    _check(user, role, unit, place, start, end)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # two appointments of one person take turns
    _check_others(user, role, unit, place, _overlapping(user, start, end))
    post = Post.objects.create(user=user, role=role, unit_id=unit or None, place_id=place or None, start=start, end=end)
    note(
        by=by,
        at=now,
        action="appoint",
        subject=str(user.pk),
        post=post.pk,
        role=role,
        unit=unit,
        place=place,
        start=start.isoformat(),
        end=end.isoformat() if end else None,
    )
    return post


@transaction.atomic
def end_term(*, post: Post, on: date, by: Actor, now: datetime) -> Post:
    """The post is no longer held from `on`. Raises Forbidden, OwnPost, BadAppointment, AlreadyEnded."""
    demand(by, "posts")
    held = Post.objects.select_for_update(of=("self",)).select_related("user").get(pk=post.pk)
    _not_oneself(by, held.user)
    if held.end is not None and held.end <= on:
        raise AlreadyEnded
    if on < held.start:
        raise BadAppointment(field="on", problem=BACKWARDS)
    held.end = on
    held.save(update_fields=["end"])
    note(by=by, at=now, action="end_term", subject=str(held.user_id), post=held.pk, role=held.role, end=on.isoformat())
    return held


def _not_oneself(by: Actor, user: User) -> None:
    if by.id == str(user.pk):
        raise OwnPost


def _check(user: User, role: str, unit: str, place: str, start: date, end: date | None) -> None:
    known = roles.roles().get(role)
    problems = (
        ("user", CLOSED, not user.is_active),
        ("role", UNKNOWN_ROLE, known is None),
        ("unit", UNKNOWN_UNIT, bool(unit) and not Unit.objects.filter(code=unit, active=True).exists()),
        ("place", UNKNOWN_PLACE, bool(place) and not Place.objects.filter(code=place).exists()),
        ("unit", NEEDS_UNIT, known is not None and known.unit and not unit),
        ("place", NEEDS_PLACE, known is not None and known.place and not place),
        ("end", BACKWARDS, end is not None and end <= start),
    )
    for field, problem, wrong in problems:
        if wrong:
            raise BadAppointment(field=field, problem=problem)


def _overlapping(user: User, start: date, end: date | None) -> QuerySet[Post]:
    before_end = Q(start__lt=end) if end else Q()
    return Post.objects.filter(before_end, Q(end__isnull=True) | Q(end__gt=start), user=user)


def _check_others(user: User, role: str, unit: str, place: str, others: QuerySet[Post]) -> None:
    for other in others:
        if roles.branch(other.role) != roles.branch(role):
            raise NotSeparate(person=user, held=roles.name(other.role))
        if (other.role, other.unit_id or "", other.place_id or "") == (role, unit, place):
            raise AlreadyHeld(person=user)
