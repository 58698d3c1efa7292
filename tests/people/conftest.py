"""The people of these stories, in the demo city's places; all of them invented."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from huying.people.actors import actor_for
from huying.people.models import User
from huying.people.services.accounts import create_account
from huying.people.services.appoint import appoint
from huying.people.services.passwords import choose_password
from huying.people.services.setup import load_city
from huying.rules.policy import SYSTEM, Actor

NOW = datetime(2021, 3, 1, 1, tzinfo=UTC)
TODAY = date(2021, 3, 1)
NewPerson = Callable[..., User]
PASSWORD = "Long-enough-1"


@pytest.fixture
def city(db: None) -> None:
    load_city()


@pytest.fixture
def person(city: None) -> NewPerson:
    """A new account by its user name."""

    def make(username: str, display_name: str = "钱小满") -> User:
        user = create_account(username=username, display_name=display_name, by=SYSTEM, now=NOW)
        choose_password(user=user, password=PASSWORD, now=NOW)
        return user

    return make


@pytest.fixture
def secadmin(person: NewPerson) -> Actor:
    user = person("keeper", "孙知行")
    appoint(user=user, role="secadmin", start=TODAY, by=SYSTEM, now=NOW)
    return actor_for(user, TODAY)


@pytest.fixture
def sysadmin(person: NewPerson) -> Actor:
    user = person("builder", "李若水")
    appoint(user=user, role="sysadmin", start=TODAY, by=SYSTEM, now=NOW)
    return actor_for(user, TODAY)


@pytest.fixture
def auditor(person: NewPerson) -> Actor:
    user = person("looker", "周望舒")
    appoint(user=user, role="auditor", start=TODAY, by=SYSTEM, now=NOW)
    return actor_for(user, TODAY)
