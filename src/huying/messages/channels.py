"""How a message leaves: a channel is a function of one message. A city lists its own (SMS, WeChat, mail) in settings.

`HUYING_CHANNELS` maps the kind of addressee (party, unit, role) to a dotted path. A channel that fails raises; the message
is then tried again. It may be called twice for one message if a machine dies at the wrong moment: `id` tells it so.
"""

import functools
import logging
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string
from msgspec import Struct

log = logging.getLogger("huying.messages")


class Message(Struct, frozen=True):
    """One message: to whom ("party:<case id>", "unit:<code>" or "role:<code>"), about which case, in both languages."""

    id: int
    kind: str
    addressee: str
    number: str
    zh: str
    en: str


Channel = Callable[[Message], None]


def to_log(message: Message) -> None:
    """The default channel: a line in the log, without anything personal."""
    log.info("message %d (%s) about %s: %s", message.id, message.kind, message.number, message.zh)


def channel(addressee: str) -> Channel:
    """The channel for this addressee. Raises KeyError where settings name none for its kind."""
    return _channels()[addressee.partition(":")[0]]


@functools.cache
def _channels() -> dict[str, Channel]:
    return {kind: import_string(path) for kind, path in settings.HUYING_CHANNELS.items()}
