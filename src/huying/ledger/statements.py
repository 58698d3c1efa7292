"""How the hot path speaks to the server: prepared statements, and all rows that one action writes as one of them.

A trip costs more than most of what it asks for; psycopg's pipeline was measured, and cost more still.
Names of tables and columns come from this package alone; values always travel apart from the statement.
"""

import functools
from collections.abc import Iterable
from typing import Any

from huying.people.prepared import execute

Statement = tuple[str, list[Any]]


def ask(sql: str, values: list[Any]) -> Any:
    """The first row, or None."""
    return execute(sql, values).fetchone()


def write(statements: Iterable[Statement], question: str) -> Any:
    """Write rows and ask a question, all by one statement; its first row, or None.

    No part sees what another one writes, nor may two change the same row.
    """
    texts, values = [], list[Any]()
    for text, own in statements:
        texts.append(text)
        values += own
    return ask(_together(tuple(texts), question), values)


@functools.lru_cache(maxsize=1000)
def _together(texts: tuple[str, ...], question: str) -> str:
    parts = ", ".join(f"part{number} AS ({text})" for number, text in enumerate(texts))
    return f"WITH {parts} {question}"
