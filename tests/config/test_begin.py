"""`huying begin`: a real city on an empty database, from the shipped tables or from an office's own files."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from huying.ledger.models import Case
from huying.people.models import Duty, PeopleLog, Place, Post, Unit, User
from huying.people.services.setup import load_city
from huying.web.portal import opening

pytestmark = pytest.mark.django_db

THREE = ("--sysadmin", "zhangsan=张三", "--secadmin", "lisi=李四", "--auditor", "wangwu=王五")
PLACES: list[list[Any]] = [
    ["编码", "名称", "级别", "上级", "英文名称"],
    ["99", "小城市", "市", "", "Tiny City"],
    ["9901", "东区", "县区", "小城市", "East District"],
    ["990101", "一镇", "乡镇", "东区", "First Town"],
    ["990101000001", "甲村", "村", "一镇", ""],
]
UNITS: list[list[Any]] = [
    ["单位名称", "类型", "编码", "负责地点", "职责"],
    ["小城督办中心", "督办中心", "", "", ""],
    ["小城住建局", "部门", "zhujian", "", "城乡建设"],
    ["东区政府", "县区政府", "dongqu", "东区", ""],
]


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """An installation that was only prepared."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_duty; DELETE FROM people_unit; DELETE FROM people_place")
    opening.forget()
    yield
    opening.forget()


def workbook(folder: Path, name: str, rows: list[list[Any]]) -> Path:
    file = folder / f"{name}.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file


def sheet(folder: Path, name: str, rows: list[list[Any]], encoding: str = "gb18030") -> Path:
    file = folder / f"{name}.csv"
    file.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding)
    return file


def begun(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("begin", *map(str, arguments), stdout=out)
    return out.getvalue()


HALF = r"([2-9A-Z]{5}-[2-9A-Z]{5})"


def codes(said: str) -> dict[str, tuple[str, str]]:
    """Both halves of the one-time codes by user name, as they were printed."""
    lines = re.findall(rf"^  \S+ [A-Z].*? (\w+) +{HALF} {HALF}$", said, re.MULTILINE)
    return {username: (first, second) for username, first, second in lines}


def form(username: str, halves: tuple[str, str], password: str) -> dict[str, str]:
    return {"username": username, "first": halves[0], "second": halves[1], "password": password, "again": password}


def chosen(username: str, halves: tuple[str, str], password: str) -> Client:
    """Somebody who chose a password by both halves of a code, and signed in with it."""
    client = Client()
    assert client.post("/accounts/code/", form(username, halves, password)).status_code == 302
    assert client.post("/accounts/login/", {"login": username, "password": password}).status_code == 302
    return client


def nothing_was_made() -> bool:
    return not any(model.objects.exists() for model in (Place, Unit, Duty, User, Post))


def test_the_shipped_city_begins_with_three_administrators() -> None:
    said = begun(*THREE, "--yes")
    assert "许昌市: 1 city, 9 counties, 105 towns, 2505 villages" in said
    assert Place.objects.count() == 2808
    assert [*Post.objects.order_by("id").values_list("user__username", "role")] == [
        ("zhangsan", "sysadmin"),
        ("lisi", "secadmin"),
        ("wangwu", "auditor"),
    ]
    assert PeopleLog.objects.latest("id").action == "begin"
    assert "✗ 网民诉求督办中心没有受理员" in said
    assert "the portal stays closed" in said


def test_each_of_the_three_chooses_a_password_that_nobody_was_shown_and_works() -> None:
    said = begun(*THREE, "--yes")
    assert "/accounts/code/" in said
    given = codes(said)
    assert {*given} == {"zhangsan", "lisi", "wangwu"}
    assert len({half for halves in given.values() for half in halves}) == 6
    pages = {"zhangsan": "/desk/admin/accounts/", "lisi": "/desk/admin/posts/", "wangwu": "/desk/audit/people/"}
    for number, (username, page) in enumerate(pages.items()):
        client = chosen(username, given[username], f"Guanhe-{number}-heliu")
        assert client.get(page).status_code == 200


def test_one_of_the_three_who_lost_a_code_is_given_another_and_nobody_else_is() -> None:
    first = codes(begun(*THREE, "--yes"))["zhangsan"]
    again = codes(begun("--code", "zhangsan"))
    assert {*again} == {"zhangsan"}
    refused = Client().post("/accounts/code/", form("zhangsan", first, "Guanhe-0-heliu"))
    assert "已失效" in refused.content.decode()
    assert chosen("zhangsan", again["zhangsan"], "Guanhe-0-heliu").get("/desk/admin/accounts/").status_code == 200
    assert PeopleLog.objects.filter(action="grant_code", by="system").count() == 4
    User.objects.create(username="clerk", display_name="赵受理")
    for username in ("clerk", "nobody"):
        with pytest.raises(CommandError, match="三员"):
            begun("--code", username)


@pytest.mark.parametrize("make", [workbook, sheet])
def test_an_offices_own_tables_make_its_city(tmp_path: Path, make: Any) -> None:
    files = ("--places", make(tmp_path, "地点", PLACES), "--units", make(tmp_path, "单位", UNITS))
    said = begun(*files, *THREE, "--yes")
    assert "小城市: 1 city, 1 counties, 1 towns, 1 villages; 3 units" in said
    village = Place.objects.get(name="甲村")
    assert (village.path, village.name_en) == (["99", "9901", "990101", "990101000001"], "甲村")
    assert [*Duty.objects.order_by("rank").values_list("unit_id", "category", "place_id")] == [
        ("zhujian", "housing", None),
        ("dongqu", "", "9901"),
    ]
    assert Unit.objects.get(kind="centre").code == "centre"
    load_city()  # what other commands load where nothing is
    assert Place.objects.count() == 4


def test_faults_are_told_by_file_line_and_column_and_nothing_is_half_done(tmp_path: Path) -> None:
    places, units = [[*row] for row in PLACES], [[*row] for row in UNITS]
    places[3][3], places[4][2], units[2][4] = "西区", "洲", "航天"
    files = ("--places", workbook(tmp_path, "地点", places), "--units", sheet(tmp_path, "单位", units))
    with pytest.raises(CommandError) as refused:
        begun(*files, *THREE, "--yes")
    said = str(refused.value).splitlines()
    assert said[0].startswith("地点.xlsx 第4行“上级”：没有“西区”。（line 4:")
    assert said[1].startswith("地点.xlsx 第5行“级别”：请填其中之一")
    assert said[2].startswith("单位.csv 第3行“职责”：请填其中之一：")
    assert said[3] == "3 faults; nothing was made"
    assert nothing_was_made()


def test_a_dry_run_shows_what_would_be_and_keeps_nothing(tmp_path: Path) -> None:
    places = [[*row, note] for row, note in zip(PLACES, ("备注", "", "", "", "山区"), strict=True)]
    files = ("--places", workbook(tmp_path, "p", places), "--units", workbook(tmp_path, "u", UNITS))
    said = begun(*files, "--dry-run")
    assert "小城市: 1 city" in said
    assert "columns that nobody reads: 备注" in said
    assert nothing_was_made()


def test_a_city_that_has_begun_is_left_alone() -> None:
    begun(*THREE, "--yes")
    before = [*User.objects.values()]
    with pytest.raises(CommandError, match="已有账号"):
        begun(*THREE, "--yes")
    assert [*User.objects.values()] == before


def test_a_city_with_letters_is_left_alone(client: Client) -> None:
    from tests.web.portal.stories import opened

    load_city()
    opened()
    assert Case.objects.exists()
    with pytest.raises(CommandError, match="已有件"):
        begun(*THREE, "--yes")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sysadmin", "zhangsan=张三", "--yes"), "--secadmin USERNAME=NAME is missing"),
        (("--sysadmin", "zhangsan", *THREE[2:], "--yes"), "needs both"),
        (("--sysadmin", "lisi=张三", *THREE[2:], "--yes"), "须是三个人"),
        (("--sysadmin", "张 三=张三", *THREE[2:], "--yes"), "username"),
        (THREE, "add --yes"),
        (("--places", "nowhere.csv", "--yes"), "belong together"),
        (("--places", "nowhere.csv", "--units", "nowhere.csv", "--yes"), "can't be read"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        begun(*arguments)
    assert said in str(refused.value)
    assert nothing_was_made()


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("last", "made"), [("y", True), ("", False)])
def test_somebody_at_a_keyboard_is_asked(monkeypatch: pytest.MonkeyPatch, last: str, made: bool) -> None:
    typed = ["zhangsan", "张三", "lisi", "李四", "wangwu", "王五", last]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(typed) + "\n"))
    if made:
        assert len(codes(begun())) == 3
        assert User.objects.get(username="wangwu").display_name == "王五"
    else:
        with pytest.raises(CommandError, match="nothing was made"):
            begun()
        assert nothing_was_made()


def test_the_check_ends_well_only_when_somebody_can_answer(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.people.staff import somebody_answers

    with pytest.raises(SystemExit) as ended:
        call_command("begin", "--check")
    assert ended.value.code == 1
    assert "✗ 没有地点和单位：运行 huying begin。" in capsys.readouterr().out
    load_city()
    somebody_answers()
    with pytest.raises(SystemExit) as ended:
        call_command("begin", "--check")
    assert ended.value.code == 0
    assert "the portal is open" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)  # it builds indexes beside those who write
def test_preparing_says_what_comes_next() -> None:
    out = io.StringIO()
    call_command("prepare", stdout=out)
    assert "huying begin" in out.getvalue()
    begun(*THREE, "--yes")
    out = io.StringIO()
    call_command("prepare", stdout=out)
    assert "huying begin" not in out.getvalue()
