"""Rows come into every programme, whether its folder says which columns are which or nothing at all: by the names of its facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huying.importing.errors import NoHeader
from huying.ledger import models
from huying.ledger.services.verify import verify_all
from huying.people.actors import actor_for
from huying.people.models import Firm, User
from huying.people.services.demo import load_demo_people
from huying.people.services.setup import load_city
from huying.programmes import registry
from tests.importing.files import NOW, csv_file, take

STRANGE = Path(__file__).resolve().parent.parent / "programmes" / "strange"
pytestmark = pytest.mark.django_db

FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, object]]] = {
    "petition": (
        ("信访事项标题", "反映的主要问题", "属地", "信访目的", "批次", "交办机关", "登记日期", "信访人", "电话"),
        ("土地补偿", "征地补偿款没有发放。", "建安区长村张乡", "申诉求决", "2021-03", "省信访局", "2021.3.5", "王小明", "0374-2961234"),
        {"batch": "2021-03", "purpose": "request", "authority": "省信访局"},
    ),
    "instruction": (
        ("要求", "具体内容", "完成时限", "来自", "场合", "地点", "领域", "日期"),
        ("整治校园周边", "逐校排查。", "2021-06-30", "调研走访", "学校调研", "襄城县", "教育", "2021-05-31"),
        {"due": "2021-06-30", "occasion": "visit", "topic": "education"},
    ),
    "dual": (
        ("标题", "信访事项", "地点", "日期"),
        ("路灯不亮", "东门路灯坏了。", "魏都区", "2021-05-31"),
        {"place": "411002"},
    ),
    "build": (
        ("工程名称", "主管单位", "总投资（万元）", "占地（亩）", "层数", "计划开工", "现场负责人", "地点", "日期"),
        ("公共卫生医疗中心", "市卫健委", "56,804.72", "80亩", "6层", "2021年12月30日", "clerk", "经济技术开发区", "2021-05-01"),
        {"investment": "568047200.00", "area": "80.00", "floors": 6, "planned_start": "2021-12-30", "keeper": "weijian"},
    ),
    "ditch": (
        ("沟渠", "村", "脏乱类型", "长度", "日期"),
        ("北沟", "建安区长村张乡", "淤泥", "120.5米", "2021-05-31"),
        {"dirt": "mud", "length": "120.5"},
    ),
    "wish": (("心愿", "大小", "日期"), ("换一把椅子", "大", "2021-05-31"), {"size": "big"}),
}  # fmt: skip


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(registry.FOLDERS, str(STRANGE))
    registry.reload()
    load_demo_people(now=NOW)
    yield
    monkeypatch.undo()
    registry.reload()


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize("programme", FILES)
def test_a_row_becomes_a_case_with_its_facts_and_the_same_row_none(programme: str) -> None:
    titles, row, facts = FILES[programme]
    actor = actor_for(User.objects.get(username="clerk"), NOW.date())
    imported = take(csv_file([row], titles), programme=programme, actor=actor)
    assert (imported.report.new, imported.report.rejects, imported.ignored) == (1, [], ()), imported.report.rejects
    case = models.Case.objects.get(programme=programme)
    assert case.facts | facts == case.facts
    assert take(csv_file([row], titles), programme=programme, actor=actor).report.known == 1
    assert not list(verify_all())


@pytest.mark.usefixtures("strange")
def test_a_row_that_hangs_on_another_case_names_it_by_its_number() -> None:
    take(csv_file([FILES["build"][1]], FILES["build"][0]), programme="build")
    number = models.Case.objects.get(programme="build").number
    Firm.objects.create(code="91410000MA0000000X", name="禾岭机械制造有限公司")
    rows = [("管线迁改", number, "禾岭机械制造有限公司", "2021-05-31"), ("树木移栽", "GC0", "", "2021-05-31")]
    report = take(csv_file(rows, ("障碍", "所在工程", "涉及企业", "日期")), programme="snag").report
    assert (report.new, [one.error.message("zh") for one in report.rejects]) == (
        1,
        ["所在工程：没有这个编号的事项，请核对"],
    )
    snag = models.Case.objects.get(programme="snag")
    assert snag.facts["holder"] == "91410000MA0000000X"
    assert set(snag.links) == {"work"}


BAD = {
    "money": ("总投资（万元）", "若干"),
    "a quantity": ("占地（亩）", "很大"),
    "a count": ("层数", "2.5"),
    "a date": ("计划开工", "年底"),
    "a unit": ("主管单位", "火星管委会"),
    "a place": ("地点", "火星"),
    "nothing at all": ("工程名称", ""),
}


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize("name", BAD)
def test_a_value_that_can_t_be_read_comes_back_under_the_files_own_name(name: str) -> None:
    titles, row, _ = FILES["build"]
    column, value = BAD[name]
    cells = tuple(value if title == column else cell for title, cell in zip(titles, row, strict=True))
    report = take(csv_file([cells], titles), programme="build").report
    assert report.new == 0
    assert report.rejects[0].error.message("zh").startswith(f"{column}：")


@pytest.mark.usefixtures("strange")
def test_totals_check_what_was_read() -> None:
    titles, row, _ = FILES["build"]
    rows = [row, ("二号工程", *row[1:2], "100", *row[3:])]
    right = [*rows, ("合计", "", "56,904.72", *[""] * 6)]
    assert take(csv_file(right, titles), programme="build", dry_run=True).report.totals == 1
    wrong = [*rows, ("合计", "", "60,000", *[""] * 6)]
    report = take(csv_file(wrong, titles), programme="build").report
    assert (report.new, report.totals) == (2, 0)
    assert report.rejects[0].error.message("zh") == "总投资（万元）：合计为 60000，各行之和为 56904.72"


def test_a_programme_whose_file_lacks_what_it_must_have_is_told_what() -> None:
    load_city()
    with pytest.raises(NoHeader) as refusal:
        take(csv_file([("x", "y")], ("标题", "日期")), programme="petition")
    assert refusal.value.message("zh").endswith("须含以下各列：信访事项、属地。")
