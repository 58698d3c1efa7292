"""Whoever switches to English finds no Chinese left on the pages but what people wrote and what people are called."""

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page

from huying.ledger.models import Case
from huying.ledger.sealing import Contact, query_code
from huying.people.models import Unit, User
from tests.journeys.pages import DESK, PHONE, Room, shot
from tests.web.desk.stories import UNIT, does, letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENTRANCES = ("/accounts/login/", "/accounts/signup/", "/accounts/inactive/")
OWN = ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/", "/accounts/logout/")
CHINESE = re.compile(r"[㐀-鿿]")
SAID = """() => {
  const said = [], walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!at.closest("[lang^=zh], script, style")) said.push(walker.currentNode.data.trim());
  }
  for (const one of document.querySelectorAll("[placeholder], [title], [aria-label], [alt], [value]"))
    for (const name of ["placeholder", "title", "aria-label", "alt", "value"])
      if (!one.closest("[lang^=zh]")) said.push(one.getAttribute(name) ?? "");
  return said;
}"""


def test_the_portal_speaks_english(staffed: None, room: Room) -> None:
    case = replied()
    page = room.open(**PHONE)
    page.goto("/")
    page.get_by_role("button", name="English").click()
    found = leftovers(page, ("/", "/write/", "/follow/", "/answers/", "/help/", "/nowhere/", *ENTRANCES))
    page.goto(f"/follow/?number={case.number}#{query_code(str(case.id))}")
    page.get_by_role("heading", name="Our reply").or_(page.get_by_text("What happened so far")).first.wait_for()
    shot(page, "english-1-phone-follow")
    found += leftovers(page, (page.url, f"/receipt/{case.number}/"))
    page.goto(f"/follow/{case.number}/")
    page.get_by_label("Solved: rate it").check()
    page.locator("#panel-rate").get_by_label("Very satisfied", exact=True).check()
    page.locator("#do").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="You have rated it").wait_for()
    found += leftovers(page, (page.url,))
    assert not found, "\n".join(found)


def test_the_desk_speaks_english(staffed: None, room: Room) -> None:
    case = replied()
    found = []
    for username, addresses in (
        (
            "clerk",
            ("/desk/", f"/desk/cases/{case.number}/act/follow_up/0/", "/desk/new/", "/desk/slips/", "/desk/import/"),
        ),
        ("dispatcher", (f"/desk/?case={case.number}",)),
        ("city_leader", ("/desk/", "/desk/leader/")),
        (
            "auditor",
            (
                "/desk/audit/",
                f"/desk/audit/events/?number={case.number}",
                "/desk/audit/seals/",
                "/desk/audit/verify/",
                "/desk/audit/people/",
                "/desk/audit/changes/",
            ),
        ),
        ("sysadmin", ("/desk/admin/accounts/", "/desk/admin/units/", "/desk/admin/places/", *OWN)),
        ("secadmin", ("/desk/admin/posts/", "/desk/admin/tokens/", "/desk/admin/locks/", "/desk/admin/changes/")),
        ("api", ("/desk/tokens/",)),
    ):
        page = room.seat(username, **DESK)
        page.goto("/desk/")
        page.locator(".who summary").click()
        page.get_by_role("button", name="English").click()
        found += leftovers(page, addresses)
        if username == "dispatcher":
            shot(page, "english-2-desk-case")
    assert not found, "\n".join(found)


def replied() -> Case:
    """A letter that was written, and is answered, in English."""
    case = letter(
        title="Street lamp out",
        body="The lamp at the east gate is out.",
        contact=Contact(name="Qian", phone="13803740001"),
    )
    does(case, "clerk", "accept", category="utilities", urgency="normal")
    does(case, "dispatcher", "dispatch", assignments=[{"unit": UNIT, "role": "lead"}])
    does(case, f"handler.{UNIT}", "sign", 1)
    does(case, f"handler.{UNIT}", "submit", 1, result="Bulb replaced.", answer="It is repaired.")
    does(case, f"leader.{UNIT}", "sign_off", 1)
    does(case, "supervisor", "approve")
    does(case, "verifier", "confirm", method="phone", finding="True.")
    does(case, "clerk", "reply", reply="The lamp is repaired.")
    return case


def leftovers(page: Page, addresses: Iterable[str]) -> list[str]:
    """Chinese that is neither marked as such nor the name of a person or unit, with the address where it stands."""
    names = {*User.objects.values_list("display_name", flat=True), *Unit.objects.values_list("name", flat=True)}
    found = []
    for address in addresses:
        page.goto(address)
        said = {text for text in page.evaluate(SAID) if CHINESE.search(text)}
        found += [f"{address}: {text[:80]}" for text in said if not any(name in text for name in names)]
    return found
