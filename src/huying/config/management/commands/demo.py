"""`huying demo`: the demo city. Deterministic, harmless to run again, and finished by the next run if it was killed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from huying import clock
from huying.config.management import tables
from huying.insight.services.fold import fold_all
from huying.language.train import train
from huying.lives import city, parallel
from huying.people.services.demo import load_demo_people
from huying.rules.errors import HuyingError

STEP = 0.02  # of the whole, that it says how far it is


class Command(BaseCommand):
    help = (
        "Load the demo city: places, people, and the cases of every programme as whole lives, some of them open today."
    )

    def handle(self, **_: Any) -> None:
        """Load what is missing, and say what was done."""
        tables.make_missing()
        now = clock.now()
        load_demo_people(now=now)
        chunks = city.missing(now)
        if not chunks:
            self.stdout.write("the demo city is already there; nothing was added")
            return
        cases, told, wanted = 0, 0, sum(len(chunk.opened) for chunk in chunks)
        try:
            for loaded in parallel.populate(chunks):
                cases += loaded.cases
                if cases - told >= wanted * STEP:
                    told = cases
                    self.stdout.write(f"demo: {cases} / {wanted} cases")
        except HuyingError as error:
            raise CommandError(error.message("en")) from error
        fold_all(now=now)
        train(now=now)
        self.stdout.write("demo: suggestions and similar cases learnt from them")
