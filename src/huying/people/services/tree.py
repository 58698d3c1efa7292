"""The tree of places: loading many at once, and the paths that every place carries."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from msgspec import json

from huying.programmes.places.spots import Spot

LOCK = 0x68797470  # any number of our own: whoever changes the tree takes turns, or two moves could make a ring

# One statement for thousands of rows; what is there stays as it is.
LOAD = """
INSERT INTO people_place
       (code, name, name_en, level, parent_id, path, code_system, "order", since, until, successor_id, also)
SELECT code, name, name_en, level, parent, path, code_system, "order", since, until, successor, also
FROM jsonb_to_recordset(%s::jsonb) AS spot (
    code varchar, name varchar, name_en varchar, level varchar, parent varchar, path varchar[], code_system varchar,
    "order" smallint, since date, until date, successor varchar, also varchar[]
)
ON CONFLICT (code) DO NOTHING
"""

# From the given place (from the top where none is given) downwards; what is right already is not written again.
REPATH = """
WITH RECURSIVE tree AS (
    SELECT place.code, array_append(coalesce(above.path, '{}'), place.code) AS path
    FROM people_place place LEFT JOIN people_place above ON above.code = place.parent_id
    WHERE CASE WHEN %(code)s = '' THEN place.parent_id IS NULL ELSE place.code = %(code)s END
    UNION ALL
    SELECT part.code, array_append(tree.path, part.code) FROM people_place part JOIN tree ON part.parent_id = tree.code
)
UPDATE people_place SET path = tree.path FROM tree
WHERE people_place.code = tree.code AND people_place.path IS DISTINCT FROM tree.path
"""


def load(spots: Iterable[Spot]) -> int:
    """Make the places that are missing, each after what it lies in; how many were made."""
    rows = json.encode([*_rows(spots)]).decode()
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [rows])
        made = int(cursor.rowcount)
    if made:
        repath()  # an administrator may have moved what new places lie in
    return made


def repath(code: str = "") -> int:
    """Bring the paths of a place and all that lies in it (of every place where none is named) to what the tree says; how
    many were wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute(REPATH, {"code": code})
        return int(cursor.rowcount)


def alone() -> None:
    """Wait until nobody else changes the tree, and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _rows(spots: Iterable[Spot]) -> Iterator[dict[str, Any]]:
    """`order` is a county's own among the counties, and what lies in it has the same."""
    paths: dict[str, list[str]] = {"": []}
    order: dict[str, int] = {"": 0}
    counties = 0
    for spot in spots:
        paths[spot.code] = [*paths[spot.parent], spot.code]
        counties += spot.level == "county"
        order[spot.code] = counties if spot.level == "county" else order[spot.parent]
        yield {
            "code": spot.code,
            "name": spot.name.zh,
            "name_en": spot.name.en,
            "level": spot.level,
            "parent": spot.parent or None,
            "path": paths[spot.code],
            "code_system": spot.code_system,
            "order": order[spot.code],
            "since": spot.since,
            "until": spot.until,
            "successor": spot.successor or None,
            "also": spot.also,
        }
