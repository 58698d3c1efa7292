"""The board counts what the actor may see, by light, unit and state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huying.rules.clock import light
from huying.supervision.selectors.board import Backlog, Cell, board, overdue_by_unit
from tests.ledger.story import DAY, MONDAY, ROADS, SUPERVISOR, WATER, Story

pytestmark = pytest.mark.django_db

NOW = MONDAY + 9 * DAY


@pytest.fixture
def stories() -> list[Story]:
    late, fresh = MONDAY, NOW
    return [
        Story(at=late).dispatched(), Story(at=late).dispatched(), Story(at=fresh).dispatched("roads"), Story(at=late),
        Story(at=fresh).replied(),
    ]  # fmt: skip


def test_the_supervisor_sees_every_open_case_once(stories: list[Story]) -> None:
    cells = board(SUPERVISOR, NOW)
    assert sum(cell.cases for cell in cells) == len(stories)
    assert Cell("appeal", "water", "handling", "red", 2) in cells
    assert Cell("appeal", "centre", "registered", "red", 1) in cells


def test_a_unit_sees_its_own(stories: list[Story]) -> None:
    assert [(cell.unit, cell.cases) for cell in board(ROADS, NOW + timedelta(hours=3))] == [("roads", 1)]
    assert {cell.unit for cell in board(WATER, NOW)} == {"water", "centre"}


def test_the_databases_light_is_the_rules_light(stories: list[Story]) -> None:
    for hours in range(-24 * 14, 24 * 14, 5):
        now = NOW + timedelta(hours=hours)
        counted = sorted(cell.light for cell in board(SUPERVISOR, now) for _ in range(cell.cases))
        assert counted == sorted(light(case.clocks[case.clock], now) for case in (story.case for story in stories))


def test_the_most_overdue_unit_stands_first(stories: list[Story]) -> None:
    assert overdue_by_unit(SUPERVISOR, NOW)[:2] == [Backlog("water", 2, 2), Backlog("centre", 2, 1)]
