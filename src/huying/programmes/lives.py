"""How invented people behave in a programme: `lives.toml` in its folder, for the demo city and the simulator.

What is *possible* the rules alone decide. Here stands what people tend to do with a case that waits for them: how likely, after
how many hours, and what they say. Whatever is left unsaid is made up plausibly by the rooms above, down to the whole file.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from huying.programmes import registry
from huying.rules.decoding import readable
from huying.rules.errors import ProgrammeError
from huying.rules.locating import located
from huying.rules.programme import Programme
from huying.rules.wording import Text

FILE = "lives.toml"
Plain = bool | int | str
Table = dict[str, int] | str  # weights by name, or the name of a table in demo_texts/data/volume.toml
Span = tuple[float, float]  # from, to


class Handover(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a case is handed over: on each line (the one without a name is "") to the unit that answers for the case's "place" or
    for its "category", or to "either"; with chance `assist` to a second one as well.
    """

    lines: dict[str, str] = {}
    assist: float = 0


class Say(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the value of one field comes from: exactly one of these.

    `pick` one of a list, `weights` one by weight, `chance` a yes so often, `text` a text by name (demo_texts), `words` one of some
    sentences (`[a|b]` and `{slots}` as in demo_texts), `matter` what the case is about says, `same` what a fact of the case or
    assignment says already, `between` a number, `ahead` a date so many days on, `amount` money in yuan in whole `step`s,
    `handover` units on each line, `parent` the case on the same matter that this one is merged into.
    """

    pick: tuple[Plain, ...] = ()
    weights: Table = {}
    chance: float | None = None
    text: str = ""
    words: tuple[str, ...] = ()
    matter: str = ""
    same: str = ""
    between: tuple[int, int] | None = None
    ahead: tuple[int, int] | None = None
    amount: tuple[int, int] | None = None
    step: int = 10_000
    handover: Handover | None = None
    parent: bool = False


Says = dict[str, Say | Plain]  # by field; a plain value is just that


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing somebody may do next.

    `hours` pass before it (from, to), or where nothing is said a part of the time that whoever acts has; office hours come on top. `role`: who does it (the action's first
    that somebody holds). `turns` is how the matter comes out by it, by weight (see `demo_texts.Kind` for what texts know);
    `out`: only where it has come out so; `fate`: in cases that the demo has chosen for it, where it goes before all that is for
    any case; `echo`: only by a neighbour's case on the same matter, which does it rather than anything else.
    """

    action: str
    weight: float = 1
    hours: Span | None = None
    role: str = ""
    says: Says = {}
    turns: Table = {}
    out: tuple[str, ...] = ()
    fate: tuple[str, ...] = ()
    echo: bool = False


class Aside(Struct, frozen=True, forbid_unknown_fields=True):
    """Something done beside the way of a case: with `chance`, so many hours after a milestone was reached; only in cases of a `fate`
    where that is named.
    """

    action: str
    after: str
    chance: float = 1
    hours: Span = (1, 8)
    role: str = ""
    says: Says = {}
    fate: tuple[str, ...] = ()


class Beginning(Struct, frozen=True, forbid_unknown_fields=True):
    """How a case comes in: who opens it, what it says, whether the writer gives a name and a telephone (`contact`, a share), at
    which level of places it lies, and how counties are weighed (by name).
    """

    role: str = ""
    says: Says = {}
    contact: float = 1
    level: str = "town"
    counties: Table = "counties"


class Matter(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that cases are about: sentences by what asks for them (a field, or `Say.matter`), and codes that go with it."""

    code: str = ""
    weight: int = 1
    words: dict[str, tuple[str, ...]] = {}
    says: dict[str, Plain] = {}


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Cases of the demo city that come in together: from a local day on, spread over `days`. `fates` says of how many of them what
    becomes (`Option.fate`); of the others anything may. `matter` is what all of them are about.
    """

    on: date
    cases: int
    days: int = 1
    matter: str = ""
    says: Says = {}
    fates: dict[str, int] = {}


class Recent(Struct, frozen=True, forbid_unknown_fields=True):
    """Cases of the last days before the demo is loaded, so that desks have work on them."""

    cases: int
    days: int


class Demo(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of the programme the demo city has: so many cases by month ("2021-01"), in batches, and of the last days. Those of
    months and batches are lived until `until` (the end of that local day).
    """

    until: date
    months: Table = {}
    batches: tuple[Batch, ...] = ()
    recent: Recent | None = None


class Echoes(Struct, frozen=True, forbid_unknown_fields=True):
    """Neighbours who write about the same matter: which share of all cases."""

    share: float


@readable
class Lives(Struct, frozen=True, forbid_unknown_fields=True):
    """The behaviour of a programme's people. `states` by state of the case, or "task/" and the state of an assignment; an empty
    list is a state in which nobody does anything. `supervisors` are units that supervise lines, where a hand-over demands them.
    """

    begins: Beginning = Beginning()
    states: dict[str, tuple[Option, ...]] = {}
    asides: tuple[Aside, ...] = ()
    matters: tuple[Matter, ...] = ()
    echoes: Echoes | None = None
    supervisors: tuple[str, ...] = ()
    demo: Demo | None = None


NOTHING = Lives()
"""What is known of the people of a programme that says nothing of them."""


@registry.derived
def load(code: str) -> Lives:
    """The behaviour of a programme's people; `NOTHING` where its folder says nothing. Raises ProgrammeError naming file and line."""
    folder = registry.folder(code)
    file = folder / FILE if folder else None
    if file is None or not file.exists():
        return NOTHING
    name, source = f"{code}/{FILE}", file.read_text("utf-8")
    return parse(source, registry.load(code), name)


def parse(source: str, programme: Programme, name: str = FILE) -> Lives:
    """The behaviour as a text tells it, held against its programme. Raises ProgrammeError."""
    try:
        lives = msgspec.convert(tomllib.loads(source), Lives)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProgrammeError(file=located(name, source, str(error)), problem=str(error)) from error
    for where, problem in _problems(lives, programme):
        raise ProgrammeError(file=_line(name, source, where), problem=problem)
    return lives


def _line(name: str, source: str, where: str) -> str:
    """The file with the line of a table, or of the first of several that bear its name."""
    quoted = ".".join(f'"{part}"' if "/" in part else part for part in where.split("."))
    found = (
        number for number, text in enumerate(source.splitlines(), 1) if text.strip().strip("[]") in (quoted, where)
    )
    return next((f"{name}:{number}" for number in found), name)


def _problems(lives: Lives, programme: Programme) -> Iterator[tuple[str, Text]]:
    """Names that the programme does not know: where, and what is wrong."""
    begins = lives.begins
    yield from _unknown("begins", programme.start, begins.role, begins.says, programme)
    for key, options in lives.states.items():
        kind, _, state = key.rpartition("/")
        if state not in (programme.tasks if kind else programme.states):
            yield f"states.{key}", _no(f"环节“{state}”", f'state "{state}"')
        for option in options:
            yield from _unknown(f"states.{key}", option.action, option.role, option.says, programme)
    for aside in lives.asides:
        yield from _unknown("asides", aside.action, aside.role, aside.says, programme)
        if aside.after not in programme.milestones:
            yield "asides", _no(f"里程碑“{aside.after}”", f'milestone "{aside.after}"')
    for batch in lives.demo.batches if lives.demo else ():
        yield from _of_batch(lives, batch, programme)


def _of_batch(lives: Lives, batch: Batch, programme: Programme) -> Iterator[tuple[str, Text]]:
    yield from _unknown("demo", programme.start, "", batch.says, programme)
    if batch.matter and batch.matter not in {one.code for one in lives.matters}:
        yield "demo", _no(f"内容“{batch.matter}”", f'matter "{batch.matter}"')
    if sum(batch.fates.values()) > batch.cases:
        yield "demo", Text(f"{batch.on} 的 fates 多于 cases", f"{batch.on}: more fates than cases.")


def _unknown(
    where: str, code: str, role: str, says: Mapping[str, Any], programme: Programme
) -> Iterator[tuple[str, Text]]:
    """The action, the role, the fields."""
    action = programme.actions.get(code)
    if action is None:
        yield where, _no(f"办理事项“{code}”", f'action "{code}"')
        return
    if role not in ("", *programme.roles):
        yield where, _no(f"岗位“{role}”", f'role "{role}"')
    for one in says:
        if one not in action.fields:
            yield where, _no(f"{code} 的栏目“{one}”", f'field "{one}" of {code}')


def _no(zh: str, en: str) -> Text:
    return Text(f"专项没有{zh}", f"the programme has no {en}.")
