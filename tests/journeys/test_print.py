"""What comes out of a printer: every case, list and leaders' page, on A4 upright and across, without a print button."""

import io
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from huying.clock import now
from huying.insight.services.fold import fold_all
from tests.journeys.pages import DESK, PICTURES, Room
from tests.web.desk.stories import LETTER, UNIT, awaiting_sign_off, handling, letter
from tests.web.portal.stories import LETTER as WRITTEN
from tests.web.portal.stories import REPLY, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "请问建安区长村张街道七一路幸福小区东门三盏路灯坏了半个月没有人来修什么时候才能修好"
SIDES: tuple[dict[str, Any], ...] = ({"landscape": False}, {"landscape": True})
A4 = (595, 842)  # points
# A font draws some words and their radical by one sign, and a printed page may name either.
RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰", "民虎西见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙"
)
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const { right, width } = one.getBoundingClientRect();
  const seen = one.checkVisibility() && width > 1 && !one.closest(".unseen, svg");
  return seen && (right > document.documentElement.clientWidth + 1 || one.scrollWidth > one.clientWidth + 1)
    && getComputedStyle(one).display !== "inline";
}).map((one) => one.outerHTML.slice(0, 120))"""


def paper(page: Page, name: str, *, landscape: bool) -> str:
    """What the printed pages say, without white space; every one of them is an A4 that says something."""
    printed = page.pdf(format="A4", landscape=landscape)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}-{'across' if landscape else 'upright'}.pdf").write_bytes(printed)
    pages = PdfReader(io.BytesIO(printed)).pages
    for one in pages:
        assert sorted(float(side) for side in one.mediabox[2:]) == pytest.approx(A4, abs=2)
        assert one.extract_text().strip()
    return plain("".join(one.extract_text() for one in pages))


def plain(text: str) -> str:
    """The words alone, each by one sign, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())


def nothing_is_cut(page: Page) -> None:
    """On neither side of the paper does anything stand out of it, or is shown in part."""
    page.emulate_media(media="print")
    for width in (680, 1009):  # what is left of 210 and 297 mm
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT) == []
    page.set_viewport_size(DESK["viewport"])
    page.emulate_media(media="null")


@pytest.mark.parametrize("side", SIDES, ids=("upright", "across"))
def test_the_opened_case_is_printed_whole(staffed: None, room: Room, side: dict[str, Any]) -> None:
    case = awaiting_sign_off()
    page = room.seat("clerk", **DESK)
    page.goto("/desk/?queue=all")
    page.locator("#list").get_by_role("link", name=LETTER["title"]).click()
    expect(page.locator("#case-title")).to_be_visible()
    beside = paper(page, "print-desk", **side)
    page.goto(f"/desk/cases/{case.number}/")
    alone = paper(page, "print-case", **side)
    for text in (beside, alone):
        for words in (case.number, LETTER["title"], LETTER["body"], "市城管局", "已更换灯泡。", "登记"):
            assert plain(words) in text
        assert "存为视图" not in text
    nothing_is_cut(page)


@pytest.mark.parametrize("side", SIDES, ids=("upright", "across"))
def test_a_list_is_printed_with_whole_titles(staffed: None, room: Room, side: dict[str, Any]) -> None:
    cases = [handling(title=f"{LONG}（{n}）") for n in range(3)]
    page = room.seat("clerk", **DESK)
    page.goto("/desk/?queue=all")
    text = paper(page, "print-list", **side)
    for n, case in enumerate(cases):
        assert plain(f"{LONG}（{n}）") in text
        assert case.number in text
    for words in ("全部事项", "标题", "单位", "市城管局"):
        assert plain(words) in text
    assert "筛选" not in text
    assert "从列表中选一件" not in text
    nothing_is_cut(page)


def test_a_list_that_goes_on_says_on_paper_that_it_does(staffed: None, room: Room) -> None:
    for _ in range(51):
        letter(at=now() - timedelta(days=1))
    page = room.seat("director", **DESK)
    for address, words in (
        ("/desk/?queue=all", "以下还有，没有打印；全部事项请导出。"),
        ("/desk/leader/cases/?figure=appeal.open&period=all", "以下还有，没有打印；请翻页后再打印。"),
    ):
        page.goto(address)
        expect(page.get_by_text(words)).to_be_hidden()
        assert plain(words) in paper(page, "print-goes-on", landscape=False)


@pytest.mark.parametrize("side", SIDES, ids=("upright", "across"))
def test_the_leaders_pages_are_printed_whole(staffed: None, room: Room, side: dict[str, Any]) -> None:
    case = letter(at=now() - timedelta(days=20), title=LONG)
    handling()
    fold_all(now=now())
    page = room.seat("director", **DESK)
    page.goto("/desk/leader/?period=all")
    expect(page.locator("#chart-volume svg")).to_be_visible()
    text = paper(page, "print-leader", **side)
    month = case.opened_at.strftime("%Y-%m")
    for words in (
        LONG,
        "魏都区",
        "东城区",
        "各单位在办",
        "市城管局",
        "卡在哪一环",
        "办理中",
        month,
        "承诺时限内答复的件数",
    ):
        assert plain(words) in text
    assert not page.locator("details.data").evaluate("one => one.open")  # folded again
    nothing_is_cut(page)
    page.goto("/desk/leader/cases/?figure=appeal.open&period=all")
    text = paper(page, "print-behind", **side)
    for words in (LONG, case.number, "市城管局", "在办"):
        assert plain(words) in text
    nothing_is_cut(page)


def test_what_administrators_and_auditors_see_is_printed_too(staffed: None, room: Room) -> None:
    handling()
    for username, address, words in (
        ("sysadmin", "/desk/admin/units/", "市城管局"),
        ("auditor", "/desk/audit/events/", "派单"),
        (f"leader.{UNIT}", "/desk/slips/?all=1", "催办单"),
    ):
        page = room.seat(username, **DESK)
        page.goto(address)
        for side in SIDES:
            assert plain(words) in paper(page, f"print-{username}", **side)
        nothing_is_cut(page)


def test_whoever_wrote_prints_letter_and_answer(staffed: None, room: Room) -> None:
    case = answered()
    page = room.open(**DESK)
    page.goto(f"/follow/?number={case.number}#{case.code}")
    expect(page.get_by_role("heading", name="给您的答复")).to_be_visible()
    for side in SIDES:
        text = paper(page, "print-follow", **side)
        for words in (case.number, WRITTEN, REPLY, "办理经过"):
            assert plain(words) in text
        assert "工作人员登录" not in text
