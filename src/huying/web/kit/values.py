"""What a fact says, as people read it, for every type of fact. Pages, lists and exports all ask `shown`; nothing here asks the
database: the names that a value needs come with it (`names.gather`).

    what = meant(programme, programme.actions[code].fields[name])       # a field under the name of a fact is that fact
    told = gather([(what, value)], actor)
    shown(what, value, told)                                            # Text("5,680.47 万元", …)
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huying.rules.amounts import WAN
from huying.rules.facts import Fact
from huying.rules.programme import Field, Programme
from huying.rules.wording import Text
from huying.web.kit.names import FORGOTTEN, Names

NOTHING = Text("", "")
YES, NO = Text("是", "Yes"), Text("否", "No")
ROLES = {"lead": Text("主办", "Lead"), "assist": Text("协办", "Assist")}
MOST_STARS = 5  # of a rating that says no more
Speaker = Callable[[Fact | Field, Any, Names], Text]


def meant(programme: Programme, field: Field) -> Fact | Field:
    """The fact that a field's value becomes, with unit and digits; the field itself where it becomes none."""
    return programme.facts.get(field.fact, field) if field.fact else field


def shown(what: Fact | Field, value: Any, names: Names = Names()) -> Text:  # noqa: B008 - frozen and empty
    """A value in words, in both languages: `value` as the document or an event's data has it; nothing for None, "", [].

    Money in yuan, or in 万元 where the fact says so; a quantity with its unit; a date as it is kept ("2021-12-30"); choices, units,
    places, persons, firms and the cases of links by name; a list of names or assignments a line each; a file by its name. Free
    text comes from `names.texts` by the id of its passage, and says so where it was erased.
    """
    if value is None or value in ("", []):
        return NOTHING
    return SAY.get(what.type or "prose", _plain)(what, value, names)


def label(what: Fact | Field) -> Text:
    """What the value is called, with the measure where it is a bare number: for the head of a column, the label of a box."""
    unit = measure(what)
    return Text(f"{what.name.zh}（{unit.zh}）", f"{what.name.en} ({unit.en})") if unit.zh else what.name


def measure(what: Fact | Field) -> Text:
    """What a bare number of it counts: 元, 万元, the fact's own unit; nothing for anything else."""
    if what.type == "money":
        return Text("万元", "10,000 yuan") if isinstance(what, Fact) and what.ten_thousands else Text("元", "yuan")
    return (what.unit if isinstance(what, Fact) else None) or NOTHING


def bare(what: Fact | Field, value: Any) -> Decimal | None:
    """The value as a bare number in its `measure`, exact, for spreadsheets and sums; None for what is no number."""
    if value in (None, "") or what.type not in ("count", "money", "quantity", "rating"):
        return None
    number = Decimal(str(value))
    return number / WAN if isinstance(what, Fact) and what.ten_thousands else number


def day(value: str) -> date | None:
    """A date fact as a date; None for what is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def grouped(number: Decimal) -> str:
    """A number with its thousands apart and no needless zeros behind the point: 56,804.72."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(what: Fact | Field, yuan: Decimal) -> Text:
    if isinstance(what, Fact) and what.ten_thousands:
        amount = grouped(yuan / WAN)
        return Text(f"{amount} 万元", f"{amount} × 10,000 yuan")
    amount = f"{yuan:,.2f}".removesuffix(".00")
    return Text(f"{amount} 元", f"{amount} yuan")


def _quantity(what: Fact | Field, amount: Decimal) -> Text:
    number, unit = f"{amount:,f}", measure(what)
    return Text(f"{number} {unit.zh}".strip(), f"{number} {unit.en}".strip())


def _table(kind: str | None, names: Names) -> Mapping[str, Text]:
    tables: dict[str, Mapping[str, Text]] = {
        "unit": names.units,
        "place": names.places,
        "person": names.persons,
        "firm": names.firms,
        "link": names.cases,
    }
    return tables.get(kind or "", {})


def _named(table: Mapping[str, Text], code: Any) -> Text:
    return table.get(str(code), _same(code))


def _same(value: Any) -> Text:
    return Text(str(value), str(value))


def _assignment(row: Mapping[str, Any], names: Names) -> Text:
    """One row of a hand-over: the unit, its share, who supervises it."""
    unit, role = _named(names.units, row.get("unit", "")), ROLES.get(row.get("role", "lead"), NOTHING)
    watch = _named(names.units, row["supervisor"]) if row.get("supervisor") else None
    zh, en = f"{unit.zh}（{role.zh}）", f"{unit.en} ({role.en})"
    return Text(f"{zh}，{watch.zh}督办", f"{en}, supervised by {watch.en}") if watch else Text(zh, en)


def _lines(parts: list[Text]) -> Text:
    return Text("\n".join(one.zh for one in parts), "\n".join(one.en for one in parts))


def _plain(_: Fact | Field, value: Any, __: Names) -> Text:
    return _same(value)


def _named_by(kind: str) -> Speaker:
    return lambda _, value, names: _named(_table(kind, names), value)


SAY: dict[str, Speaker] = {
    "mark": lambda _, value, __: YES if value else NO,
    "choice": lambda what, value, __: what.choices.get(str(value), _same(value)),
    "count": lambda _, value, __: _same(f"{int(value):,}"),
    "rating": lambda what, value, _: Text(f"{value} 分", f"{value} of {what.at_most or MOST_STARS}"),
    "money": lambda what, value, _: _money(what, Decimal(str(value))),
    "quantity": lambda what, value, _: _quantity(what, Decimal(str(value))),
    "prose": lambda _, value, names: names.texts.get(str(value), FORGOTTEN),
    "names": lambda _, value, names: _lines([names.persons.get(str(one)) or _named(names.units, one) for one in value]),
    "assignments": lambda _, value, names: _lines([_assignment(row, names) for row in value]),
    "file": lambda _, value, __: _same(value.get("name", "")),
    **{kind: _named_by(kind) for kind in ("unit", "place", "person", "firm", "link")},
}
