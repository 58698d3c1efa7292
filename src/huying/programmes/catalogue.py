"""The shipped programmes, by code and version. A published version never changes; a case is pinned to its own."""

import functools
from importlib.resources import files

from huying.rules.errors import NotFound
from huying.rules.programme import Programme, parse
from huying.rules.wording import Text

PROGRAMME = Text("专项", "programme")


@functools.cache
def published() -> tuple[Programme, ...]:
    """Every shipped programme, in order of code and version."""
    sources = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(".toml"))
    found = [parse(files(__package__).joinpath(name).read_text("utf-8"), name) for name in sources]
    return tuple(sorted(found, key=lambda one: (one.code, one.version)))


@functools.cache
def load(code: str, version: int | None = None) -> Programme:
    """One programme: the version asked for, or the newest. Raises NotFound."""
    found = [one for one in published() if one.code == code and version in (None, one.version)]
    if not found:
        raise NotFound(what=PROGRAMME)
    return found[-1]
