"""Similar cases and similar published answers."""

from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import CharField, F, Func, Model, QuerySet

from huying.cases.models import Case, Publication, SearchEntry
from huying.language.learnt import Learnt
from huying.language.memory import current
from huying.language.telling import alternatives, likeness, telling
from huying.rules.text import segment

CANDIDATES = 400  # taken from the index, in no order
COMPARED = 40  # of which the best by PostgreSQL's rank are compared word by word
WORTH_SHOWING = 0.12  # less in common than this is chance


class SimilarCase(NamedTuple):
    """A case like the letter, how much they have in common (0–1), and the most telling words of both."""

    case: Case
    score: float
    words: tuple[str, ...]


class SimilarAnswer(NamedTuple):
    """A published answer to a letter like this one."""

    publication: Publication
    score: float
    words: tuple[str, ...]


def similar(*, text: str, among: QuerySet[Case], limit: int = 5, without: str = "") -> list[SimilarCase]:
    """The cases most like `text` that lie within `among` (what the asker may see), the likest first; `without` is the id
    of the case that is being looked at. Bounded work whatever the size of the ledger.
    """
    entries = SearchEntry.objects.filter(case__in=among.order_by().values("pk"))
    if without:
        entries = entries.exclude(case_id=without)
    best = _likest(text, entries, limit)
    cases = among.order_by().in_bulk([pk for pk, _, _ in best])
    return [SimilarCase(cases[pk], score, words) for pk, score, words in best if pk in cases]


def similar_published(*, text: str, limit: int = 5) -> list[SimilarAnswer]:
    """The published answers most like `text`, the likest first: shown to somebody who is about to write the same."""
    best = _likest(text, Publication.objects.all(), limit)
    answers = Publication.objects.in_bulk([pk for pk, _, _ in best])
    return [SimilarAnswer(answers[pk], score, words) for pk, score, words in best if pk in answers]


def _likest(text: str, rows: QuerySet[Any], limit: int) -> list[tuple[Any, float, tuple[str, ...]]]:
    learnt = current()
    tokens = segment(text)
    asked = alternatives(learnt, tokens, rows=_size(rows.model))
    if not asked:
        return []
    mine = set(tokens)
    scored = [(pk, likeness(learnt, mine, set(words)), mine & set(words)) for pk, words in _candidates(rows, asked)]
    scored = sorted((one for one in scored if one[1] >= WORTH_SHOWING), key=lambda one: (-one[1], str(one[0])))
    return [(pk, score, _telling(learnt, shared)) for pk, score, shared in scored[:limit]]


def _telling(learnt: Learnt, shared: set[str]) -> tuple[str, ...]:
    return tuple(telling(learnt, sorted(shared))[:4])


def _candidates(rows: QuerySet[Any], asked: str) -> list[tuple[Any, list[str]]]:
    query = SearchQuery(asked, config="simple", search_type="raw")
    hits = rows.order_by().filter(words=query).values("pk")[:CANDIDATES]
    lexemes = Func(F("words"), function="tsvector_to_array", output_field=ArrayField(CharField()))
    ranked = rows.model.objects.filter(pk__in=hits).annotate(rank=SearchRank(F("words"), query))
    return list(ranked.order_by("-rank", "pk")[:COMPARED].values_list("pk", lexemes))


def _size(model: type[Model]) -> int:
    """About how many rows: what PostgreSQL itself believes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])  # noqa: SLF001 - Django's documented API
        return max(int(cursor.fetchone()[0]), 0)
