"""A leader requires something of a case: which button stands where, what the form begins with, what comes of it, and on whose page."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client

from huying.ledger.models import Case
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.web.leader.offers import Offer
from tests.ledger.story import Story
from tests.web.desk.conftest import Desk
from tests.web.leader.conftest import UNIT
from tests.web.leader.reading import links

BOARD, MINE = "/desk/leader/", "/desk/leader/mine/"


def number(story: Story) -> str:
    return str(Case.objects.get(id=story.id).number)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def form(client: Client, of: str) -> dict[str, str]:
    """The fresh form as a browser would send it back."""

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            known = dict(attrs)
            name = known.get("name") or ""
            if tag in ("input", "textarea") and name not in ("", "csrfmiddlewaretoken", "next"):
                self.found[name] = known.get("value") or ""

    parser = Fields()
    parser.feed(page(client, f"/desk/leader/require/instruction/{of}/").partition("<main")[2])
    return parser.found | {"assignments-role": "lead", "assignments-required": "true"}


def required(client: Client, of: str, **said: str) -> Case:
    """The form sent as it began, with what is said besides."""
    response = client.post(f"/desk/leader/require/instruction/{of}/", form(client, of) | said)
    assert response.status_code == 302, response.content.decode()
    return Case.objects.filter(programme="instruction").latest("opened_at")


@pytest.mark.parametrize(
    ("username", "offered"),
    [("city_leader", True), ("county_leader.weidu", True), ("director", False), (f"leader.{UNIT}", False)],
)
def test_the_button_stands_beside_every_case_for_whoever_leads_and_for_nobody_else(
    desk: Desk, told: dict[str, Story], username: str, *, offered: bool
) -> None:
    of, client = number(told["red"]), desk(username)
    wanted = f"/desk/leader/require/instruction/{of}/"
    behind = "/desk/leader/cases/?figure=appeal.red&period=all"
    for address in (BOARD, behind, f"/desk/cases/{of}/"):
        found = [one for one, _ in links(page(client, address)) if one.startswith(wanted)]
        assert bool(found) is offered, address
    assert client.get(wanted).status_code == (200 if offered else 404)
    assert client.get(MINE).status_code == (200 if offered else 404)


def test_the_form_begins_with_what_the_case_tells(desk: Desk, told: dict[str, Story]) -> None:
    began = form(desk("city_leader"), number(told["red"]))
    assert (began["heading"], began["assignments-unit"]) == ("路灯不亮", "市城管局")
    assert date.fromisoformat(began["due"]) > told["red"].now.astimezone(LOCAL).date()
    assert {"origin", "leader"}.isdisjoint(began)  # the case stands above the form, and the leader sends it


def test_what_is_required_points_to_its_case_and_is_the_leaders_own(desk: Desk, told: dict[str, Story]) -> None:
    client = desk("city_leader")
    made = required(client, number(told["red"]), matter="一周内修好。")
    assert made.links == {"origin": str(told["red"].id)}
    assert (made.state, made.lead_unit) == ("handling", UNIT)
    assert list(made.assignments.values_list("unit", "state")) == [(UNIT, "issued")]
    assert made.asker == client.session["_auth_user_id"]
    assert "领导要求" in page(client, f"/desk/cases/{number(told['red'])}/")
    shown = page(client, MINE)
    assert all(words in shown for words in (made.number, "市城管局", "所据", "路灯不亮", "办理中"))
    assert made.number not in page(desk("county_leader.weidu"), MINE)


def test_it_is_sent_once_however_often_it_is_sent(desk: Desk, told: dict[str, Story]) -> None:
    client, of = desk("city_leader"), number(told["red"])
    said = form(client, of)
    for _ in range(2):
        assert client.post(f"/desk/leader/require/instruction/{of}/", said).status_code == 302
    assert Case.objects.filter(programme="instruction").count() == 1


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(desk: Desk, told: dict[str, Story]) -> None:
    client, of = desk("city_leader"), number(told["red"])
    response = client.post(
        f"/desk/leader/require/instruction/{of}/",
        form(client, of) | {"heading": "", "matter": "一周内修好。", "where": "调研"},
    )
    shown = response.content.decode()
    assert response.status_code == 400
    assert all(words in shown for words in ("请填写", "一周内修好。", "市城管局", "调研"))
    assert not Case.objects.filter(programme="instruction").exists()


def test_of_a_case_that_accuses_nothing_is_carried_over_and_the_accused_are_never_told(
    desk: Desk, told: dict[str, Story]
) -> None:
    client, of = desk("city_leader"), number(told["accusing"])
    began = form(client, of)
    assert (began["heading"], began["assignments-unit"]) == ("", "")
    sent = began | {"heading": "从严核查", "assignments-unit": "市城管局"}
    response = client.post(f"/desk/leader/require/instruction/{of}/", sent)
    assert response.status_code == 403
    assert "不能交其办理" in response.content.decode()
    assert (
        client.post(f"/desk/leader/require/instruction/{of}/", sent | {"assignments-unit": "市督查局"}).status_code
        == 302
    )


def test_the_way_back_is_one_of_the_desk_and_no_other(desk: Desk, told: dict[str, Story]) -> None:
    client, of = desk("city_leader"), number(told["red"])
    for wanted, there in (
        ("/desk/cases/1/", "/desk/cases/1/"),
        ("https://evil.example/", BOARD),
        ("//evil.example", BOARD),
    ):
        response = client.post(f"/desk/leader/require/instruction/{of}/", form(client, of) | {"back": wanted})
        assert response.headers["Location"] == there


def test_one_unit_more_is_one_line_more(desk: Desk, told: dict[str, Story]) -> None:
    client, of = desk("city_leader"), number(told["red"])
    response = client.post(f"/desk/leader/require/instruction/{of}/", form(client, of) | {"more": "1"})
    assert response.content.decode().count('name="assignments-unit"') == 2


def test_nothing_is_required_of_what_was_required(desk: Desk, told: dict[str, Story]) -> None:
    client = desk("city_leader")
    made = required(client, number(told["red"]))
    assert client.get(f"/desk/leader/require/instruction/{made.number}/").status_code == 404
    assert client.get("/desk/leader/require/appeal/").status_code == 404
    assert client.get("/desk/leader/require/instruction/").status_code == 200  # of no case at all


def test_a_leader_confirms_or_sends_back_on_their_own_page_and_nobody_else_does(
    desk: Desk, told: dict[str, Story]
) -> None:
    client = desk("city_leader")
    made = required(client, number(told["red"]))
    reported(desk, made)
    assert "1 件待确认" in page(client, BOARD)
    shown = page(client, MINE)
    assert all(words in shown for words in ("已经修好，附照片。", "确认落实", "退回再办"))
    address = f"{MINE}{made.number}/send_back/"
    other = desk("county_leader.weidu").post(address, {"remark": "再报"})
    assert other.status_code == 404
    lost = client.post(address, {"remark": ""})
    assert (lost.status_code, "请填写" in lost.content.decode()) == (400, True)
    assert client.post(address, {"remark": "晚上再巡一次。"}).headers["Location"] == MINE
    made.refresh_from_db()
    assert (made.state, "没有等您确认的要求" in page(client, MINE)) == ("handling", True)
    reported(desk, made)
    assert client.post(f"{MINE}{made.number}/confirm/", {"remark": ""}).status_code == 302
    made.refresh_from_db()
    assert (made.is_open, made.facts["done"]) == (False, True)
    assert "已落实" in page(client, MINE)


def reported(desk: Desk, case: Case) -> None:
    """The unit and the supervision office do their part."""
    steps = [
        ("handler", "sign", 1, {}),
        ("handler", "submit", 1, {"result": "已经修好。"}),
        ("leader", "sign_off", 1, {}),
    ]
    if case.counts.get("sign"):
        del steps[0]
    for role, action, task, said in steps:
        done(desk(f"{role}.{UNIT}"), case, action, task, said)
    done(desk("instruction.office"), case, "report", 0, {"report": "已经修好，附照片。"})
    case.refresh_from_db()


def done(client: Client, case: Case, action: str, task: int, said: dict[str, str]) -> None:
    response = client.post(f"/desk/cases/{case.number}/act/{action}/{task}/", said)
    assert response.status_code == 302, response.content.decode()


def test_which_programme_offers_it_follows_from_its_file() -> None:
    offer = Offer(load("instruction"), "origin")
    assert [offer.fits(code) for code in ("appeal", "petition", "instruction")] == [True, True, False]
