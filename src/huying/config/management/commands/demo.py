"""`huying demo`: the demo city. Deterministic, harmless to run again, and finished by the next run if it was killed."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand

from huying import clock
from huying.language.train import train
from huying.ledger.models import Case
from huying.ledger.services import loading
from huying.ledger.services.create import number_for
from huying.lives import parallel as crowd
from huying.lives import simulation
from huying.lives.parallel import Chunk
from huying.people.services.demo import load_demo_people
from huying.programmes.registry import load
from huying.supervision.services.rebuild import rebuild

SEED = 2021
PROGRAMME = "appeal"
YEAR_ENDS = datetime(2021, 12, 31, 16, tzinfo=UTC)
LIVED_UNTIL = datetime(2022, 12, 31, 16, tzinfo=UTC)  # by then the last letter of 2021 has come to its end
RECENT, RECENT_DAYS = 240, 24  # letters of the last weeks, so that the desks have work on them


class Command(BaseCommand):
    help = "Load the demo city: places, people, the appeals of 2021 as whole lives, and some that are open today."

    def handle(self, **_: Any) -> None:
        """Load what is missing, and say what was done."""
        now = clock.now()
        load_demo_people(now=now)
        chunks = [chunk for chunk in plan(now) if not _there(chunk)]
        if not chunks:
            self.stdout.write("the demo city is already there; nothing was added")
            return
        cases, wanted = 0, sum(len(chunk.opened) for chunk in chunks)
        for loaded in crowd.populate(chunks):
            cases += loaded.cases
            self.stdout.write(f"demo: {cases} / {wanted} cases")
        rebuild()
        train(now=now)
        self.stdout.write("demo: suggestions and similar cases learnt from them")


def plan(now: datetime) -> list[Chunk]:
    """What the demo consists of, a transaction to each chunk: first what is open today, then the year 2021 as published.

    Cases are numbered by plan, so that a chunk that is there is known by the number of its first case.
    """
    year = simulation.months(Random(SEED))
    loading.claim(len(year) + RECENT)
    chunks = crowd.chunked(PROGRAMME, year, 1, LIVED_UNTIL, SEED, size=loading.BATCH)
    if Case.objects.filter(opened_at__gt=YEAR_ENDS).exists():
        return chunks
    recent = simulation.moments(Random(SEED), RECENT, now - timedelta(days=RECENT_DAYS), now)
    return [*crowd.chunked(PROGRAMME, recent, len(year) + 1, now, SEED + 1, size=loading.BATCH), *chunks]


def _there(chunk: Chunk) -> bool:
    return Case.objects.filter(number=number_for(load(chunk.programme), chunk.first, chunk.opened[0])).exists()
