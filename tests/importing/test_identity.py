"""When two rows are the same letter: by what they say, as it was understood, never by where they stand."""

from __future__ import annotations

from datetime import datetime

import pytest

from huying.ledger import models
from tests.importing.files import csv_file, take, xlsx_file

pytestmark = pytest.mark.django_db
RUNNING = ("序号", "标题", "日期", "内容")


def test_two_counties_files_with_the_same_running_number_title_and_day_are_two_letters() -> None:
    first = take(csv_file([(1, "路灯不亮", "2020/1/6", "东门路灯坏了。")], RUNNING))
    second = take(csv_file([(1, "路灯不亮", "2020/1/6", "西门路灯坏了。")], RUNNING))
    assert (first.report.new, second.report.new, second.report.known) == (1, 1, 0)


def test_a_date_as_text_and_as_a_cell_of_dates_is_the_same() -> None:
    titles = ("留言编号", "留言时间", "留言详情")
    moment = datetime(2020, 1, 6, 12, 9, 38)  # noqa: DTZ001 - local, as spreadsheets have it
    take(csv_file([(9001, "2020/1/6 12:09:38", "路灯坏了。")], titles))
    assert take(xlsx_file([(9001.0, moment, "路灯坏了。")], titles), "a.xlsx").report.known == 1
    assert take(csv_file([("9001.0", "2020年1月6日 12时09分38秒", " 路灯坏了。 ")], titles)).report.known == 1


def test_a_row_on_top_makes_no_letter_new() -> None:
    rows = [("路灯不亮", "2020/1/6", "东门路灯坏了。"), ("水黄", "2020/1/7", "自来水发黄。")]
    take(csv_file([(at, *row) for at, row in enumerate(rows, 1)], RUNNING))
    more = [("公交", "2020/1/8", "恢复站点。"), *rows]
    report = take(csv_file([(at, *row) for at, row in enumerate(more, 1)], RUNNING)).report
    assert (report.new, report.known) == (1, 2)


def test_two_people_who_write_the_same_on_one_day_are_two_letters() -> None:
    titles = ("姓名", "日期", "内容")
    report = take(csv_file([("王", "2020/1/6", "路灯坏了。"), ("李", "2020/1/6", "路灯坏了。")], titles)).report
    assert report.new == 2


def test_columns_in_another_order_and_with_other_names_bring_the_same_letter() -> None:
    take(csv_file([("A1", "2020/1/6", "路灯坏了。")], ("工单编号", "来电时间", "诉求内容")))
    again = take(csv_file([("路灯坏了。", "2020.1.6", "A1", "x")], ("内容", "登记时间", "编号", "备注")))
    assert (again.report.new, again.report.known) == (0, 1)
    assert models.Case.objects.count() == 1


def test_an_answer_on_the_letters_own_day_without_a_time_is_no_earlier_than_the_letter() -> None:
    titles = ("来电时间", "诉求内容", "办理情况", "办结日期")
    report = take(csv_file([("2020/1/6 15:20", "路灯坏了。", "已修。", "2020/1/6")], titles)).report
    assert (report.answered, report.rejects) == (1, [])
    row = models.Case.objects.get()
    assert row.answered_at
    assert row.opened_at < row.answered_at


def test_a_letter_that_was_closed_there_without_a_word_is_closed_here_and_says_so() -> None:
    take(csv_file([("2020/1/6", "路灯坏了。", "2020/1/9")], ("来电时间", "诉求内容", "办结日期")))
    assert models.Case.objects.get().state == "closed"
    assert "未载明" in models.Passage.objects.get(field="reply").text
