"""Published answers: the latest, a page of them, and finding one by its words, the best first. Only what a person has put before the
public is here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from msgspec import Struct

from huying.language.memory import current
from huying.ledger.models import Publication
from huying.ledger.selectors.search import asked, published, published_entries
from huying.people.selectors import place_names, unit_names
from huying.rules.calendar import LOCAL
from huying.rules.text import search_query, segment
from huying.rules.wording import Text
from huying.web.portal.gist import gist

PAGE = 20
DEEPEST = 500  # pages; whoever reads further searches
BEST = 400  # answers that are weighed against each other, the newest of those that say all words and of those that say some
WORDS = 12  # of a search; a longer one is a letter
WORTH = 0.4  # of the weight of the words that were asked for; an answer that says less is about something else


class Wanted(Struct, frozen=True):
    """What the reader looks for; empty fields ask for nothing."""

    words: str = ""
    county: str = ""
    category: str = ""
    page: int = 1


class Answer(Struct, frozen=True):
    """One answer on a list: its row, what it comes to, in how many days it was given (None where that is not known), by whom, where."""

    row: Publication
    gist: str
    days: int | None
    unit: Text | None
    place: Text | None


class Found(Struct, frozen=True):
    """One page of answers, and whether there is another."""

    answers: list[Answer]
    page: int
    more: bool


class Share(Struct, frozen=True):
    """What one unit has answered in public: how many, and how many of those that were judged are solved."""

    unit: Text | None
    answered: int
    judged: int
    solved: int


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


def latest(number: int) -> list[Answer]:
    """The newest answers."""
    return _told(_rows().order_by("-published_at")[:number])


def one(case: UUID) -> Answer | None:
    """The answer to one case, where it is public."""
    return next(iter(_told(_rows().filter(pk=case))), None)


def by_unit(number: int) -> list[Share]:
    """The units that answered most in public."""
    judged, solved = Count("pk", filter=Q(resolved__isnull=False)), Count("pk", filter=Q(resolved=True))
    rows = (
        Publication.objects.exclude(unit="").values("unit").annotate(answered=Count("pk"), judged=judged, solved=solved)
    )
    most, names = list(rows.order_by("-answered", "unit")[:number]), unit_names()
    return [Share(**row | {"unit": names.get(row["unit"])}) for row in most]


def find(want: Wanted) -> Found:
    """The page that was asked for: the best first where words were, the newest where none were."""
    begin = (want.page - 1) * PAGE
    if want.words:
        ids = _best(want)[begin : begin + PAGE + 1]
        rows = _rows().in_bulk(ids)
        page = [rows[key] for key in ids if key in rows]
    else:
        page = list(_narrowed(_rows(), want).order_by("-published_at", "pk")[begin : begin + PAGE + 1])
    return Found(_told(page[:PAGE], want.words), want.page, len(page) > PAGE)


def _rows() -> QuerySet[Publication]:
    columns = ("case__opened_at", "case__answered_at", "heading", "answer", "matter", "county", "category", "unit")
    return Publication.objects.select_related("case").only(*columns, "resolved", "published_at", "programme")


def _narrowed(rows: QuerySet[Publication], want: Wanted) -> QuerySet[Publication]:
    if want.county:
        rows = rows.filter(county=want.county)
    return rows.filter(category=want.category) if want.category else rows


def _told(rows: Iterable[Publication], words: str = "") -> list[Answer]:
    rows, looked_for = list(rows), segment(words) if words else ()
    units, places = unit_names() if rows else {}, place_names({row.county for row in rows})
    return [
        Answer(
            row,
            gist(row.answer, looked_for),
            _days(row.case.opened_at, row.case.answered_at),
            units.get(row.unit),
            places.get(row.county),
        )
        for row in rows
    ]


def _days(opened: datetime, answered: datetime | None) -> int | None:
    """Days as a calendar counts them."""
    return (answered.astimezone(LOCAL).date() - opened.astimezone(LOCAL).date()).days if answered else None


def _best(want: Wanted) -> list[UUID]:
    """Those that say most of what was asked for, the most telling words first, of equals the newer: the work is bounded, however many
    say it.
    """
    words = list(dict.fromkeys(segment(want.words)))[:WORDS]
    all_of_them = search_query(want.words)
    if not words or not all_of_them:
        return []
    learnt = current()
    weights = {word: learnt.idf(word) for word in words}
    found: dict[UUID, set[str]] = {}
    for rows in (published(asked(all_of_them)), _saying_some(words)):
        found |= {pk: set(lexemes) for pk, lexemes in _lexemes(_narrowed(rows, want)) if pk not in found}
    scored = {pk: _share(weights, said) for pk, said in found.items()}
    return sorted((pk for pk, share in scored.items() if share >= WORTH), key=lambda pk: -scored[pk])


def _saying_some(words: list[str]) -> QuerySet[Publication]:
    """Those that say any of the words, the newest first."""
    return published_entries(asked(" | ".join(f"'{word}'" for word in words))).order_by("-published_at")


def _share(weights: Mapping[str, float], said: set[str]) -> float:
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in said) / whole if whole else 0.0


def _lexemes(rows: QuerySet[Publication]) -> Iterator[tuple[UUID, list[str]]]:
    # one string is read many times faster than an array of strings; no word holds a space
    text = Func(Func(F("words"), function="tsvector_to_array"), Value(" "), function="array_to_string")
    found = rows.annotate(lexemes=Cast(text, TextField())).values_list("pk", "lexemes")
    return ((pk, lexemes.split(" ")) for pk, lexemes in found[:BEST])
