"""The city's published letters, where they are at hand: every row becomes a case, and the ledger is sound afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from huying.importing.cells import tidy
from huying.importing.dates import read_of
from huying.importing.report import Report
from huying.ledger import models
from huying.ledger.services.verify import verify_all
from huying.rules.calendar import LOCAL
from tests.importing.files import NOW, take
from tests.importing.test_importing import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def imported(folder: Path, name: str, *, dry_run: bool = False) -> Report:
    file = folder / "letters" / name
    return take(file.read_bytes(), file.name, dry_run=dry_run, now=NOW.replace(year=2026)).report


def test_the_answered_letters_are_closed_lives_with_the_official_answers(shared_data: Path) -> None:
    report = imported(shared_data, "answered.xlsx")
    assert (report.new, report.answered, report.known, report.rejects) == (1408, 1408, 0, [])
    assert set(models.Case.objects.values_list("state", "is_open")) == {("closed", False)}
    rows = list(
        CalamineWorkbook.from_path(str(shared_data / "letters" / "answered.xlsx")).get_sheet_by_index(0).iter_rows()
    )
    official = Counter((str(row[5]).strip(), read.at if (read := read_of(row[6])) else None) for row in rows[1:])
    replies = models.Passage.objects.filter(field="reply").select_related("case")
    ours = Counter((one.text, local(one.case)) for one in replies)
    missing = official - ours
    assert sum(missing.values()) == 0, next(iter(missing))
    letters = models.Passage.objects.filter(field="body").values_list("text", flat=True)
    assert Counter(letters) == Counter(tidy(str(row[4])) for row in rows[1:])
    before = everything()
    again = imported(shared_data, "answered.xlsx")
    assert (again.new, again.known) == (0, 1408)
    assert everything() == before
    labelled = imported(shared_data, "labelled.csv")
    assert (labelled.new, labelled.known, labelled.rejects) == (5088, 7, [])  # seven stand in both files
    assert not models.Case.objects.filter(facts__category=None, is_open=True).exists()
    assert not list(verify_all())


def local(row: models.Case) -> datetime | None:
    assert row.answered_at
    return row.answered_at.astimezone(LOCAL).replace(tzinfo=None)


def test_every_letter_that_came_in_is_a_case_whose_text_is_clean(shared_data: Path) -> None:
    report = imported(shared_data, "incoming_4326.xlsx")
    assert (report.new, report.known, report.rejects) == (4326, 0, [])
    assert set(models.Case.objects.values_list("state", flat=True)) == {"registered"}
    bodies = models.Passage.objects.filter(field="body")
    assert bodies.count() == 4326
    assert not bodies.filter(text__regex=r"\t|^\s|\s$|\n\s*\n").exists()
    assert not models.Publication.objects.exists()
