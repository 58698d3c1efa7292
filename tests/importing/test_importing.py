"""A file of letters comes in: every good row a case, every bad row back with its reason, the same row never twice."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery

from huying.importing.report import rejects_file
from huying.ledger import models, store
from huying.ledger.services.verify import verify_all
from huying.people.services.setup import load_city
from huying.rules.headline import headline
from huying.rules.text import search_query
from tests.importing.files import (
    ANSWER,
    ANSWERED,
    BUS,
    LABELLED,
    LAMP,
    NOW,
    PLAIN,
    WATER,
    csv_file,
    passage,
    take,
    xlsx_file,
)

pytestmark = pytest.mark.django_db

FILES = {
    "letters.csv": csv_file([LAMP, WATER, BUS]),
    "gb.csv": csv_file([LAMP, WATER, BUS], encoding="gb18030"),
    "utf16.csv": csv_file([LAMP, WATER, BUS], encoding="utf-16"),
    "letters.xlsx": xlsx_file([LAMP, WATER, BUS]),
    "misnamed.csv": xlsx_file([LAMP, WATER, BUS]),
}


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_a_case_that_waits_for_a_clerk(name: str) -> None:
    report = take(FILES[name], name).report
    assert (report.read, report.rows, report.new, report.known, report.rejects) == (4, 3, 3, 0, [])
    row = models.Case.objects.order_by("opened_at").first()
    assert row
    assert (row.heading, row.state, row.owner_role, row.home) == ("东门路灯不亮", "registered", "clerk", "centre")
    assert row.opened_at == datetime(2021, 3, 1, 2, 20, 30, tzinfo=UTC)
    assert passage(row, "body") == LAMP[4]
    assert not list(verify_all())


def test_an_old_letter_is_overdue_at_once_but_nobody_is_urged_for_what_was_due_before_it_came() -> None:
    take(csv_file([LAMP]))
    case = store.read(models.Case.objects.get())
    assert case.due
    assert case.due < NOW
    assert [one.alarm for one in case.clocks.values()] == [None, None]


def test_a_date_of_the_spreadsheet_is_the_same_as_its_text() -> None:
    take(xlsx_file([(*LAMP[:3], datetime(2021, 3, 1, 10, 20, 30), LAMP[4])]), "a.xlsx")  # noqa: DTZ001
    assert take(csv_file([LAMP])).report.known == 1
    assert set(models.Case.objects.values_list("opened_at", flat=True)) == {datetime(2021, 3, 1, 2, 20, 30, tzinfo=UTC)}


def test_the_same_file_again_changes_nothing() -> None:
    take(csv_file([LAMP, WATER]))
    before = everything()
    report = take(csv_file([LAMP, WATER], encoding="gb18030"), "renamed.csv").report
    assert (report.new, report.known, report.events) == (0, 2, 0)
    assert everything() == before


def test_an_answer_to_a_letter_that_still_waits_here_comes_back_with_the_number_of_its_case() -> None:
    take(csv_file([LAMP, WATER]))
    before = everything()
    report = take(csv_file([(*LAMP, *ANSWER), (*WATER, "", "")], ANSWERED)).report
    assert (report.new, report.known) == (0, 1)
    assert [one.error.message("en") for one in report.rejects] == [
        (
            f"This case is here already as {models.Case.objects.get(heading=LAMP[2]).number} and is still being handled; "
            "give the file's answer there, by hand."
        )
    ]
    assert everything() == before


def test_a_row_that_stands_twice_in_a_file_is_one_case() -> None:
    report = take(csv_file([LAMP, LAMP, WATER])).report
    assert (report.new, report.known) == (2, 1)


def test_a_dry_run_tells_what_would_be_and_keeps_nothing() -> None:
    before = everything()
    report = take(
        csv_file([(*LAMP, *ANSWER), (*WATER, "", ""), (104, "U", "无内容", "2021/3/1", "", "", "")], ANSWERED),
        dry_run=True,
    ).report
    assert (report.new, report.answered, len(report.rejects)) == (2, 1, 1)
    assert everything() == before


def test_an_answered_letter_is_a_closed_case_with_its_answer_on_its_day() -> None:
    take(csv_file([(*LAMP, *ANSWER)], ANSWERED))
    row = models.Case.objects.get()
    assert (row.state, row.facts["outcome"], row.is_open) == ("closed", "answered", False)
    assert passage(row, "reply") == ANSWER[0]
    assert row.answered_at == datetime(2021, 4, 2, 7, 30, tzinfo=UTC)
    assert row.closed_at is not None
    assert row.closed_at > row.answered_at
    assert store.read(row).milestones.keys() == {"verified", "replied"}
    assert not list(verify_all())


def test_an_answer_of_yesterday_still_waits_for_the_last_word() -> None:
    take(csv_file([(*LAMP, "已修好。", "2021/5/31 10:00")], ANSWERED))
    assert models.Case.objects.get().state == "replied"


def test_nothing_is_published_without_consent_and_whoever_wrote_is_sealed() -> None:
    titles = (*ANSWERED, "联系电话")
    take(csv_file([(*LAMP, *ANSWER, "13800001234")], titles))
    assert not models.Publication.objects.exists()
    party = models.Party.objects.get()
    assert b"13800001234" not in bytes(party.sealed)
    assert party.masked_phone == "138****1234"


def test_a_letter_and_its_answer_are_found_by_their_words() -> None:
    take(csv_file([(*LAMP, *ANSWER), (*WATER, "", "")], ANSWERED))
    for words in ("东门路灯", "修复"):
        query = SearchQuery(search_query(words), config="simple", search_type="raw")
        assert models.Case.objects.get(words__words=query).heading == LAMP[2]


def test_tabs_and_blank_lines_of_a_web_page_are_left_behind() -> None:
    ragged = "\n\t\t\t\t\n\t\t\t  第一段  有空格。\t\n\n\n\t第二段。\r\n\t\t"
    take(csv_file([(*LAMP[:2], "\t 路灯 \n不亮 ", LAMP[3], ragged)]))
    row = models.Case.objects.get()
    assert passage(row, "body") == "第一段 有空格。\n第二段。"
    assert row.heading == "路灯 不亮"


def test_categories_are_mapped_by_their_names_elsewhere_and_an_unknown_one_is_left_to_the_clerk() -> None:
    take(csv_file([(*LAMP, "城乡建设"), (*WATER, "天外来客")], LABELLED))
    first, second = models.Case.objects.order_by("opened_at")
    assert first.facts.get("category", "") != ""
    assert second.facts.get("category", "") == ""


def test_a_place_is_known_by_its_name() -> None:
    load_city()
    take(csv_file([(*LAMP, "魏都区")], (*PLAIN, "县区")))
    assert models.Case.objects.get().county == "411002"


def test_a_letter_without_number_title_and_time_comes_in_now_and_only_once() -> None:
    text = "路灯坏了。晚上看不清。"
    content = csv_file([(text,)], ("内容",))
    take(content)
    assert take(content, now=NOW.replace(day=2)).report.known == 1
    row = models.Case.objects.get()
    assert row.opened_at == NOW
    assert row.heading == headline(text)


# ---- bad rows come back ----

BAD: dict[str, tuple[tuple[Any, ...], str]] = {
    "no text": ((*LAMP[:4], " \t "), "留言详情：不能为空"),
    "no date": ((*LAMP[:3], "昨天", LAMP[4]), "留言时间：不是可识别的日期时间"),
    "an impossible date": ((*LAMP[:3], "2021/2/30", LAMP[4]), "留言时间：不是可识别的日期时间"),
    "the year 0001": ((*LAMP[:3], "0001-01-01 00:00:00", LAMP[4]), "留言时间：不是可识别的日期时间"),
    "the future": ((*LAMP[:3], "2031/1/1", LAMP[4]), "留言时间：晚于现在"),
    "a million letters": ((*LAMP[:4], "长" * 1_000_000), "留言详情：太长"),
    "a title of a million letters": ((*LAMP[:2], "长" * 1_000_000, *LAMP[3:]), "留言主题：太长"),
    "controls": ((*LAMP[:4], "a\x1b[2Jb"), "留言详情：含有不能保存的字符"),
    "an answer without its time": ((*LAMP, "已修好", ""), "答复时间：有答复内容而没有答复时间"),
    "an answer before the letter": ((*LAMP, "已修好", "2020/1/1"), "答复时间：早于登记时间"),
    "an answer too long": ((*LAMP, "长" * 20_001, "2021/4/1"), "答复意见：太长"),
}


@pytest.mark.parametrize("one", BAD)
def test_a_bad_row_is_named_by_line_and_column_and_stops_no_other(one: str) -> None:
    row, reason = BAD[one]
    report = take(csv_file([WATER, row, BUS], ANSWERED)).report
    assert (report.new, len(report.rejects)) == (2, 1)
    assert report.rejects[0].line == 3
    assert report.rejects[0].error.message("zh").startswith(reason)
    assert not list(verify_all())


def test_a_line_is_counted_as_the_spreadsheet_counts_it() -> None:
    content = xlsx_file([LAMP, (), (1, "U", "无内容", "2021/3/1", "")], above=3)
    report = take(content, "a.xlsx").report
    assert [one.line for one in report.rejects] == [7]
    assert report.new == 1


def test_a_column_is_called_as_the_file_calls_it() -> None:
    report = take(csv_file([("x", "昨天")], ("正文", "登记时间"))).report
    assert report.rejects[0].error.message("zh").startswith("登记时间")


def test_refused_rows_come_back_harmless_and_can_be_corrected_and_imported() -> None:
    formula = (7, "U007", '=HYPERLINK("http://x")', "昨天", "-1+1 路灯坏了")
    imported = take(csv_file([LAMP, formula]))
    content = rejects_file(imported.report.rejects, imported.captions)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["行号 line", "原因", "reason", *PLAIN]
    assert rows[1][0] == "3"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])
    corrected = content.decode("utf-8-sig").replace("昨天", "2021/3/5").encode()
    assert take(corrected, "again.csv").report.new == 1
    row = models.Case.objects.get(heading=formula[2])
    assert passage(row, "body") == formula[4]


def test_a_formula_is_text_and_stays_text() -> None:
    take(xlsx_file([(*LAMP[:4], "=1+1 请算一算"), (*WATER[:4], "+86 电话打不通")]), "a.xlsx")
    assert {one.text for one in models.Passage.objects.filter(field="body")} == {"=1+1 请算一算", "+86 电话打不通"}


def test_a_nul_is_taken_out() -> None:
    take(csv_file([LAMP]).replace("路灯坏了".encode(), "路灯\0坏了".encode()))
    assert "路灯坏了" in passage(models.Case.objects.get(), "body")


def everything() -> dict[str, int]:
    """How many rows every table of the ledger has, and where its numbers stand."""
    from django.apps import apps
    from django.db import connection

    counts = {model.__name__: model._default_manager.count() for model in apps.get_app_config("ledger").get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM case_number")
        return counts | {"numbers": cursor.fetchone()[0]}
