"""`huying demo`: the demo city. Deterministic, and harmless to run again."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand

from huying.cases.lives import crowd, loading, simulation
from huying.cases.models import Case
from huying.config import clock
from huying.language.train import train
from huying.people.services.demo import load_demo_people

SEED = 2021
PROGRAMME = "appeal"
YEAR_ENDS = datetime(2021, 12, 31, 16, tzinfo=UTC)
RECENT, RECENT_DAYS = 240, 24  # letters of the last weeks, so that the desks have work on them


class Command(BaseCommand):
    help = "Load the demo city: places, people, the appeals of 2021 as whole lives, and some that are open today."

    def handle(self, **_: Any) -> None:
        """Load what is missing, and say what was done."""
        now = clock.now()
        made = load_demo_people(now=now)
        self.stdout.write(f"{made} accounts made")
        if Case.objects.exists():
            self.stdout.write("the ledger already holds cases; nothing was added")
            return
        year = simulation.months(Random(SEED))
        recent = simulation.moments(Random(SEED), RECENT, now - timedelta(days=RECENT_DAYS), now)
        first = loading.reserve(len(year) + len(recent))
        chunks = [
            *crowd.chunked(PROGRAMME, year, first, YEAR_ENDS, SEED),
            *crowd.chunked(PROGRAMME, recent, first + len(year), now, SEED + 1),
        ]
        cases = events = 0
        for loaded in crowd.populate(chunks):
            cases, events = cases + loaded.cases, events + loaded.events
            self.stdout.write(f"{cases} / {len(year) + len(recent)} cases")
        self.stdout.write(f"{cases} cases with {events} events")
        train(now=now)
        self.stdout.write("suggestions and similar cases learnt from them")
