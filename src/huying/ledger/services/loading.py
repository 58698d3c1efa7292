"""Whole lives into the ledger by COPY: the same rows that the door would have written, a batch in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, transaction

from huying.ledger import projection
from huying.ledger.copying import Sheet, event_line, passage_line
from huying.ledger.sealing import Contact
from huying.ledger.services import parties
from huying.ledger.services.indexing import once
from huying.ledger.whole_lives import Life
from huying.rules.programme import Programme
from huying.rules.scrub import scrub
from huying.rules.text import search_text

Row = dict[str, Any]
Lexemes = Callable[[Life], str]
BATCH = 1250
SAID = ("title", "body", "reply")  # the fields that a case is found by
KEPT = 8192  # texts whose words and scrubbed form are remembered: the simulator's repeat themselves
EVENT = (
    "case_id",
    "seq",
    "action",
    "task",
    "actor",
    "role",
    "unit",
    "at",
    "recorded_at",
    "data",
    "patch",
    "prev",
    "hash",
    "key",
)
PASSAGE = ("id", "case_id", "field", "text", "salt")
TABLES = ("case", "event", "assignment", "passage", "party", "searchentry", "publication")


def load(programme: Programme, lives: Iterable[Life], lexemes: Lexemes | None = None) -> tuple[int, int]:
    """Load lives; (cases, events). `lexemes` gives a life's search words where the caller knows them already."""
    cases = events = 0
    waiting = iter(lives)
    while batch := list(islice(waiting, BATCH)):
        sheets = _sheets(programme, batch, lexemes or words)
        with transaction.atomic(), connection.cursor() as cursor:
            for sheet in sheets.values():
                sheet.copy(cursor)
        cases, events = cases + len(batch), events + len(sheets["event"].lines)
    return cases, events


@contextmanager
def at_leisure() -> Iterator[None]:
    """Commits do not wait for the disk one by one; on leaving, everything is there."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("SELECT pg_current_xact_id()")  # a commit of its own, and the disk keeps their order


def reserve(amount: int) -> int:
    """The first of `amount` consecutive case numbers. For a ledger where nobody opens a case meanwhile (two steps, no lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number', nextval('case_number') + %s) - %s", [amount, amount])
        return int(cursor.fetchone()[0])


def claim(last: int) -> None:
    """Leave the numbers up to `last` to whoever gives them out by plan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number', greatest(nextval('case_number'), %s))", [last])


def words(life: Life) -> str:
    """A life's search words, as PostgreSQL reads a tsvector."""
    return _lexemes(tuple([one.text for one in life.passages if one.field in SAID]))


@lru_cache(maxsize=KEPT)
def _lexemes(texts: tuple[str, ...]) -> str:
    """Those of the texts as they are, and as they are published."""
    return lexeme_text(" ".join([_tokens(one) for text in texts for one in (text, _scrubbed(text))]))


@lru_cache(maxsize=KEPT)
def _tokens(text: str) -> str:
    return search_text("", text)


@lru_cache(maxsize=KEPT)
def _scrubbed(text: str) -> str:
    return scrub(text)


def lexeme_text(tokens: str) -> str:
    """Tokens joined by spaces, as the text of a tsvector (its lexemes quoted)."""
    return " ".join(f"'{token}'" for token in dict.fromkeys(tokens.replace("'", "").replace("\\", "").split()))


def _sheets(programme: Programme, lives: Iterable[Life], lexemes: Lexemes) -> dict[str, Sheet]:
    sheets = {table: Sheet(f"ledger_{table}") for table in TABLES}
    sheets["event"].columns, sheets["passage"].columns = EVENT, PASSAGE
    for life in lives:
        case = life.case
        sheets["case"].add(projection.case_columns(case, programme) | {"title": life.title})
        sheets["event"].lines += [event_line(one) for one in life.events]
        sheets["passage"].lines += [passage_line(case.id, one) for one in life.passages]
        sheets["searchentry"].add({"case_id": case.id, "words": lexemes(life)})
        others = [("assignment", projection.task_columns(case, task, programme)) for task in case.tasks.values()]
        others += [("party", row) for row in _party(life)]
        others += [("publication", row) for row in _publication(programme, life)]
        for table, row in others:
            sheets[table].add(row)
    return sheets


def _party(life: Life) -> list[Row]:
    if life.contact == Contact():
        return []
    return [parties.columns(life.case.id, life.contact)]


def _publication(programme: Programme, life: Life) -> list[Row]:
    """What `services.words.publish` would have published: the last reply, with consent, where nobody is accused."""
    case = life.case
    at = case.milestones.get(programme.promise_until)
    if at is None or not case.publish or case.accused:
        return []
    texts = {passage.field: passage.text for passage in life.passages}
    said = texts["title"], texts["body"], texts["reply"]
    title, question, answer = shown = tuple(map(_scrubbed, said))
    return [
        {
            "case_id": case.id,
            "title": title[:200],
            "question": question,
            "answer": answer,
            "county": case.place[: projection.COUNTY],
            "category": case.category,
            "unit": projection.lead_unit(case, programme),
            "published_at": at,
            "words": None if shown == said and once(case, programme) else _lexemes(shown),
        }
    ]
