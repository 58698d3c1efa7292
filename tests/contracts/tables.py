"""All that the database holds, row by row, as text: to see whether two ways to the same end leave the same behind."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from huying.ledger.packing import unpack
from huying.ledger.sealing import unseal

NAMES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
WORDED = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type = 'tsvector'"
COUNTED = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'YES'"
Rows = dict[str, list[str]]


def everything() -> Rows:
    """Every row of every table. Left out is what says nothing of the matter: running numbers of rows; of words, where they stood
    in the text; of a sealed contact, how it was sealed this time.
    """
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        tables = sorted(name for (name,) in cursor.fetchall())
    return {name: sorted(_rows(name)) for name in tables}


def _rows(table: str) -> Iterator[str]:
    numbers, words = _columns(COUNTED, table), _columns(WORDED, table)
    stripped = "".join(f" || jsonb_build_object('{one}', strip({one})::text)" for one in words)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT (to_jsonb(one) - %s::text[]){stripped} FROM "{table}" one', [numbers])  # noqa: S608
        for (row,) in cursor.fetchall():
            yield json.dumps(_opened(row if isinstance(row, dict) else json.loads(row)), sort_keys=True)


def _columns(query: str, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return [name for (name,) in cursor.fetchall()]


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """With what is inside: a document whatever the order of its keys, a contact however it was sealed."""
    sealed = bytes.fromhex(str(row.get("sealed", "")).removeprefix("\\x"))
    contact = {"sealed": repr(unseal(sealed, row["id"]))} if sealed else {}
    body = str(row.get("body", ""))
    document = {"body": json.loads(unpack(bytes.fromhex(body.removeprefix("\\x"))))} if body.startswith("\\x") else {}
    return row | contact | document


def differing(one: list[str], other: list[str]) -> Iterator[tuple[str, Any, Any]]:
    """The columns in which rows differ that stand at the same place: to be told where a comparison fails."""
    for left, right in zip(map(json.loads, one), map(json.loads, other), strict=False):
        yield from ((name, left[name], right[name]) for name in left if left[name] != right[name])


@contextmanager
def unguarded() -> Iterator[None]:
    """No trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def erase(cases: Collection[UUID]) -> None:
    """Every row that belongs to one of these cases goes, in whatever table it stands, and the cases themselves."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'case_id'")
        for table in sorted(name for (name,) in cursor.fetchall()):
            cursor.execute(f'DELETE FROM "{table}" WHERE case_id = ANY(%s)', [list(cases)])  # noqa: S608
        cursor.execute("DELETE FROM ledger_case WHERE id = ANY(%s)", [list(cases)])
