"""Tokens by which other systems sign in: issued by a system's own account for itself, shown once, kept as a digest.

Nobody speaks as a person by a token, and no administrator makes one for somebody else; the security administrator revokes.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from huying.people.actors import post
from huying.people.administration import demand
from huying.people.errors import AlreadyEnded, NoMachine
from huying.people.models import ApiToken, Post, User
from huying.people.roles import machines
from huying.people.services.journal import note
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

PREFIX = "hy_"  # lets a scanner recognise a token that got into a text
PAST = Text("有效期须晚于现在。", "the token must expire later than now.")
NAMELESS = Text("请注明由哪个系统使用。", "say which system will use it.")


@transaction.atomic
def issue(*, name: str, by: Actor, now: datetime, expires: datetime | None = None) -> str:
    """A new token that acts as the account that asks; it can't be shown again. Raises NoMachine, BadInput."""
    own = User.objects.select_for_update(no_key=True).filter(is_active=True)
    user = own.filter(pk=int(by.id)).first() if by.id.isdecimal() else None
    if user is None or not machine(user, now):
        raise NoMachine
    if not name.strip():
        raise BadInput(field="name", problem=NAMELESS)
    if expires is not None and expires <= now:
        raise BadInput(field="expires", problem=PAST)
    plaintext = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name.strip(), digest=digest(plaintext), created=now, expires=expires
    )
    note(
        by=by,
        at=now,
        action="issue_token",
        subject=str(user.pk),
        token=token.pk,
        expires=expires.isoformat() if expires else None,
    )
    return plaintext


@transaction.atomic
def revoke(*, token: ApiToken, by: Actor, now: datetime) -> None:
    """The token no longer signs anybody in. Its owner does so, or the security administrator. Raises Forbidden, AlreadyEnded."""
    if str(token.user_id) != by.id:
        demand(by, "tokens")
    if not ApiToken.objects.filter(pk=token.pk, revoked__isnull=True).update(revoked=now):
        raise AlreadyEnded
    note(by=by, at=now, action="revoke_token", subject=str(token.user_id), token=token.pk)


def machine(user: User, now: datetime) -> bool:
    """Whether this is a system's account: it holds posts, now or later, and every one of them is of a system."""
    today = now.astimezone(LOCAL).date()
    held = Post.objects.filter(Q(end=None) | Q(end__gt=today), user=user)
    return machines(post(*row) for row in held.values_list("role", "unit_id", "place_id", "programme"))


def digest(plaintext: str) -> str:
    """What is kept of a token. Its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(plaintext.encode("utf-8", "surrogatepass")).hexdigest()
