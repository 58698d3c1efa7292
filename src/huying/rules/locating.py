"""Where in a file something is wrong: from what is wrong to the line, so that nobody has to search a thousand of them."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]+)`")
STEP = re.compile(r"\[\.\.\.\]|\[\d+\]|[^.\[\]]+")
ANY = "[...]"  # how msgspec writes "one of the members of this table"


def faulty(table: dict[str, Any], kind: type, error: msgspec.ValidationError) -> str:
    """The dotted path of what can't be read as `kind`: "actions.dispatch.adjudicate". The reader does not say which member of a
    table it was, so each is tried alone until the same error comes.
    """
    found = PLACE.search(str(error))
    path = list(_parts(found["path"])) if found else []
    for depth, part in enumerate(path):
        if part == ANY:
            path[depth] = _member(table, path[:depth], kind, str(error))
            table = _narrowed(table, path[:depth], path[depth])
    field = UNKNOWN.search(str(error))
    return ".".join([*path, *([field["field"]] if field else [])])


def _parts(path: str) -> Iterator[str]:
    """The names on the way, without the places in lists: "states", "[...]", "advance", "when"."""
    return (part for part in STEP.findall(path) if not part.startswith("[") or part == ANY)


def _member(table: dict[str, Any], path: list[str], kind: type, problem: str) -> str:
    members = table
    for name in path:
        members = members[name]
    for name in members:
        try:
            msgspec.convert(_narrowed(table, path, name), kind)
        except msgspec.ValidationError as error:
            if str(error) == problem:
                return name
    return ANY


def _narrowed(table: dict[str, Any], path: list[str], only: str) -> dict[str, Any]:
    """The table with one member alone at that path."""
    if not path:
        return {only: table[only]} if only in table else table
    return table | {path[0]: _narrowed(table[path[0]], path[1:], only)}


def located(name: str, source: str, where: str) -> str:
    """The file's name with the line that a dotted path (or a message that begins with one) is about, as far as it can be told:
    "appeal.toml:37".
    """
    path = where.split("：", 1)[0].split(": ", 1)[0]
    line = _line(source.splitlines(), [part for part in path.split(".") if part])
    return f"{name}:{line}" if line else name


def _line(lines: list[str], path: list[str]) -> int:
    """The line of the table or key that a path leads to, or of the nearest thing above it; 0 for none."""
    for length in range(len(path), 0, -1):
        head, last = path[:length], path[length - 1]
        table = "[" + ".".join(head) + "]"
        for number, text in enumerate(lines, 1):
            if text.strip().startswith(table):
                return number
        found = _key(lines, head[:-1], last)
        if found:
            return found
    return 0


def _key(lines: list[str], table: list[str], key: str) -> int:
    """The line of `key` inside a table, written plainly or dotted."""
    for split in range(len(table), -1, -1):
        head, dotted = ".".join(table[:split]), ".".join([*table[split:], key])
        inside = not head
        for number, text in enumerate(lines, 1):
            plain = text.strip()
            if plain.startswith("["):
                inside = plain.startswith(f"[{head}]") if head else False
            elif inside and plain.partition("=")[0].strip() == dotted:
                return number
    return 0
