"""`huying simulate`: whole case lives by the same rules, loaded by COPY, to see how the house stands up to volume."""

import time
from datetime import timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huying import clock
from huying.ledger.services import loading
from huying.lives import parallel as crowd
from huying.lives import simulation
from huying.people.services.demo import load_demo_people


class Command(BaseCommand):
    help = "Live and load many invented cases; prints cases/s and events/s."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, over how long, with which seed."""
        parser.add_argument("--cases", type=int, required=True)
        parser.add_argument("--years", type=int, default=2, help="spread over the last years (%(default)s)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--programme", default="appeal")
        parser.add_argument("--workers", type=int, default=0, help="processes; one for each processor by default")

    def handle(self, *, cases: int, years: int, seed: int, programme: str, workers: int, **_: Any) -> None:
        """Print progress, then the rates of everything between the first life and the last commit."""
        now = clock.now()
        load_demo_people(now=now)
        opened = simulation.moments(Random(seed), cases, now - timedelta(days=365 * years), now)
        chunks = crowd.chunked(programme, opened, loading.reserve(cases), now, seed, pooled=True)
        began, done, events = time.perf_counter(), 0, 0
        for loaded in crowd.populate(chunks, workers):
            done, events = done + loaded.cases, events + loaded.events
            self.stderr.write(f"{done} / {cases}")
        seconds = time.perf_counter() - began
        self.stdout.write(
            f"{done} cases, {events} events in {seconds:.1f} s: "
            f"{done / seconds:.0f} cases/s, {events / seconds:.0f} events/s"
        )
