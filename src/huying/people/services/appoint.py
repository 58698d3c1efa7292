"""Posts: given, and ended. Only the system does it at once; an administrator asks, and another confirms (`services.changes`)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from huying.people import roles
from huying.people.administration import demand_system
from huying.people.appointments import Appointment, kept
from huying.people.errors import AlreadyEnded, AlreadyHeld, BadAppointment, NotSeparate
from huying.people.models import Place, Post, Unit, User
from huying.people.openwork import demand_somebody
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
SPEAKS = Text(
    "该账号持有接口令牌，只能担任系统岗位；请先吊销令牌，或另用一个账号。",
    "the account has an API token and can hold posts of systems only; revoke the token, or use another account.",
)


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    programme: str = "",
    unit: str = "",
    place: str = "",
    start: date,
    end: date | None = None,
    by: Actor,
    now: datetime,
) -> Post:
    """Give `user` a post from `start` until the day before `end`; `programme` is empty for a role of the whole city.

    Raises Forbidden for anybody but the system, and what `give` raises.
    """
    demand_system(by)
    asked = Appointment(role=role, programme=programme, unit=unit, place=place, start=start, end=end)
    return give(user, asked, by, now)


@transaction.atomic
def end_term(*, post: Post, on: date, by: Actor, now: datetime) -> Post:
    """The post is no longer held from `on`. Raises Forbidden for anybody but the system, and what `finish` raises."""
    demand_system(by)
    return finish(post, on, by, now)


def give(user: User, asked: Appointment, by: Actor, now: datetime, **signed: object) -> Post:
    """The post itself; `signed` goes into the log with it.

    Raises BadAppointment, NotSeparate (the three administrators are three people who do no casework, at any time the
    terms overlap), AlreadyHeld.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two appointments of one person take turns
    post = check(person, asked)
    post.save(force_insert=True)
    note(by=by, at=now, action="appoint", subject=str(user.pk), post=post.pk, **kept(asked), **signed)
    return post


def finish(post: Post, on: date, by: Actor, now: datetime, **signed: object) -> Post:
    """The end of a term itself. Raises AlreadyEnded, BadAppointment, NobodyLeft."""
    held = Post.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=post.pk)
    check_end(held, on)
    demand_somebody(held, on)
    held.end = on
    held.save(update_fields=["end"])
    note(
        by=by,
        at=now,
        action="end_term",
        subject=str(held.user_id),
        post=held.pk,
        programme=held.programme,
        role=held.role,
        unit=held.unit_id,
        place=held.place_id,
        end=on.isoformat(),
        **signed,
    )
    return held


def check(user: User, asked: Appointment) -> Post:
    """The post as it would be. Raises BadAppointment, NotSeparate, AlreadyHeld."""
    post = Post(
        user=user,
        programme=asked.programme,
        role=asked.role,
        unit_id=asked.unit or None,
        place_id=asked.place or None,
        start=asked.start,
        end=asked.end,
    )
    _check(post)
    _check_others(post)
    return post


def check_end(post: Post, on: date) -> None:
    """Raises AlreadyEnded, BadAppointment where the term can't end on that day."""
    if post.end is not None and post.end <= on:
        raise AlreadyEnded
    if on < post.start:
        raise BadAppointment(field="on", problem=BACKWARDS)


def _check(post: Post) -> None:
    role = roles.roles().get((post.programme, post.role))
    unit, place = post.unit_id, post.place_id
    problems = (
        ("user", CLOSED, not post.user.is_active),
        ("role", UNKNOWN_ROLE, role is None),
        ("role", SPEAKS, role is not None and role.person and post.user.tokens.filter(revoked=None).exists()),
        ("unit", UNKNOWN_UNIT, unit is not None and not Unit.objects.filter(code=unit, active=True).exists()),
        ("place", UNKNOWN_PLACE, place is not None and not Place.objects.filter(code=place).exists()),
        ("unit", NEEDS_UNIT, role is not None and role.unit and not unit),
        ("place", NEEDS_PLACE, role is not None and role.place and not place),
        ("end", BACKWARDS, post.end is not None and post.end <= post.start),
    )
    for field, problem, wrong in problems:
        if wrong:
            raise BadAppointment(field=field, problem=problem)


def _overlapping(post: Post) -> QuerySet[Post]:
    before_end = Q(start__lt=post.end) if post.end else Q()
    return Post.objects.filter(before_end, Q(end__isnull=True) | Q(end__gt=post.start), user=post.user)


def _check_others(post: Post) -> None:
    for other in _overlapping(post):
        if roles.branch(other.role) != roles.branch(post.role):
            raise NotSeparate(person=post.user, held=roles.full_name(other.programme, other.role))
        if _what(other) == _what(post):
            raise AlreadyHeld(person=post.user)


def _what(post: Post) -> tuple[str, str, str | None, str | None]:
    return post.programme, post.role, post.unit_id, post.place_id
