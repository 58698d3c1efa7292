"""What the documentation says can be done can be done: its links lead somewhere, its commands and settings are there, and what it says of
a programme's file is read as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import get_commands

import huying
from huying.config.cli import LAUNCHERS, RENAMED
from huying.rules.facts import Fact, Link
from huying.rules.figures import Indicator, Part
from huying.rules.programme import Field

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = sorted([*CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("README*.md")])
HOWTOS = sorted(CHECKOUT.glob("docs/howto/*.md"))
TABLES: dict[str, type] = {"facts": Fact, "links": Link, "parts": Part, "indicators": Indicator}


def name(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def blocks(page: Path) -> Iterator[str]:
    """The pieces of TOML on a page."""
    text = re.sub(r"^ {3}", "", page.read_text("utf-8"), flags=re.MULTILINE)
    yield from re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """The headings of a page, as a link names them."""
    found = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in found}


@pytest.mark.parametrize("sheet", PAGES, ids=name)
def test_every_link_leads_somewhere(sheet: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", sheet.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, heading = link.partition("#")
        path = (sheet.parent / target).resolve() if target else sheet
        assert path.exists(), link
        assert not heading or heading in headings(path), link


@pytest.mark.parametrize("sheet", [*HOWTOS, *CHECKOUT.glob("README*.md")], ids=name)
def test_every_command_is_there(sheet: Path) -> None:
    known = {*get_commands(), *LAUNCHERS, *RENAMED, "help"}
    text = sheet.read_text("utf-8")
    assert [one for one in re.findall(r"\bhuying ([a-z]+)\b", text) if one not in known] == []


@pytest.mark.parametrize("sheet", PAGES, ids=name)
def test_every_setting_is_asked_for_somewhere(sheet: Path) -> None:
    sources = "\n".join(one.read_text("utf-8") for one in Path(huying.__file__).parent.rglob("*.py"))
    sources += "\n".join(one.read_text("utf-8") for one in (CHECKOUT / "tests").glob("*.py"))
    assert [one for one in set(re.findall(r"\bHUYING_[A-Z_]+", sheet.read_text("utf-8"))) if one not in sources] == []


def test_every_setting_of_a_city_is_told() -> None:
    told = (CHECKOUT / "docs" / "howto" / "deploy.md").read_text("utf-8")
    for one in ("HUYING_PROGRAMMES", "HUYING_PROOFS", "HUYING_HOME", "DATABASE_URL"):
        assert f"| `{one}` |" in told


@pytest.mark.parametrize("sheet", HOWTOS, ids=name)
def test_what_it_says_of_a_file_is_read_as_it_stands(sheet: Path) -> None:
    for block in blocks(sheet):
        table: dict[str, Any] = tomllib.loads(block)
        for kind, members in table.items():
            for one in members.values():
                if kind == "actions":
                    msgspec.convert(one.get("fields", {}), dict[str, Field])
                else:
                    msgspec.convert(one, TABLES[kind])
