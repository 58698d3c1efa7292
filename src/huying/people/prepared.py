"""Statements that every request sends: planned by the server once a connection, their values sent apart.

Django's own cursor writes the values into the text, so that each would be planned anew; planning takes longer than answering.
"""

from typing import Any

import psycopg
from django.db import connection

Values = list[Any] | dict[str, Any]


def execute(sql: str, values: Values) -> psycopg.Cursor[Any]:
    """The cursor after the statement, on Django's connection and in its transaction. Errors are psycopg's own."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection).execute(sql, values, prepare=True)
