"""A city on a real server, and browsers that open it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from huying.clock import now
from huying.people.services.demo import load_demo_people
from huying.people.services.setup import load_city
from tests.journeys.pages import Opens, Room
from tests.people.staff import somebody_answers


@pytest.fixture
def city(transactional_db: None) -> None:
    load_city()
    somebody_answers()


@pytest.fixture
def staffed(city: None) -> None:
    load_demo_people(now=now())


@pytest.fixture
def site(city: None, live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture
def room(browser: Browser, site: str) -> Iterator[Room]:
    """All browsers of one story; errors in their consoles fail it."""
    opened = Room(browser, site)
    yield opened
    opened.close()


@pytest.fixture
def open_page(room: Room) -> Opens:
    """A page of a fresh browser."""
    return room.open
