"""Published answers: the latest, a page of them, and finding one by its words. Only scrubbed text with consent is here."""

from collections.abc import Mapping

from django.db.models import QuerySet
from msgspec import Struct

from huying.ledger.models import Publication
from huying.ledger.selectors.search import asked, published
from huying.rules.text import search_query

PAGE = 20
DEEPEST = 500  # pages; whoever reads further searches


class Wanted(Struct, frozen=True):
    """What the reader looks for; empty fields ask for nothing."""

    words: str = ""
    county: str = ""
    category: str = ""
    page: int = 1


class Found(Struct, frozen=True):
    """One page of answers, and whether there is another."""

    answers: list[Publication]
    page: int
    more: bool


def wanted(query: Mapping[str, str]) -> Wanted:
    """From the address of the page; nonsense counts as nothing."""
    page = query.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Wanted(
        words=query.get("q", "").replace("\0", "").strip()[:100],
        county=query.get("county", "").replace("\0", "")[:20],
        category=query.get("category", "").replace("\0", "")[:40],
        page=min(max(number, 1), DEEPEST),
    )


def latest(number: int) -> QuerySet[Publication]:
    """The newest answers."""
    return Publication.objects.order_by("-published_at")[:number]


def find(want: Wanted) -> Found:
    """The page that was asked for, newest first."""
    rows = _saying(want.words)
    if want.county:
        rows = rows.filter(county=want.county)
    if want.category:
        rows = rows.filter(category=want.category)
    begin = (want.page - 1) * PAGE
    page = list(rows.defer("words")[begin : begin + PAGE + 1])
    return Found(page[:PAGE], want.page, len(page) > PAGE)


def _saying(text: str) -> QuerySet[Publication]:
    """Newest first; all that are published where nothing is asked for."""
    if not text:
        return Publication.objects.order_by("-published_at", "pk")
    words = search_query(text)
    return published(asked(words)) if words else Publication.objects.none()
