"""What the page can be narrowed by: county, unit, state, and the facts that the programme declares as filters."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from huying.insight.books import FACT, filters
from huying.insight.figures import breakdown
from huying.insight.filters import NONE
from huying.people.selectors import counties, unit_names
from huying.rules.facts import Fact
from huying.rules.figures import Period
from huying.rules.forms import RATING
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.web.kit.values import NO, YES
from huying.web.leader import panels
from huying.web.leader.naming import named
from huying.web.leader.numbers import plain
from huying.web.leader.question import BEGINNING, Question
from huying.web.speaking import language

NAMES = {"county": Text("县区", "County"), "unit": Text("单位", "Unit"), "state": Text("状态", "State")}
EMPTY = {"unit": panels.CENTRE, "county": panels.ELSEWHERE}
MOST = 200  # values that are offered where a fact says itself which there are


def narrowing(question: Question, actor: Actor, now: datetime) -> dict[str, Any]:
    """The filters on offer as selects, and those in force as chips that can be taken away."""
    known, labels = _known(question, actor, now), _labels(question)
    chips = [
        (labels[name], _said(name, value, known.get(name, {}), question), question.address({name: ""}))
        for name, value in question.narrowed.items()
    ]
    offered = [
        (name, labels[name].say(language()), _options(table, question.narrowed.get(name, "")))
        for name, table in known.items()
    ]
    return {"chips": chips, "offered": offered, "carried": _carried(question, known)}


def _labels(question: Question) -> dict[str, Text]:
    return NAMES | {FACT + code: fact.name for code, fact in filters(question.rules).items()}


def _known(question: Question, actor: Actor, now: datetime) -> dict[str, Mapping[str, Text]]:
    rules = question.rules
    tables: dict[str, Mapping[str, Text]] = {
        "county": {place.code: place.text for place in counties()},
        "unit": unit_names(),
        "state": {code: state.name for code, state in rules.states.items()},
    }
    for code, fact in filters(rules).items():
        tables[FACT + code] = _values(question, actor, now, code, fact)
    return {name: table for name, table in tables.items() if table}


def _values(question: Question, actor: Actor, now: datetime, code: str, fact: Fact) -> Mapping[str, Text]:
    """What a fact may be, where it says so; else the values that cases have."""
    if fact.type == "mark":
        return {"true": YES, "false": NO}
    if fact.choices:
        return fact.choices
    if fact.type == "rating":
        low, high = fact.at_least or RATING[0], fact.at_most or RATING[1]
        return named(fact, map(str, range(low, high + 1)))
    volume = plain(question.figures, "opened")
    if volume is None:
        return {}
    ever = Question(question.programme).within(Period(BEGINNING, Question(question.programme, "all").span(now).end))
    found = breakdown([volume], FACT + code, actor=actor, as_of=now, filters=ever)
    return named(fact, list(found)[:MOST])


def _said(name: str, value: str, table: Mapping[str, Text], question: Question) -> Text:
    if value == NONE:
        return EMPTY.get(name, panels.UNSORTED)
    if value in table or not name.startswith(FACT):
        return table.get(value, Text(value, value))
    fact = question.rules.facts[name.removeprefix(FACT)]
    return named(fact, [value]).get(value, Text(value, value))


def _carried(question: Question, known: Mapping[str, object]) -> list[tuple[str, str]]:
    """Filters in force that the form has no select for."""
    return [(name, value) for name, value in question.narrowed.items() if name not in known]


def _options(table: Mapping[str, Text], chosen: str) -> SafeString:
    """A hundred options as one text: the template would take longer over them than over the rest of the page."""
    marks = {chosen: mark_safe(" selected")}
    return format_html_join("", '<option value="{}"{}>{}</option>', _lines(table, marks))


def _lines(table: Mapping[str, Text], marks: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    return ((code, marks.get(code, ""), text.say(language())) for code, text in table.items())
