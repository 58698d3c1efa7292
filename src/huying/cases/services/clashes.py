"""Two transactions that wait for each other: the database ends one of them, and the door tries that one again."""

from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import DatabaseError, connection
from psycopg import errors

TRIES = 3
KEY_ONCE = "event_key_once"

T = TypeVar("T")


def again(work: Callable[[], T]) -> T:
    """`work()`, up to three times where it clashed with another transaction (a parent replied to while a child merges,
    one key used at the same moment for two cases). Inside a transaction once only: that has to be tried again as a whole.
    """
    if connection.in_atomic_block:
        return work()
    for _ in range(TRIES - 1):
        try:
            return work()
        except (DatabaseError, psycopg.Error) as error:
            if not _clash(error):
                raise
    return work()


def _clash(error: Exception) -> bool:
    """Django wraps what its own cursors raise; the ledger's hot path speaks to psycopg itself."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, errors.UniqueViolation):
        return cause.diag.constraint_name == KEY_ONCE
    return isinstance(cause, errors.DeadlockDetected | errors.SerializationFailure)
