"""`huying figures [--as-of DATE] [--json]`: every figure with its numerator and denominator, out of the ledger itself; `--freeze KEY`
keeps one as it is published, `--frozen` counts everything kept so again.
"""

import json
from argparse import ArgumentTypeError
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying import clock
from huying.insight.figures import compute_many
from huying.insight.filters import FIRST_DAY, LAST_DAY, Filters, day_ends
from huying.insight.models import Snapshot
from huying.insight.registry import figure, figures
from huying.insight.services.freeze import freeze, recompute
from huying.insight.services.recount import recount
from huying.insight.values import Value
from huying.programmes.registry import newest
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM


class Command(BaseCommand):
    help = "Print every figure with its numerator and denominator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which day, and in which shape."""
        parser.add_argument("--as-of", type=_day, help="the end of this day, YYYY-MM-DD (now if left out)")
        parser.add_argument("--json", action="store_true", help="one JSON object, figures by their keys")
        parser.add_argument("--recount", action="store_true", help="count the tallies anew from the ledger first")
        parser.add_argument(
            "--freeze", action="append", default=[], metavar="KEY", help="keep this figure as it is published"
        )
        parser.add_argument("--frozen", action="store_true", help="count what was kept again; 1 where the cases differ")

    def handle(
        self, *, as_of: date | None, json: bool, recount: bool, freeze: list[str], frozen: bool, **_: Any
    ) -> None:
        """Figures of the present (lights, plain counts of places) are given for a past day only where they are the same."""
        now = clock.now()
        if recount:
            _recount(now)
        at = day_ends(as_of, now) if as_of else now
        if freeze or frozen:
            self.stdout.write("\n".join([*(_frozen(key, at, now) for key in freeze), *(_again() if frozen else ())]))
            return
        wanted = [one for one in figures().values() if at == now or one.count or not one.present]
        values = compute_many(wanted, actor=SYSTEM, as_of=at)
        self.stdout.write(_json(values) if json else "\n".join(map(_line, values.values())))


def _frozen(key: str, at: datetime, now: datetime) -> str:
    kept = freeze(figure=figure(key), actor=SYSTEM, as_of=at, now=now, filters=Filters())
    return f"{key} is kept as {kept.shown}, number {kept.pk}"


def _again() -> list[str]:
    """What every kept figure comes to now. Raises CommandError where the cases behind one are others."""
    found = [(one, recompute(one)) for one in Snapshot.objects.order_by("pk")]
    lines = [
        f"{one.pk} {one.figure}, kept as {one.shown}: {'holds' if again.matches else f'is {again.numerator} now, of other cases'}"
        for one, again in found
    ]
    if not all(again.matches for _, again in found):
        raise CommandError("\n".join([*lines, "look the cases up with `huying log verify`"]))
    return lines


def _recount(now: datetime) -> None:
    for programme in newest():
        if not recount(programme.code, now=now):
            raise CommandError("somebody else is tallying; try again in a minute")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no date; write it as 2021-12-30") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ArgumentTypeError(f"{text} is no day of this ledger; write it as 2021-12-30")
    return day


def _json(values: dict[str, Value]) -> str:
    return json.dumps({key: _out(value) for key, value in values.items()}, ensure_ascii=False, indent=2)


def _out(value: Value) -> dict[str, Any]:
    figure, period = value.figure, value.period
    return {
        "numerator": _amount(value.numerator),
        "denominator": None if value.denominator is None else _amount(value.denominator),
        "shown": value.shown,
        "as_of": value.as_of.astimezone(LOCAL).isoformat(timespec="seconds"),
        "period": [str(period.start), str(_last(value))] if period else None,
        "name": {"zh": figure.name.zh, "en": figure.name.en},
        "definition": {"zh": figure.definition.zh, "en": figure.definition.en},
        "sample": figure.sample,
        "rule": figure.rule,
    }


def _amount(value: int | Decimal) -> int | str:
    """A count as a number, an exact sum as a text: JSON's readers would round it."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def _line(value: Value) -> str:
    counts = value.shown if value.denominator is None else f"{value.numerator} / {value.denominator} → {value.shown}"
    period = (
        f"{value.period.start} – {_last(value)}" if value.period else f"{value.as_of.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    )
    mark = "（示例口径）" if value.figure.sample else ""
    return f"{value.figure.key:28} {counts:24} {period}  {value.figure.name.zh} {value.figure.name.en}{mark}"


def _last(value: Value) -> date | None:
    return value.period.end - timedelta(days=1) if value.period else None
