"""Each administrator has their own pages: accounts, units, places, the calendar."""

import pytest

from huying.people.models import Duty, HolidayYear, PeopleLog, Place, Unit, User
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import UNIT, handling

pytestmark = pytest.mark.django_db

SYSTEM = ("accounts/", "units/", "places/", "calendar/")

SECURITY = ("posts/", "tokens/", "locks/")


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


def test_what_was_done_to_units_and_places_is_said_in_a_sentence(desk: Desk) -> None:
    admin = desk("sysadmin")
    values = {"do": "create", "code": "binhe", "name": "市滨河局", "name_en": "Riverside Bureau", "kind": "department"}
    assert "已办理：新建单位（市滨河局）。" in admin.post("/desk/admin/units/", values, follow=True).content.decode()
    retired = admin.post("/desk/admin/units/", {"do": "retire", "code": "binhe"}, follow=True).content.decode()
    assert "已办理：停用单位（市滨河局）。" in retired
    assert admin.post("/desk/admin/units/", {"do": "burn", "code": "binhe"}).status_code == 400
    town = {"do": "rename", "place": "411002", "name": "魏都新区", "name_en": "New Weidu"}
    assert "已办理：地点改名（魏都新区）。" in admin.post("/desk/admin/places/", town, follow=True).content.decode()
