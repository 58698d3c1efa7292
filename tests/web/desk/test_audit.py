"""The auditor proves who looked, who did what, and who was given what; nobody else has these pages."""

import csv
import io
import re

import pytest
from django.test import Client

from huying.clock import now
from huying.config.home import PACKAGE
from huying.ledger.models import Access, DailySeal
from huying.people.models import PendingChange, User
from huying.web.desk import auditexport, peoplewords
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import PART, UNIT, address, change_of, handling, letter

pytestmark = pytest.mark.django_db

AUDIT = (
    "",
    "changes/",
    "events/",
    "people/",
    "seals/",
    "verify/",
    "looks.csv",
    "events.csv",
    "people.csv",
    "seals.csv",
)


def test_the_auditor_sees_who_looked_and_why(desk: Desk) -> None:
    case, clerk = letter(), desk("clerk")
    clerk.get(address(case))
    clerk.post(f"{address(case)}contact/", {"reason": "核实具体位置"}, headers=PART)
    clerk.get("/desk/export.csv?queue=open")
    page = desk("auditor").get("/desk/audit/").content.decode()
    assert "核实具体位置" in page
    assert "赵文静" in page
    kinds = [row.kind for row, *_ in desk("auditor").get("/desk/audit/?kind=unmask&who=clerk").context["rows"]]
    assert kinds == ["unmask"]
    assert desk("auditor").get("/desk/audit/?who=nobody").context["rows"] == []
    assert desk("auditor").get("/desk/audit/?since=x&until=2020-01-01&before=x").context["rows"] == []


def test_the_auditor_sees_who_acted(desk: Desk) -> None:
    case = handling()
    rows = desk("auditor").get(f"/desk/audit/events/?number={case.number}").context["rows"]
    assert [action.zh for _, action, *_ in rows] == ["派单", "受理", "登记"]
    rows = desk("auditor").get("/desk/audit/events/?who=dispatcher").context["rows"]
    assert [action.zh for _, action, *_ in rows] == ["派单"]


def test_the_auditor_verifies_a_case_on_the_spot(desk: Desk) -> None:
    case = handling()
    answer = desk("auditor").get(f"/desk/audit/verify/?number={case.number}")
    assert answer.context["faults"] == []
    assert "核验通过" in answer.content.decode()
    case.state = "closed"
    case.save(update_fields=["state"])
    answer = desk("auditor").get(f"/desk/audit/verify/?number={case.number}")
    assert answer.context["faults"]
    assert "核验不通过" in answer.content.decode()


def test_the_seals_are_shown(desk: Desk) -> None:
    DailySeal.objects.create(day="2021-12-30", cases=3, events=9, digest="a" * 64, prev="", sealed_at=now())
    assert "a" * 64 in desk("auditor").get("/desk/audit/seals/").content.decode()


def sheet(client: Client, address: str) -> list[list[str]]:
    """A list as a file, read as a spreadsheet would."""
    answer = client.get(f"/desk/audit/{address}")
    assert answer.status_code == 200
    assert answer.streaming
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="huying-audit-')
    text = answer.getvalue()
    assert text.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def test_a_list_is_exported_as_narrowed_and_the_export_is_written_down(desk: Desk) -> None:
    case, clerk, auditor = letter(), desk("clerk"), desk("auditor")
    clerk.get(address(case))
    clerk.post(f"{address(case)}contact/", {"reason": "=HYPERLINK(1)"}, headers=PART)
    head, row = sheet(auditor, "looks.csv?kind=unmask&who=clerk")
    assert head == ["时间", "账号编号", "人员", "类型", "编号", "理由、内容"]
    assert row[2:] == ["赵文静", "查看联系方式", case.number, "'=HYPERLINK(1)"]
    noted = Access.objects.filter(kind="export").get()
    assert noted.detail == "audit looks csv who=clerk&kind=unmask"
    assert noted.actor == str(User.objects.get(username="auditor").pk)
    assert len(sheet(auditor, "looks.csv?until=2020-01-01&since=2020-01-01")) == 1
    assert [line[3] for line in sheet(desk("auditor", "en"), "looks.csv?kind=export")][1:] == ["Exported a list"] * 3


def test_every_list_of_the_auditor_can_be_exported(desk: Desk) -> None:
    case, auditor = handling(), desk("auditor")
    DailySeal.objects.create(day="2021-12-30", cases=3, events=9, digest="a" * 64, prev="", sealed_at=now())
    values = {"do": "create", "username": "xiaoman", "display_name": "=1+1", "reason": "新进人员"}
    desk("sysadmin").post("/desk/admin/accounts/", values)
    acted = sheet(auditor, f"events.csv?number={case.number}")
    assert [line[6] for line in acted] == ["动作", "派单", "受理", "登记"]
    name = User.objects.get(username="sysadmin").display_name
    assert [line[5] for line in sheet(auditor, "people.csv?who=sysadmin")] == ["对象", "'=1+1", "'=1+1", name]
    assert sheet(auditor, "seals.csv")[1][:4] == ["2021-12-30", "3", "9", "a" * 64]
    for page in ("", "events/", "people/", "seals/"):
        assert ".csv" in auditor.get(f"/desk/audit/{page}").content.decode(), page


def test_a_list_that_is_too_long_says_that_it_was_cut(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditexport, "MOST", 2)
    monkeypatch.setattr(auditexport, "BATCH", 2)
    handling()
    assert sheet(desk("auditor"), "events.csv")[3:] == [["只含前 2 行，请缩小日期范围后再导出其余部分。"]]


def test_only_the_auditor_audits(desk: Desk) -> None:
    for username in ("clerk", "director", "sysadmin", "secadmin", f"leader.{UNIT}"):
        for page in AUDIT:
            assert desk(username).get(f"/desk/audit/{page}").status_code == 404, (username, page)
    for page in AUDIT:
        assert desk("auditor").get(f"/desk/audit/{page}").status_code == 200, page


def test_the_people_log_is_read_in_words(desk: Desk) -> None:
    keeper, builder, auditor = desk("secadmin"), desk("sysadmin"), desk("auditor")
    values = {
        "do": "appoint",
        "username": "clerk",
        "role": "appeal:leader",
        "unit": "市城管局",
        "reason": "任免文件3号",
    }
    keeper.post("/desk/admin/posts/", values)
    change = change_of("clerk", "appoint")
    builder.post("/desk/admin/changes/", {"do": "confirm", "change": change.pk, "reason": "已核对文件"})
    rows = auditor.get("/desk/audit/people/?who=clerk").context["rows"]
    _, by, action, subject, words = rows[0]
    told = {name.zh: value.zh for name, value in words}
    assert (action.zh, subject.zh) == ("任命", User.objects.get(username="clerk").display_name)
    assert by.zh == User.objects.get(username="sysadmin").display_name
    assert told["岗位"] == "单位领导（网民诉求督办）"
    assert told["单位"] == "市城管局"
    assert told["申请人"] == User.objects.get(username="secadmin").display_name
    assert told["理由"] == "已核对文件"
    last = sheet(auditor, "people.csv?who=clerk")[1]
    assert last[3] == "任命"
    assert "岗位：单位领导（网民诉求督办）" in last[6]
    english = desk("auditor", "en").get("/desk/audit/people/?who=clerk").content.decode()
    for said in ("Appointed", "Unit leader (Online appeals)", "Asked by"):
        assert said in english
    for code in ("ask_appoint", "chengguan<", ">appoint<", "leader<"):
        assert code not in english


def test_every_action_of_the_people_log_has_a_word() -> None:
    files = (PACKAGE / "people" / "services").glob("*.py")
    noted = {code for file in files for code in re.findall(r'action="(\w+)"', file.read_text("utf-8"))}
    noted |= set(PendingChange.Kind.values) | {f"ask_{kind}" for kind in PendingChange.Kind.values}
    assert "create_account" in noted
    assert noted <= peoplewords.ACTIONS.keys()
