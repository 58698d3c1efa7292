"""How often one may try: counted in the database, so that every web process counts together."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from msgspec import Struct

from huying.rules.errors import Refusal

COUNT = """
INSERT INTO web_attempt (key, count, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN web_attempt.until <= %(now)s THEN 1 ELSE web_attempt.count + 1 END,
  until = CASE WHEN web_attempt.until <= %(now)s THEN EXCLUDED.until ELSE web_attempt.until END
RETURNING count
"""
FORGET = "DELETE FROM web_attempt WHERE until <= %s"


class TooOften(Refusal):
    """Too many tries in a short time; please wait {minutes} minutes and try again."""

    code: ClassVar[str] = "too_often"
    zh: ClassVar[str] = "短时间内操作次数过多，请{minutes}分钟后再试。"


class Limit(Struct, frozen=True):
    """At most `times` within `window` for one subject; `name` keeps the limits apart."""

    name: str
    times: int
    window: timedelta


def count(limit: Limit, subject: str, now: datetime) -> None:
    """Count one try. Raises TooOften from the one after the last allowed on, until the window has passed."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": _key(limit, subject), "now": now, "until": now + limit.window})
        tries: int = cursor.fetchone()[0]
        if tries == 1:
            cursor.execute(FORGET, [now])
    if tries > limit.times:
        raise TooOften(minutes=int(limit.window.total_seconds() // 60))


def address(request: HttpRequest) -> str:
    """The address of whoever asks; behind a proxy as allauth is told to trust it."""
    return str(get_adapter().get_client_ip(request))


def _key(limit: Limit, subject: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{limit.name}\0{subject}".encode(), hashlib.sha256).hexdigest()
