"""The place of a case at the desk: county or town, then the village from a list of the town's, or by its name."""

from typing import Any

import pytest
from django.test import Client

from huying.ledger.models import Case
from huying.people.models import Place
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import form_of, letter, send

VILLAGE = "411003003204"  # 大罗庄, in 邓庄街道 of 建安区


def accepted(client: Client, case: Case, **values: str) -> Any:
    """Accept a letter with the place that the two lists send."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    fields: dict[str, Any] = {"category": "utilities", "urgency": "normal", **named}
    return send(client, case, "accept", **fields)


def test_the_second_list_follows_the_first(desk: Desk) -> None:
    clerk = desk("clerk")
    town = clerk.get("/desk/villages/place/", {"place": "411003003"}).content.decode()
    assert f'<option value="{VILLAGE}" lang="zh-Hans">大罗庄村委会</option>' in town
    assert 'name="place-village"' in town
    assert town.count("<option") < 60
    for none in ("411003", "", "x\0", "4110"):
        assert "<option" not in clerk.get("/desk/villages/place/", {"place": none}).content.decode(), none
    zone = clerk.get("/desk/villages/place/", {"place": "4110DC"}).content.decode()
    assert "411002570001" in zone  # its villages lie in the zone itself


def test_only_staff_asks(client: Client) -> None:
    assert client.get("/desk/villages/place/").status_code == 302


def test_a_form_does_not_bring_the_whole_city(desk: Desk) -> None:
    page = desk("clerk").get("/desk/new/").content.decode()
    assert "411003003" in page
    assert VILLAGE not in page


def test_a_letter_accepted_for_a_village_stands_there(desk: Desk) -> None:
    case = letter(place="411003003")
    accepted(desk("clerk"), case, place="411003003", place_village=VILLAGE)
    case.refresh_from_db()
    assert case.within[-1] == VILLAGE


def test_a_village_is_named_where_no_list_can_come(desk: Desk) -> None:
    case = letter()
    accepted(desk("clerk"), case, place="411003003", place_village="大罗庄村")
    case.refresh_from_db()
    assert case.within[-1] == VILLAGE


@pytest.mark.parametrize(
    ("place", "village", "said"),
    [
        ("411003", "孟庄", "叫“孟庄”的有2个"),
        ("411003003", "天上村", "所选地点没有“天上村”"),
        ("411003004", VILLAGE, "所选地点没有“大罗庄村委会”"),  # the list of a town that was chosen before
    ],
)
def test_a_village_that_is_none_of_the_towns_is_refused(desk: Desk, place: str, village: str, said: str) -> None:
    case = letter(place=place)
    answer = accepted(desk("clerk"), case, place=place, place_village=village)
    page = answer.content.decode()
    assert said in page
    assert f'<option value="{place}" selected>' in page
    case.refresh_from_db()
    assert (case.state, case.within[-1]) == ("registered", place)


def test_a_case_of_a_village_shows_both_lists_and_keeps_it(desk: Desk) -> None:
    case = letter(place=VILLAGE)
    field = next(one for one in form_of(desk("clerk"), case, "accept").inputs if one.name == "place")
    assert field.value == VILLAGE
    page = desk("clerk").get(f"/desk/cases/{case.number}/act/accept/0/").content.decode()
    assert '<option value="411003003" selected>' in page
    assert f'<option value="{VILLAGE}" selected lang="zh-Hans">' in page


def test_a_place_that_has_ended_is_still_shown(desk: Desk) -> None:
    case, of_village = letter(place="411003003"), letter(place=VILLAGE)
    Place.objects.filter(code__in=("411003003", VILLAGE)).update(until="2022-01-01")
    page = desk("clerk").get(f"/desk/cases/{case.number}/act/accept/0/").content.decode()
    assert '<option value="411003003" selected>邓庄街道（已撤销）</option>' in page
    page = desk("clerk").get(f"/desk/cases/{of_village.number}/act/accept/0/").content.decode()
    assert "大罗庄村委会（已撤销）" in page
