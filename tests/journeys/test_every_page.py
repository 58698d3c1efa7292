"""Every page there is, at desk and phone size: axe-core finds no barrier on any of them.

The pages are found as people find them, by following links: one of each kind, the desk and the case page for each role,
a form for each mixture of fields.
"""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect
from pytest_django import Settings

from huying.clock import now
from huying.ledger.models import DailySeal
from huying.people.models import User
from huying.programmes.registry import newest
from huying.supervision.services.sweep import sweep as ring
from tests.journeys.pages import DESK, PHONE, Room, barriers, look_twice, sign_in
from tests.web.desk.stories import UNIT, awaiting_sign_off, does, handling, letter, pending
from tests.web.portal.stories import answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOADS = {
    "desk:audit-export",
    "desk:export",
    "desk:file",
    "importing:rejects",
    "portal:file",
    "mfa_download_recovery_codes",
}  # brings a file, no page
ONE_EACH = {"desk:index", "desk:case"}  # looks different for everybody
STAFF = (
    "clerk",
    "dispatcher",
    "supervisor",
    "verifier",
    "director",
    f"handler.{UNIT}",
    f"leader.{UNIT}",
    "city_leader",
    "county_leader.weidu",
    "sysadmin",
    "secadmin",
    "auditor",
)


def test_no_page_of_the_portal_has_a_barrier(staffed: None, room: Room) -> None:
    published, seen = answered(), set[str]()
    page = room.open(**DESK)
    found = [*swept(page, "/", seen), *swept(page, "/accounts/signup/", seen), *checked(page, "/nowhere/")]
    page.goto(f"/follow/?number={published.number}#{published.code}")
    expect(page.get_by_role("heading", name="给您的答复")).to_be_visible()
    found += [*checked(page, page.url), *checked(page, f"/receipt/{published.number}/")]
    assert not found, "\n".join(found)
    assert {"portal:home", "portal:write", "portal:follow", "portal:answers", "portal:answer", "portal:help"} <= seen


def test_no_page_of_an_account_has_a_barrier(staffed: None, room: Room) -> None:
    """The lesser ones, each with its picture, are in test_account_pages."""
    page, seen = room.open(**DESK), set[str]()
    sign_in(page, "sysadmin")
    found = [*swept(page, "/accounts/2fa/", seen)]
    TOTP.activate(User.objects.get(username="clerk"), generate_totp_secret())
    page = room.open(**DESK)
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill("Huying-demo-2021")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="两步验证")).to_be_visible()
    found += checked(page, page.url)
    assert not found, "\n".join(found)
    assert {"mfa_index", "mfa_activate_totp"} <= seen


def test_the_page_of_a_broken_program_has_no_barrier(staffed: None, room: Room, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.journeys.broken_urls"
    for name, language in (("broken", "zh-CN"), ("broken-english", "en")):
        page = room.open(**DESK | {"locale": language})
        page.goto("/breaks/")
        expect(page.locator("[data-code='server.error']")).to_be_visible()
        look_twice(page, name)
    room.complaints.clear()  # the browser's own, about a page of status 500


def test_many_at_once_on_a_phone(staffed: None, room: Room) -> None:
    """What became of each, when somebody else was faster with one of them."""
    cases = [handling(), handling()]
    page = room.seat(f"handler.{UNIT}", **PHONE)
    page.goto("/desk/?queue=unit")
    for case in cases:
        page.get_by_label(f"选择 {case.number}").check()
    page.get_by_role("button", name="签收").click()
    look_twice(page, "bulk-form")
    does(cases[0], f"handler.{UNIT}", "sign", 1)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("heading", name="已办理 1")).to_be_visible()
    look_twice(page, "bulk-results")


def test_no_page_of_the_desk_has_a_barrier(staffed: None, room: Room) -> None:
    busy()
    seen, found = set[str](), list[str]()
    for username in STAFF:
        page = room.seat(username, **DESK)
        found += swept(page, "/desk/", seen, username)
        page.close()
    assert not found, "\n".join(found)
    assert {f"desk:case {username}" for username in STAFF if "admin" not in username} <= seen
    assert {
        "desk:new",
        "desk:slips",
        "desk:leader",
        "desk:audit-verify",
        "desk:admin-tokens",
        "importing:index",
    } <= seen


def busy() -> None:
    """A city with something on every desk, and one letter that is long overdue."""
    letter(at=now() - timedelta(days=20))
    for day in (1, 2):
        DailySeal.objects.create(day=f"2021-12-0{day}", cases=3, events=9, digest="a" * 64, prev="", sealed_at=now())
    ring(now=now())
    pending()
    handling()
    awaiting_sign_off()
    for last in ("sign_off", "approve"):
        case = awaiting_sign_off()
        does(case, f"leader.{UNIT}", "sign_off", 1)
        if last == "approve":
            does(case, "supervisor", "approve")
    case = handling()
    does(case, f"handler.{UNIT}", "sign", 1)
    does(case, f"handler.{UNIT}", "request_deferral", 1, plan="明年改造", review=str(now().date() + timedelta(days=30)))


def swept(page: Page, start: str, seen: set[str], username: str = "") -> Iterator[str]:
    """Barriers on the page and on everything its links lead to, one page of each kind."""
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address, username)
        if kind and kind not in seen:
            seen.add(kind)
            yield from checked(page, address)
            waiting += (urljoin(page.url, link) for link in links(page))


def kind_of(address: str, username: str) -> str:
    """What page an address is; empty for one that is none, or not ours."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    if match.view_name in LOADS:
        return ""
    if match.view_name in ONE_EACH:
        return f"{match.view_name} {username}"
    if match.view_name == "desk:act":
        known = (one.actions.get(match.kwargs["code"]) for one in newest())
        asked = next(action for action in known if action).fields.values()
        return " ".join([match.view_name, *sorted({field.type or field.fact for field in asked})])
    return match.view_name


def links(page: Page) -> list[str]:
    found: list[str] = page.locator("a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return [link for link in found if not link.startswith(("#", "tel:", "http"))]


def checked(page: Page, address: str) -> Iterator[str]:
    """What axe finds at desk size, then at phone size."""
    if page.url != address:
        page.goto(address)
    for size in (DESK, PHONE):
        page.set_viewport_size(size["viewport"])
        for one in barriers(page):
            yield f"{urlsplit(page.url).path} at {size['viewport']['width']}: {one}"
