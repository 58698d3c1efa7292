"""The demo city's staff at their desks."""

from collections.abc import Callable

import pytest
from django.test import Client

from huying.clock import now
from huying.people.models import User
from huying.people.services.demo import load_demo_people

Desk = Callable[..., Client]


@pytest.fixture
def city(db: None) -> None:
    load_demo_people(now=now())


@pytest.fixture
def desk(city: None) -> Desk:
    """The desk of somebody, by user name; it speaks Chinese unless told otherwise."""

    def sit(username: str, language: str = "zh-CN") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(User.objects.get(username=username))
        return client

    return sit
