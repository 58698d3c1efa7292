"""A city, and somebody with a phone."""

import pytest
from django.test import Client

from huying.people.services.setup import load_city
from tests.people.staff import somebody_answers


@pytest.fixture
def city(db: None) -> None:
    load_city()
    somebody_answers()


@pytest.fixture
def phone(city: None) -> Client:
    """A phone that never saw this city before; it speaks Chinese."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def english(city: None) -> Client:
    return Client(headers={"accept-language": "en"})
