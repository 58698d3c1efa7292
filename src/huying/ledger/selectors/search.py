"""Finding by words: staff by the words of a case, the public by the words of what was put before it. Two indexes, asked alike."""

from collections.abc import Iterable
from datetime import timedelta
from math import isqrt
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, Model, Q, QuerySet

from huying.ledger.models import Publication, SearchEntry

PAGE = 50  # rows of a list, more or less
REMEMBERED = 1000  # queries
Worded = SearchEntry | Publication

# Queries that more than a few texts answer, so that this is counted once: what many have said does not become rare again.
_common: set[tuple[type[Worded], SearchQuery]] = set()


def asked(words: str) -> SearchQuery:
    """A `tsquery` as `rules.text.search_query` writes it."""
    return SearchQuery(words, config="simple", search_type="raw")


def saying(query: SearchQuery, case: str = "") -> Q:
    """Cases that say so, as a condition; `case` leads to the case, like "case__"."""
    return Q(**{f"{case}pk__in": _ids(SearchEntry, query)})


def published(query: SearchQuery) -> QuerySet[Publication]:
    """The publications that say so, newest first: a name that was hidden before the public finds nothing."""
    ids = _ids(Publication, query)
    # a few are sorted: with nothing added, PostgreSQL would rather walk its index of dates until it has met a pageful
    date = F("published_at") + timedelta() if isinstance(ids, list) else F("published_at")
    return Publication.objects.filter(case_id__in=ids).order_by(date.desc(), "pk")


def _ids(model: type[Worded], query: SearchQuery) -> Iterable[UUID]:
    """The ids of the cases that say so: themselves where they are few, else the query for them.

    PostgreSQL can't know how rare a rare word is, nor that nobody has said it for a year, and would walk a whole list in
    search of it. A word that many cases say is soon met on any list.
    """
    found: QuerySet[Worded, UUID] = model.objects.filter(words=query).values_list("case_id", flat=True)
    if (model, query) in _common:
        return found
    few = max(isqrt(PAGE * size(model)), PAGE)  # then looking each up costs what walking on to a full page does
    if found[: few + 1].count() <= few:
        return list(found)
    if len(_common) == REMEMBERED:
        _common.clear()
    _common.add((model, query))
    return found


def size(model: type[Model]) -> int:
    """About how many rows a table has: what PostgreSQL itself believes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])  # noqa: SLF001 - Django's documented API
        return max(int(cursor.fetchone()[0]), 0)


def entries(query: SearchQuery) -> QuerySet[SearchEntry]:
    """The cases that say so, with their words."""
    return SearchEntry.objects.filter(words=query)


def published_entries(query: SearchQuery) -> QuerySet[Publication]:
    """The publications that say so, with their words."""
    return Publication.objects.filter(words=query)
