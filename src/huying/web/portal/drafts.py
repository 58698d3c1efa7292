"""What somebody has written and not yet sent, so that each step has an address of its own and nothing is lost on the way.

It lies on the server for a day at most, sealed, and only the session that wrote it finds it again; sent or cleared, it is gone.
"""

from datetime import datetime

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest
from msgspec import Struct, json

from huying.ledger.sealing import covered, uncovered
from huying.rules.decoding import readable
from huying.web.portal import staging

KEPT, SENT = "writing", "sent"  # session keys: where the draft lies; the number of what was sent last
PURPOSE = "draft"


@readable
class Draft(Struct, frozen=True):
    """The fields of the form as they were typed, and the tickets of its photos."""

    values: dict[str, str] = {}
    photos: tuple[str, ...] = ()


def keep(request: HttpRequest, draft: Draft, now: datetime) -> None:
    """Put it aside, in place of what was there before."""
    clear(request)
    request.session[KEPT] = staging.put(covered(json.encode(draft), PURPOSE, KEPT), now)
    request.session.pop(SENT, None)


def kept(request: HttpRequest) -> Draft | None:
    """What this session has put aside; None for nothing, and for what was swept."""
    path = request.session.get(KEPT, "")
    if not path or not staging.there(path):
        return None
    try:
        return json.decode(uncovered(staging.get(path), PURPOSE, KEPT), type=Draft)
    except InvalidTag:  # under another key than ours
        return None


def clear(request: HttpRequest) -> None:
    """Forget it."""
    path = request.session.pop(KEPT, "")
    if path:
        staging.drop(path)


def sent(request: HttpRequest, number: str) -> None:
    """It is a case now: forget the draft, and remember under which number it can be followed."""
    clear(request)
    request.session[SENT] = number


def last_sent(request: HttpRequest) -> str:
    """The number of what this session sent last, where nothing else was begun since."""
    return str(request.session.get(SENT, ""))
