"""A village on the portal: chosen from the list of one town, or typed; what no list knows is not lost."""

import pytest
from django.test import Client

from huying.ledger.models import Passage
from tests.web.portal.stories import look, only, write

pytestmark = pytest.mark.django_db
VILLAGE = "411003003204"  # 大罗庄, in 邓庄街道 of 建安区
TOWN = {"county": "411003", "town": "411003003"}


def body() -> str:
    return Passage.objects.get(field="body").text


def test_the_villages_of_one_town_are_asked_for(phone: Client) -> None:
    answer = phone.get("/places/411003003/")
    assert '<option lang="zh-Hans">大罗庄村委会</option>' in answer.content.decode()
    assert "max-age" in answer["Cache-Control"]
    assert len(answer.content) < 4_000
    for none in ("411003", "4110", "nowhere"):
        assert phone.get(f"/places/{none}/").content == b"", none
    assert phone.get("/places/4110DC/").content.decode().count("<option") == 14  # they lie in the zone itself
    assert "大罗庄" not in phone.get("/write/").content.decode()


@pytest.mark.parametrize("name", ["大罗庄村委会", "大罗庄村", "大罗庄", "建安区邓庄街道大罗庄"])
def test_a_village_that_is_named_is_the_place(phone: Client, name: str) -> None:
    write(phone, **TOWN, village=name)
    assert only().within[-1] == VILLAGE
    assert "七一路幸福小区东门" in body()
    assert "大罗庄" not in body()


def test_a_village_says_which_town_it_lies_in(phone: Client) -> None:
    write(phone, county="", town="", village="建安区邓庄街道大罗庄村")
    assert only().within[-1] == VILLAGE


def test_a_name_that_no_list_knows_stays_in_the_letter(phone: Client) -> None:
    write(phone, **TOWN, village="河沿自然村")
    assert only().within[-1] == "411003003"
    assert "地点：河沿自然村 七一路幸福小区东门" in body()


def test_a_name_that_several_villages_have_leaves_the_county(phone: Client) -> None:
    write(phone, county="411003", town="", village="孟庄")
    assert only().within[-1] == "411003"
    assert "孟庄" in body()


def test_a_former_township_is_no_choice_any_more(phone: Client) -> None:
    page = phone.get("/write/").content.decode()
    assert "小召街道" in page
    assert "小召乡" not in page
    assert write(phone, county="411003", town="411003202").status_code == 400
    assert write(phone, county="411003", town="411002001").status_code == 400


def test_the_last_look_says_where_it_is_in_full(phone: Client) -> None:
    page = look(phone, **TOWN, village="大罗庄").content.decode()
    assert "建安区邓庄街道大罗庄村委会" in page
    assert 'value="大罗庄"' in phone.get("/write/").content.decode()
    page = look(phone, **TOWN, village="河沿").content.decode()
    assert "建安区邓庄街道 河沿 七一路" in " ".join(page.split())


def test_what_was_typed_comes_back_with_the_form(phone: Client) -> None:
    page = write(phone, **TOWN, village="河沿自然村", phone="1").content.decode()
    assert 'value="河沿自然村"' in page


def test_in_english_the_place_is_said_from_the_village_up(english: Client) -> None:
    page = look(english, **TOWN, village="大罗庄").content.decode()
    assert "大罗庄村委会, Dengzhuang Subdistrict, Jian&#x27;an District" in page


NOWHERE = {"county": "", "town": "", "village": "", "spot": ""}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("西大街道", "411002001"),
        ("魏都区西大街道", "411002001"),
        ("长葛市", "411082"),
        ("建安区邓庄街道大罗庄村", VILLAGE),
    ],
)
def test_the_full_name_of_a_place_is_taken_where_it_is_typed_and_not_chosen(
    phone: Client, typed: str, place: str
) -> None:
    write(phone, **NOWHERE, sought=typed)
    assert only().within[-1] == place
    assert typed not in body()


def test_a_name_that_several_places_have_is_asked(phone: Client) -> None:
    page = write(phone, **NOWHERE, sought="孟庄")
    assert page.status_code == 400
    assert "有几个地方叫这个名字" in page.content.decode()
    assert 'value="孟庄"' in page.content.decode()
    hits = phone.get("/places/", {"q": "孟庄"}).json()
    assert len(hits) > 1
    assert {"name", "county", "town", "village"} == set(hits[0])


def test_a_name_that_is_no_place_stays_in_the_letter(phone: Client) -> None:
    write(phone, **NOWHERE, sought="东湖边上")
    assert only().within == []
    assert "地点：东湖边上" in body()
    assert phone.get("/places/", {"q": "东湖边上"}).json() == []
