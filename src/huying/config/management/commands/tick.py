"""``huying tick``: calls what has to happen by the clock, every half minute; several may run, the rooms see to it that
each thing happens once.
"""

from __future__ import annotations

import logging
import signal
import threading
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from huying import clock

log = logging.getLogger("huying.tick")


def tick(now: datetime) -> None:
    """Call every function of ``HUYING_TICKS``; one that fails is logged and does not keep the next from its turn."""
    for path in settings.HUYING_TICKS:
        close_old_connections()
        try:
            import_string(path)(now=now)
        except Exception:  # the outermost door of a clockwork: it goes on, and says what failed
            log.exception("%s failed; it is called again at the next tick", path)


class Command(BaseCommand):
    help = "Sweep due clocks and seal days, every half minute until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or how often."""
        parser.add_argument("--once", action="store_true", help="tick once and end")
        parser.add_argument("--every", type=float, default=30.0, help="seconds between ticks (%(default)s)")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        """Tick until SIGTERM or SIGINT, finishing a tick that has begun."""
        if once:
            tick(clock.now())
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            tick(clock.now())
            stopped.wait(every)
