"""What can't be taken back is asked once more, in a sentence that says what will be; without scripts the button just works."""

import pytest
from playwright.sync_api import Page, expect

from huying.people.models import Post, Unit
from tests.journeys.pages import DESK, Room, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def serves(username: str) -> bool:
    """Whether somebody still holds a post without an end."""
    return Post.objects.filter(user__username=username, end__isnull=True).exists()


def end_button(page: Page, name: str) -> None:
    """Press the button that ends somebody's post today."""
    page.goto("/desk/admin/posts/?q=clerk")
    page.get_by_role("row", name=name).get_by_role("button", name="今日结束").first.click()


def test_a_post_ends_only_after_the_sentence_was_agreed_to(staffed: None, room: Room) -> None:
    name = str(Post.objects.filter(user__username="clerk").get().user)
    page = room.seat("secadmin", **DESK)
    end_button(page, name)
    asked = page.get_by_role("dialog", name=f"{name} 从今日起不再担任受理员，不能撤回，只能重新任命。")
    expect(asked).to_be_visible()
    expect(asked.get_by_role("button", name="取消")).to_be_focused()
    look(page, "confirm")
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    asks_again(page, name)
    assert serves("clerk")

    end_button(page, name)
    page.get_by_role("dialog").get_by_role("button", name="今日结束").click()
    expect(page.locator(".notices .success")).to_be_visible()
    assert not serves("clerk")


def asks_again(page: Page, name: str) -> None:
    """Who said no is asked again the next time, and may say no by the button too."""
    end_button(page, name)
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_only_what_ends_is_asked_about(staffed: None, room: Room) -> None:
    page = room.seat("sysadmin", **DESK)
    page.goto("/desk/admin/accounts/?q=verifier")
    page.get_by_role("button", name="停用 verifier", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_role("button", name="启用 verifier", exact=True)).to_be_visible()
    page.get_by_role("button", name="启用 verifier", exact=True).click()
    expect(page.get_by_role("button", name="停用 verifier", exact=True)).to_be_visible()


def test_a_unit_is_retired_by_two_steps_in_english_too(staffed: None, room: Room) -> None:
    page = room.seat("sysadmin", **DESK | {"locale": "en"})
    page.goto("/desk/admin/units/")
    unit = Unit.objects.get(code="shuili")
    page.get_by_role("button", name=f"Close {unit.name_en}").click()
    asked = page.get_by_role("dialog", name="it can't be brought back")
    expect(asked).to_be_visible()
    assert Unit.objects.get(code="shuili").active
    asked.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name=f"Close {unit.name_en}")).to_have_count(0)
    assert not Unit.objects.get(code="shuili").active


def test_without_scripts_the_button_does_what_it_says(staffed: None, room: Room) -> None:
    name = str(Post.objects.filter(user__username="clerk").get().user)
    page = room.seat("secadmin", **DESK, java_script_enabled=False)
    end_button(page, name)
    expect(page.locator(".notices .success")).to_be_visible()
    assert not serves("clerk")
