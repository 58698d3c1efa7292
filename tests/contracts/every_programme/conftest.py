"""Every programme, lived once for all the questions that are asked of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from huying.programmes import registry
from huying.rules.programme import Programme
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life, live

STRANGE = Path(__file__).resolve().parents[2] / "programmes" / "strange"
FOLDERS = [registry.SHIPPED, STRANGE]
CODES = sorted(file.parent.name for folder in FOLDERS for file in folder.glob(f"*/{registry.FILE}"))


@pytest.fixture(scope="package")
def strange_ones() -> Iterator[None]:
    """The strange programmes stand beside the shipped ones, as if a city had its own folder."""
    before = os.environ.get(registry.FOLDERS)
    os.environ[registry.FOLDERS] = str(STRANGE)
    registry.reload()
    yield
    if before is None:
        del os.environ[registry.FOLDERS]
    else:
        os.environ[registry.FOLDERS] = before
    registry.reload()


@pytest.fixture(scope="module", params=CODES)
def programme(request: pytest.FixtureRequest, strange_ones: None) -> Programme:
    return registry.load(request.param)


@pytest.fixture(scope="module")
def crew(programme: Programme, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Crew]:
    """The programme's people, in a city that forgets them afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Crew(programme)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lives(crew: Crew) -> list[Life]:
    """Cases in which everything that the programme has was done at least once; none of them is forgotten."""
    return live(crew)
