"""One folder at a time: who tallies holds an advisory lock, so that two never add the same image twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 7_205_759_400  # of this room; any number that nobody else uses


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else tallies; held until the block ends, over as many transactions as it has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        got = bool(cursor.fetchone()[0])
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
