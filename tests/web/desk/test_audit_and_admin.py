"""The auditor proves who did what; each administrator has their own pages, and nobody else has any."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from huying.clock import now
from huying.config.home import PACKAGE
from huying.ledger.models import Access, DailySeal
from huying.people.models import ApiToken, Duty, HolidayYear, PendingChange, PeopleLog, Place, Post, Unit, User
from huying.web.days import today
from huying.web.desk import auditexport, peoplewords
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import PART, UNIT, address, handling, letter

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
SYSTEM = ("accounts/", "units/", "places/", "calendar/")
SECURITY = ("posts/", "tokens/", "locks/")


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


def test_each_administrator_has_their_own_pages(desk: Desk) -> None:
    for username, mine in (
        ("sysadmin", SYSTEM),
        ("secadmin", SECURITY),
        ("auditor", ()),
        ("clerk", ()),
        ("director", ()),
    ):
        for page in (*SYSTEM, *SECURITY):
            status = desk(username).get(f"/desk/admin/{page}").status_code
            assert status == (200 if page in mine else 404), (username, page)


def test_the_system_administrator_makes_and_closes_an_account(desk: Desk) -> None:
    admin = desk("sysadmin")
    values = {"do": "create", "username": "xiaoman", "display_name": "钱小满", "reason": "新进人员"}
    assert admin.post("/desk/admin/accounts/", values).status_code == 302
    user = User.objects.get(username="xiaoman")
    page = admin.get("/desk/admin/accounts/?q=xiaoman").content.decode()
    assert "已新建钱小满的账号；其一次性口令待另一名管理员确认。" in page
    assert "待确认：设初始密码" in page
    admin.post("/desk/admin/accounts/", {"do": "close", "user": user.pk})
    user.refresh_from_db()
    assert not user.is_active
    assert "已停用钱小满的账号" in admin.get("/desk/admin/accounts/").content.decode()
    without = admin.post("/desk/admin/accounts/", values | {"username": "xiaoman2", "reason": ""})
    assert without.status_code == 400
    assert "xiaoman2" in without.content.decode()
    assert not User.objects.filter(username="xiaoman2").exists()
    assert admin.post("/desk/admin/accounts/", {"do": "close", "user": "x"}).status_code == 404


def test_whose_closing_leaves_work_to_nobody_is_told_at_once(desk: Desk) -> None:
    handling()
    admin = desk("sysadmin")
    admin.post("/desk/admin/accounts/", {"do": "close", "user": User.objects.get(username=f"handler.{UNIT}").pk})
    page = admin.get("/desk/admin/accounts/").content.decode()
    assert "市城管局还有1件在办事项，现已无人任承办经办人（网民诉求督办）" in page


def test_the_system_administrator_changes_units_and_duties(desk: Desk) -> None:
    admin = desk("sysadmin")
    values = {"do": "create", "code": "binhe", "name": "市滨河局", "name_en": "Riverside Bureau", "kind": "department"}
    assert admin.post("/desk/admin/units/", values).status_code == 302
    assert admin.post("/desk/admin/units/", values).status_code == 409
    admin.post("/desk/admin/units/", {"do": "add-duty", "code": "binhe", "category": "utilities", "place": "411002"})
    duty = Duty.objects.get(unit_id="binhe")
    assert (duty.category, duty.place_id) == ("utilities", "411002")
    admin.post("/desk/admin/units/", {"do": "remove-duty", "duty": duty.pk})
    admin.post("/desk/admin/units/", {"do": "rename", "code": "binhe", "name": "市河湖局", "name_en": "Rivers Bureau"})
    admin.post("/desk/admin/units/", {"do": "retire", "code": "binhe"})
    unit = Unit.objects.get(code="binhe")
    assert (unit.name, unit.active, unit.duties.count()) == ("市河湖局", False, 0)


def test_the_system_administrator_adds_and_renames_places(desk: Desk) -> None:
    admin = desk("sysadmin")
    town = {"do": "add", "place": "411002", "code": "411002099", "name": "新河街道", "name_en": "Xinhe Subdistrict"}
    assert admin.post("/desk/admin/places/", town).status_code == 302
    place = Place.objects.get(code="411002099")
    assert (place.parent_id, place.level, place.code_system) == ("411002", "town", "gbt2260")
    assert admin.post("/desk/admin/places/", town).status_code == 409
    for code in ("411003099", "411002", "411002-99", "411002" + "9" * 20, ""):
        refused = admin.post("/desk/admin/places/", town | {"code": code})
        assert refused.status_code == 400, code
        assert "Xinhe Subdistrict" in refused.content.decode()
    new = {"do": "rename", "place": "411002099", "name": "新河新区街道", "name_en": "Xinhe New Area"}
    admin.post("/desk/admin/places/", new)
    assert "新河新区街道" in admin.get("/desk/admin/places/").content.decode()
    assert admin.post("/desk/admin/places/", new | {"place": "x"}).status_code == 404
    assert admin.post("/desk/admin/places/", new | {"name": " "}).status_code == 400
    assert list(PeopleLog.objects.values_list("action", "subject")[:2]) == [
        ("rename_place", "411002099"),
        ("add_place", "411002099"),
    ]
    for username in ("secadmin", "clerk"):
        assert desk(username).post("/desk/admin/places/", town).status_code == 404


def test_the_system_administrator_loads_a_year(desk: Desk) -> None:
    text = 'year = 2028\nsource = "通知"\n[[holidays]]\nname = { zh = "元旦", en = "New Year" }\nfirst = 2028-01-01\nlast = 2028-01-01\n'
    assert desk("sysadmin").post("/desk/admin/calendar/", {"text": text}).status_code == 302
    assert HolidayYear.objects.get().year == 2028
    bad = desk("sysadmin").post("/desk/admin/calendar/", {"text": "year = "})
    assert bad.status_code == 400
    assert "year = " in bad.content.decode()


def change_of(username: str, kind: str) -> PendingChange:
    return PendingChange.objects.get(subject__username=username, kind=kind, outcome="")


def test_the_security_administrator_asks_and_another_confirms(desk: Desk) -> None:
    keeper, builder, page = desk("secadmin"), desk("sysadmin"), "/desk/admin/changes/"
    who = f"handler.{UNIT}"
    values = {"do": "appoint", "username": who, "role": "appeal:leader", "unit": "市城管局", "reason": "任免文件3号"}
    assert keeper.post("/desk/admin/posts/", values).status_code == 302
    assert "为单位领导（网民诉求督办），待另一名管理员确认。" in keeper.get("/desk/admin/posts/").content.decode()
    assert not Post.objects.filter(user__username=who, role="leader").exists()
    change = change_of(who, "appoint")
    shown = builder.get(page).content.decode()
    assert "任免文件3号" in shown
    assert "市城管局" in shown
    assert "appeal" not in shown
    assert keeper.post(page, {"do": "confirm", "change": change.pk, "reason": "自己确认"}).status_code == 403
    assert builder.post(page, {"do": "confirm", "change": change.pk}).status_code == 400
    assert builder.post(page, {"do": "confirm", "change": change.pk, "reason": "已核对文件"}).status_code == 302
    assert "已确认并办理" in builder.get(page).content.decode()
    post = Post.objects.latest("pk")
    assert (post.programme, post.role, post.unit_id) == ("appeal", "leader", UNIT)
    assert builder.post(page, {"do": "confirm", "change": change.pk, "reason": "再来一次"}).status_code == 409


def test_what_is_wrong_is_said_when_it_is_asked_for(desk: Desk) -> None:
    keeper = desk("secadmin")
    values = {
        "do": "appoint",
        "username": "clerk",
        "role": "appeal:leader",
        "unit": "市城管局",
        "reason": "任免文件3号",
    }
    for changed, status in (
        ({"username": "secadmin"}, 403),
        ({"username": "nobody"}, 400),
        ({"unit": "市飞天局"}, 400),
        ({"role": "leader"}, 400),
        ({"role": "appeal:emperor"}, 400),
        ({"reason": ""}, 400),
        ({"start": "soon"}, 400),
    ):
        assert keeper.post("/desk/admin/posts/", values | changed).status_code == status, changed
    assert not PendingChange.objects.exists()


@pytest.mark.parametrize("place", ["411002", "魏都区"])
def test_somebody_is_appointed_for_a_place_by_its_name_or_its_code(desk: Desk, place: str) -> None:
    keeper, builder = desk("secadmin"), desk("sysadmin")
    unit = Unit.objects.get(place_id="411002", kind="county")
    values = {
        "do": "appoint",
        "username": f"handler.{UNIT}",
        "role": ":county_leader",
        "unit": unit.name,
        "reason": "任免文件5号",
    }
    nowhere = keeper.post("/desk/admin/posts/", values | {"place": "没有的镇"})
    assert nowhere.status_code == 400
    assert "没有这个地点" in nowhere.content.decode()
    assert keeper.post("/desk/admin/posts/", values | {"place": place}).status_code == 302
    change = change_of(f"handler.{UNIT}", "appoint")
    builder.post("/desk/admin/changes/", {"do": "confirm", "change": change.pk, "reason": "已核对文件"})
    assert Post.objects.latest("pk").place_id == "411002"


def test_a_term_that_runs_out_is_told_on_the_page(desk: Desk) -> None:
    handling()
    Post.objects.filter(user__username=f"handler.{UNIT}", programme="appeal").update(end=today() + timedelta(days=9))
    for language, said in (("zh-hans", "1 件在办事项"), ("en", "1 open case")):
        page = desk("secadmin", language).get("/desk/admin/posts/").content.decode()
        assert said in page.partition('id="ending"')[2].partition("</section>")[0]


def test_long_lists_have_pages(desk: Desk) -> None:
    keeper = desk("secadmin")
    first, second = (keeper.get(f"/desk/admin/posts/?page={number}").context["page"] for number in (1, 2))
    assert first.paginator.count == Post.objects.filter(end=None).count()
    assert not {post.pk for post in first} & {post.pk for post in second}


def test_what_was_done_to_units_and_places_is_said_in_a_sentence(desk: Desk) -> None:
    admin = desk("sysadmin")
    values = {"do": "create", "code": "binhe", "name": "市滨河局", "name_en": "Riverside Bureau", "kind": "department"}
    assert "已办理：新建单位（市滨河局）。" in admin.post("/desk/admin/units/", values, follow=True).content.decode()
    retired = admin.post("/desk/admin/units/", {"do": "retire", "code": "binhe"}, follow=True).content.decode()
    assert "已办理：停用单位（市滨河局）。" in retired
    assert admin.post("/desk/admin/units/", {"do": "burn", "code": "binhe"}).status_code == 400
    town = {"do": "rename", "place": "411002", "name": "魏都新区", "name_en": "New Weidu"}
    assert "已办理：地点改名（魏都新区）。" in admin.post("/desk/admin/places/", town, follow=True).content.decode()


def test_a_term_is_ended_with_a_successor_and_taken_back(desk: Desk) -> None:
    handling()
    keeper, builder, page = desk("secadmin"), desk("sysadmin"), "/desk/admin/changes/"
    post = Post.objects.get(user__username=f"handler.{UNIT}", programme="appeal")
    values = {"do": "end", "post": post.pk, "reason": "任免文件4号"}
    refused = keeper.post("/desk/admin/posts/", values)
    assert refused.status_code == 409
    assert "请先任命一人，或在此指定接任人" in refused.content.decode()
    assert keeper.post("/desk/admin/posts/", values | {"successor": "handler.jiaoyu"}).status_code == 302
    change = change_of(f"handler.{UNIT}", "end_term")
    assert "待确认" in keeper.get("/desk/admin/posts/").content.decode()
    assert keeper.post(page, {"do": "withdraw", "change": change.pk}).status_code == 302
    keeper.post("/desk/admin/posts/", values | {"successor": "handler.jiaoyu"})
    change = change_of(f"handler.{UNIT}", "end_term")
    builder.post(page, {"do": "confirm", "change": change.pk, "reason": "已核对文件"})
    assert Post.objects.filter(user__username="handler.jiaoyu", unit=UNIT, end=None).exists()
    assert PeopleLog.objects.filter(action="end_term").exists()


def test_each_of_the_two_sees_one_half_once(desk: Desk) -> None:
    builder, keeper, page = desk("sysadmin"), desk("secadmin"), "/desk/admin/changes/"
    user = User.objects.get(username="clerk")
    builder.post("/desk/admin/accounts/", {"do": "ask", "user": user.pk, "reason": "忘记密码"})
    change = change_of("clerk", "reset_password")
    answer = keeper.post(page, {"do": "confirm", "change": change.pk, "reason": "本人到场"})
    second = answer.context["handed"].half
    assert second in answer.content.decode()
    assert second not in keeper.get(page).content.decode()
    assert keeper.post(page, {"do": "half", "change": change.pk}).status_code == 409
    answer = builder.post(page, {"do": "half", "change": change.pk})
    first = answer.context["handed"].half
    assert first in answer.content.decode()
    assert builder.post(page, {"do": "half", "change": change.pk}).status_code == 409
    owner = {
        "username": "clerk",
        "first": first,
        "second": second,
        "password": "Mine-alone-77",
        "again": "Mine-alone-77",
    }
    assert Client().post("/accounts/code/", owner).status_code == 302
    user.refresh_from_db()
    assert user.check_password("Mine-alone-77")


def test_what_waits_is_counted_in_the_tabs_of_whoever_decides(desk: Desk) -> None:
    builder, keeper, auditor, page = desk("sysadmin"), desk("secadmin"), desk("auditor"), "/desk/admin/changes/"
    for username in ("clerk", "secadmin"):
        user = User.objects.get(username=username)
        builder.post("/desk/admin/accounts/", {"do": "ask", "user": user.pk, "reason": "忘记密码"})
    pages = [builder.get(page), keeper.get(page), auditor.get("/desk/audit/changes/")]
    counts = [{tab[0]: tab[2] for tab in one.context["tabs"]} for one in pages]
    assert [one.get("admin-changes", one.get("audit-changes")) for one in counts] == [0, 1, 1]
    assert '<span class="count">1</span>' in auditor.get("/desk/audit/").content.decode()
    for username in ("clerk", "director", "auditor"):
        assert desk(username).get(page).status_code == 404


def test_a_refusal_is_seen_with_its_reason_by_whoever_asked(desk: Desk) -> None:
    builder, keeper, page = desk("sysadmin"), desk("secadmin"), "/desk/admin/changes/"
    builder.post(
        "/desk/admin/accounts/", {"do": "ask", "user": User.objects.get(username="clerk").pk, "reason": "忘记密码"}
    )
    keeper.post(page, {"do": "refuse", "change": change_of("clerk", "reset_password").pk, "reason": "未见本人"})
    assert "未见本人" in builder.get(page).content.decode()
    assert keeper.post(page, {"do": "confirm", "change": "x", "reason": "没有此事"}).status_code == 404


def test_a_token_is_issued_by_its_own_account_shown_once_and_revoked(desk: Desk) -> None:
    machine, keeper, page = desk("api"), desk("secadmin"), "/desk/tokens/"
    assert page in machine.get("/desk/").content.decode()
    assert "hy_" in machine.post(page, {"do": "issue", "name": "12345热线"}).content.decode()
    assert "hy_" not in machine.get(page).content.decode()
    assert "12345热线" in machine.get(page).content.decode()
    token = ApiToken.objects.get()
    assert "12345热线" in keeper.get("/desk/admin/tokens/").content.decode()
    keeper.post("/desk/admin/tokens/", {"do": "revoke", "token": token.pk})
    token.refresh_from_db()
    assert token.revoked
    assert "已吊销“12345热线”的令牌" in keeper.get("/desk/admin/tokens/").content.decode()


def test_an_account_of_a_system_revokes_only_its_own_tokens(desk: Desk) -> None:
    machine = desk("api")
    for name in ("", "12345热线"):
        machine.post("/desk/tokens/", {"do": "issue", "name": name})
    own = ApiToken.objects.get()
    other = ApiToken.objects.create(user=User.objects.get(username="clerk"), name="x", digest="b" * 64, created=now())
    assert machine.post("/desk/tokens/", {"do": "revoke", "token": other.pk}).status_code == 404
    assert machine.post("/desk/tokens/", {"do": "revoke", "token": own.pk}).status_code == 302
    assert machine.post("/desk/tokens/", {"do": "issue", "name": "旧", "expires": "2020-01-01"}).status_code == 400


def test_persons_have_no_page_of_tokens(desk: Desk) -> None:
    for username in ("clerk", "director", "sysadmin", "secadmin", "auditor", f"handler.{UNIT}"):
        client = desk(username)
        assert client.get("/desk/tokens/").status_code == 404
        assert client.post("/desk/tokens/", {"do": "issue", "name": "12345热线"}).status_code == 404
    assert not ApiToken.objects.exists()


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
