"""No code asks a case for a fact by its name: it asks for what a fact means, or goes over all facts by their types (docs/adr/0011)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import huying

HOUSE = Path(huying.__file__).parent
HELD = ("facts", "links")  # what a programme declares
TEXTS = ("programmes", "lives")  # and what tells its stories: the texts of the demo city have facts of their own


def by_name(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every place where a fact or a link is taken by a name that stands in the code: facts["rating"], facts.get("rating")."""
    for node in ast.walk(tree):
        key = of = None
        if isinstance(node, ast.Subscript):
            of, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop"):
            of, key = node.func.value, next(iter(node.args), None)
        named = getattr(of, "attr", None) or getattr(of, "id", None)
        if named in HELD and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield node.lineno, ast.unparse(node)  # type: ignore[attr-defined]  # both kinds have a line


def test_no_fact_is_taken_by_its_name() -> None:
    sources = (one for one in HOUSE.rglob("*.py") if one.relative_to(HOUSE).parts[0] not in TEXTS)
    found = [
        f"{one.relative_to(HOUSE)}:{line} {what}"
        for one in sources
        for line, what in by_name(ast.parse(one.read_text("utf-8")))
    ]
    assert found == []


def test_such_a_place_would_be_found() -> None:
    tree = ast.parse('case.facts["rating"], row.facts.get("title"), programme.facts[code], facts.pop("reply", None)')
    assert len(list(by_name(tree))) == 3
