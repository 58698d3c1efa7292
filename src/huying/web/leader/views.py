"""The leaders' page, and the list of cases behind each of its numbers."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec.structs import replace

from huying.clock import now
from huying.insight.figures import compute, compute_many
from huying.insight.registry import Figure, Side, cells, figures
from huying.insight.values import Value
from huying.programmes.registry import load
from huying.rules.figures import Period
from huying.rules.wording import Text
from huying.web.errors import NoPage
from huying.web.kit.guard import StaffRequest, staff
from huying.web.leader import drawing, listing, mine, numbers, overdue, panels, periods
from huying.web.leader.lines import lines
from huying.web.leader.narrowing import narrowing
from huying.web.leader.offers import offers
from huying.web.leader.panels import Sight
from huying.web.leader.question import ALL, Question, seen
from huying.web.speaking import language

BOARD = Text("督办图表", "Figures")
SHOWN = 12  # units before "all units"


@require_GET
@never_cache
@staff
def board(request: StaffRequest) -> HttpResponse:
    """What is red, why, who decides; how much comes in, and how well it is answered."""
    sight = Sight(Question.read(request.GET, seen(request.actor)), request.actor, now())
    found = panels.by_month(sight)
    if not sight.question.period:
        usual = periods.usual(found, sight.question, sight.now)
        sight = replace(sight, question=replace(sight.question, period=usual))
    context = _top(sight, panels.told(found, sight)) | _months(sight, found) | _parts(sight)
    return render(request, "leader/board.html", context | narrowing(sight.question, request.actor, sight.now))


@require_GET
@never_cache
@staff
def behind(request: StaffRequest) -> HttpResponse:
    """The cases behind one number, as they are now."""
    key, visible, at = request.GET.get("figure", ""), seen(request.actor), now()
    figure = figures().get(key) or cells().get(key)
    side: Side = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    if figure is None or figure.programme not in visible or figure.part(side) is None:
        raise NoPage
    question = Question.read(request.GET, [figure.programme])
    page = listing.page(figure, side, question, request.actor, at, request.GET.get("after", ""))
    value = compute(figure, actor=request.actor, as_of=at, filters=question.filters(at))
    return render(request, "leader/cases.html", {
        "figure": figure, "side": side, "page": page, "rows": lines(page.rows, at), "question": question, "at": at,
        "number": numbers.number(value, question), "cases_alone": listing.counts_cases(figure, side),
        "period": None if figure.standing or question.period == ALL else _last(question.span(at)), "most": listing.MOST,
        "here": numbers.behind(question, figure, side), "here_without": f"?figure={figure.key}&part={side}",
        "up": _up(figure, question), "offers": [one for one in offers(request.actor) if one.fits(figure.programme)],
        "kept": [("figure", figure.key), ("part", side), *question.kept], **narrowing(question, request.actor, at),
    })  # fmt: skip


def _up(figure: Figure, question: Question) -> tuple[str, Text]:
    """Where the number stood: in a matrix, or on the leaders' page."""
    if figure.key in figures():
        return f"{reverse('desk:leader')}?{question.here}", BOARD
    code = figure.key.split(".")[1]
    return reverse("desk:leader-matrix", args=[figure.programme, code]), figure.note


def _top(sight: Sight, span: Period) -> dict[str, Any]:
    question = sight.question
    values = compute_many(question.figures, actor=sight.actor, as_of=sight.now, filters=sight.filters)
    shares = [numbers.number(values[one.key], question) for one in numbers.rates(question.figures)]
    return {
        "question": question, "programme": question.rules, "others": _others(sight), "waiting": mine.waiting(sight.actor),
        "offers": [one for one in offers(sight.actor) if one.fits(question.programme)], "may_require": offers(sight.actor), "as_of": _told(values, sight),
        "span": _last(span), "shares": shares[:3], "more": shares[3:],
        "heads": [numbers.number(values[one.key], question) for one in numbers.heads(question.figures)],
    }  # fmt: skip


def _told(values: Mapping[str, Value], sight: Sight) -> Any:
    """The instant that the numbers tell of."""
    return max((one.as_of for one in values.values()), default=sight.now)


def _others(sight: Sight) -> list[tuple[Text, str]]:
    """The other programmes whose cases the actor may see and that have figures, with their addresses."""
    mine = (code for code in seen(sight.actor) if code != sight.question.programme)
    return [(load(code).name, f"programme={code}") for code in mine]


def _months(sight: Sight, found: Mapping[date, dict[str, Value]]) -> dict[str, Any]:
    question = sight.question
    months = panels.chosen(found, question.span(sight.now))
    table = drawing.table(months, found, question)
    return {
        "tabs": periods.tabs(found, question, sight.now),
        "months": table,
        "chart": drawing.data(months, table, question, language()),
    }


def _parts(sight: Sight) -> dict[str, Any]:
    units, counties = panels.by_unit(sight), panels.by_county(sight)
    return {
        "counties": counties, "categories": panels.by_category(sight) if len(counties) == 1 else [], "units": units[:SHOWN],
        "other_units": units[SHOWN:], "steps": panels.by_step(sight), "longest": overdue.longest(sight),
    }  # fmt: skip


def _last(span: Period) -> tuple[date, date]:
    """First and last day of a period."""
    return span.start, span.end - timedelta(days=1)
