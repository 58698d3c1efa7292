"""A clerk brings in a file of letters: with and without JavaScript, the worker at work beside the browser. axe on each page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying.clock import now
from huying.importing.models import ImportRun
from huying.importing.services import work as import_work
from huying.ledger.models import Case
from tests.importing.files import ANSWER, ANSWERED, BUS, LAMP, WATER, csv_file
from tests.journeys.pages import DESK, PHONE, Room, look_twice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = [(*LAMP, *ANSWER), (*WATER, "", ""), (*BUS[:3], "昨天", "没有日期", "", "")]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    path = tmp_path / "三月来信.csv"
    path.write_bytes(csv_file(ROWS, ANSWERED))
    return path


def work() -> None:
    """What the worker does, as soon as it comes to it."""
    import_work.work(run_id=ImportRun.objects.get().id, now=now())


def send(page: Page, file: Path) -> None:
    page.goto("/desk/import/")
    page.get_by_label("文件", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def test_a_file_is_checked_looked_at_and_imported(staffed: None, room: Room, letters: Path) -> None:
    page = room.seat("clerk", **DESK)
    page.goto("/desk/import/")
    look_twice(page, "import-1-start")
    send(page, letters)
    look_twice(page, "import-2-checking")
    work()
    expect(page.get_by_role("button", name="导入 2 件")).to_be_visible()  # the page saw it by itself
    expect(page.get_by_text("留言时间：不是可识别的日期时间", exact=False)).to_be_visible()
    look_twice(page, "import-3-checked")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回的行").click()
    assert "没有日期" in download.value.path().read_text("utf-8-sig")
    assert not Case.objects.exists()
    page.get_by_role("button", name="导入 2 件").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    page.get_by_role("link", name="到工作台查看").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.goto("/desk/import/")
    expect(page.get_by_role("row", name=re.compile("三月来信.csv"))).to_contain_text("已导入")
    look_twice(page, "import-4-runs")


def test_a_file_that_cannot_be_read_is_refused_by_name(staffed: None, room: Room, tmp_path: Path) -> None:
    (tmp_path / "照片.png").write_bytes(b"\x89PNG no table at all")
    page = room.seat("clerk", **DESK)
    send(page, tmp_path / "照片.png")
    work()
    page.reload()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    look_twice(page, "import-5-refused")


def test_without_javascript_the_page_is_refreshed_by_hand(staffed: None, room: Room, letters: Path) -> None:
    page = room.seat("clerk", java_script_enabled=False, **PHONE)
    send(page, letters)
    work()
    page.get_by_role("link", name="刷新进度").click()
    page.get_by_role("button", name="导入 2 件").click()
    work()
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_role("link", name="到工作台查看")).to_be_visible()
    assert Case.objects.count() == 2


def test_columns_that_nobody_knows_are_said_in_the_browser(staffed: None, room: Room, tmp_path: Path) -> None:
    (tmp_path / "外地台账.csv").write_bytes(csv_file([LAMP, WATER], ("甲", "乙", "丙", "丁", "戊")))
    page = room.seat("clerk", **DESK)
    send(page, tmp_path / "外地台账.csv")
    work()
    page.reload()
    page.get_by_role("link", name="对应各列").click()
    expect(page.get_by_role("row", name=re.compile("^丙"))).to_contain_text("东门路灯不亮")
    look_twice(page, "import-6-columns")
    page.set_viewport_size(DESK["viewport"])
    for title, meant in (("丙", "标题"), ("丁", "登记时间"), ("戊", "内容 *")):
        page.get_by_label(title, exact=True).select_option(label=meant)
    page.get_by_role("button", name="照此检查").click()
    work()
    expect(page.get_by_role("button", name="导入 2 件")).to_be_visible()
    look_twice(page, "import-7-said")
