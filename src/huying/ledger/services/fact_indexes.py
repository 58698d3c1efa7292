"""An index for every declared filter: what a programme lets lists be narrowed by is found quickly at a million cases too.

They follow from the programmes, so they are no migrations: `huying prepare` builds what is missing, beside the running work, and takes
away what nobody declares any more. Each is partial on its programme and ends in the order in which lists are read.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import F, Index, Q

from huying.ledger.models import Case
from huying.ledger.selectors import narrowing
from huying.rules.facts import NUMBERS
from huying.rules.programme import Programme

PREFIX = "fact_"
KNOWN = """
SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = 'ledger_case'::regclass AND relname LIKE 'fact\\_%'
"""
ALONE = "SELECT pg_try_advisory_lock(hashtext('fact indexes'))"
DONE = "SELECT pg_advisory_unlock(hashtext('fact indexes'))"


def keep(programmes: Iterable[Programme]) -> tuple[list[str], list[str]]:
    """Build what is missing and drop what is left over; the names of both. Nothing where somebody else is at it. Inside a
    transaction nobody else can write meanwhile.
    """
    beside = not connection.in_atomic_block
    if not _asked(ALONE)[0][0]:
        return [], []
    try:
        wanted = {one.name: one for programme in programmes for one in declared(programme)}
        known = dict(_asked(KNOWN))
        gone = [name for name, valid in known.items() if name not in wanted or not valid]
        made = [one for name, one in wanted.items() if not known.get(name)]
        for name in gone:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP INDEX {"CONCURRENTLY" if beside else ""} "{name}"')
        for one in made:
            with connection.schema_editor(atomic=False) as editor:
                cast("DatabaseSchemaEditor", editor).add_index(Case, one, concurrently=beside)
        return [one.name for one in made], gone
    finally:
        _asked(DONE)


def declared(programme: Programme) -> Iterator[Index]:
    """The indexes that a programme's filters ask for. A case's own place needs none: what lies in what has an index of its own."""
    for code, fact in narrowing.filterable(programme).items():
        if fact.meaning != "place":
            value = narrowing.ordered(programme, code) if fact.type in NUMBERS else narrowing.fact_text(code)
            yield Index(
                value, F("opened_at").desc(), F("id").desc(),
                name=_name(programme.code, code, fact.type), condition=Q(programme=programme.code),
            )  # fmt: skip


def _name(*words: str) -> str:
    """As PostgreSQL bears it: thirty characters at most, another for another programme, fact or type."""
    return PREFIX + hashlib.sha256("/".join(words).encode()).hexdigest()[:20]


def _asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())
