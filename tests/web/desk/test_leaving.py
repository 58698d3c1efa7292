"""A unit that has left a case: its lists and exports tell it as it stood then, and no filter tells more (FAULTS A17)."""

from __future__ import annotations

import csv
import io

import pytest

from huying.ledger.models import Case
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import UNIT, does, handling

pytestmark = pytest.mark.django_db
LEFT, STAYS = "jiaotong", UNIT
ALL = {"queue": "all", "p": "appeal"}


@pytest.fixture
def left(city: None) -> Case:
    """A letter that two units had; one went, and then the centre put it under supervision."""
    case = handling(STAYS, LEFT)
    does(case, f"handler.{LEFT}", "request_return", 2, basis="不属本单位职责。")
    does(case, "dispatcher", "uphold_return", 2, ruling="同意。")
    does(case, "director", "supervise", reason="限期办结。")
    return case


def test_the_list_shows_it_as_it_stood(desk: Desk, left: Case) -> None:
    for unit, supervised in ((LEFT, False), (STAYS, True)):
        (row,) = desk(f"handler.{unit}").get("/desk/", ALL).context["rows"]
        assert (row.number, row.supervised) == (left.number, supervised), unit


def test_no_filter_tells_what_came_later(desk: Desk, left: Case) -> None:
    for narrow in ({"f.supervised": "yes"}, {"f.supervised": "no"}, {"f.category": "utilities"}, {"q": "路灯"}):
        assert desk(f"handler.{LEFT}").get("/desk/", ALL | narrow).context["rows"] == [], narrow
    assert len(desk(f"handler.{STAYS}").get("/desk/", ALL | {"f.supervised": "yes"}).context["rows"]) == 1


def test_an_export_holds_nothing_that_came_later(desk: Desk, left: Case) -> None:
    for unit, supervised in ((LEFT, ""), (STAYS, "是")):
        text = b"".join(desk(f"handler.{unit}").get("/desk/export.csv", ALL)).decode("utf-8-sig")
        (line,) = csv.DictReader(io.StringIO(text))
        assert (line["编号"], line["重点督办"]) == (left.number, supervised), unit
