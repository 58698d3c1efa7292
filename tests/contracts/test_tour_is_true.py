"""The tour says how much there is to read and how the house is built, and everything that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import huying

TOUR = Path(__file__).resolve().parents[2] / "docs" / "tour.md"
HOUSE = Path(huying.__file__).parent
NEAR = 0.05  # how far a counted number may drift before somebody must count anew
TEXT = TOUR.read_text("utf-8")
READING = TEXT.split("## The rooms")[0]


def linked(text: str, of: str = r"[^)#:]+") -> list[Path]:
    """The files that a text of the tour links to, each once."""
    return list(dict.fromkeys((TOUR.parent / one).resolve() for one in re.findall(rf"\]\(({of})\)", text)))


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_every_link_leads_somewhere() -> None:
    assert len(linked(TEXT)) > 30
    assert [str(one) for one in linked(TEXT) if not one.exists()] == []


def test_it_tells_how_many_lines_its_reading_has() -> None:
    total = sum(map(lines, linked(READING, r"\.\./[^)#]+")))
    said = re.search(r"about ([0-9]) ([0-9]{3}) lines", READING)
    assert said is not None
    assert abs(int("".join(said.groups())) - total) <= NEAR * total, total


def test_it_tells_how_long_the_programme_is() -> None:
    (programme,) = (one for one in linked(READING) if one.suffix == ".toml")
    said = re.search(r"([0-9]{3}) of them are a programme's data", READING)
    assert said is not None
    assert abs(int(said[1]) - lines(programme)) <= NEAR * lines(programme), lines(programme)
    assert lines(programme) == min(map(lines, HOUSE.glob("programmes/*/programme.toml")))


def test_every_file_and_folder_that_it_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[a-z_/.]*)`", TEXT))
    places = (HOUSE, TOUR.parent, TOUR.parents[1])
    assert [one for one in named if not any((place / one).exists() for place in places)] == []


def test_every_function_that_it_names_is_there() -> None:
    sources = "\n".join(one.read_text("utf-8") for one in HOUSE.rglob("*.py"))
    named = set(re.findall(r"`(\w+)\([^`]*\)`", TEXT))
    assert named
    assert [one for one in named if f"def {one}(" not in sources] == []


def test_its_table_of_rooms_has_every_room() -> None:
    table = TEXT.split("| Room |")[1].split("## ")[0]
    told = {room for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for room in re.findall(r"`(\w+)`", cell)}
    rooms = {one.stem for one in HOUSE.iterdir() if one.is_dir() and (one / "__init__.py").exists()}
    assert told == rooms | {"clock"}
