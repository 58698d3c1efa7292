"""What a list can be narrowed by, and the filters in force as chips that can be taken away."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from huying.people.models import Place
from huying.rules.policy import Actor, held
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk import offices
from huying.web.desk.filters import Filters, address
from huying.web.desk.queues import newest

LIGHTS = {"red": Text("超期", "Overdue"), "amber": Text("临期", "Nearly due"), "green": Text("正常", "In time")}
NAMES = {
    "q": Text("搜索", "Search"),
    "state": Text("状态", "State"),
    "light": Text("灯", "Light"),
    "county": Text("县区", "County"),
    "unit": Text("单位", "Unit"),
    "category": Text("类别", "Category"),
    "channel": Text("渠道", "Channel"),
    "urgency": Text("紧急程度", "Urgency"),
    "subject": Text("身份", "Who writes"),
    "supervised": Text("重点督办", "Under supervision"),
    "reopened": Text("重办件", "Reopened"),
}


def choices(actor: Actor) -> dict[str, dict[str, Text]]:
    """Every filter that is a choice, with its choices: from the programmes, the counties and the units."""
    programmes = [programme for programme in newest() if held(actor, programme)]
    counties = Place.objects.filter(level=Place.Level.COUNTY).values_list("code", "name", "name_en")
    return {
        "state": merged(programmes, "states") | merged(programmes, "tasks"),
        "light": LIGHTS,
        "county": {code: Text(zh, en) for code, zh, en in counties},
        "unit": dict(offices.active()),
        "category": merged(programmes, "categories"),
        "channel": merged(programmes, "channels"),
        "urgency": merged(programmes, "urgencies"),
        "subject": merged(programmes, "subjects"),
    }


def merged(programmes: list[Programme], table: str) -> dict[str, Text]:
    """One of the programmes' tables, of all of them together: codes and names."""
    found: dict[str, Text] = {}
    for programme in programmes:
        entries: dict[str, Any] = getattr(programme, table)
        for code, entry in entries.items():
            found.setdefault(code, entry if isinstance(entry, Text) else entry.name)
    return found


def selects(
    known: Mapping[str, Mapping[str, Text]], filters: Filters, language: str
) -> list[tuple[str, Text, SafeString]]:
    """The filters' choices as options, made here because they are a hundred on every page."""
    return [(name, NAMES[name], _options(table, getattr(filters, name), language)) for name, table in known.items()]


def _options(table: Mapping[str, Text], chosen: str, language: str) -> SafeString:
    lines = ((value, " selected" if value == chosen else "", text.say(language)) for value, text in table.items())
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


def chips(
    filters: Filters, query: Mapping[str, str], known: Mapping[str, Mapping[str, Text]]
) -> list[tuple[Text, Text, str]]:
    """The filters in force: what it is, its value in words, and the address without it."""
    here = reverse("desk:index")
    return [
        (NAMES[name], known.get(name, {}).get(value, _plain(name, value)), f"{here}?{address(query, **{name: ''})}")
        for name, value in filters.given().items()
    ]


def _plain(name: str, value: str) -> Text:
    return Text("是", "yes") if name in ("supervised", "reopened") else Text(value, value)
