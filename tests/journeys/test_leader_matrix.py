"""Batches by county: read on a wall, on a desk and on a phone, in both languages, opened cell by cell, printed on one A4 across."""

import io
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from huying.clock import now
from huying.ledger.models import Case
from huying.ledger.services.create import create
from huying.people.selectors import counties
from huying.rules.policy import SYSTEM
from tests.journeys.pages import DESK, PICTURES, Room, look
from tests.journeys.test_leader import SMALL
from tests.ledger.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MATRIX = "/desk/leader/matrix/petition/batches/"
BATCHES = [f"2026-{number:02}" for number in range(1, 10)]
A4_ACROSS = (842, 595)  # points
SIZES = [(390, 844), (1440, 900), (1920, 1080), (3840, 2160)]


@pytest.fixture
def batches(staffed: None) -> int:
    """Nine batches; of each a matter or two in every county but one, the older ones past their date. How many matters."""
    for place, batch in enumerate(BATCHES):
        for county, code in enumerate(counties().values_list("code", flat=True)):
            for number in range((place + county) % 3):
                received(batch, code, f"第{number + 1}件征地补偿事项", days=120 - 14 * place)
    received("", "411002", "未编批次的事项", days=3)
    return Case.objects.filter(programme="petition").count()


def received(batch: str, county: str, heading: str, days: int) -> None:
    said = {"heading": heading, "matter": "少发两成。", "purpose": "request", "place": county, "category": "land"}
    create(
        programme="petition",
        payload=said | ({"batch": batch} if batch else {}),
        actor=SYSTEM,
        now=now() - timedelta(days=days),
    )


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_is_whole_on_every_screen_and_every_number_is_large_enough_to_be_hit(
    batches: int, room: Room, size: tuple[int, int]
) -> None:
    width, height = size
    page = room.seat("city_leader", viewport={"width": width, "height": height}, locale="zh-CN")
    page.goto(MATRIX)
    expect(page.locator(".crossed tbody tr")).to_have_count(len(BATCHES) + 1)
    expect(page.locator(".crossed tfoot td").nth(-3)).to_have_text(str(batches))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL) == []
    look(page, f"matrix-{width}")


def test_a_cell_opens_its_cases_and_they_lead_back(batches: int, room: Room) -> None:
    page = room.seat("city_leader", **DESK)
    page.goto(MATRIX)
    red = page.locator(".crossed tbody a.light-red").first
    wanted = red.inner_text()
    red.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"逾期 {wanted}")
    expect(page.locator(".rows tbody tr")).to_have_count(int(wanted))
    expect(page.locator(".rows tbody tr").first).to_contain_text("信访经办人")
    assert page.evaluate(SMALL) == []
    look(page, "matrix-cell")
    page.get_by_role("link", name="各批次化解情况").click()
    expect(page.locator(".crossed")).to_be_visible()


def test_a_county_leader_sees_one_county_and_its_sum(batches: int, room: Room) -> None:
    page = room.seat("county_leader.weidu", **DESK)
    page.goto(MATRIX)
    expect(page.locator(".crossed thead tr").first.locator("th")).to_have_text(["批次", "魏都区", "合计"])
    mine = Case.objects.filter(programme="petition", county="411002").count()
    expect(page.locator(".crossed tfoot td").first).to_have_text(str(mine))


def test_it_is_printed_on_one_sheet_across(batches: int, room: Room) -> None:
    page = room.seat("city_leader", **DESK)
    page.goto(MATRIX)
    printed = page.pdf(prefer_css_page_size=True)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "matrix.pdf").write_bytes(printed)
    (sheet,) = PdfReader(io.BytesIO(printed)).pages
    assert [float(side) for side in sheet.mediabox[2:]] == pytest.approx(A4_ACROSS, abs=2)
    text = "".join(sheet.extract_text().split())
    assert all(batch in text for batch in BATCHES)
    assert str(batches) in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 900})  # what is left of 297 mm
    assert page.evaluate("document.querySelector('.crossed').getBoundingClientRect().right") <= 1047


def test_in_english_everything_is_said(batches: int, room: Room) -> None:
    story = Story(at=now() - timedelta(days=60), place="411002", title="东门路灯不亮").dispatched("chengguan")
    number = Case.objects.get(id=story.id).number
    for width, height in SIZES:
        page = room.seat("city_leader", viewport={"width": width, "height": height}, locale="en-GB")
        for name, address, words in (
            ("matrix", MATRIX, "Batches by county"),
            ("board", "/desk/leader/?programme=petition", "What I required"),
            ("board-appeal", "/desk/leader/", "Require something"),
            ("require", f"/desk/leader/require/instruction/{number}/", "Require something"),
            ("mine", "/desk/leader/mine/", "Waiting for me"),
        ):
            page.goto(address)
            expect(page.locator("main")).to_contain_text(words)
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            drawn(page)
            look(page, f"en-{name}-{width}")


def drawn(page: Page) -> None:
    """Charts, where the page has some."""
    if page.locator("#leader-data").count():
        expect(page.locator("#chart-rates svg")).to_be_visible()
