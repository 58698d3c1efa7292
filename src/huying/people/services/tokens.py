"""Tokens by which other systems sign in: issued and revoked by the security administrator, shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from huying.people.administration import demand
from huying.people.errors import AlreadyEnded
from huying.people.models import ApiToken, User
from huying.people.services.journal import note
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

PREFIX = "hy_"  # lets a scanner recognise a token that got into a text
PAST = Text("有效期须晚于现在。", "the token must expire later than now.")
NAMELESS = Text("请注明由哪个系统使用。", "say which system will use it.")


@transaction.atomic
def issue(*, user: User, name: str, by: Actor, now: datetime, expires: datetime | None = None) -> str:
    """A new token that acts as `user`; it can't be shown again. Raises Forbidden, BadInput."""
    demand(by, "tokens")
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
    """The token no longer signs anybody in. Raises Forbidden, AlreadyEnded."""
    demand(by, "tokens")
    if not ApiToken.objects.filter(pk=token.pk, revoked__isnull=True).update(revoked=now):
        raise AlreadyEnded
    note(by=by, at=now, action="revoke_token", subject=str(token.user_id), token=token.pk)


def digest(plaintext: str) -> str:
    """What is kept of a token. Its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(plaintext.encode("utf-8", "surrogatepass")).hexdigest()
