"""Fixtures that every test may use: the database, and the city's published data where they are at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from huying.config.embedded import hold, release
from huying.people.services.setup import load_city
from tests import databases, settings

# From its first page on, Playwright keeps an event loop in the thread of the tests, browser or not; Django would take every
# later test for asynchronous code and refuse it the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# How long an example takes says how busy the machine is; speed is measured in bench/.
hypothesis_settings.register_profile("huying", deadline=None)
hypothesis_settings.load_profile("huying")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this process' own, copied from a migrated template (pytest-django asks for it by this name)."""
    if settings.TEST_CLUSTER:
        hold(settings.TEST_CLUSTER)
    with django_db_blocker.unblock():
        name = databases.own_name()
        databases.copy_template(name)
        databases.use(name)
        # On the class: beside a browser Django makes a second connection, which flushes too.
        type(connection.ops).execute_sql_flush = _flush_append_only_tables_too  # type: ignore[assignment]
    yield
    with django_db_blocker.unblock():
        databases.drop(name)
    if settings.TEST_CLUSTER:
        release(settings.TEST_CLUSTER)


def _flush_append_only_tables_too(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
    """What Django runs after a test that commits; the triggers that guard the log would refuse it."""
    with operations.connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    load_city()  # every test begins in a city


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """Every test begins in the city's own language, whatever the one before had switched to."""
    translation.activate(django_settings.LANGUAGE_CODE)
    yield
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The city's published files beside the checkout; tests that read them are skipped where they are absent."""
    folder = Path(os.environ.get("HUYING_SHARED", CHECKOUT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"the city's published files are not at {folder}; HUYING_SHARED names their folder")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the system's Chromium; its sandbox cannot be used by root."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("HUYING_CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox"] if os.geteuid() == 0 else [],
    }
