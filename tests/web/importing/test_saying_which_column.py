"""A file whose headers say nothing: somebody says in the browser which column is which, once, for every programme they register in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from huying.importing import shelf
from huying.importing.models import ImportRun
from huying.ledger import models
from tests.importing.files import BUS, LAMP, WATER, csv_file, xlsx_file
from tests.web.importing.test_import_pages import PAGE, desk, page, person, sent, signed_in, work

pytestmark = pytest.mark.django_db

STRANGE = ("甲", "乙", "丙", "丁", "戊")
MEANT = {"甲": "number", "乙": "contact.name", "丙": "heading", "丁": "when.opened", "戊": "matter"}


@pytest.fixture
def clerk(db: None) -> Client:
    desk()
    return signed_in("clerk")


def form_of(client: Client, run: ImportRun) -> Any:
    answer = client.get(f"{PAGE}{run.id}/columns/")
    assert answer.status_code == 200
    return answer.context


def said(client: Client, run: ImportRun, meant: dict[str, str]) -> Any:
    """Choose a meaning for every column by its title, and send the form."""
    names = {one.title: one.name for one in form_of(client, run)["asked"]}
    return client.post(f"{PAGE}{run.id}/columns/", {names[title]: code for title, code in meant.items()})


def code_of(programme_field: str, run: ImportRun, client: Client) -> str:
    """The column of the programme that is called so here."""
    found: list[str] = [one.code for one in form_of(client, run)["columns"] if one.name.zh == programme_field]
    assert len(found) == 1, programme_field
    return found[0]


def test_unknown_headers_are_said_once_and_known_the_next_time(clerk: Client) -> None:
    run = work(sent(clerk, csv_file([LAMP, WATER], STRANGE)))
    assert run.state == "failed"
    assert "没有找到表头" in page(clerk, run)
    assert f"{PAGE}{run.id}/columns/" in page(clerk, run)
    assert shelf.path(str(run.id)).exists()
    asked = form_of(clerk, run)
    assert [(one.title, one.chosen) for one in asked["asked"]] == [(title, "") for title in STRANGE]
    assert asked["asked"][2].examples == ("东门路灯不亮", "自来水发黄")
    assert [one.name.zh for one in asked["missing"]] == ["内容"]
    meant = MEANT | {"丙": code_of("标题", run, clerk), "戊": code_of("内容", run, clerk)}
    assert said(clerk, run, meant).status_code == 302
    run = work(run)
    assert (run.state, run.report["new"]) == ("checked", 2)
    clerk.post(f"{PAGE}{run.id}/start/")
    work(run)
    assert set(models.Case.objects.values_list("heading", flat=True)) == {"东门路灯不亮", "自来水发黄"}
    later = work(sent(clerk, csv_file([BUS], STRANGE)))
    assert (later.state, later.report["new"]) == ("checked", 1)


def test_a_column_can_be_only_one_thing(clerk: Client) -> None:
    run = work(sent(clerk, csv_file([LAMP], STRANGE)))
    matter = code_of("内容", run, clerk)
    answer = said(clerk, run, {"丙": matter, "戊": matter})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "每个栏目只选一次" in text
    assert text.count(f'<option value="{matter}" selected>') == 2
    run.refresh_from_db()
    assert run.state == "failed"


def test_what_was_left_out_and_what_was_added_up_is_told(clerk: Client) -> None:
    rows = [(*LAMP, "甲方", 3), (*WATER, "乙方", 4), ("合计", "", "", "", "", "", 7)]
    titles = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "不知所云", "户数")
    run = work(sent(clerk, xlsx_file(rows, titles), "letters.xlsx"))
    text = page(clerk, run)
    assert run.report["totals"] == 1
    assert "合计行，已与各行核对" in text
    assert "没有读的列" in text
    assert "不知所云" in text
    assert "导入 2 件" in text


def test_whoever_registers_in_several_programmes_chooses(clerk: Client) -> None:
    person("both", "clerk", "xinfang", programme="petition")
    both = signed_in("both")
    start = both.get(PAGE).content.decode()
    assert "信访" in start
    run = work(sent(both, csv_file([LAMP], STRANGE), programme="petition"))
    assert (run.programme, run.unit) == ("petition", "xinfang")
    asked = form_of(both, run)
    assert "批次" in "".join(one.name.zh for one in asked["columns"])
    assert clerk.get(f"{PAGE}{run.id}/columns/").status_code == 404


def test_the_file_of_an_import_that_is_done_can_not_be_said_anew(clerk: Client) -> None:
    run = work(sent(clerk, csv_file([LAMP])))
    clerk.post(f"{PAGE}{run.id}/start/")
    work(run)
    assert clerk.get(f"{PAGE}{run.id}/columns/").status_code == 409
    assert f"{PAGE}{run.id}/columns/" not in page(clerk, run)
