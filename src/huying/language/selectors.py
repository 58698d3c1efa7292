"""Similar cases and similar published answers."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from huying.language.memory import current
from huying.language.telling import alternatives, likeness, telling
from huying.ledger.models import Case, Publication, SearchEntry
from huying.ledger.selectors.search import asked, entries, published_entries, size
from huying.rules.text import segment

Saying = Callable[[SearchQuery], QuerySet[Any]]  # the rows that say so, with their words
CANDIDATES = 150  # taken from the index, in no order; each costs a page read at a random place
COMPARED = 25  # of which those sharing most are compared word by word
WORTH_SHOWING = 0.12  # less in common than this is chance


class SimilarCase(NamedTuple):
    """A case like the one asked about, how much they have in common (0–1), and the most telling words of both."""

    case: Case
    score: float
    words: tuple[str, ...]


class SimilarAnswer(NamedTuple):
    """A published answer to a case like this one."""

    publication: Publication
    score: float
    words: tuple[str, ...]


def similar(*, text: str, among: QuerySet[Case], limit: int = 5, without: str = "") -> list[SimilarCase]:
    """The cases most like `text` that lie within `among` (what the asker may see), the likest first; `without` is the id
    of the case that is being looked at. The work is bounded whatever the size of the ledger: candidates are taken from
    all of it, and those outside `among` fall away before anything else is known of them.
    """
    found = [one for one in _likest(text, SearchEntry, entries) if str(one.pk) != without]
    seen = set(among.order_by().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    best = [one for one in found if one.pk in seen][:limit]
    cases = among.order_by().in_bulk([one.pk for one in best])
    return [SimilarCase(cases[one.pk], one.score, one.words) for one in best if one.pk in cases]


def similar_published(*, text: str, limit: int = 5) -> list[SimilarAnswer]:
    """The published answers most like `text`, the likest first: shown to somebody who is about to write the same."""
    best = _likest(text, Publication, published_entries)[:limit]
    answers = Publication.objects.in_bulk([one.pk for one in best])
    return [SimilarAnswer(answers[one.pk], one.score, one.words) for one in best if one.pk in answers]


class _Like(NamedTuple):
    score: float
    pk: UUID
    shared: set[str]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(telling(current(), sorted(self.shared))[:4])


def _likest(text: str, model: type[Model], saying: Saying) -> list[_Like]:
    """Of the model's texts, found by `saying`."""
    learnt = current()
    tokens = segment(text)
    wanted = alternatives(learnt, tokens, rows=size(model))
    if not wanted:
        return []
    mine = {word: learnt.idf(word) ** 2 for word in tokens}
    shared = [(mine.keys() & set(words), pk, words) for pk, words in _candidates(saying(asked(wanted)))]
    # a long case shares more by chance: half of its length speaks against it, as in the cosine
    shared.sort(key=lambda one: sum(map(mine.__getitem__, one[0])) / math.sqrt(len(one[2])), reverse=True)
    found = [_Like(likeness(learnt, mine, words), pk, both) for both, pk, words in shared[:COMPARED]]
    return sorted((one for one in found if one.score >= WORTH_SHOWING), key=lambda one: (-one.score, one.pk))


def _candidates(hits: QuerySet[Any]) -> list[tuple[UUID, list[str]]]:
    # one string is read many times faster than an array of strings; no word holds a space
    lexemes = Func(Func(F("words"), function="tsvector_to_array"), Value(" "), function="array_to_string")
    found = hits.annotate(lexemes=Cast(lexemes, TextField()))
    return [(pk, words.split(" ")) for pk, words in found.order_by().values_list("pk", "lexemes")[:CANDIDATES]]
