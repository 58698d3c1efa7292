"""What a list can be narrowed by, and the filters in force as chips that can be taken away: all from the programme's own words."""

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from huying.ledger.selectors import narrowing
from huying.people.models import Place
from huying.rules.facts import Fact
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk.filters import address
from huying.web.desk.listing import Asked
from huying.web.desk.queues import programmes
from huying.web.kit import spoken
from huying.web.kit.values import NO, YES, label

LIGHTS = {"red": Text("超期", "Overdue"), "amber": Text("临期", "Nearly due"), "green": Text("正常", "In time")}
MARKS = {"yes": YES, "no": NO, "none": Text("未填", "Not said")}
NAMES = {
    "q": Text("搜索", "Search"),
    "p": Text("专项", "Programme"),
    "state": Text("状态", "State"),
    "light": Text("灯", "Light"),
    "county": Text("县区", "County"),
    "unit": Text("单位", "Unit"),
    "link": Text("关联", "Linked"),
    "reopened": Text("重办件", "Reopened"),
}
REOPENED = {"1": Text("只看重办件", "Reopened ones only")}
ENDS = {".from": Text("从", "from"), ".to": Text("到", "to"), "": Text("", "")}
Table = Mapping[str, Text]


class Control(Struct, frozen=True):
    """One filter of the form. `kind` is select, text, number, date, or range/days, which have two ends; `values` is what stands in
    it (both ends of a range).
    """

    name: str
    label: Text
    kind: str
    values: tuple[str, str] = ("", "")
    options: SafeString = mark_safe("")
    offers: str = ""


def tables(asked: Asked) -> dict[str, Table]:
    """Every filter of all cases that is a choice, with its choices."""
    counties = Place.objects.filter(level=Place.Level.COUNTY).values_list("code", "name", "name_en")
    mine = programmes(asked.actor)
    found: dict[str, Table] = {
        "p": {one.code: one.name for one in mine} if asked.several and not asked.queue.programme else {},
        "state": _states(asked, mine),
        "light": LIGHTS,
        "county": {code: Text(zh, en) for code, zh, en in counties},
        "unit": dict(spoken.units()),
        "link": {code: one.name for code, one in asked.programme.links.items()} if asked.programme else {},
        "reopened": REOPENED if any(one.reopening for one in mine) else {},
    }
    return {name: table for name, table in found.items() if table}


def _states(asked: Asked, mine: Iterable[Programme]) -> Table:
    """The states of the programme; of several, each under its programme's name."""
    if asked.programme:
        return _named(asked.programme, asked.queue.over)
    return {
        f"{one.code}.{code}": Text(f"{one.name.zh} · {name.zh}", f"{one.name.en} · {name.en}")
        for one in mine
        for code, name in _named(one, asked.queue.over).items()
    }


def _named(programme: Programme, over: str) -> dict[str, Text]:
    return {code: state.name for code, state in (programme.tasks if over == "task" else programme.states).items()}


def controls(asked: Asked, known: Mapping[str, Table], language: str) -> list[Control]:
    """The form's filters, their options made here because they are a hundred on every page."""
    said = asked.filters.given()
    plain = [
        Control(name, NAMES[name], "select", options=_options(table, said.get(name, ""), language))
        for name, table in known.items()
    ]
    return [*plain, *_of_facts(asked, language)]


def _of_facts(asked: Asked, language: str) -> Iterator[Control]:
    if asked.programme is None:
        return
    for code, fact in narrowing.filterable(asked.programme).items():
        wanted = asked.filters.wanted().get(code, narrowing.Wanted())
        name = f"f.{code}"
        if narrowing.ranged(fact):
            kind = "days" if fact.type == "date" else "range"
            yield Control(name, label(fact), kind, (wanted.low or wanted.value, wanted.high or wanted.value))
        elif table := _table(fact):
            yield Control(name, fact.name, "select", options=_options(table, wanted.value, language))
        else:
            offers = "unit-names" if fact.type == "unit" else ""
            yield Control(name, fact.name, "text", (wanted.value, ""), offers=offers)


def _table(fact: Fact) -> Table:
    return MARKS if fact.type == "mark" else fact.choices


def _options(table: Table, chosen: str, language: str) -> SafeString:
    lines = ((value, " selected" if value == chosen else "", text.say(language)) for value, text in table.items())
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


def unit_names(known: Mapping[str, Table], language: str) -> SafeString:
    """The units' names, for boxes into which one types."""
    return format_html(
        "{}",
        format_html_join("", '<option value="{}"></option>', ((one.say(language),) for one in known["unit"].values())),
    )


def chips(asked: Asked, query: Mapping[str, str], known: Mapping[str, Table]) -> list[tuple[Text, Text, str]]:
    """The filters in force: what it is, its value in words, and the address without it."""
    here = reverse("desk:index")
    return [
        (*_words(asked, name, value, known), f"{here}?{address(query, **{name: ''})}")
        for name, value in asked.filters.narrows().items()
    ]


def _words(asked: Asked, name: str, value: str, known: Mapping[str, Table]) -> tuple[Text, Text]:
    if name in NAMES:
        plain = Text("是", "yes") if name == "reopened" else Text(value, value)
        return NAMES[name], known.get(name, {}).get(value, plain)
    code, end = _split(name)
    fact = asked.programme.facts[code] if asked.programme else None
    if fact is None:
        return Text(name, name), Text(value, value)
    text, before = _table(fact).get(value, Text(value, value)), ENDS[end]
    return label(fact), Text(f"{before.zh}{text.zh}", f"{before.en} {text.en}".strip())


def _split(name: str) -> tuple[str, str]:
    code, dot, end = name.removeprefix("f.").partition(".")
    return code, dot + end
