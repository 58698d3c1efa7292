"""Finding by words. One index holds the words of every case; what the public may find by them is told apart here, once."""

from collections.abc import Callable

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from huying.cases.models import Publication, SearchEntry

Saying = Callable[[SearchQuery], QuerySet[SearchEntry]]


def asked(words: str) -> SearchQuery:
    """A `tsquery` as `rules.text.search_query` writes it."""
    return SearchQuery(words, config="simple", search_type="raw")


def published(query: SearchQuery) -> QuerySet[Publication]:
    """The publications that say so themselves: a name that was hidden in the letter finds nothing."""
    found = SearchEntry.objects.filter(words=query).values("case_id")
    return Publication.objects.filter(Q(words=None) | Q(words=query), case_id__in=found)


def entries(query: SearchQuery) -> QuerySet[SearchEntry]:
    """The cases that say so; `said` are all words of each."""
    return SearchEntry.objects.filter(words=query).annotate(said=F("words"))


def published_entries(query: SearchQuery) -> QuerySet[SearchEntry]:
    """The same for `published`: `said` are the words of the publication."""
    own = Q(case__publication__words=None) | Q(case__publication__words=query)
    found = SearchEntry.objects.filter(own, words=query, case__publication__isnull=False)
    return found.annotate(said=Coalesce("case__publication__words", "words"))
