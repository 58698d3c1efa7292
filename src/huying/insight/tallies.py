"""Figures out of the tallies and the images that wait beside them: one statement, so one snapshot of both, exact at every moment."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from django.db import connection
from msgspec import Struct

from huying.insight.books import Book
from huying.insight.parts import Counts
from huying.insight.statements import CURRENT, amount, item, month
from huying.people.prepared import execute
from huying.rules.figures import TO_DATE, Period

SLACK = timedelta(seconds=5)  # of what happened while somebody was asking: the answer says of which instant it tells


class Question(Struct, frozen=True):
    """What is asked of the tallies. `cut` is a place among the book's cuts (0: none), `value` what it is narrowed to, `by` the group: "",
    "county", "month", "cut", or "both" (the cut's value and the county); `counties` those that are counted (None: all), `accused`
    those who are not told of a case.
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


TOLD = """
SELECT id, told FROM insight_counted WHERE rules = %(rules)s AND told <= %(slack)s
  AND NOT EXISTS (SELECT 1 FROM insight_image WHERE programme = %(programme)s AND rules < %(rules)s)
  AND NOT EXISTS (SELECT 1 FROM insight_image WHERE programme = %(programme)s AND rules > %(rules)s)
ORDER BY id DESC LIMIT 1
"""
BOTH = "ARRAY[{}::text, {}::text]"
TRIES = 3  # a folder may finish between two questions, but not time and again


def ask(question: Question) -> Answer | None:
    """The answer; None where the tallies do not tell of that instant (nobody has counted yet, or things have happened since)."""
    for _ in range(TRIES):
        values = _values(question)
        counted = execute(TOLD, values).fetchone()
        if counted is None:
            return None
        instant = max(question.as_of, counted[1])
        rows = _rows(question, values | {"counted": counted[0], "instant": instant})
        if rows and rows[0][0] <= instant:
            return _answer(question, rows, instant)
    return None


def _rows(question: Question, values: dict[str, Any]) -> list[Any]:
    """Planned anew each time, because a plan for any instant would look at every image that waits for a later one."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection).execute(_statement(question), values, prepare=False).fetchall()


def _answer(question: Question, rows: list[Any], instant: datetime) -> Answer | None:
    latest = max([instant, *(row[1] for row in rows if row[1])])
    if latest > question.as_of + SLACK:
        return None
    return Answer({_group(question, row[2]): _counts(question, row[3:]) for row in rows if row[2] is not None}, latest)


def _counts(question: Question, values: Sequence[Any]) -> Counts:
    """Sums are exact decimals, counts whole numbers."""
    parts = question.book.parts
    return {
        code: Decimal(value) if parts[code].sum else int(value)
        for code, value in zip(question.parts, values, strict=True)
    }


def _group(question: Question, value: Any) -> Any:
    if question.by == "month":
        return date(value // 100, value % 100, 1)
    return tuple(value) if question.by == "both" else value


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
        inner = f"SELECT g, item, {added}, max(at) AS at FROM ({inner}) AS one GROUP BY g, item"  # noqa: S608 - our own names and numbers; values travel apart
    totals = ", ".join(
        f"count(*) FILTER (WHERE {name} > 0) AS {name}" if part.distinct else f"sum({name}) AS {name}"
        for name, part in zip(names, parts, strict=True)
    )
    return f"""
WITH told AS (SELECT told FROM insight_counted WHERE id = %(counted)s), changed AS MATERIALIZED ({_changed(question)})
SELECT told.told, found.at, found.g, {", ".join(f"found.{name}" for name in names)} FROM told LEFT JOIN (
  SELECT g, {totals}, max(at) AS at FROM ({inner}) AS every GROUP BY g
) AS found ON true ORDER BY found.g"""  # noqa: S608 - our own names and numbers; values travel apart


def _tallied(question: Question) -> Iterator[str]:
    """Out of the tallies: those of no month for parts that ask no period, those of the period's months for the others."""
    book, parts = question.book, question.parts
    group = {"": "''", "cut": "value", "both": BOTH.format("value", "county")}.get(question.by, question.by)
    columns = ", ".join(
        (f"sums[{book.summed.index(code) + 1}]" if book.parts[code].sum else f"counts[{book.place[code] + 1}]")
        + f" AS n{number}"
        for number, code in enumerate(parts)
    )
    narrowed = "".join(f" AND {one}" for one in _conditions(question, "value"))
    for wanted, months in (
        (any(book.parts[code].standing for code in parts), "month = 0"),
        (any(not book.parts[code].standing for code in parts), "month >= %(start)s AND month < %(end)s"),
    ):
        if wanted:
            yield (
                f"SELECT {group} AS g, item, {columns}, NULL::timestamptz AS at FROM insight_tally "  # noqa: S608 - our own names and numbers; values travel apart
                f"WHERE counted_id = %(counted)s AND cut = %(cut)s AND {months}{narrowed}"
            )


def _changed(question: Question) -> str:
    """The images that matter: whose bits have changed, or which count in another place than before. `b` are the bits that count now, `w`
    those that the tallies have, none where the case is not among those that are asked for.
    """
    now, was = (_place(question, prefix) for prefix in ("", "was_"))
    bits = CURRENT.format(instant="%(instant)s")
    mask = question.book.mask(list(question.parts))
    columns = ", ".join(f"{one} AS {name}" for place in (now, was) for name, one in place.items())
    moved = f"({', '.join(now.values())}) IS DISTINCT FROM ({', '.join(was.values())})"
    return f"""
SELECT at, {columns}, CASE WHEN {_narrowed(question, "")} THEN {bits} ELSE 0 END AS b,
       CASE WHEN {_narrowed(question, "was_")} THEN was_bits ELSE 0 END AS w
FROM insight_image WHERE programme = %(programme)s AND rules = %(rules)s AND due <= %(instant)s
  AND (({bits}) | was_bits) & {mask} <> 0 AND ((({bits}) # was_bits) & {mask} <> 0 OR {moved})"""  # noqa: S608 - our own names and numbers; values travel apart


def _place(question: Question, prefix: str) -> dict[str, str]:
    """The columns of one side that say where a case counts, and with what, each under a name of its own."""
    parts = [question.book.parts[code] for code in question.parts]
    wanted = ["county", "accused"]
    if question.cut:
        wanted.append(_column(question))
    if any(not part.standing for part in parts):
        wanted += ["month", *(["reached"] if question.book.milestones else [])]
    wanted += [
        *(["amounts"] if any(part.sum for part in parts) else []),
        *(["items"] if any(part.distinct for part in parts) else []),
    ]
    return {prefix + _name(column): prefix + column for column in wanted}


def _name(column: str) -> str:
    return "cut" if column.startswith(("facts[", "unit", "state")) else column


def _imaged(question: Question) -> Iterator[str]:
    """Out of the images: what their cases count for, less what the tallies have of them."""
    for parts in _strands(question):
        for prefix, bits, sign in (("", "b", ""), ("was_", "w", "-")):
            book, first = question.book, question.book.parts[parts[0]]
            named = {
                "": "''",
                "month": month(book, first.over, prefix),
                "both": BOTH.format(f"{prefix}cut", f"{prefix}county"),
            }
            group = named.get(question.by, prefix + question.by)
            columns = (
                f"{sign}{_sum(question, code, prefix, bits)}" if code in parts else "0" for code in question.parts
            )
            yield (
                f"SELECT {group}, {item(book, first.distinct, prefix)}, {', '.join(columns)}, max(at) "  # noqa: S608 - our own names and numbers; values travel apart
                f"FROM changed WHERE {bits} & {book.mask(parts)} <> 0 GROUP BY 1, 2"
            )


def _strands(question: Question) -> list[list[str]]:
    """The parts that can be asked by one look: those that tell the same values apart, and by month those of one date."""
    found: dict[tuple[str, str], list[str]] = {}
    for code in question.parts:
        part = question.book.parts[code]
        found.setdefault((part.distinct, part.over if question.by == "month" else ""), []).append(code)
    return list(found.values())


def _sum(question: Question, code: str, prefix: str, bits: str) -> str:
    """What one side of the images adds to a part."""
    book, part = question.book, question.book.parts[code]
    share = f"(({bits} >> {book.place[code]}) & 1)"
    if part.sum:
        share = f"{share} * {amount(book, code, prefix)}"
    if part.over == TO_DATE:
        return f"sum({share})"
    column = month(book, part.over, prefix)
    return f"coalesce(sum({share}) FILTER (WHERE {column} >= %(start)s AND {column} < %(end)s), 0)"


def _column(question: Question) -> str:
    """The column of the asked cut."""
    columns = ("unit", "state", *(f"facts[{place}]" for place in range(1, len(question.book.facts) + 1)))
    return columns[question.cut - 1] if question.cut else "unit"


def _narrowed(question: Question, prefix: str) -> str:
    """Whether one side of an image is among the cases that are asked for."""
    return " AND ".join(["true", *_conditions(question, prefix + _column(question), prefix)])


def _conditions(question: Question, cut: str, prefix: str = "") -> Iterator[str]:
    """What all sides have in common: the value that is narrowed to, the counties, and who is not told of it."""
    if question.value is not None:
        yield f"{cut} = %(value)s"
    if question.counties is not None:
        yield f"{prefix}county = ANY(%(counties)s)"
    if question.accused:
        yield f"({prefix}accused IS NULL OR NOT {prefix}accused && %(accused)s::varchar[])"
