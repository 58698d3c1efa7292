"""Fields of a form for whatever a programme asks somebody outside: each type of fact as people fill it in."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.people.selectors import counties_with_towns
from huying.rules import forms as rules
from huying.rules.amounts import WAN
from huying.rules.facts import Fact
from huying.rules.programme import Field, FieldType, Programme
from huying.web.days import today
from huying.web.kit.values import label, meant
from huying.web.speaking import say

SCALE = 10  # up to so many steps a whole number is chosen, not typed
FIVE = {1: _("很不满意"), 2: _("不满意"), 3: _("一般"), 4: _("满意"), 5: _("很满意")}
YES_NO = (("true", _("是")), ("false", _("否")))
INSIDE: tuple[FieldType, ...] = ("assignments", "names", "file", "link", "person", "unit", "firm")
"""What nobody outside can say: the names of those inside; and files, which come their own way."""

Options = dict[str, Any]


def sayable(field: Field) -> bool:
    """Whether somebody outside can say it."""
    return field.type not in INSIDE


def field_for(field: Field, programme: Programme) -> forms.Field:
    """The field of a form for a field of an action."""
    what = meant(programme, field)
    options: Options = {"label": say(label(what)), "required": field.required, "help_text": say(field.help)}
    return FIELDS.get(field.type or "prose", _line)(field, options)


def said(field: Field, programme: Programme, value: Any) -> Any:
    """What was filled in, as the door takes it: dates and exact numbers as text, 万元 in yuan."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        what = meant(programme, field)
        return f"{value * WAN if isinstance(what, Fact) and what.ten_thousands else value:f}"
    return value


def stars(value: Any) -> Any:
    """A rating in words, where it is one of five."""
    return FIVE.get(value, "") if isinstance(value, int) else ""


def _prose(field: Field, options: Options) -> forms.Field:
    if field.one_line:
        return _line(field, options)
    return forms.CharField(widget=forms.Textarea({"rows": 4}), max_length=field.at_most or rules.PROSE, **options)


def _line(field: Field, options: Options) -> forms.Field:
    return forms.CharField(max_length=field.at_most or rules.LINE, **options)


def _mark(field: Field, options: Options) -> forms.Field:
    return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **options)


def _choice(field: Field, options: Options) -> forms.Field:
    choices = [(code, say(text)) for code, text in field.choices.items()]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)


def _rating(field: Field, options: Options) -> forms.Field:
    low, high = field.at_least or rules.RATING[0], field.at_most or rules.RATING[1]
    named = (low, high) == rules.RATING
    steps = [(str(step), FIVE[step] if named else str(step)) for step in range(high, low - 1, -1)]
    return forms.ChoiceField(choices=steps, widget=forms.RadioSelect, **options)


def _count(field: Field, options: Options) -> forms.Field:
    low, high = field.at_least, field.at_most
    if low is None or high is None or high - low >= SCALE:
        return forms.IntegerField(min_value=low, max_value=high, **options)
    steps = [(str(step), str(step)) for step in range(high, low - 1, -1)]
    return forms.ChoiceField(choices=steps, widget=forms.RadioSelect, **options)


def _amount(field: Field, options: Options) -> forms.Field:
    return forms.DecimalField(**options)


def _date(field: Field, options: Options) -> forms.Field:
    return forms.DateField(widget=forms.DateInput({"type": "date"}), **options)


def _place(field: Field, options: Options) -> forms.Field:
    places: list[Any] = [("", "—")]
    for county in counties_with_towns(today()):
        parts = [(county.code, say(county.name)), *((code, say(name)) for code, name in county.towns)]
        places.append((say(county.name), parts))
    return forms.ChoiceField(choices=places, **options)


FIELDS: dict[FieldType, Callable[[Field, Options], forms.Field]] = {
    "prose": _prose,
    "mark": _mark,
    "choice": _choice,
    "rating": _rating,
    "count": _count,
    "money": _amount,
    "quantity": _amount,
    "date": _date,
    "place": _place,
}
