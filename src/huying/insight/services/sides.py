"""Rows of cases in the shape of images: what `images.image` says of one case, said by the database of all of them."""

from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, F, Func, IntegerField, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from huying.insight.books import Book
from huying.ledger import models
from huying.ledger.selectors.where import Member, amount, fact, matching
from huying.rules.programme import Programme

ZERO = Value(0, output_field=BigIntegerField())


class Month(Func):
    """An instant's local month as a number, 202112; 0 where there is none. The offset is fixed, so no table of zones is asked."""

    template = "coalesce(to_char((%(expressions)s)::timestamptz AT TIME ZONE INTERVAL '8 hours', 'YYYYMM')::int, 0)"
    output_field = IntegerField()


class Texts(Func):
    """An array of texts."""

    template = "ARRAY[%(expressions)s]::text[]"
    output_field = ArrayField(TextField())


class Numbers(Func):
    """An array of numbers, exact."""

    template = "ARRAY[%(expressions)s]::numeric[]"
    output_field = ArrayField(TextField())


def side(rows: QuerySet[models.Case], rules: Programme, counting: Book, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The statement that gives what these cases count for now, column by column as `statements.SIDE` has them, and its values."""
    columns: dict[str, Combinable] = {
        "v_sign": Value(1),
        "v_county": F("county"),
        "v_unit": F("lead_unit"),
        "v_state": F("state"),
        "v_facts": Texts(*map(_text, counting.facts)),
        "v_month": Month(F("opened_at")),
        "v_reached": Numbers(*(Month(Member("reached", name)) for name in counting.milestones)),
        "v_accused": F("accused"),
        "v_amounts": Numbers(*(Coalesce(amount(code), Value(0)) for code in counting.sums)),
        "v_items": Texts(*map(_text, counting.items)),
        "v_bits": _bits(rules, counting, now),
    }
    sql, values = rows.annotate(**columns).values(*columns).query.sql_with_params()
    return sql, tuple(values)


def _text(code: str) -> Coalesce:
    return Coalesce(fact(code), Value(""), output_field=TextField())


def _bits(rules: Programme, counting: Book, now: datetime) -> Combinable:
    """The parts that a row fulfils, as one number."""
    bits = (
        Case(When(matching(where, rules, now), then=Value(1 << place)), default=ZERO, output_field=BigIntegerField())
        for place, where in enumerate(counting.conditions)
    )
    return reduce(add, bits)
