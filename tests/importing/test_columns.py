"""Which column is which: the names that other systems use, however they are spelt; what nobody reads is named."""

from __future__ import annotations

import pytest

from huying.importing.columns import chosen, columns, missing, recognised
from huying.importing.errors import NoHeader
from huying.ledger import models, store
from huying.people.services.setup import load_city
from huying.programmes import imports, registry
from huying.rules.errors import ProgrammeError
from tests.importing.files import LAMP, NOW, csv_file, passage, take

MATTER = [
    "诉求内容",
    "内容",
    "留言详情",
    "留言内容",
    "来信内容",
    "信件内容",
    "工单内容",
    "来电内容",
    "诉求描述",
    "问题描述",
    "事项描述",
    "反映内容",
    "反映问题",
    "反映事项",
    "投诉内容",
    "举报内容",
    "咨询内容",
    "求助内容",
    "事件描述",
    "事件内容",
    "主要内容",
    "具体内容",
    "详细内容",
    "详情",
    "正文",
    "诉求详情",
    "事项内容",
    "问题内容",
    "信访内容",
    "诉求事项",
    "描述",
    "content",
    "text",
    "body",
    "message",
    "description",
    "details",
    "complaint",
    "request",
    "诉求内容（必填）",
    "*诉求内容",
    "诉求内容：",
    "【诉求内容】",
    "诉求_内容",
    "ＣＯＮＴＥＮＴ",
    "Complaint_Description",
    "ServiceRequestDescription",
]
LEDGER = [
    "工单编号",
    "来电人",
    "来电号码",
    "工单标题",
    "诉求内容",
    "来电时间",
    "所属区域",
    "承办单位",
    "诉求类别",
    "办理情况",
    "办结日期",
]


@pytest.mark.parametrize("title", MATTER)
def test_the_text_is_known_by_whatever_it_is_called(title: str) -> None:
    assert recognised("appeal", ("序号", title)) == {"body": 1}


def test_a_hotlines_ledger_is_understood_column_by_column() -> None:
    assert recognised("appeal", LEDGER) == {
        "number": 0, "contact.name": 1, "contact.phone": 2, "title": 3, "body": 4, "when.opened": 5, "place": 6,
        "handled_by": 7, "category": 8, "answer": 9, "when.answered": 10,
    }  # fmt: skip


@pytest.mark.parametrize("programme", [one.code for one in registry.newest()])
def test_every_programme_knows_its_fields_by_their_own_names_in_both_languages(programme: str) -> None:
    for language in ("zh", "en"):
        for code, column in columns(programme).items():
            if column.kind == "field":
                assert recognised(programme, (column.name.say(language),)).keys() & {code}, (code, language)


def test_a_running_number_is_no_number_and_nothing_that_is_missed() -> None:
    assert recognised("appeal", ("序号", "内容")) == {"body": 1}


def test_the_better_name_wins_and_the_other_column_is_left() -> None:
    assert recognised("appeal", ("内容", "诉求内容"))["body"] == 1


def test_a_person_may_say_which_column_is_which() -> None:
    titles = ("甲", "乙", "内容")
    assert chosen("appeal", titles, {"甲": "body", "内容": ""}) == {"body": 0}
    assert chosen("appeal", titles, {"乙": "title"}) == {"title": 1, "body": 2}
    assert [one.code for one in missing("appeal", {})] == ["body"]


@pytest.mark.django_db
def test_nothing_of_a_ledger_is_lost() -> None:
    load_city()
    row = ("G1", "王小明", "+86 138-0000-1234", "路灯不亮", "小区东门路灯坏了。", "2021/3/1 9:00", "许昌市魏都区", "许昌市城市管理局",
           "城市管理", "已修复。", "2021-03-05")  # fmt: skip
    imported = take(csv_file([row], LEDGER))
    assert (imported.report.new, imported.report.answered, imported.ignored, imported.report.unread) == (1, 1, (), {})
    case = models.Case.objects.get()
    assert (case.heading, case.county, case.state) == ("路灯不亮", "411002", "closed")
    assert (case.facts["category"], case.facts["handled_by"]) == ("city_order", "chengguan")
    assert passage(case, "reply") == "已修复。"
    assert models.Party.objects.get().masked_phone == "138****1234"


@pytest.mark.django_db
def test_unit_and_due_date_of_an_open_letter_are_kept() -> None:
    row = (*LAMP, "城管局", "2021/6/20")
    take(csv_file([row], ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "承办单位", "办理期限")))
    case = store.read(models.Case.objects.get())
    assert (case.state, case.facts["handled_by"], case.facts["due_there"]) == ("registered", "chengguan", "2021-06-20")


@pytest.mark.django_db
def test_columns_that_nobody_reads_and_names_that_nobody_bears_are_told() -> None:
    titles = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数", "承办单位", "县区", "一级标签")
    rows = [(*LAMP, 3, "某某公司", "火星", "天外来客"), (102, *LAMP[1:4], "另一件事。", 4, "某某公司", "魏都区", "")]
    imported = take(csv_file(rows, titles))
    assert imported.ignored == ("点赞数",)
    assert imported.report.unread == {"承办单位": {"某某公司": 2}, "县区": {"火星": 1}, "一级标签": {"天外来客": 1}}
    assert imported.report.new == 2


@pytest.mark.django_db
def test_a_row_without_a_date_comes_back_where_the_others_have_one() -> None:
    rows = [LAMP, (102, *LAMP[1:3], "", "另一件事。"), (103, *LAMP[1:3], "2021/3/3", "第三件事。")]
    report = take(csv_file(rows)).report
    assert [one.error.message("zh") for one in report.rejects] == ["留言时间：不能为空"]
    assert report.new == 2


@pytest.mark.django_db
def test_where_hardly_any_row_has_a_date_the_others_come_in_now_and_it_is_said() -> None:
    rows = [LAMP, *((number, "U", f"第{number}件", "", f"第{number}件事。") for number in range(3))]
    report = take(csv_file(rows)).report
    assert (report.new, report.unread) == (4, {"留言时间": {"（空）": 3}})
    assert models.Case.objects.filter(opened_at=NOW).count() == 3


@pytest.mark.django_db
def test_a_file_that_lacks_the_text_is_told_what_is_missing_in_both_languages() -> None:
    with pytest.raises(NoHeader) as refusal:
        take(csv_file([("1", "x")], ("甲", "乙")))
    assert "内容" in refusal.value.message("zh")
    assert "Text" in refusal.value.message("en")


BROKEN = {
    "no such action": ('[[answered]]\naction = "fly"', "fly"),
    "no such field of an action": ('[[answered]]\naction = "reply"\nsays = { speed = "answer" }', "speed"),
    "a column that no field says": ('[columns]\nspeed = ["速度"]', "speed"),
    "an answer that nothing says": ('answer = "answer"', "answer"),
    "a word that nobody knows": ('colour = "red"', "colour"),
    "no TOML": ("[columns", "import.toml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_import_file_that_the_programme_does_not_know_is_refused(name: str) -> None:
    source, word = BROKEN[name]
    with pytest.raises(ProgrammeError) as refusal:
        imports.parse(source, registry.load("appeal"))
    assert word in refusal.value.message("en")
