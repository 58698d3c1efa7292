"""Ledgers of village help as two counties kept them in .xls, where they are at hand: headers of two rows, merged cells, a row of totals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huying.importing.report import Report
from huying.ledger import models
from huying.ledger.services.verify import verify_all
from huying.people.actors import actor_for
from huying.people.models import User
from huying.people.services.demo import load_demo_people
from huying.programmes import registry
from tests.importing.files import NOW, take

WISH = Path(__file__).resolve().parent.parent / "programmes" / "strange" / "wish" / registry.FILE
FACTS = """
[facts.households]
name = { zh = "户数", en = "Households" }
type = "count"
column = true

[facts.supported]
name = { zh = "低保户", en = "On support" }
type = "count"
column = true

[facts.planned]
name = { zh = "规划投入", en = "Planned" }
type = "money"
column = true

[roles]"""
FIELDS = """fields.size = { required = false }
fields.households = { required = false }
fields.supported = { required = false }
fields.planned = { required = false }
"""
SAID = {
    "村名称": "wish",
    "贫困户户数(户)": "households",
    "有劳动能力/低保对象(户)": "supported",
    "规划投入资金（元）": "planned",
}
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def help_to_villages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A programme whose cases are villages that are helped."""
    told = WISH.read_text("utf-8").replace('code = "wish"', 'code = "help"').replace('prefix = "XY"', 'prefix = "BF"')
    told = told.replace("\n[roles]", FACTS, 1).replace("fields.size = {}\n", FIELDS, 1)
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / registry.FILE).write_text(told, "utf-8")
    monkeypatch.setenv(registry.FOLDERS, str(tmp_path))
    registry.reload()
    load_demo_people(now=NOW)
    yield
    monkeypatch.undo()
    registry.reload()


def taken(file: Path) -> Report:
    actor = actor_for(User.objects.get(username="clerk"), NOW.date())
    return take(file.read_bytes(), file.name, programme="help", mapping=SAID, actor=actor).report


MONTHLY = {"conghua": (125, 5390, 1572), "zengcheng": (81, 2579, 601)}


@pytest.mark.parametrize("county", MONTHLY)
def test_every_village_is_a_case_and_the_totals_agree(shared_data: Path, county: str) -> None:
    file = shared_data / "ledgers" / f"village_help_monthly_{county}_a.xls"
    villages, households, supported = MONTHLY[county]
    report = taken(file)
    assert (report.new, report.totals, report.rejects) == (villages, 1, [])
    rows = [row.facts for row in models.Case.objects.filter(programme="help")]
    assert sum(row.get("households", 0) for row in rows) == households
    assert sum(row.get("supported", 0) for row in rows) == supported
    again = taken(file)
    assert (again.new, again.known) == (0, villages)
    assert not list(verify_all())


@pytest.mark.parametrize("county", MONTHLY)
def test_money_is_exact_to_the_cent(shared_data: Path, county: str) -> None:
    report = taken(shared_data / "ledgers" / f"village_help_funds_{county}_a.xls")
    assert (report.new, report.totals, report.rejects) == (MONTHLY[county][0], 1, [])
    assert not list(verify_all())
