"""What can't be taken back is asked once more, in a sentence that says what will be; without scripts the button just works."""

import pytest
from playwright.sync_api import Page, expect

from huying.people.models import Unit, User
from huying.web.desk.models import SavedView
from tests.journeys.pages import DESK, Room, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "长村张的"


def kept() -> bool:
    """Whether the view is still there."""
    return SavedView.objects.filter(name=NAME).exists()


def remove(page: Page) -> None:
    """Press the button that removes the view."""
    page.goto("/desk/")
    page.get_by_role("button", name=f"删除视图“{NAME}”").click()


@pytest.fixture
def view(staffed: None) -> None:
    """A view that the clerk saved."""
    SavedView.objects.create(user=User.objects.get(username="clerk"), name=NAME, query="queue=all")


def test_a_view_goes_only_after_the_sentence_was_agreed_to(view: None, room: Room) -> None:
    page = room.seat("clerk", **DESK)
    remove(page)
    asked = page.get_by_role("dialog", name=f"删除视图“{NAME}”？事项本身不受影响。")
    expect(asked).to_be_visible()
    expect(asked.get_by_role("button", name="取消")).to_be_focused()
    look(page, "confirm")
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    remove(page)  # who said no is asked again, and may say no by the button too
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert kept()

    remove(page)
    page.get_by_role("dialog").get_by_role("button", name=f"删除视图“{NAME}”").click()
    expect(page.locator(".notices .success")).to_be_visible()
    assert not kept()


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


def test_without_scripts_the_button_does_what_it_says(view: None, room: Room) -> None:
    page = room.seat("clerk", **DESK, java_script_enabled=False)
    remove(page)
    expect(page.locator(".notices .success")).to_be_visible()
    assert not kept()
