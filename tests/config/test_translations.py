"""Every sentence that a person can read exists in English too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from huying.config.home import CHECKOUT, PACKAGE

FUNCTIONS = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "_"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
CALL = re.compile(r"""\bn?p?gettext\(\s*u?(?:'[^'\\]*'\s*,\s*u?)?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            context = node.func.id.startswith("pgettext")
            for argument in node.args[int(context) : int(context) + 1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def in_template(path: Path) -> Iterator[str]:
    for quoted in CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        yield ast.literal_eval(quoted)


def sources() -> Iterator[tuple[str, str]]:
    """Every marked message with the file that shows it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for text in in_python(path):
            yield text, str(path.relative_to(CHECKOUT))
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "templates" in path.parts:
            for text in in_template(path):
                yield text, str(path.relative_to(CHECKOUT))


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    entries: dict[str, str] = {}
    for path in sorted(PACKAGE.glob("locale/fragments/*.po")):
        for entry in polib.pofile(str(path)):
            entries[entry.msgid] = entry.msgstr or entry.msgstr_plural.get(0, "")
    return entries


def test_every_message_is_translated(english: dict[str, str]) -> None:
    missing = sorted({f"{file}: {text}" for text, file in sources() if CHINESE.search(text) and not english.get(text)})
    assert not missing, "\n".join(missing)


def test_placeholders_are_the_same_in_both_languages(english: dict[str, str]) -> None:
    holes = re.compile(r"%\((\w+)\)|\{(\w+)\}")
    differing = [
        f"{chinese} → {text}"
        for chinese, text in english.items()
        if text and {*holes.findall(chinese)} != {*holes.findall(text)}
    ]
    assert not differing, "\n".join(differing)


def test_english_holds_no_chinese(english: dict[str, str]) -> None:
    """But for the name of the language itself and of the programme."""
    left = [text for text in english.values() if CHINESE.search(text.replace("呼应", "").replace("中文", ""))]
    assert not left, "\n".join(left)
