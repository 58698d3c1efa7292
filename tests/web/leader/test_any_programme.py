"""The leaders' page of programmes that no code knows: every number opens its list, and a red case says why."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from huying.clock import now
from huying.insight.registry import Side, figure
from huying.people.actors import actor_for
from huying.people.models import User
from huying.programmes.registry import newest
from huying.rules.calendar import LOCAL
from huying.rules.programme import Programme
from huying.web.leader.listing import counts_cases
from tests.insight import grants
from tests.insight.conftest import grant  # noqa: F401 - the same programme is published here
from tests.ledger.story import DAY
from tests.web.desk.conftest import Desk
from tests.web.leader.reading import counted, links, numbers, total

BOARD = "/desk/leader/?programme=grant&period=all"
pytestmark = pytest.mark.usefixtures("grant")


@pytest.fixture
def works(grant: Programme, city: None) -> dict[str, str]:  # noqa: F811
    """Some that were granted, one of them late, one that is red by its number alone, one that is paid."""
    then = now() - 40 * DAY
    planned = str((now() + 90 * DAY).astimezone(LOCAL).date())
    told = {
        "late": grants.propose(
            then, heading="西村机井", work="well", place="411002", batch="2026-1", amount="1000000.50"
        ),
        "behind": grants.propose(then, heading="北村路", planned=planned, place="411081", batch="2026-2", amount="7"),
        "paid": grants.propose(then, heading="东村路", planned=planned, batch="2026-2", amount="5"),
        "proposed": grants.propose(now() - timedelta(minutes=5), heading="南村路", planned=planned),
    }
    for name in ("late", "behind", "paid"):
        grants.do(told[name], "grant", then + DAY)
    grants.do(told["behind"], "report", then + 2 * DAY, behind=12)
    grants.do(told["paid"], "finish", then + 2 * DAY)
    grants.do(told["paid"], "pay", then + 3 * DAY)
    return told


def page(desk: Desk, address: str = BOARD, language: str = "zh-CN") -> str:
    response = desk("city_leader", language).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_number_opens_the_list_of_cases_behind_it(desk: Desk, works: dict[str, str]) -> None:
    found = numbers(page(desk))
    actor = actor_for(User.objects.get(username="city_leader"), now().astimezone(LOCAL).date())
    plain = {address: number for address, number in found.items() if of_cases(address)}
    assert len(plain) > 15
    for address, number in plain.items():
        assert counted(actor, address) == number, address
    client = desk("city_leader")
    for address in sorted(plain)[::5]:
        assert total(client, address) == plain[address], address


def of_cases(address: str) -> bool:
    query = parse_qs(urlsplit(address).query)
    side: Side = "denominator" if "part" in query else "numerator"
    return counts_cases(figure(query["figure"][0]), side)


def test_sums_are_read_in_ten_thousands_and_their_list_says_what_they_come_from(
    desk: Desk, works: dict[str, str]
) -> None:
    shown = page(desk)
    assert "100.00125 万元" in shown
    assert "1,000,012.5 yuan" in page(desk, language="en")
    address = next(address for address, text in links(shown) if "figure=money.granted" in address)
    behind = page(desk, address)
    assert "100.00125 万元" in behind
    assert "由以下事项得出" in behind
    assert behind.count('<td class="t">') == 3


def test_a_red_case_says_since_when_why_who_and_what_was_last_done(desk: Desk, works: dict[str, str]) -> None:
    response = desk("city_leader").get(BOARD)
    late, behind = response.context["longest"]
    assert (late.heading, late.state.zh, late.how.clock.zh, late.how.role.zh) == (
        "西村机井",
        "在建",
        "建设期限",
        "经办人",
    )
    assert late.how.due < now()
    assert late.how.last.name.zh == "批准"
    assert (behind.heading, behind.how.clock.zh, behind.how.left.zh, behind.how.due) == ("北村路", "进度", "12", None)
    assert behind.how.last.name.zh == "报送进度"
    shown = response.content.decode()
    for words in ("建设期限", "催办 0 次", "最近办理", "到期"):
        assert words in shown, words


def test_a_matrix_has_every_choice_and_county_and_its_sums_are_exact(desk: Desk, works: dict[str, str]) -> None:
    response = desk("city_leader").get("/desk/leader/matrix/grant/works/")
    table = response.context["table"]
    assert [row.name.zh for row in table.rows] == ["道路", "机井"]
    assert [name.zh for name in table.columns[-2:]] == ["东城区", "未注明县区"]
    assert [number.above for number in table.whole.cells[-1]] == ["4", "56,904.72125 万元", "1"]
    found = numbers(response.content.decode())
    assert len(found) > 8
    actor = actor_for(User.objects.get(username="city_leader"), now().astimezone(LOCAL).date())
    for address, number in found.items():
        assert counted(actor, address) == number, address
    assert desk("city_leader").get("/desk/leader/matrix/grant/ghost/").status_code == 404


def test_declared_facts_narrow_and_are_chips(desk: Desk, works: dict[str, str]) -> None:
    shown = page(desk, f"{BOARD}&f.work=well&f.batch=2026-1")
    for words in ('name="f.work"', 'name="f.batch"', 'name="f.priority"', "机井", "批次"):
        assert words in shown, words
    found = numbers(shown)
    assert max(number for address, number in found.items() if of_cases(address)) == 1
    assert all("f.work=well" in address and "f.batch=2026-1" in address for address in found)


def test_a_filter_that_the_programme_does_not_have_is_left_out(desk: Desk, works: dict[str, str]) -> None:
    assert numbers(page(desk, f"{BOARD}&f.channel=web")) == numbers(page(desk))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_programme_has_a_page(desk: Desk, works: dict[str, str], language: str) -> None:
    client = desk("city_leader", language)
    for programme in newest():
        response = client.get(f"/desk/leader/?programme={programme.code}")
        assert response.status_code == 200
        assert escape(programme.name.say(language)) in response.content.decode()
        assert {name.en for name, _ in response.context["others"]} == {
            one.name.en for one in newest() if one.code != programme.code
        }
