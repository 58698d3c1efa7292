"""The leaders' page, and the list of cases behind each of its numbers."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec.structs import replace

from huying.clock import now
from huying.insight.figures import Side, Value, compute_many
from huying.insight.registry import figures
from huying.programmes.catalogue import load
from huying.rules.figures import Period
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.web.desk import choices, nav
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.rows import rows
from huying.web.errors import NoPage
from huying.web.leader import drawing, listing, numbers, overdue, panels, periods
from huying.web.leader.instant import instant
from huying.web.leader.panels import Sight
from huying.web.leader.question import NARROW, Question, counted

SHOWN = 12  # units before "all units"
EMPTY = {"unit": panels.CENTRE, "county": panels.ELSEWHERE, "category": panels.UNSORTED}


@require_GET
@never_cache
@staff
def board(request: StaffRequest) -> HttpResponse:
    """What is red, why, who decides; how much comes in, and how well it is answered."""
    _see(request.actor)
    question, at = Question.read(request.GET), now()
    sight = Sight(question, request.actor, instant(question, request.actor, at), at)
    found = panels.by_month(sight)
    if not question.period:
        question = replace(question, period=periods.usual(found, question, at))
        sight = replace(sight, question=question)
    context = _top(sight) | _months(sight, found) | _parts(sight) | _narrowing(question, request.actor)
    return render(request, "leader/board.html", context)


@require_GET
@never_cache
@staff
def behind(request: StaffRequest) -> HttpResponse:
    """The cases behind one number, as they are now."""
    _see(request.actor)
    question, at = Question.read(request.GET), now()
    figure = figures().get(request.GET.get("figure", ""))
    below = request.GET.get("part") == "denominator"
    if figure is None or not (figure.per if below else figure.of):
        raise NoPage
    side: Side = "denominator" if below else "numerator"
    page = listing.page(figure, side, question, request.actor, at, request.GET.get("after", ""))
    return render(request, "leader/cases.html", {
        "figure": figure, "side": side, "page": page, "rows": rows(page.rows, at, _language()), "question": question, "at": at,
        "period": None if figure.standing else _last(question.span(at)), "most": listing.MOST,
        "here": numbers.behind(question, figure, side), "here_without": f"?figure={figure.key}&part={side}",
        "kept": [("figure", figure.key), ("part", side), *question.kept], **_narrowing(question, request.actor),
    })  # fmt: skip


def _see(actor: Actor) -> None:
    if not nav.sees("all", "place", "unit")(actor):
        raise NoPage


def _top(sight: Sight) -> dict[str, Any]:
    question = sight.question
    values = compute_many(question.figures, actor=sight.actor, as_of=sight.as_of, filters=sight.filters)
    shares = [numbers.number(values[one.key], question) for one in numbers.rates(question.figures)]
    return {
        "question": question, "programme": question.rules, "others": _others(question), "as_of": sight.as_of, "now": sight.now,
        "span": _last(question.span(sight.now)), "shares": shares[:3], "more": shares[3:],
        "heads": [numbers.number(values[one.key], question) for one in numbers.heads(question.figures)],
    }  # fmt: skip


def _others(question: Question) -> list[tuple[Text, str]]:
    """The other programmes that have figures, with their addresses."""
    return [(load(code).name, f"programme={code}") for code in counted() if code != question.programme]


def _months(sight: Sight, found: Mapping[date, dict[str, Value]]) -> dict[str, Any]:
    question, language = sight.question, _language()
    months = panels.chosen(found, question.span(sight.now))
    table = drawing.table(months, found, question)
    return {
        "tabs": periods.tabs(found, question, sight.now),
        "months": table,
        "chart": drawing.data(months, table, question, language),
    }


def _parts(sight: Sight) -> dict[str, Any]:
    units, counties = panels.by_unit(sight), panels.by_county(sight)
    return {
        "counties": counties, "categories": panels.by_category(sight) if len(counties) == 1 else [], "units": units[:SHOWN], "other_units": units[SHOWN:],
        "steps": panels.by_step(sight), "longest": overdue.longest(sight),
    }  # fmt: skip


def _narrowing(question: Question, actor: Actor) -> dict[str, Any]:
    """The filters on offer, and those in force as chips that can be taken away."""
    known = {name: table for name, table in choices.choices(actor).items() if name in NARROW}
    known["state"] = {code: state.name for code, state in question.rules.states.items()}
    chips = [
        (
            choices.NAMES[name],
            known[name].get(value) or EMPTY.get(name) or Text(value, value),
            question.address(**{name: ""}),
        )
        for name, value in question.narrowed.items()
    ]
    language = _language()
    offered = [
        (name, choices.NAMES[name].say(language), _options(known[name], getattr(question, name), language))
        for name in NARROW
    ]
    return {"chips": chips, "offered": offered}


def _options(table: Mapping[str, Text], chosen: str, language: str) -> SafeString:
    """A hundred options as one text: the template would take longer over them than over the rest of the page."""
    marks = {chosen: mark_safe(" selected")}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, marks.get(code, ""), text.say(language)) for code, text in table.items()),
    )


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _last(span: Period) -> tuple[date, date]:
    """First and last day of a period."""
    return span.start, span.end - timedelta(days=1)
