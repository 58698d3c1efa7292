"""The auditor at a desk and with a phone: who looked, who acted, whether a case's log holds, in both languages; and what the
administrators see besides.
"""

import pytest
from playwright.sync_api import expect

from huying.clock import now
from huying.ledger.services import access
from tests.journeys.pages import DESK, Room, look_twice
from tests.web.desk.stories import UNIT, handling, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENGLISH = DESK | {"locale": "en"}


@pytest.mark.parametrize(("name", "options"), [("zh", DESK), ("en", ENGLISH)])
def test_the_auditor_reads_who_looked_and_who_acted(
    staffed: None, room: Room, name: str, options: dict[str, object]
) -> None:
    case = handling()
    clerk = staff("clerk")
    access.note(actor=clerk, kind="view", case_id=str(case.id), now=now())
    access.note(actor=clerk, kind="unmask", case_id=str(case.id), detail="核实具体位置", now=now())
    address = f"queue=s.appeal.pending&state=handling&unit={UNIT}&county=411002&light=red"
    access.note(actor=clerk, kind="export", detail=f"xlsx 12 {address}", now=now())
    auditor = room.seat("auditor", **options)
    auditor.goto("/desk/audit/")
    row = auditor.locator("tbody tr").first
    expect(row).to_contain_text({"zh": "状态：办理中；", "en": "State: Being handled;"}[name])
    expect(row).to_contain_text({"zh": "单位：市城管局", "en": "Unit: Urban Management Bureau"}[name])
    look_twice(auditor, f"audit-1-looks-{name}")
    auditor.set_viewport_size(DESK["viewport"])
    auditor.goto("/desk/audit/events/")
    expect(auditor.locator("tbody tr").first).to_contain_text({"zh": "派单", "en": "Dispatch"}[name])
    look_twice(auditor, f"audit-2-events-{name}")
    auditor.set_viewport_size(DESK["viewport"])
    auditor.goto(f"/desk/audit/verify/?number={case.number}")
    expect(auditor.get_by_role("status").last).to_contain_text(case.number)
    look_twice(auditor, f"audit-3-verify-{name}")


@pytest.mark.parametrize(("name", "options"), [("zh", DESK), ("en", ENGLISH)])
def test_the_administrators_pages_stand_at_a_desk_and_on_a_phone(
    staffed: None, room: Room, name: str, options: dict[str, object]
) -> None:
    pages = {"sysadmin": ("accounts", "units", "places", "calendar"), "secadmin": ("posts", "locks", "tokens")}
    for username, own in pages.items():
        page = room.seat(username, **options)
        for one in own:
            page.set_viewport_size(DESK["viewport"])
            page.goto(f"/desk/admin/{one}/")
            look_twice(page, f"admin-{one}-{name}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), one
