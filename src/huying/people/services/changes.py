"""Changes by two administrators: one asks, another confirms or refuses. Nothing happens before, and everything is looked at anew then."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.people.administration import demand, demand_another
from huying.people.appointments import Appointment, Ending, appointment, ending, kept
from huying.people.changes import concerned, may_decide, waiting
from huying.people.errors import AlreadyAsked, AlreadyDecided, BadAppointment, NeedsAnother, OwnAffair
from huying.people.models import PendingChange, Post, User
from huying.people.openwork import demand_somebody
from huying.people.services import codes
from huying.people.services.appoint import CLOSED, check, check_end, finish, give
from huying.people.services.journal import note
from huying.people.services.reasons import reason as said
from huying.rules.calendar import LOCAL
from huying.rules.errors import Forbidden
from huying.rules.policy import Actor

Kind = PendingChange.Kind
Outcome = PendingChange.Outcome


class Confirmed(Struct, frozen=True):
    """What was confirmed, and the half of the one-time code that whoever confirmed hands over; empty where none was made."""

    change: PendingChange
    half: str = ""


@transaction.atomic
def ask_appointment(*, user: User, asked: Appointment, reason: str, by: Actor, now: datetime) -> PendingChange:
    """Ask that `user` be given a post. Raises Forbidden, OwnAffair, BadInput, AlreadyAsked, and what `check` raises."""
    demand(by, "posts")
    demand_another(by, user)
    check(user, asked)
    return _ask(Kind.APPOINT, user, kept(asked), reason, by, now)


@transaction.atomic
def ask_ending(
    *, post: Post, on: date, reason: str, by: Actor, now: datetime, successor: User | None = None
) -> PendingChange:
    """Ask that a term end, and that `successor` take the same post on from that day.

    Raises Forbidden, OwnAffair, BadInput, AlreadyAsked, AlreadyEnded, BadAppointment; NobodyLeft where open work would be
    left to nobody.
    """
    demand(by, "posts")
    demand_another(by, post.user, *([successor] if successor else []))
    check_end(post, on)
    if successor is not None:
        check(successor, _same(post, on))
    else:
        demand_somebody(post, on)
    asked = Ending(
        post=post.pk,
        on=on,
        role=post.role,
        programme=post.programme,
        unit=post.unit_id or "",
        place=post.place_id or "",
        successor=successor.pk if successor else 0,
    )
    return _ask(Kind.END_TERM, post.user, kept(asked), reason, by, now)


@transaction.atomic
def ask_code(*, user: User, reason: str, by: Actor, now: datetime) -> PendingChange:
    """Ask for a one-time code, by which `user` chooses a password: the first, or another; of a closed account, that it be
    opened again. Raises Forbidden, OwnAffair, BadInput, AlreadyAsked.
    """
    demand(by, "accounts")
    demand_another(by, user)
    never = user.password_changed_at is None
    kind = Kind.OPEN_ACCOUNT if not user.is_active else Kind.FIRST_PASSWORD if never else Kind.RESET_PASSWORD
    return _ask(kind, user, {}, reason, by, now)


@transaction.atomic
def confirm(*, change: PendingChange, reason: str, by: Actor, now: datetime) -> Confirmed:
    """It happens now, by both. Raises OwnAffair, NeedsAnother, Forbidden, BadInput, AlreadyDecided, and what the change itself raises."""
    held = _decided(change, Outcome.CONFIRMED, reason, by, now)
    signed = {"change": held.pk, "asked_by": str(held.asked_by_id), "reason": held.answer}
    match Kind(held.kind):
        case Kind.APPOINT:
            give(held.subject, appointment(held.detail), by, now, **signed)
        case Kind.END_TERM:
            _end(ending(held.detail), by, now, signed)
        case Kind.OPEN_ACCOUNT | Kind.FIRST_PASSWORD | Kind.RESET_PASSWORD:
            return Confirmed(held, _coded(held, by, now, signed))
    return Confirmed(held)


@transaction.atomic
def refuse(*, change: PendingChange, reason: str, by: Actor, now: datetime) -> None:
    """It does not happen. Raises as `confirm` does."""
    held = _decided(change, Outcome.REFUSED, reason, by, now)
    note(by=by, at=now, action="refuse_change", subject=str(held.subject_id), change=held.pk, reason=held.answer)


@transaction.atomic
def withdraw(*, change: PendingChange, by: Actor, now: datetime) -> None:
    """Whoever asked takes it back. Raises Forbidden, AlreadyDecided."""
    held = _locked(change, now)
    if str(held.asked_by_id) != by.id:
        raise Forbidden
    _close(held, Outcome.WITHDRAWN, by, now)
    note(by=by, at=now, action="withdraw_change", subject=str(held.subject_id), change=held.pk)


def _ask(kind: Kind, user: User, detail: dict[str, Any], reason: str, by: Actor, now: datetime) -> PendingChange:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # the same asked for twice at once takes turns
    if waiting(now).filter(kind=kind, subject=user, detail=detail).exists():
        raise AlreadyAsked(person=user)
    change = PendingChange.objects.create(
        kind=kind, subject=user, detail=detail, reason=said(reason), asked_by_id=int(by.id), asked_at=now
    )
    note(by=by, at=now, action=f"ask_{kind}", subject=str(user.pk), change=change.pk, reason=change.reason, **detail)
    return change


def _locked(change: PendingChange, now: datetime) -> PendingChange:
    held = waiting(now).select_for_update(of=("self",)).filter(pk=change.pk).first()
    if held is None:
        raise AlreadyDecided
    return held


def _decided(change: PendingChange, outcome: Outcome, reason: str, by: Actor, now: datetime) -> PendingChange:
    """The change, decided by somebody who may."""
    held = _locked(change, now)
    if by.id in concerned(held):
        raise OwnAffair
    if by.id == str(held.asked_by_id):
        raise NeedsAnother
    if not may_decide(by, held, now.astimezone(LOCAL).date()):
        raise Forbidden
    held.answer = said(reason)
    _close(held, outcome, by, now)
    return held


def _close(held: PendingChange, outcome: Outcome, by: Actor, now: datetime) -> None:
    held.outcome, held.decided_by_id, held.decided_at = outcome, int(by.id), now
    held.save(update_fields=["outcome", "decided_by", "decided_at", "answer"])


def _end(asked: Ending, by: Actor, now: datetime, signed: dict[str, Any]) -> None:
    post = Post.objects.select_related("user").get(pk=asked.post)
    if asked.successor:
        give(User.objects.get(pk=asked.successor), _same(post, asked.on), by, now, **signed)
    finish(post, asked.on, by, now, **signed)


def _same(post: Post, start: date) -> Appointment:
    """The same post for somebody else, as long as it would have been held."""
    return Appointment(
        role=post.role,
        programme=post.programme,
        unit=post.unit_id or "",
        place=post.place_id or "",
        start=start,
        end=post.end,
    )


def _coded(held: PendingChange, by: Actor, now: datetime, signed: dict[str, Any]) -> str:
    user = User.objects.select_for_update(no_key=True).get(pk=held.subject_id)
    if held.kind == Kind.OPEN_ACCOUNT:
        user.is_active = True
        user.save(update_fields=["is_active"])
    elif not user.is_active:
        raise BadAppointment(field="user", problem=CLOSED)
    note(by=by, at=now, action=held.kind, subject=str(user.pk), **signed)
    return codes.begin(user, held, now)
