"""Rows that belong to a case that is not there. The tables that every action writes have no constraint that could refuse them.

One statement a table, whatever tables point to a case (those of other rooms too); PostgreSQL joins the two by hash, and
what is read here is only what has no home.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Field
from psycopg import sql

from huying.ledger.models import Case

NAMED = 100  # cases named for one table; where there are more, the ledger is in ruins anyway
LOST = sql.SQL("""
SELECT DISTINCT row.{key} FROM {table} row
WHERE row.{key} IS NOT NULL AND NOT EXISTS (SELECT FROM ledger_case home WHERE home.id = row.{key}) LIMIT {most}
""")


def orphans() -> Iterator[tuple[UUID, str]]:
    """The id of each case that is not there, with the table that has rows of it."""
    for table, key in tables():
        query = LOST.format(table=sql.Identifier(table), key=sql.Identifier(key), most=sql.Literal(NAMED))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")  # the ids of a million cases
            cursor.execute(query)
            yield from ((case_id, table) for (case_id,) in cursor.fetchall())


def tables() -> list[tuple[str, str]]:
    """Every table whose rows belong to a case, with the column that says to which, in the order of their names."""
    relations = Case._meta.related_objects  # noqa: SLF001 - Django's documented way to ask a model
    fields: list[Field[object, object]] = [relation.field for relation in relations]
    return sorted((field.model._meta.db_table, field.column) for field in fields)  # noqa: SLF001
