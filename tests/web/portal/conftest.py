"""A city, and somebody with a phone."""

import pytest
from django.test import Client

from huying.people.services.setup import load_city


@pytest.fixture
def city(db: None) -> None:
    load_city()


@pytest.fixture
def phone(city: None) -> Client:
    """A phone that never saw this city before; it speaks Chinese."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def english(city: None) -> Client:
    return Client(headers={"accept-language": "en"})
