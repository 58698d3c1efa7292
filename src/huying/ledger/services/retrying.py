"""What is tried again as a whole: one of two transactions that wait for each other, which the database ends; and what was
decided by a calendar that has changed meanwhile.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import DatabaseError, connection
from psycopg import errors

from huying.people import calendars
from huying.people.errors import CalendarChanged

TRIES = 3
PAUSE = 0.05  # seconds
KEY_ONCE = "event_key_once"

T = TypeVar("T")


def again(work: Callable[[], T]) -> T:
    """`work()`, up to three times where it clashed with another transaction (a parent replied to while a child merges,
    one key used at the same moment for two cases). Inside a transaction once only: that has to be tried again as a whole.
    """
    if connection.in_atomic_block:
        return _by_the_calendar(work)
    for turn in range(1, TRIES):
        try:
            return _by_the_calendar(work)
        except (DatabaseError, psycopg.Error) as error:
            if not _clash(error):
                raise
        time.sleep(PAUSE * turn)  # whoever was let through first must have the locks before we ask for them again
    return _by_the_calendar(work)


def _by_the_calendar(work: Callable[[], T]) -> T:
    """`work()`, once more where it found that the remembered calendar is not the one in force."""
    try:
        return work()
    except CalendarChanged:
        calendars.current()
        return work()


def _clash(error: Exception) -> bool:
    """Django wraps what its own cursors raise; the ledger's hot path speaks to psycopg itself."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, errors.UniqueViolation):
        return cause.diag.constraint_name == KEY_ONCE
    return isinstance(cause, errors.DeadlockDetected | errors.SerializationFailure)
