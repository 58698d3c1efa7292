"""Figures over the API: the same numbers as on every screen, in the sight of the token."""

from datetime import timedelta

import pytest

from huying.clock import now
from huying.rules.calendar import LOCAL
from huying.rules.programme import Programme
from tests.api.conftest import Ask
from tests.insight import grants

pytestmark = pytest.mark.django_db


def this_month() -> dict[str, str]:
    today = now().astimezone(LOCAL).date()
    return {"start": str(today.replace(day=1)), "end": str(today)}


def test_every_figure_brings_numerator_denominator_and_time(as_: Ask) -> None:
    hotline = as_("hotline")
    hotline.open()
    found = {one["key"]: one for one in hotline.get("/figures", **this_month()).body}
    assert (found["appeal.handled"]["numerator"], found["appeal.handled"]["denominator"]) == (1, None)
    assert (found["appeal.open"]["numerator"], found["appeal.open"]["first"]) == (1, None)
    rate = found["appeal.response_rate"]
    assert (rate["numerator"], rate["denominator"], rate["shown"], rate["sample"]) == (0, 0, "—", True)
    assert "示例口径" in rate["definition"]["zh"]
    assert (rate["first"], rate["last"]) == tuple(this_month().values())


def test_one_figure_and_the_cases_behind_it(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open(place="411002").body["number"]
    hotline.open(place="411081")
    weidu = this_month() | {"county": "411002"}
    assert hotline.get("/figures/appeal.handled", **weidu).body["numerator"] == 1
    behind = hotline.get("/figures/appeal.handled/cases", **weidu).body
    assert (behind["total"], [row["number"] for row in behind["rows"]]) == (1, [number])


def test_a_token_counts_only_what_it_may_see(as_: Ask) -> None:
    as_("hotline").open()
    assert as_("gongshui").get("/figures/appeal.handled", **this_month()).body["numerator"] == 0
    assert as_("sysadmin").get("/figures/appeal.open").body["numerator"] == 0


def test_of_a_past_day_the_lights_are_left_out_and_refused_one_by_one(as_: Ask) -> None:
    yesterday = str((now().astimezone(LOCAL) - timedelta(days=1)).date())
    keys = [one["key"] for one in as_("auditor").get("/figures", as_of=yesterday).body]
    assert "appeal.open" in keys
    assert "appeal.red" not in keys
    assert as_("auditor").get("/figures/appeal.red", as_of=yesterday).problem[1] == "figure.not_kept"


@pytest.mark.parametrize(("path", "query", "code"), [
    ("/figures/appeal.happiness", {}, "not_found"),
    ("/figures/place.counties/cases", {}, "not_found"),
    ("/figures/appeal.handled/cases", {"part": "denominator"}, "not_found"),
    ("/figures", {"as_of": "yesterday"}, "request.malformed"),
    ("/figures", {"as_of": "0001-01-01"}, "request.malformed"),
    ("/figures", {"end": "9999-12-31"}, "request.malformed"),
    ("/figures", {"county": "x" * 41}, "request.malformed"),
    ("/figures", {"county": "nul\0"}, "request.malformed"),
    ("/figures/appeal.handled", {"unit": "'; DROP TABLE ledger_case; --"}, "request.malformed"),
    ("/figures/appeal.handled", {"f.happiness": "5"}, "input.bad"),
    ("/figures", {"f.happiness": "5"}, "input.bad"),
    ("/figures/place.counties", {"f.channel": "web"}, "input.bad"),
])  # fmt: skip
def test_what_can_not_be_answered_is_refused_in_one_sentence(
    as_: Ask, path: str, query: dict[str, str], code: str
) -> None:
    assert as_("auditor").get(path, **query).problem[1] == code


def test_nobody_counts_without_a_token(as_: Ask) -> None:
    from tests.api.caller import Caller

    assert Caller().get("/figures").status == 401


def test_a_fact_that_the_programme_declares_narrows(as_: Ask) -> None:
    hotline = as_("hotline")
    hotline.open()
    web = this_month() | {"f.channel": "web"}
    assert hotline.get("/figures/appeal.handled", **this_month() | {"f.channel": "hotline"}).body["numerator"] == 1
    assert hotline.get("/figures/appeal.handled", **web).body["numerator"] == 0
    assert hotline.get("/figures/appeal.handled/cases", **web).body == {"total": 0, "rows": []}
    listed = {one["key"] for one in hotline.get("/figures", **web).body}
    assert "appeal.open" in listed
    assert "place.counties" not in listed  # it has no such filter


def test_a_sum_is_an_exact_decimal_written_as_a_text(as_: Ask, grant: Programme) -> None:
    at = now()
    case = grants.propose(at, amount="568047200.10")
    grants.do(case, "grant", at)
    for narrow in ({}, {"f.work": "road"}):
        found = as_("auditor").get("/figures/money.granted", **this_month() | narrow).body
        assert (found["numerator"], found["denominator"], found["shown"]) == ("568047200.10", None, "56,804.72001 万元")
