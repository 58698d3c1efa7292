"""`huying simulate`: whole case lives by the same rules, loaded by COPY, to see how the house stands up to volume."""

import time
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying import clock
from huying.config.management import tables
from huying.ledger.services import loading
from huying.lives import parallel, spreading
from huying.people.services.demo import load_demo_people
from huying.rules.errors import HuyingError

OPEN = 0.04  # a city's share of cases that are still open


class Command(BaseCommand):
    help = "Live and load many invented cases; prints cases/s and events/s."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, of what, over how long, how many of them still open, with which seed."""
        parser.add_argument("--cases", type=int, required=True)
        parser.add_argument("--programme", default="appeal")
        parser.add_argument("--years", type=int, default=2, help="spread over the last years (%(default)s)")
        parser.add_argument(
            "--open", dest="still_open", type=float, default=OPEN, help="share that is still open (%(default)s)"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, default=0, help="processes; one for each processor by default")

    def handle(
        self, *, cases: int, programme: str, years: int, still_open: float, seed: int, workers: int, **_: Any
    ) -> None:
        """Print progress, then the rates of everything between the first life and the last commit."""
        tables.make_missing()
        now = clock.now()
        load_demo_people(now=now)
        try:
            opened = spreading.spread(programme, Random(seed), cases, years, still_open, now)
            chunks = parallel.chunked(programme, opened, loading.reserve(cases), now, seed, pooled=True)
            began, done, events = time.perf_counter(), 0, 0
            for loaded in parallel.populate(chunks, workers):
                done, events = done + loaded.cases, events + loaded.events
                self.stderr.write(f"{done} / {cases}")
        except HuyingError as error:
            raise CommandError(error.message("en")) from error
        seconds = time.perf_counter() - began
        self.stdout.write(
            f"{done} cases, {events} events in {seconds:.1f} s: "
            f"{done / seconds:.0f} cases/s, {events / seconds:.0f} events/s"
        )
