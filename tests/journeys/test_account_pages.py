"""Every page on which somebody looks after their own account, at both sizes, on the way that leads there."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from huying.people.services.demo import PASSWORD
from tests.journeys.pages import DESK, Room, look_twice, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GONE = (
    "email/",
    "confirm-email/",
    "confirm-email/x/",
    "password/set/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-x/",
    "login/code/confirm/",
)


@pytest.fixture
def page(staffed: None, room: Room) -> Page:
    """Somebody who has just signed in with a password."""
    page = room.open(**DESK)
    sign_in(page, "clerk")
    return page


def confirmed(page: Page, address: str) -> None:
    """Open a page that first asks for the password once more."""
    page.goto(address)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.wait_for_url(f"**{address}")


def test_pages_that_need_an_email_address_are_not_there(staffed: None) -> None:
    for address in GONE:
        assert Client().get(f"/accounts/{address}").status_code == 404, address


def test_a_password_is_changed(page: Page) -> None:
    page.goto("/accounts/password/change/")
    look_twice(page, "account-password")
    for label, value in (("当前密码", PASSWORD), ("新密码", "short"), ("新密码（重复）", "short")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator(".errorlist").first).to_be_visible()
    look_twice(page, "account-password-refused")
    page.goto("/accounts/reauthenticate/")
    look_twice(page, "account-reauthenticate")
    page.goto("/accounts/logout/")
    look_twice(page, "account-logout")


def test_whoever_cannot_come_in_is_told_so(staffed: None, room: Room) -> None:
    page = room.open(**DESK)
    for name in ("inactive", "signup"):
        page.goto(f"/accounts/{name}/")
        look_twice(page, f"account-{name}")


def test_an_authenticator_app_and_its_recovery_codes(page: Page) -> None:
    confirmed(page, "/accounts/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    look_twice(page, "account-totp")
    page.locator("#id_code").fill(f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/recovery-codes/")
    look_twice(page, "account-recovery-codes")
    for name in ("recovery-codes/generate", "totp/deactivate", "reauthenticate"):
        page.goto(f"/accounts/2fa/{name}/")
        look_twice(page, f"account-{name.replace('/', '-')}")
    page.goto("/accounts/2fa/")
    look_twice(page, "account-two-factors")


def test_a_security_key_is_added_named_and_removed(page: Page) -> None:
    """The browser holds the key itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    page.goto("/accounts/2fa/webauthn/")
    look_twice(page, "account-keys-none")
    confirmed(page, "/accounts/2fa/webauthn/add/")
    look_twice(page, "account-keys-add")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/accounts/2fa/webauthn/")
    look_twice(page, "account-keys")
    for name in ("edit", "remove"):
        page.goto("/accounts/2fa/webauthn/")
        page.locator(f"a[href$='/{name}/']").click()
        look_twice(page, f"account-keys-{name}")
    page.goto("/accounts/2fa/webauthn/reauthenticate/")
    look_twice(page, "account-keys-reauthenticate")


def test_whoever_mistyped_too_often_is_let_in_again_by_the_security_administrator(staffed: None, room: Room) -> None:
    cache.clear()
    page, keeper = room.open(**DESK), room.seat("secadmin", **DESK)
    for password in [*["Wrong-password-1"] * 5, PASSWORD]:
        page.goto("/accounts/login/")
        page.get_by_label("用户名").fill("verifier")
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
    look_twice(page, "account-locked")
    keeper.goto("/desk/admin/locks/")
    look_twice(keeper, "account-locks")
    keeper.get_by_label("给 verifier 解锁的理由").fill("本人到场核实")
    keeper.get_by_role("button", name="解锁 verifier").click()
    expect(keeper.get_by_text("现在没有被锁定的账号。")).to_be_visible()
    sign_in(page, "verifier")
