"""The leaders' page: its numbers, the lists behind them, and who sees what."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from huying.clock import now
from huying.insight.registry import figure
from huying.insight.services.fold import fold_all
from huying.insight.values import Value
from huying.people.actors import actor_for
from huying.people.models import User
from huying.rules.calendar import LOCAL
from huying.web.leader import periods
from huying.web.leader.question import Question
from tests.ledger.story import Story
from tests.web.desk.conftest import Desk
from tests.web.leader.conftest import UNIT, YUZHOU
from tests.web.leader.reading import counted, links, numbers, total

BOARD = "/desk/leader/"
LEADERS = ("city_leader", "county_leader.weidu", "director", "supervisor", f"leader.{UNIT}")


def page(client: Client, address: str = BOARD) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("username", LEADERS)
@pytest.mark.parametrize("tallied", [True, False], ids=["tallied", "live"])
def test_every_number_opens_the_list_of_cases_behind_it(
    desk: Desk, told: dict[str, Story], username: str, tallied: bool
) -> None:
    if tallied:
        fold_all(now=now())
    client = desk(username)
    found = numbers(page(client, f"{BOARD}?period=all"))
    assert len(found) > 25
    actor = actor_for(User.objects.get(username=username), now().astimezone(LOCAL).date())
    for address, number in found.items():
        assert counted(actor, address) == number, address
    for address in sorted(found)[::12]:
        assert total(client, address) == found[address], address


def test_the_first_screen_says_what_is_red_why_and_who_decides(desk: Desk, told: dict[str, Story]) -> None:
    shown = page(desk("city_leader"))
    for words in (
        "当前环节超期",
        "超期最久",
        "卡在哪一环",
        "各单位在办",
        "路灯不亮",
        "市城管局",
        "承办经办人",
        User.objects.get(username=f"handler.{UNIT}").display_name,  # whoever has it, by name
        "催办 0 次",
        "示例口径",
        "数据截至",
    ):
        assert words in shown, words


def test_a_county_leader_sees_one_county_and_no_tile_of_another(desk: Desk, told: dict[str, Story]) -> None:
    shown = page(desk("county_leader.weidu"))
    assert shown.count('class="tile ') == 1
    assert "垃圾未清" not in shown
    assert page(desk("city_leader")).count('class="tile ') == 10  # the nine, and the letter that names no county


def test_whoever_is_accused_finds_no_trace_of_the_case(desk: Desk, told: dict[str, Story]) -> None:
    told["accusing"].accepted()
    assert "反映城管" in page(desk("city_leader"))
    shown = page(desk(f"leader.{UNIT}"), f"{BOARD}?period=all")
    assert "反映城管" not in shown
    handled = next(
        number
        for address, number in numbers(shown).items()
        if "figure=appeal.handled&" in address.replace("&amp;", "&")
    )
    assert handled == 2


def test_administrators_do_not_see_cases_counted(desk: Desk) -> None:
    for username in ("sysadmin", "secadmin"):
        for address in (BOARD, f"{BOARD}cases/?figure=appeal.handled"):
            assert desk(username).get(address).status_code == 404


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, db: None) -> None:
    response = client.get(BOARD)
    assert (response.status_code, "/accounts/login/" in response["Location"]) == (302, True)


def test_the_page_asks_no_more_questions_however_many_cases_there_are(
    desk: Desk, told: dict[str, Story], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = desk("city_leader")
    for _ in range(12):
        Story(at=now() - timedelta(days=40), place=YUZHOU).dispatched(UNIT)
    fold_all(now=now())
    page(client)
    with django_assert_max_num_queries(20):
        page(client)


def test_what_happened_a_moment_ago_is_counted_whether_folded_or_not(desk: Desk, told: dict[str, Story]) -> None:
    fold_all(now=now() - timedelta(minutes=30))
    Story(at=now() - timedelta(seconds=30), place=YUZHOU)
    found = numbers(page(desk("city_leader"), f"{BOARD}?period=all"))
    assert max(found.values()) == len(told) + 1


def test_narrowed_to_a_county_every_number_is_the_countys(desk: Desk, told: dict[str, Story]) -> None:
    client = desk("city_leader")
    actor = actor_for(User.objects.get(username="city_leader"), now().astimezone(LOCAL).date())
    shown = page(client, f"{BOARD}?period=all&county={YUZHOU}")
    assert shown.count('class="tile ') == 1
    assert "路灯不亮" not in shown
    found = numbers(shown)
    assert found
    for address, number in found.items():
        assert f"county={YUZHOU}" in address
        assert counted(actor, address) == number
    chip = next(address for address, text in links(shown) if not text and address.startswith("?"))
    assert "county" not in chip


def test_a_county_says_what_its_open_cases_are_about(desk: Desk, told: dict[str, Story]) -> None:
    whole = desk("city_leader").get(BOARD)
    assert whole.context["categories"] == []
    one = desk("city_leader").get(f"{BOARD}?county={YUZHOU}")
    assert sum(line.open.value.numerator for line in one.context["categories"]) == 2
    assert "在办的是哪些事" in one.content.decode()
    assert "在办的是哪些事" in page(desk("county_leader.weidu"))


def test_a_rate_of_a_county_shows_what_it_is_counted_from(desk: Desk, told: dict[str, Story]) -> None:
    tiles = page(desk("city_leader"), f"{BOARD}?period=all").split('class="tile ')
    weidu = next(tile for tile in tiles if ">魏都区</a>" in tile)
    assert [text for address, text in links(weidu) if "part=denominator" in address] == ["4", "2", "2"]


def test_what_is_now_stands_apart_from_what_came_in_a_period(desk: Desk, told: dict[str, Story]) -> None:
    shown = page(desk("city_leader"), f"{BOARD}?period=all")
    now_part, period_part = shown[shown.index('id="h-now"') :].split('id="h-period"')
    assert "当前环节超期" in now_part
    assert "办理量" not in now_part
    assert period_part.index("办理量") < period_part.index("响应率")


def test_the_charts_have_a_table_of_the_same_numbers(desk: Desk, told: dict[str, Story]) -> None:
    response = desk("city_leader").get(f"{BOARD}?period=all")
    chart, months = response.context["chart"], response.context["months"]
    assert [row.volume.value.numerator for row in months] == [one for one in chart["volume"]["values"] if one]
    assert sum(row.volume.value.numerator for row in months) == len(told)
    assert '<script id="leader-data" type="application/json">' in response.content.decode()
    assert all(f">{row.volume.above}</a>" in response.content.decode() for row in months)


def test_an_empty_ledger_says_what_would_be_here(desk: Desk) -> None:
    shown = page(desk("city_leader"))
    for words in ("没有超期的事项", "没有在办的事项", "这一时期没有登记的事项"):
        assert words in shown


def test_a_leader_who_reads_english_reads_english(desk: Desk, told: dict[str, Story]) -> None:
    shown = page(desk("city_leader", "en"))
    for words in (
        "Overdue for longest",
        "Where it is stuck",
        "Weidu District",
        "Resolution rate",
        "who must act now",
        "sample",
    ):
        assert words in shown, words


ODD = (
    "period=9999", "period=0000", "period=2021-13", "period=%00", "period=2021-1", "period=-", "period=２０２１",
    "programme=no_such", "county=%00", "county=" + "4" * 500, "unit=' OR 1=1", "state=%ED%A0%80", "channel=-", "county=-",
    "period=1949-01", "period=2999", "subject=<script>",
)  # fmt: skip


@pytest.mark.parametrize("address", [f"{BOARD}?", f"{BOARD}cases/?figure=appeal.handled&"])
def test_an_address_that_nobody_made_brings_a_page_all_the_same(
    desk: Desk, told: dict[str, Story], address: str
) -> None:
    client = desk("city_leader")
    for query in ODD:
        response = client.get(address + query)
        assert response.status_code == 200, query
        assert b"<script>" not in response.content


def test_a_list_of_no_figure_is_no_page(desk: Desk) -> None:
    client = desk("city_leader")
    for query in ("", "figure=appeal.happiness", "figure=place.counties", "figure=appeal.handled&part=denominator"):
        assert client.get(f"{BOARD}cases/?{query}").status_code == 404, query


def test_a_long_list_goes_on_page_by_page_and_shows_nothing_twice(desk: Desk) -> None:
    begin = now() - timedelta(days=2)
    for number in range(53):
        Story(at=begin + timedelta(minutes=number // 2), contact=None)
    client = desk("city_leader")
    for figure_key in ("appeal.handled", "appeal.green", "appeal.open"):
        address, seen = f"{BOARD}cases/?figure={figure_key}&period=all", list[str]()
        while address:
            response = client.get(address)
            seen += [row.number for row in response.context["rows"]]
            following = response.context["page"].following
            address = f"{response.context['here']}&after={quote(following)}" if following else ""
        if figure_key != "appeal.green":
            assert len(seen) == 53
        assert len(set(seen)) == len(seen)


def test_a_key_that_nobody_made_begins_at_the_beginning(desk: Desk, told: dict[str, Story]) -> None:
    client = desk("city_leader")
    for after in ("x", "2021~x", "~", "%00", "2021-01-01T00:00:00~00000000-0000-0000-0000-000000000000"):
        response = client.get(f"{BOARD}cases/?figure=appeal.open&after={after}")
        assert len(response.context["rows"]) == 5, after


# ---- which period is shown where nobody asks for one


def came(**months: int) -> dict[date, dict[str, Value]]:
    handled = figure("appeal.handled")
    return {
        date(int(name[1:5]), int(name[5:]), 1): {handled.key: Value(handled, number, None, now(), None)}
        for name, number in months.items()
    }


@pytest.mark.parametrize(("months", "period"), [
    ({"m202111": 500, "m202610": 60}, "latest"),
    ({"m202111": 11810, "m202610": 240}, "2021"),
    ({"m202003": 4000, "m202111": 4000, "m202610": 240}, "2021"),
    ({"m202111": 11810}, "2021"),
    ({}, "latest"),
])  # fmt: skip
def test_the_latest_months_are_shown_unless_nearly_everything_lies_before(months: dict[str, int], period: str) -> None:
    then = now().replace(year=2026, month=11, day=25)
    found: dict[str, Any] = came(**months)  # type: ignore[assignment]
    assert periods.usual(found, Question("appeal"), then) == period  # type: ignore[arg-type]
