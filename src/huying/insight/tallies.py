"""Figures out of the tallies and the images that wait beside them: one statement, so one snapshot of both, exact at every moment."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct

from huying.insight.books import Book
from huying.insight.parts import Counts
from huying.insight.statements import CURRENT, amount, item, month
from huying.people.prepared import execute
from huying.rules.figures import TO_DATE, Period

SLACK = timedelta(seconds=5)  # of what happened while somebody was asking: the answer says of which instant it tells


class Question(Struct, frozen=True):
    """What is asked of the tallies. `cut` is a place among the book's cuts (0: none), `value` what it is narrowed to, `by` the group: "",
    "county", "month" or "cut"; `counties` those that are counted (None: all), `accused` those who are not told of a case.
    """

    book: Book
    parts: tuple[str, ...]
    as_of: datetime
    period: Period
    by: str = ""
    cut: int = 0
    value: str | None = None
    counties: tuple[str, ...] | None = None
    accused: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """Counts by group and part, and the instant that they tell of."""

    groups: dict[Any, Counts]
    as_of: datetime


def ask(question: Question) -> Answer | None:
    """The answer; None where the tallies do not tell of that instant (nobody has counted yet, or things have happened since)."""
    rows = execute(_statement(question), _values(question)).fetchall()
    if not rows:
        return None
    latest = max(instant for row in rows for instant in row[:2] if instant)
    if latest > question.as_of + SLACK:
        return None
    groups = {_group(question, row[2]): _counts(question, row[3:]) for row in rows if row[2] is not None}
    return Answer(groups, latest)


def _counts(question: Question, values: Sequence[Any]) -> Counts:
    """Sums are exact decimals, counts whole numbers."""
    parts = question.book.parts
    return {
        code: Decimal(value) if parts[code].sum else int(value)
        for code, value in zip(question.parts, values, strict=True)
    }


def _group(question: Question, value: Any) -> Any:
    return date(value // 100, value % 100, 1) if question.by == "month" else value


def _values(question: Question) -> dict[str, Any]:
    start, end = question.period.start, question.period.end
    return {
        "rules": question.book.rules,
        "programme": question.book.programme,
        "as_of": question.as_of,
        "slack": question.as_of + SLACK,
        "start": start.year * 100 + start.month,
        "end": end.year * 100 + end.month + (end.day > 1),  # a month that is not over counts as far as it has come
        "cut": question.cut,
        "value": question.value,
        "counties": list(question.counties or ()),
        "accused": list(question.accused),
    }


def _statement(question: Question) -> str:
    """Two levels where values are told apart: first by value, then how many of them there are."""
    names = [f"n{number}" for number, _ in enumerate(question.parts)]
    parts = [question.book.parts[code] for code in question.parts]
    inner = " UNION ALL ".join((*_tallied(question), *_imaged(question)))
    if any(part.distinct for part in parts):
        added = ", ".join(f"sum({name}) AS {name}" for name in names)
        inner = f"SELECT g, item, {added}, max(at) AS at FROM ({inner}) AS one GROUP BY g, item"  # noqa: S608
    totals = ", ".join(
        f"count(*) FILTER (WHERE {name} > 0) AS {name}" if part.distinct else f"sum({name}) AS {name}"
        for name, part in zip(names, parts, strict=True)
    )
    return f"""
WITH told AS MATERIALIZED (
  SELECT id, greatest(told, %(as_of)s) AS instant FROM insight_counted
  WHERE rules = %(rules)s AND told <= %(slack)s
    AND NOT EXISTS (SELECT 1 FROM insight_image WHERE programme = %(programme)s AND rules < %(rules)s)
    AND NOT EXISTS (SELECT 1 FROM insight_image WHERE programme = %(programme)s AND rules > %(rules)s)
  ORDER BY id DESC LIMIT 1
)
SELECT told.instant, found.at, found.g, {", ".join(f"found.{name}" for name in names)} FROM told LEFT JOIN (
  SELECT g, {totals}, max(at) AS at FROM ({inner}) AS every GROUP BY g
) AS found ON true ORDER BY found.g"""  # noqa: S608


def _tallied(question: Question) -> Iterator[str]:
    """Out of the tallies: those of no month for parts that ask no period, those of the period's months for the others."""
    book, parts = question.book, question.parts
    group = {"": "''", "cut": "value"}.get(question.by, question.by)
    columns = ", ".join(
        (f"sums[{book.summed.index(code) + 1}]" if book.parts[code].sum else f"counts[{book.place[code] + 1}]")
        + f" AS n{number}"
        for number, code in enumerate(parts)
    )
    narrowed = _narrowed(question, "value")
    for wanted, months in (
        (any(book.parts[code].standing for code in parts), "month = 0"),
        (any(not book.parts[code].standing for code in parts), "month >= %(start)s AND month < %(end)s"),
    ):
        if wanted:
            yield (
                f"SELECT {group} AS g, item, {columns}, NULL::timestamptz AS at FROM insight_tally "  # noqa: S608
                f"WHERE counted_id = (SELECT id FROM told) AND cut = %(cut)s AND {months}{narrowed}"
            )


def _imaged(question: Question) -> Iterator[str]:
    """Out of the images: what their cases count for, less what the tallies have of them."""
    current = CURRENT.format(instant="(SELECT instant FROM told)")
    for parts in _strands(question):
        yield _side(question, parts, "", current)
        yield _side(question, parts, "was_", "was_bits")


def _strands(question: Question) -> list[list[str]]:
    """The parts that can be asked by one look: those that tell the same values apart, and by month those of one date."""
    found: dict[tuple[str, str], list[str]] = {}
    for code in question.parts:
        part = question.book.parts[code]
        found.setdefault((part.distinct, part.over if question.by == "month" else ""), []).append(code)
    return list(found.values())


def _side(question: Question, parts: list[str], prefix: str, bits: str) -> str:
    book, first = question.book, question.book.parts[parts[0]]
    cut = f"{prefix}{_column(question)}"
    group = {"": "''", "cut": cut, "month": month(book, first.over, prefix)}.get(question.by, prefix + question.by)
    sign = "-" if prefix else ""
    columns = ", ".join(
        f"{sign}{_share(question, code, prefix, bits)}" if code in parts else "0" for code in question.parts
    )
    return (
        f"SELECT {group}, {item(book, first.distinct, prefix)}, {columns}, at FROM insight_image "  # noqa: S608
        f"WHERE programme = %(programme)s AND rules = %(rules)s AND due <= (SELECT instant FROM told) "
        f"AND ({bits}) & {book.mask(parts)} <> 0{_narrowed(question, cut, prefix)}"
    )


def _column(question: Question) -> str:
    """The column of the asked cut."""
    columns = ("unit", "state", *(f"facts[{place}]" for place in range(1, len(question.book.facts) + 1)))
    return columns[question.cut - 1] if question.cut else "unit"


def _share(question: Question, code: str, prefix: str, bits: str) -> str:
    """What one case adds to a part."""
    book, part = question.book, question.book.parts[code]
    share = f"((({bits}) >> {book.place[code]}) & 1)"
    if part.sum:
        share = f"{share} * {amount(book, code, prefix)}"
    if part.over == TO_DATE:
        return share
    column = month(book, part.over, prefix)
    return f"CASE WHEN {column} >= %(start)s AND {column} < %(end)s THEN {share} ELSE 0 END"


def _narrowed(question: Question, cut: str, prefix: str = "") -> str:
    """The conditions that all sides share."""
    found = ""
    if question.value is not None:
        found += f" AND {cut} = %(value)s"
    if question.counties is not None:
        found += f" AND {prefix}county = ANY(%(counties)s)"
    if question.accused:
        found += f" AND ({prefix}accused IS NULL OR NOT {prefix}accused && %(accused)s::varchar[])"
    return found
