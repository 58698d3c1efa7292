"""The programmes of this installation, by code and version: shipped ones, and those of the city's own folders (`HUYING_PROGRAMMES`).

Nothing is lived by that is not proven: each is proven when it is loaded, and that is remembered by the digest of its text (and of
the rules that proved it), so that starting stays quick. A published version never changes; a case is pinned to its own.
"""

import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import ParamSpec, TypeVar

from msgspec import Struct

from huying.rules import parsing, verification
from huying.rules.errors import NotFound, ProgrammeError
from huying.rules.facts import Fact
from huying.rules.locating import located
from huying.rules.programme import Programme
from huying.rules.wording import Text

PROGRAMME = Text("专项", "programme")
NO_FILE = Text("没有这个文件，请核对路径", "there is no such file; check the path.")
SHIPPED = Path(str(files(__package__)))
SAME = Text(
    "代码“{0}”第{1}版已由 {2} 定义，请改代码或 version",
    '"{0}", version {1}, is what {2} defines; change the code or the version.',
)
TAKEN = Text("编号前缀“{0}”已由 {1} 使用，请另取前缀", 'the prefix "{0}" is that of {1}; choose another.')
CHANGED = Text(
    "facts.{0}：类型与 {1} 中的不同（{2} → {3}），请另起名称",
    "facts.{0}: its type differs from that in {1} ({2}, now {3}); give it another name.",
)
FILE, OLDER = "programme.toml", "version-*.toml"  # of a programme's folder: its newest version, and those before
FOLDERS, MEMORY = "HUYING_PROGRAMMES", "HUYING_PROOFS"  # names of the environment


class Source(Struct, frozen=True):
    """One file of one programme, named as people find it."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The folder and the file."""
        return f"{self.path.parent.name}/{self.path.name}"


R = TypeVar("R")
P = ParamSpec("P")

_loaded: tuple[Programme, ...] = ()
_derived: list[Callable[[], None]] = []  # what forgets answers that followed from the programmes before


def derived(function: Callable[P, R]) -> Callable[P, R]:
    """A function whose answers follow from the programmes: remembered until these are read anew."""
    remembering = functools.cache(function)
    _derived.append(remembering.cache_clear)
    return remembering  # type: ignore[return-value]  # the same parameters, which must be hashable


def published() -> tuple[Programme, ...]:
    """Every version of every programme, in order of code and version. Raises ProgrammeError, Unproven for a broken one."""
    return _loaded or reload()


def reload() -> tuple[Programme, ...]:
    """Read all folders anew. Raises ProgrammeError or Unproven, and everything goes on with what was valid before."""
    global _loaded  # noqa: PLW0603 - one registry a process, replaced whole
    read = [(source, _proven(source)) for source in _sources(_folders())]
    read.sort(key=lambda one: (one[1].code, one[1].version))
    _agree(read)
    _loaded = tuple(programme for _, programme in read)
    for forget in _derived:
        forget()
    return _loaded


@derived
def load(code: str, version: int | None = None) -> Programme:
    """One programme: the version asked for, or the newest. Raises NotFound."""
    found = [one for one in published() if one.code == code and version in (None, one.version)]
    if not found:
        raise NotFound(what=PROGRAMME)
    return found[-1]


@derived
def newest() -> tuple[Programme, ...]:
    """The newest version of every programme."""
    return tuple({one.code: one for one in published()}.values())


def folder(code: str) -> Path | None:
    """Where a programme's files lie, for what else stands beside its definition; None where nobody has it."""
    return next((source.path.parent for source in _sources(_folders()) if _code(source) == code), None)


def read(path: Path) -> Source:
    """The file of a programme that somebody names: its folder, or the file itself. Raises ProgrammeError."""
    file = path / FILE if path.is_dir() else path
    try:
        return Source(file, file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ProgrammeError(file=str(path), problem=NO_FILE) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProgrammeError(
            file=str(path), problem=Text(f"无法读取：{error}", f"it can't be read: {error}")
        ) from error


def _folders() -> list[Path]:
    return [SHIPPED, *(Path(one) for one in os.environ.get(FOLDERS, "").split(os.pathsep) if one)]


def _sources(folders: Iterable[Path]) -> Iterator[Source]:
    for place in folders:
        if not place.is_dir():
            raise ProgrammeError(
                file=str(place), problem=Text(f"没有这个文件夹（{FOLDERS}）", f"there is no such folder ({FOLDERS}).")
            )
        for file in sorted(place.glob(f"*/{FILE}")):
            yield from (read(one) for one in (file, *sorted(file.parent.glob(OLDER))))


@functools.lru_cache(maxsize=256)
def _proven(source: Source) -> Programme:
    """The programme of a file, proven now or before. Raises ProgrammeError, Unproven."""
    programme = parsing.parse(source.text, source.name)
    mark = _mark(source)
    if mark is None or not mark.exists():
        verification.demand(programme, source.name, source.text)
        if mark is not None:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
    return programme


def _mark(source: Source) -> Path | None:
    """The file whose being there says that this text was proven by these rules; None where nothing is remembered."""
    memory = os.environ.get(MEMORY, "")
    return Path(memory) / hashlib.sha256(f"{_rules()}\n{source.text}".encode()).hexdigest() if memory else None


@functools.cache
def _rules() -> str:
    """The digest of the rules themselves: a changed rule proves anew."""
    digest = hashlib.sha256()
    for file in sorted(Path(verification.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@functools.lru_cache(maxsize=256)
def _code(source: Source) -> str:
    return parsing.parse(source.text, source.name).code


def _agree(read: Iterable[tuple[Source, Programme]]) -> None:
    """Raise ProgrammeError where two files are one version of one programme, two programmes number alike, or a fact became another
    between versions.
    """
    versions, prefixes = dict[tuple[str, int], Source](), dict[str, str]()
    facts = dict[tuple[str, str], tuple[Source, Fact]]()
    for source, one in read:
        other = versions.setdefault((one.code, one.version), source)
        if other is not source:
            raise _refusal(source, "code", _filled(SAME, one.code, one.version, other.name))
        if prefixes.setdefault(one.prefix, one.code) != one.code:
            raise _refusal(source, "prefix", _filled(TAKEN, one.prefix, prefixes[one.prefix]))
        for name, fact in one.facts.items():
            before, old = facts.setdefault((one.code, name), (source, fact))
            if (old.type, old.on) != (fact.type, fact.on):
                raise _refusal(source, f"facts.{name}.type", _filled(CHANGED, name, before.name, old.type, fact.type))


def _filled(text: Text, *words: object) -> Text:
    return Text(text.zh.format(*words), text.en.format(*words))


def _refusal(source: Source, where: str, problem: Text) -> ProgrammeError:
    return ProgrammeError(file=located(source.name, source.text, where), problem=problem)
