"""The tour says how much there is to read, and every file that it leads to is there."""

from __future__ import annotations

import re
from pathlib import Path

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour.md"
NEAR = 0.05  # how far a counted number may drift before somebody must count anew


def linked(text: str) -> list[Path]:
    """The files that a text of the tour links to, each once."""
    return list(dict.fromkeys((TOUR.parent / one).resolve() for one in re.findall(r"\]\((\.\./[^)#]+)\)", text)))


def test_every_link_leads_somewhere() -> None:
    assert [str(one) for one in linked(TOUR.read_text("utf-8")) if not one.exists()] == []


def test_it_tells_how_many_lines_its_first_reading_has() -> None:
    reading = TOUR.read_text("utf-8").split("## The rooms")[0]
    lines = sum(len(one.read_text("utf-8").splitlines()) for one in linked(reading))
    said = re.search(r"about ([0-9]) ([0-9]{3}) lines", reading)
    assert said is not None
    assert abs(int("".join(said.groups())) - lines) <= NEAR * lines
