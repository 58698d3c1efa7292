"""Fold what changed into the tallies, so that there is little to be read beside them."""

from datetime import datetime

from django.db import connection, transaction

from huying.insight import statements
from huying.insight.books import Book, book
from huying.insight.models import Counted, Image
from huying.insight.services.locking import alone
from huying.insight.services.recount import recount
from huying.programmes.registry import newest

MOST = 5_000  # images of one statement: what it takes is what a writer of the same cases may have to wait
ROUNDS = 12  # statements of one programme in one tick; what is left waits for the next


def fold_all(*, now: datetime) -> int:
    """Fold what waits of every programme, counting anew those whose rules of counting have changed; how many images that took.

    Where somebody else is at it nothing is done: they do it.
    """
    taken = 0
    for programme in newest():
        counting = book(programme.code)
        if not believed(counting):
            recount(programme.code, now=now)
        taken += fold(counting, now=now)
    return taken


def believed(counting: Book) -> bool:
    """Whether there are tallies by these very rules, and nobody has meanwhile acted by others (a process that is not renewed yet)."""
    others = Image.objects.filter(programme=counting.programme).exclude(rules=counting.rules)
    return Counted.objects.filter(rules=counting.rules).exists() and not others.exists()


def fold(counting: Book, *, now: datetime, most: int = MOST) -> int:
    """Fold images of one programme; how many."""
    taken = 0
    with alone() as mine:
        for _ in range(ROUNDS) if mine else ():
            some = _some(counting, now, most)
            taken += some
            if some < most:
                break
    return taken


def _some(counting: Book, now: datetime, most: int) -> int:
    values = {"rules": counting.rules, "programme": counting.programme, "now": now, "most": most}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements.fold(counting), values)
        return int(cursor.fetchone()[0])
