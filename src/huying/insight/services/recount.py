"""Count a programme anew from the ledger: where its rules of counting have changed, or where nobody has counted yet.

Whoever acts meanwhile leaves images, and of a case that has one the tallies count what the image says they have: so what is counted
at one instant and what happens from then on fit together, and nobody waits. Until it is done figures come out of the ledger itself.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual

from huying.insight import statements
from huying.insight.books import Book, book
from huying.insight.images import image
from huying.insight.models import Counted, Image
from huying.insight.parts import dates
from huying.insight.services.locking import alone
from huying.insight.services.sides import side
from huying.insight.subscribers import row
from huying.ledger import store
from huying.ledger.models import Case
from huying.ledger.projection import lead_unit
from huying.ledger.selectors.where import fact
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.programme import Programme

BATCH = 1_000

FORGET = (
    "DELETE FROM insight_tally WHERE counted_id IN (SELECT id FROM insight_counted WHERE programme = %(programme)s)",
    "DELETE FROM insight_counted WHERE programme = %(programme)s",
    # Images by other rules say that a case has changed which our own image of it, if there is one, knows nothing of.
    """DELETE FROM insight_image WHERE programme = %(programme)s AND case_id IN
       (SELECT case_id FROM insight_image WHERE programme = %(programme)s AND rules <> %(rules)s)""",
)


def recount(programme: str, *, now: datetime) -> bool:
    """Count anew, unless somebody else tallies. Whether it was done."""
    counting, began = book(programme), perf_counter()
    with alone() as mine:
        if mine:
            _forget(counting)
            for batch in _batches(_turning(counting, load(programme), now)):
                _wait(batch, counting, load(programme), now)
            _fill(counting, load(programme), now, began)
    return mine


@transaction.atomic
def _forget(counting: Book) -> None:
    with connection.cursor() as cursor:
        for statement in FORGET:
            cursor.execute(statement, {"programme": counting.programme, "rules": counting.rules})


def _unknown(counting: Book) -> QuerySet[Case]:
    """The cases that have no image by these rules."""
    images = Image.objects.filter(case_id=OuterRef("pk"), rules=counting.rules)
    return Case.objects.filter(~Exists(images), programme=counting.programme).order_by()


def _turning(counting: Book, rules: Programme, now: datetime) -> QuerySet[Case]:
    """Those among them that the clock may still turn though nothing happens to them: they get an image."""
    today = now.astimezone(LOCAL).date().isoformat()
    passing = frozenset[str]().union(*map(dates, counting.conditions))
    turning = [Q(is_open=True), Q(promised_at__gte=now), *(Q(GreaterThanOrEqual(fact(one), today)) for one in passing)]
    return _unknown(counting).filter(reduce(or_, turning)).select_related("document").order_by("pk")


def _batches(rows: QuerySet[Case]) -> Iterator[list[Case]]:
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


@transaction.atomic
def _wait(batch: list[Case], counting: Book, rules: Programme, now: datetime) -> None:
    """Images of which the tallies have nothing yet; an event that was faster has left its own."""
    made: list[dict[str, Any]] = []
    for one in batch:
        case = store.read(one)
        unit = lead_unit(case, load(case.programme, case.version))
        made.append(row(case, image(case, unit, rules, counting, now), counting, now))
    names = ", ".join(made[0])
    marks = ", ".join(f"%({name})s" for name in made[0])
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO insight_image ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", made)  # noqa: S608 - our own names


@transaction.atomic
def _fill(counting: Book, rules: Programme, now: datetime, began: float) -> None:
    """One statement, so one snapshot: of a case that has an image what this says is told, of all others what they are."""
    counted = Counted.objects.create(rules=counting.rules, programme=counting.programme, told=now, seconds=0)
    rows, values = side(_unknown(counting), rules, counting, now)
    with connection.cursor() as cursor:
        cursor.execute(statements.fill(counting, rows), (counted.pk, *values, counting.rules))
    Counted.objects.filter(pk=counted.pk).update(seconds=perf_counter() - began)
