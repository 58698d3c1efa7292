"""Who sees what at the desk: one's own, and for everybody else it does not exist."""

import pytest
from django.test import Client

from huying.ledger.models import Access
from huying.people.models import User
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import PART, PHONE, UNIT, address, does, handling, letter, pending

pytestmark = pytest.mark.django_db
OTHER = "jiaoyu"


def titles(client: Client, query: str = "") -> list[str]:
    return [row.heading for row in client.get(f"/desk/{query}").context["rows"]]


def test_a_stranger_is_sent_to_the_sign_in_and_comes_back(city: None) -> None:
    answer = Client().get("/desk/?queue=open")
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fdesk%2F%3Fqueue%3Dopen"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(city: None) -> None:
    answer = Client().get(
        "/desk/cases/SQ1/", headers={**PART, "hx-current-url": "http://testserver/desk/?queue=open&case=SQ1"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fdesk%2F%3Fqueue%3Dopen%26case%3DSQ1"


def test_a_unit_sees_its_cases_and_the_curious_neighbour_finds_nothing(desk: Desk) -> None:
    case = handling()
    assert titles(desk(f"handler.{UNIT}")) == [case.heading]
    neighbour = desk(f"handler.{OTHER}")
    assert titles(neighbour) == []
    for page in (address(case), address(case, "sign", 1), f"{address(case)}contact/", f"{address(case)}beside/"):
        assert neighbour.get(page).status_code == 404


def test_the_accused_unit_never_meets_the_case(desk: Desk) -> None:
    case = letter(accused=[UNIT])
    accused = desk(f"leader.{UNIT}")
    assert accused.get(address(case)).status_code == 404
    assert titles(accused, "?queue=open") == []
    assert titles(accused, f"?queue=all&q={case.number}") == []
    assert case.number not in b"".join(accused.get("/desk/export.csv?queue=all")).decode()
    assert titles(desk("supervisor"), "?queue=open") == [case.heading]


def test_an_accused_dispatcher_does_not_meet_it_either(desk: Desk) -> None:
    accused = User.objects.get(username="dispatcher")
    case = letter(accused=[str(accused.pk)])
    assert desk("dispatcher").get(address(case)).status_code == 404
    assert desk("dispatcher2").get(address(case)).status_code == 200


def test_administrators_see_no_case_at_all(desk: Desk) -> None:
    case = letter()
    for username in ("sysadmin", "secadmin"):
        client = desk(username)
        assert client.get(address(case)).status_code == 404
        assert client.get("/desk/").headers["Location"] == "/desk/admin/"
        assert client.get("/desk/export.csv").status_code == 404


def test_looking_at_a_case_is_written_down(desk: Desk) -> None:
    case = letter()
    desk("clerk").get(address(case))
    desk("clerk").get(f"/desk/?case={case.number}")
    assert list(Access.objects.values_list("kind", "case_id")) == [("view", case.id)] * 2


def test_contact_is_masked_until_a_reason_is_given(desk: Desk) -> None:
    case, clerk = letter(), desk("clerk")
    page = clerk.get(address(case)).content.decode()
    assert PHONE not in page
    assert "138****0001" in page
    refused = clerk.post(f"{address(case)}contact/", {"reason": "看"}, headers=PART)
    assert refused.status_code == 400
    assert "请写明查看理由" in refused.content.decode()
    assert not Access.objects.filter(kind="unmask").exists()
    shown = clerk.post(f"{address(case)}contact/", {"reason": "核实具体位置"}, headers=PART).content.decode()
    assert PHONE in shown
    assert Access.objects.get(kind="unmask").detail == "核实具体位置"


def test_a_unit_that_has_the_case_may_open_the_contact_but_a_supervisor_may_not(desk: Desk) -> None:
    case = handling()
    for username, status in ((f"handler.{UNIT}", 200), (f"leader.{UNIT}", 200), ("supervisor", 403), ("auditor", 403)):
        answer = desk(username).post(f"{address(case)}contact/", {"reason": "电话联系诉求人"}, headers=PART)
        assert answer.status_code == status, username
        assert (PHONE in answer.content.decode()) == (status == 200)


def test_similar_cases_stand_beside_a_letter(desk: Desk) -> None:
    first, second = pending(), pending(title="东门的路灯一直不亮")
    page = desk("dispatcher").get(f"{address(second)}beside/", headers=PART).content.decode()
    assert first.number in page
    assert "建议单位" in page


def test_the_timeline_tells_who_said_what(desk: Desk) -> None:
    case = handling()
    does(case, "dispatcher", "note", text="已电话告知")
    entries = desk("clerk").get(address(case)).context["log"]
    assert [entry.action.zh for entry in entries] == ["备注", "派单", "受理", "登记"]
    assert (entries[0].person.zh, entries[0].role.zh) == (str(User.objects.get(username="dispatcher")), "分办员")
    assert [said.value.zh for said in entries[0].said] == ["已电话告知"]
    assert entries[1].said[0].value.zh == "市城管局（主办）"
    assert entries[-1].person.zh == "诉求人"


def test_the_desk_speaks_english(desk: Desk) -> None:
    case = handling()
    page = desk("supervisor", "en").get(address(case)).content.decode()
    assert "Being handled" in page
    assert "Open supervision" in page
