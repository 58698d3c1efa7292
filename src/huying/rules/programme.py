"""A programme 专项 as data: the whole workflow of one kind of case, as one TOML file tells it.

`[states]`, `[tasks]` and `[actions]` are three tables that a clerk can read; `workflow.py` walks them, `verification.py`
proves them, `decide.py` lives by them. Nothing here knows a programme by name.
"""

import tomllib
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from huying.rules.clock import ClockSpec
from huying.rules.decoding import readable
from huying.rules.errors import ProgrammeError
from huying.rules.figures import Indicator
from huying.rules.wording import Text

Guard = Literal["leads_fed_back", "no_lead", "required_accepted", "assigned", "unassigned"]
At = Literal["home", "unit", "supervisor", "party", "system", "nowhere"]
Sees = Literal["all", "unit", "place", "party", "none"]
Fact = Literal[
    "category", "urgency", "place", "subject", "channel", "rating", "resolved", "publish", "parent", "accused"
]


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may hold it is a matter of posts; `at` says in which relation to the case, `sees` which cases it may see.

    `person` is False for machines: they may act, but they never own a case and are never the last to be urged.
    `citywide` is a role of the whole city: whoever holds it holds it in every programme that names it so.
    """

    name: Text
    at: At
    sees: Sees
    person: bool = True
    citywide: bool = False


class Advance(Struct, frozen=True, forbid_unknown_fields=True):
    """A move the case makes by itself as soon as its assignments allow it."""

    when: Guard
    to: str


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case, or an assignment, stands.

    `owner` is a role, or "tasks" where the assignments' own owners act. `clock` is the clock that counts here, `keeps`
    others that run on, `pauses` those that stand still; `expires` is the action the system takes when it has run out. `closed` takes a case off the ledger, `final` ends its life.
    `void` marks an assignment that no longer counts, `accepted` one whose result stands, `fed_back` one whose result waits.
    """

    name: Text
    plain: Text | None = None
    owner: str = ""
    clock: str = ""
    keeps: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    advance: tuple[Advance, ...] = ()
    expires: str = ""
    closed: bool = False
    final: bool = False
    open: bool = True
    fed_back: bool = False
    accepted: bool = False
    void: bool = False


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing an action asks for. `prose` is free text: it is kept beside the log, never in it.

    A choice is one of `choices`, or of the programme's own table named by `of`.
    """

    name: Text
    type: Literal["prose", "line", "choice", "int", "date", "bool", "case", "assignments", "names"] = "prose"
    required: bool = True
    choices: dict[str, Text] = {}
    of: Literal["", "categories", "urgencies", "channels", "subjects"] = ""
    at_least: int | None = None
    at_most: int | None = None
    help: Text | None = None


class Action(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody may do. `from` and `to` are states of the case, or of one assignment where `on` is "task".

    `works` does the work, `confirms` judges it, `adjudicates` decides a dispute. `limit` bounds how often it may happen
    in a case (`then` names what remains when it is used up); `after` names an action that must have happened before.
    `tasks` moves assignments along with the case. `milestones` are reached, `resets` undone. `records` names the fields
    that become facts of the case, `extends` the clock that the field `days` lengthens, `rings` moves the clock named by the
    field `clock` one rung up its ladder of urging, `retimes` counts every clock anew on a changed calendar; `urges` makes
    slips to whoever holds the case; `children` is the action that every case merged into this one then takes by itself.
    `afterthought` is what it is called to a person who has already said that they are content.
    """

    name: Text
    roles: tuple[str, ...]
    on: Literal["case", "task"] = "case"
    from_: tuple[str, ...] = field(default=(), name="from")
    to: str = ""
    fields: dict[str, Field] = {}
    needs: tuple[Guard, ...] = ()
    after: str = ""
    limit: int = 0
    then: str = ""
    milestones: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    tasks: dict[str, str] = {}
    issues: bool = False
    supervises: bool = False
    records: tuple[Fact, ...] = ()
    clears: tuple[Literal["parent"], ...] = ()
    resolved: bool | None = None
    extends: str = ""
    rings: bool = False
    urges: bool = False
    retimes: bool = False
    outcome: str = ""
    works: bool = False
    confirms: bool = False
    adjudicates: bool = False
    children: str = ""
    primary: bool = False
    bulk: bool = False
    plain: Text | None = None
    afterthought: Text | None = None
    key: str = ""


class Lines(Struct, frozen=True, forbid_unknown_fields=True):
    """What a hand-over must look like: how many assignments, on which lines, whether each line has its own supervisor."""

    at_least: int = 1
    at_most: int = 12
    lines: tuple[str, ...] = ()
    supervised: bool = False


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """A class of matters; `urgency` is the one it starts with, `route` a lawful route out of the programme,
    `aliases` what other systems call it.
    """

    name: Text
    urgency: str = ""
    route: Text | None = None
    aliases: tuple[str, ...] = ()


@readable
class Programme(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One version of one programme. `start` is the action that opens a case, `closing` the milestones a closed case has,
    `history` the actions by which a letter that was answered elsewhere enters as a case already at its end.
    `interview_after` is how many bulletins about one unit in one quarter make the system propose a talk with it; 0: it never does.
    """

    code: str
    version: int
    name: Text
    prefix: str
    start: str
    closing: tuple[str, ...]
    promise: str
    promise_until: str
    roles: dict[str, Role]
    states: dict[str, State]
    tasks: dict[str, State]
    actions: dict[str, Action]
    clocks: dict[str, ClockSpec]
    first_task: str = ""
    handover: Lines = Lines()
    home: str = ""
    history: tuple[str, ...] = ()
    interview_after: int = 0
    urgencies: dict[str, Text] = {}
    categories: dict[str, Category] = {}
    channels: dict[str, Text] = {}
    subjects: dict[str, Text] = {}
    outcomes: dict[str, Text] = {}
    lines: dict[str, Text] = {}
    milestones: dict[str, Text] = {}
    indicators: dict[str, Indicator] = {}
    note: Text | None = None

    @cached_property
    def reopening(self) -> tuple[str, ...]:
        """The actions that undo a milestone: whoever asked was not content, and the case is handled again."""
        return tuple(code for code, action in self.actions.items() if action.resets)

    @cached_property
    def ringing(self) -> str:
        """The action by which a clock rings; empty where the programme has none."""
        return next((code for code, action in self.actions.items() if action.rings), "")

    @cached_property
    def retiming(self) -> str:
        """The action by which all clocks are counted anew; empty where the programme has none."""
        return next((code for code, action in self.actions.items() if action.retimes), "")

    def options(self, field: Field) -> dict[str, Category | Text] | dict[str, Text]:
        """What a choice may be, by code: the field's own list, or one of the programme's tables."""
        table: dict[str, Category | Text] | dict[str, Text] = getattr(self, field.of) if field.of else field.choices
        return table

    def choices(self, field: Field) -> dict[str, Text]:
        """The names of what a choice may be."""
        return {code: one.name if isinstance(one, Category) else one for code, one in self.options(field).items()}


def parse(source: str, name: str = "programme") -> Programme:
    """A programme from TOML text. Raises ProgrammeError naming line or field; proves nothing yet (`verification.prove`)."""
    try:
        table: dict[str, Any] = tomllib.loads(source)
        programme = msgspec.convert(table, Programme)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProgrammeError(file=name, problem=str(error)) from error
    clocks = {code: replace(spec, code=code) for code, spec in programme.clocks.items()}
    return replace(programme, clocks=clocks)
