"""The administrator's page of places: opened level by level, searched, and changed at any level."""

import re

import pytest

from huying.clock import now
from huying.people.models import PeopleLog, Place
from huying.rules.calendar import LOCAL
from tests.web.desk.conftest import Desk

PAGE = "/desk/admin/places/"
VILLAGE = "411003003204"  # 大罗庄, in 邓庄街道 of 建安区
LARGEST = 60_000  # bytes of any of these pages: never all 2 800 places at once


def shown(page: str) -> list[str]:
    """The codes that a page lists."""
    return re.findall(r'<td class="num"[^>]*><code class="soft">(.*?)</code>', page)


def read(page: str) -> str:
    """A page's text as a browser shows it: every run of blanks is one."""
    return " ".join(re.sub(r"</?[a-z][^>]*>", "", page).split())


def test_the_tree_opens_level_by_level(desk: Desk) -> None:
    admin = desk("sysadmin")
    city = admin.get(PAGE).content.decode()
    assert shown(city)[:2] == ["411002", "411003"]
    county = admin.get(PAGE, {"in": "411003"}).content.decode()
    assert shown(county)[0] == "411003001"
    assert shown(county)[-1] == "411003202"  # what ended stands last
    town = admin.get(PAGE, {"in": "411003003"}).content.decode()
    assert VILLAGE in shown(town)
    village = admin.get(PAGE, {"in": VILLAGE}).content.decode()
    assert "其下还没有地点" in village
    assert [town in village for town in ('?in=411003"', '?in=411003003"')] == [True, True]
    assert max(map(len, (city, county, town, village))) < LARGEST


def test_a_search_is_paged(desk: Desk) -> None:
    admin = desk("sysadmin")
    first = admin.get(PAGE, {"q": "庄"}).content.decode()
    second = admin.get(PAGE, {"q": "庄", "page": "2"}).content.decode()
    assert len(shown(first)) == len(shown(second)) == 50
    assert not set(shown(first)) & set(shown(second))
    assert "第 2 /" in second
    assert len(first) < LARGEST
    assert {VILLAGE, "411025103207"} <= {*shown(admin.get(PAGE, {"q": "大罗庄"}).content.decode())}
    assert VILLAGE in shown(admin.get(PAGE, {"q": "罗庄村委会"}).content.decode())  # its former name
    assert "建安区 · 邓庄街道" in read(admin.get(PAGE, {"q": VILLAGE}).content.decode())
    for odd in ({"q": "没有这里"}, {"q": "%\0'"}, {"in": "x\0"}, {"page": "x"}, {"page": "9" * 30}):
        assert admin.get(PAGE, odd).status_code == 200, odd


def test_a_village_is_added_renamed_moved_and_ended(desk: Desk) -> None:
    admin = desk("sysadmin")
    new = {"do": "add", "place": "411003003", "level": "village", "code": "411003003299", "name": "新村委会"}
    added = admin.post(PAGE, new)
    assert added["Location"] == f"{PAGE}?in=411003003"
    place = Place.objects.get(code="411003003299")
    assert (place.level, place.name_en, place.code_system) == ("village", "新村委会", "statistics")
    admin.post(PAGE, {"do": "rename", "place": place.code, "name": "幸福村委会"})
    admin.post(PAGE, {"do": "move", "place": place.code, "parent": "建安区昌盛街道"})
    place.refresh_from_db()
    assert (place.name, place.also, place.parent_id) == ("幸福村委会", ["新村委会"], "411003004")
    admin.post(PAGE, {"do": "end", "place": place.code, "on": "2026-01-01", "successor": VILLAGE})
    place.refresh_from_db()
    assert (str(place.until), place.successor_id) == ("2026-01-01", VILLAGE)
    page = admin.get(PAGE, {"in": place.code}).content.decode()
    assert "大罗庄村委会" in page
    assert "在其下新增" not in page
    admin.post(PAGE, {"do": "reopen", "place": place.code})
    actions = [*PeopleLog.objects.filter(subject=place.code).order_by("id").values_list("action", flat=True)]
    assert actions == ["add_place", "rename_place", "move_place", "end_place", "reopen_place"]
    latest = read(admin.get(PAGE).content.decode())
    assert latest.index("恢复地点 幸福村委会") < latest.index("撤销地点 幸福村委会") < latest.index("原名 新村委会")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "end", "place": "411003003"}, "其下还有在用的地点"),
        ({"do": "end", "place": VILLAGE, "successor": "孟庄村"}, "有几个同名的地点"),
        ({"do": "end", "place": VILLAGE, "successor": "天上村"}, "没有这个地点"),
        ({"do": "end", "place": VILLAGE, "on": "yesterday"}, "日期"),
        ({"do": "move", "place": VILLAGE, "parent": VILLAGE}, "不能划入自己"),
        ({"do": "add", "place": "411003", "code": "4110030999", "name": "某镇"}, "请填写英文名称"),
        ({"do": "add", "place": "411003", "level": "castle", "code": "X", "name": "某", "name_en": "X"}, "选项"),
    ],
)
def test_what_can_not_be_done_is_said_and_nothing_typed_is_lost(desk: Desk, typed: dict[str, str], said: str) -> None:
    before = [*Place.objects.order_by("code").values()]
    refused = desk("sysadmin").post(PAGE, typed)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert said in page
    for value in {"successor", "parent", "code", "name"} & set(typed):
        assert f'value="{typed[value]}"' in page
    assert [*Place.objects.order_by("code").values()] == before


def test_a_town_ends_today_and_its_villages_go_over(desk: Desk) -> None:
    typed = {"do": "end", "place": "411003003", "successor": "昌盛街道"}
    assert desk("sysadmin").post(PAGE, typed).status_code == 302
    assert Place.objects.get(code="411003003").until == now().astimezone(LOCAL).date()
    assert Place.objects.get(code=VILLAGE).parent_id == "411003004"


def test_the_page_is_english_where_english_is_asked_for(desk: Desk) -> None:
    page = desk("sysadmin", "en").get(PAGE, {"in": "411003"}).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "Jian&#x27;an District" in main
    assert not re.findall(r"[一-鿿]+", re.sub('value=".*?"|lang="zh-Hans">[^<]*', "", main))
