"""Which columns of files from elsewhere are which, and what a row that was answered there has been through: `import.toml` in a programme's
folder, beside what is called the same everywhere (`headers.toml`).
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from huying.programmes import registry
from huying.rules.decoding import readable
from huying.rules.errors import ProgrammeError
from huying.rules.facts import Meaning
from huying.rules.locating import located
from huying.rules.programme import Field, Programme
from huying.rules.wording import Text

FILE, HEADERS = "import.toml", "headers.toml"
NAME = "@file"  # what a step says of where a row comes from: the name of its file
UNIMPORTED = ("assignments", "names", "file")  # types of fields that no column can say
At = Literal["opened", "answered", "due"]


class Value(Struct, frozen=True, forbid_unknown_fields=True):
    """What a step says in a field: what the row has in a column, or `otherwise` where that is empty."""

    column: str
    otherwise: str = ""


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One action that a row has been through: taken at the instant when it was "opened" or "answered" there, or when the case's own
    clock had run out ("due"); only where one of the columns in `needs` says something. `says` names a column for each field (or
    "@file").
    """

    action: str
    at: At = "answered"
    needs: tuple[str, ...] = ()
    says: dict[str, str | Value] = {}

    @property
    def values(self) -> dict[str, Value]:
        """What it says, in its long form."""
        return {name: one if isinstance(one, Value) else Value(one) for name, one in self.says.items()}


@readable
class Imports(Struct, frozen=True, forbid_unknown_fields=True):
    """How a programme takes rows in. `columns` are headers by field, of the action that opens a case or of a step, before those that
    everybody knows; `contact` and `instants` likewise. `open` are the steps of a row that was not answered there, `answered` those
    of one that was; `answer` is the column that holds the answer.
    """

    columns: dict[str, tuple[str, ...]] = {}
    contact: dict[str, tuple[str, ...]] = {}
    instants: dict[str, tuple[str, ...]] = {}
    number: tuple[str, ...] = ()
    answer: str = ""
    open: tuple[Step, ...] = ()
    answered: tuple[Step, ...] = ()


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """What tells a row from others: its number there; what only counts rows; and words of our own."""

    number: tuple[str, ...]
    running: tuple[str, ...]
    ours: tuple[str, ...]


@readable
class Headers(Struct, frozen=True, forbid_unknown_fields=True):
    """What everybody calls what."""

    meanings: dict[Meaning, tuple[str, ...]]
    contact: dict[str, tuple[str, ...]]
    instants: dict[str, tuple[str, ...]]
    source: Source


@cache
def headers() -> Headers:
    """The headers that are known everywhere."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name(HEADERS).read_text("utf-8")), Headers)


@registry.derived
def load(code: str) -> Imports:
    """How a programme takes rows in; the usual way where its folder says nothing. Raises ProgrammeError naming file and line."""
    folder = registry.folder(code)
    file = folder / FILE if folder else None
    if file is None or not file.exists():
        return Imports()
    return parse(file.read_text("utf-8"), registry.load(code), f"{code}/{FILE}")


def parse(source: str, programme: Programme, name: str = FILE) -> Imports:
    """What a text tells, held against its programme. Raises ProgrammeError."""
    try:
        imports = msgspec.convert(tomllib.loads(source), Imports)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProgrammeError(file=located(name, source, str(error)), problem=str(error)) from error
    for where, problem in _problems(imports, programme):
        raise ProgrammeError(file=located(name, source, where), problem=problem)
    return imports


def fields(programme: Programme, imports: Imports) -> dict[str, Field]:
    """The fields that a column may say, by code: those of the action that opens a case, and of the steps by the column's name."""
    found = {
        name: field for name, field in programme.actions[programme.start].fields.items() if field.type not in UNIMPORTED
    }
    for step in (*imports.open, *imports.answered):
        for name, value in step.values.items():
            if value.column != NAME:
                found.setdefault(value.column, programme.actions[step.action].fields[name])
    return found


def _problems(imports: Imports, programme: Programme) -> Iterator[tuple[str, Text]]:
    """Names that the programme does not know: where, and what is wrong."""
    for kind in ("open", "answered"):
        for step in getattr(imports, kind):
            action = programme.actions.get(step.action)
            if action is None:
                yield kind, Text(f"专项没有办理事项“{step.action}”", f'the programme has no action "{step.action}".')
                return
            for name in step.says:
                if name not in action.fields:
                    yield kind, Text(f"{step.action} 没有栏目“{name}”", f'{step.action} has no field "{name}".')
                    return
    known = fields(programme, imports)
    wanted = dict.fromkeys(imports.columns, "columns")
    wanted |= {name: kind for kind in ("open", "answered") for step in getattr(imports, kind) for name in step.needs}
    for name, where in (({imports.answer: "answer"} if imports.answer else {}) | wanted).items():
        if name not in known:
            yield where, Text(f"没有栏目说“{name}”", f'no field says "{name}".')
