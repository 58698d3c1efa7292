"""What every journey does: sit down somewhere, act as people act, keep a picture, and let axe-core look for barriers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from huying.people.models import User
from huying.people.services.demo import PASSWORD

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = CHECKOUT / "artifacts"

Options = dict[str, Any]
PHONE: Options = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
DESK: Options = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}


class Room:
    """All browsers of one story. Whatever a page complains about in its console is kept, for the end of the story."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.desks: dict[str, Page] = {}

    def open(self, **options: Any) -> Page:
        """A page of a fresh browser that nobody has used before."""
        context = self.browser.new_context(base_url=self.site, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def desk(self, username: str, options: Options = DESK) -> Page:
        """The desk of a member of staff, who signs in when it is first asked for."""
        if username not in self.desks:
            self.desks[username] = self.open(**options)
            sign_in(self.desks[username], username)
        return self.desks[username]

    def seat(self, username: str, **options: Any) -> Page:
        """A page of somebody who is signed in already: for stories that are not about signing in."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        page = self.open(**options)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.site}])
        return page

    def close(self) -> None:
        """Close every browser; fail where a page complained of anything but a refusal it was shown."""
        for context in self.contexts:
            context.close()
        complaints = [text for text in self.complaints if "status of 4" not in text]
        assert not complaints, "\n".join(complaints)


Opens = Callable[..., Page]


def sign_in(page: Page, username: str) -> None:
    """Sign in as a demo account; the page then stands at its desk."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/**")


def open_case(page: Page, title: str) -> None:
    """From the desk's first list, open the case of that title (its first words are enough)."""
    page.goto("/desk/")
    page.locator("#list").get_by_role("link", name=title).click()
    expect(page.locator("#case-title")).to_contain_text(title)


def act(page: Page, action: str, said: Mapping[str, str] | None = None) -> None:
    """Take an action on the opened case: its button, what it asks for by the labels of its fields, and off."""
    if said is None:
        button(page, action).click()
        done(page, action)
        return
    begin(page, action)
    for label, value in said.items():
        enter(page, label, value)
    send(page, action)


def button(page: Page, action: str) -> Locator:
    """The button of an action of the opened case."""
    return page.locator(".actions").get_by_role("button", name=action).first


def begin(page: Page, action: str) -> None:
    """Press the button of an action that asks for something, and wait for its form."""
    button(page, action).click()
    expect(page.locator("#act form")).to_be_visible()


def send(page: Page, action: str) -> None:
    """Send the open form of an action."""
    page.locator("#act [data-submit]").click()
    done(page, action)


def done(page: Page, action: str) -> None:
    """The page says that it was done."""
    expect(page.locator("[data-done]").first).to_contain_text(f"已办理：{action}")


def enter(page: Page, label: str, value: str) -> None:
    """Fill in one field of the open form, whatever kind it is."""
    field = page.locator("#act").get_by_label(label)
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)


def look(page: Page, name: str) -> None:
    """Take a picture of the page, and fail on any barrier that axe-core finds."""
    shot(page, name)
    no_violations(page, name)


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in `artifacts/`."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def look_twice(page: Page, name: str) -> None:
    """As `look`, at desk size and then at phone size; the page stays as small as a phone's."""
    for size, options in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(options["viewport"])
        look(page, f"{name}-{size}")


def no_violations(page: Page, name: str = "") -> None:
    """Fail on any barrier that axe-core finds on the page."""
    found = barriers(page)
    assert not found, "\n".join([name or page.url, *found])


def barriers(page: Page) -> list[str]:
    """Each rule that is violated, how often, and the first element it stands at."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    # axe leaves empty style attributes behind, which htmx would copy, and the content policy complain of.
    page.evaluate("() => document.querySelectorAll('[style=\"\"]').forEach((one) => one.removeAttribute('style'))")
    return [f"{one['id']} ×{len(one['nodes'])}: {_first(one['nodes'][0])}" for one in found["violations"]]


def _first(node: dict[str, Any]) -> str:
    return f"{node['html'][:160]} {' '.join(node['failureSummary'].split())}"
