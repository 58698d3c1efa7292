"""Count the tallies anew from the ledger: one statement, one transaction. The rows of the counting before stay until the next."""

from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper

from huying.insight.filters import COLUMNS
from huying.insight.models import Refresh, Tally
from huying.insight.parts import parts
from huying.insight.sources import ONE, LocalMonth
from huying.ledger.models import Case
from huying.rules.figures import PARTS

LEAST = timedelta(seconds=60)  # between two countings
SHARE = 20  # a counting takes at most this part of the time
LOCK = 7_205_759_400  # of this room; any number that nobody else uses
CUTS = {name: column for name, column in COLUMNS.items() if name != "county"}  # every row has its county

# Names of tables and columns come from this package alone; values travel apart from the statement.
COUNTS = ", ".join(f"count(*) FILTER (WHERE p_{part})" for part in PARTS)
CUT = " ".join(f"WHEN grouping({column}) = 0 THEN '{name}'" for name, column in CUTS.items())
FILL = f"""
INSERT INTO insight_tally (as_of, programme, month, county, accused, cut, value, {", ".join(f'"{part}"' for part in PARTS)})
SELECT %s, programme, month, county, accused, CASE {CUT} ELSE '' END, coalesce({", ".join(CUTS.values())}, ''), {COUNTS}
FROM ({{cases}}) AS one
GROUP BY programme, month, county, accused, GROUPING SETS ((), {", ".join(f"({column})" for column in CUTS.values())})
"""  # noqa: S608


def refresh_if_due(*, now: datetime) -> bool:
    """Count anew unless the last counting is too fresh, or somebody else is at it. Whether it was done."""
    last = Refresh.objects.filter(pk=ONE).first()
    if last and now - last.as_of < max(LEAST, timedelta(seconds=SHARE * last.seconds)):
        return False
    return refresh(now=now)


@transaction.atomic
def refresh(*, now: datetime) -> bool:
    """Count anew, unless somebody else is at it. Whether it was done."""
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        last = Refresh.objects.filter(pk=ONE).first()
        Tally.objects.exclude(as_of=last.as_of if last else now).delete()
        statement, parameters = _cases(now)
        cursor.execute(FILL.format(cases=statement), (now, *parameters))
    Refresh.objects.update_or_create(pk=ONE, defaults={"as_of": now, "seconds": perf_counter() - began})
    return True


def _cases(now: datetime) -> tuple[str, tuple[Any, ...]]:
    """Every case with its dimensions, and whether it fulfils each part."""
    fulfilled = {f"p_{part}": ExpressionWrapper(where, BooleanField()) for part, where in parts(now).items()}
    rows = Case.objects.order_by().annotate(month=LocalMonth("opened_at"), **fulfilled)
    columns = rows.values("programme", "month", "county", "accused", *CUTS.values(), *fulfilled)
    statement, parameters = columns.query.sql_with_params()
    return statement, tuple(parameters)
