"""The auditor proves who did what; each administrator has their own pages, and nobody else has any."""

import csv
import io

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger.models import Access, DailySeal
from huying.people.models import ApiToken, Duty, HolidayYear, PeopleLog, Place, Post, Unit, User
from huying.web.desk import auditexport
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import PART, UNIT, address, handling, letter

pytestmark = pytest.mark.django_db
AUDIT = ("", "events/", "people/", "seals/", "verify/", "looks.csv", "events.csv", "people.csv", "seals.csv")
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
    kinds = [row.kind for row, _, _ in desk("auditor").get("/desk/audit/?kind=unmask&who=clerk").context["rows"]]
    assert kinds == ["unmask"]
    assert desk("auditor").get("/desk/audit/?who=nobody").context["rows"] == []
    assert desk("auditor").get("/desk/audit/?since=x&until=2020-01-01&before=x").context["rows"] == []


def test_the_auditor_sees_who_acted(desk: Desk) -> None:
    case = handling()
    rows = desk("auditor").get(f"/desk/audit/events/?number={case.number}").context["rows"]
    assert [action.zh for _, action, _, _ in rows] == ["派单", "受理", "登记"]
    rows = desk("auditor").get("/desk/audit/events/?who=dispatcher").context["rows"]
    assert [action.zh for _, action, _, _ in rows] == ["派单"]


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
    values = {"do": "create", "username": "xiaoman", "display_name": "=1+1", "password": "Long-enough-1"}
    desk("sysadmin").post("/desk/admin/accounts/", values)
    acted = sheet(auditor, f"events.csv?number={case.number}")
    assert [line[5] for line in acted] == ["动作", "派单", "受理", "登记"]
    assert [line[5] for line in sheet(auditor, "people.csv?who=sysadmin")] == ["对象", "'=1+1", "孔大为"]
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
    values = {"do": "create", "username": "xiaoman", "display_name": "钱小满", "password": "Long-enough-1"}
    assert admin.post("/desk/admin/accounts/", values).status_code == 302
    user = User.objects.get(username="xiaoman")
    admin.post("/desk/admin/accounts/", {"do": "close", "user": user.pk})
    user.refresh_from_db()
    assert not user.is_active
    weak = admin.post("/desk/admin/accounts/", values | {"username": "xiaoman2", "password": "short"})
    assert weak.status_code == 400
    assert "xiaoman2" in weak.content.decode()
    assert admin.post("/desk/admin/accounts/", {"do": "close", "user": "x"}).status_code == 404


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


def test_the_security_administrator_appoints_ends_and_never_themselves(desk: Desk) -> None:
    admin = desk("secadmin")
    values = {"do": "appoint", "username": f"handler.{UNIT}", "role": "appeal:leader", "unit": "市城管局"}
    assert admin.post("/desk/admin/posts/", values).status_code == 302
    post = Post.objects.latest("pk")
    assert (post.role, post.unit_id) == ("leader", UNIT)
    assert admin.post("/desk/admin/posts/", values | {"username": "secadmin"}).status_code == 403
    assert admin.post("/desk/admin/posts/", values | {"username": "nobody"}).status_code == 400
    assert admin.post("/desk/admin/posts/", values | {"unit": "市飞天局"}).status_code == 400
    assert admin.post("/desk/admin/posts/", {"do": "end", "post": post.pk}).status_code == 302
    assert PeopleLog.objects.filter(action="end_term").exists()


def test_a_token_is_shown_once_and_revoked(desk: Desk) -> None:
    admin = desk("secadmin")
    page = admin.post("/desk/admin/tokens/", {"do": "issue", "username": "api", "name": "12345热线"}).content.decode()
    assert "hy_" in page
    assert "hy_" not in admin.get("/desk/admin/tokens/").content.decode()
    token = ApiToken.objects.get()
    admin.post("/desk/admin/tokens/", {"do": "revoke", "token": token.pk})
    token.refresh_from_db()
    assert token.revoked
