"""A programme 专项 as data: what one kind of case is, and its whole workflow, as one TOML file tells it.

`[facts]` and `[links]` say what a case holds, `[states]`, `[tasks]` and `[actions]` are three tables that a clerk can read;
`workflow.py` walks them, `verification.py` proves them, `decide.py` lives by them. Nothing here knows a programme by name.
`docs/reference/programme.md` lists every word, made from these types.
"""

from functools import cached_property
from typing import Any, Literal

from msgspec import Struct, field

from huying.rules.calendar import Unit
from huying.rules.clock import ClockSpec
from huying.rules.conditions import Clockwork, Where
from huying.rules.decoding import readable
from huying.rules.facts import Asker, Choice, Fact, FactType, Home, Link, Meaning, Promise
from huying.rules.figures import Indicator, Matrix, Part
from huying.rules.lights import LightTable
from huying.rules.wording import Text

Guard = Literal["leads_fed_back", "no_lead", "required_accepted", "assigned", "unassigned"]
At = Literal["home", "unit", "supervisor", "place", "asker", "system", "nowhere"]
Sees = Literal["all", "unit", "place", "asker", "none"]
FieldType = FactType | Literal["link", "assignments", "names", "file"]

NAMELESS = Text("", "")


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may hold it is a matter of posts; `at` says in which relation to the case, `sees` which cases it may see.

    `person` is False for machines: they may act, but they never own a case and are never the last to be urged. `citywide`
    roles are held in every programme that has them, others in their own. `opens`: may open contact data, with a reason. Whoever
    asked is in that relation without any post, unless `appointed` says that they must hold one as well.
    """

    name: Text
    at: At
    sees: Sees
    person: bool = True
    citywide: bool = False
    opens: bool = False
    appointed: bool = False

    @property
    def post(self) -> bool:
        """Whether somebody is appointed to it."""
        return self.appointed or self.at not in ("asker", "system")


class Advance(Struct, frozen=True, forbid_unknown_fields=True):
    """A move the case makes by itself as soon as its assignments allow it."""

    when: Guard
    to: str


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case, or an assignment, stands.

    `owner` is a role, or "tasks" where the assignments' own owners act. `clock` is the clock that counts here, `keeps`
    others that run on, `pauses` those that stand still; `expires` is the action the system takes when it has run out.
    `closed` takes a case off the ledger, `final` ends its life. `void` marks an assignment that no longer counts, `accepted`
    one whose result stands, `fed_back` one whose result waits.
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
    """One thing an action asks for. Under the name of a fact or a link of the programme it needs no more words: it is that one,
    and what is said becomes the case's. Anything else is said in the event and nowhere else.

    `prose` is free text: it is kept beside the log, never in it.
    """

    name: Text = NAMELESS
    type: FieldType | None = None
    required: bool = True
    choices: dict[str, Choice] = {}
    at_least: int | None = None
    at_most: int | None = None
    one_line: bool = False
    help: Text | None = None
    fact: str = ""
    link: str = ""


class Given(Struct, frozen=True, forbid_unknown_fields=True):
    """What one answer means for others: where every field of `when` has one of these values, `forbids` must be left empty and
    `demands` filled in.
    """

    when: dict[str, tuple[bool | int | str, ...]]
    forbids: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()


class Delay(Struct, frozen=True, forbid_unknown_fields=True):
    """Not before so many units have passed `since` a milestone was reached, or the case was closed ("closed")."""

    amount: int
    unit: Unit
    since: str


class Action(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody may do. `from` and `to` are states of the case, or of one assignment where `on` is "task".

    `works` does the work, `confirms` judges it, `adjudicates` decides a dispute. `limit` bounds how often it may happen
    in a case (`then` names what remains when it is used up); `after` names an action that must have happened before, `delay`
    how long must have passed, `only` what must hold of the case. `tasks` moves assignments along with the case. `milestones` are reached, `resets` undone. `sets`
    gives facts a fixed value, `clears` empties facts and links; `given` tells which answers exclude or demand others.
    `extends` is the clock that the field `days` lengthens, `rings` moves the clock named by the field `clock` one rung up its
    ladder of urging, `retimes` counts every clock anew on a changed calendar; `urges` makes slips to whoever holds the case.
    `accuses` takes the field `accused` as those whom the case must never meet. `attaches` and `detaches` add and take away the
    files of the field `file`, `publishes` puts its fields `shown_heading`, `shown_matter` and `shown_answer` before the public and `retracts` takes them
    back, `forgets` empties everything personal. `afterthought` is what it is called to a person who has already said that they are content; `confirm` is asked before what
    can't be undone.
    """

    name: Text
    roles: tuple[str, ...]
    on: Literal["case", "task"] = "case"
    from_: tuple[str, ...] = field(default=(), name="from")
    to: str = ""
    fields: dict[str, Field] = {}
    given: tuple[Given, ...] = ()
    only: Where | None = None
    needs: tuple[Guard, ...] = ()
    after: str = ""
    delay: Delay | None = None
    limit: int = 0
    then: str = ""
    milestones: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    sets: dict[str, bool | int | str] = {}
    clears: tuple[str, ...] = ()
    tasks: dict[str, str] = {}
    issues: bool = False
    extends: str = ""
    rings: bool = False
    urges: bool = False
    retimes: bool = False
    accuses: bool = False
    attaches: bool = False
    detaches: bool = False
    publishes: bool = False
    retracts: bool = False
    forgets: bool = False
    works: bool = False
    confirms: bool = False
    adjudicates: bool = False
    primary: bool = False
    bulk: bool = False
    plain: Text | None = None
    afterthought: Text | None = None
    confirm: Text | None = None
    key: str = ""


class Lines(Struct, frozen=True, forbid_unknown_fields=True):
    """What a hand-over must look like: how many assignments, on which lines, whether each line has its own supervisor."""

    at_least: int = 1
    at_most: int = 12
    lines: tuple[str, ...] = ()
    supervised: bool = False


class Signal(Struct, frozen=True, forbid_unknown_fields=True):
    """A light over a number: which light each value of the fact `of` shows. The case shows the worst of its lights."""

    name: Text
    of: str
    lights: LightTable


class Portal(Struct, frozen=True, forbid_unknown_fields=True):
    """What a case that comes in by the public portal says besides what is written there: fixed values by fact. `firms` are the kinds
    of writers that are firms, and may say which one.
    """

    says: dict[str, bool | int | str] = {}
    firms: tuple[str, ...] = ()


@readable
class Programme(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One version of one programme. `start` is the action that opens a case, `closing` the milestones a closed case has, `prefix` what
    its numbers begin with, `first_task` where a new assignment stands, `lines` the lines of a hand-over and `milestones` what can
    be reached, by name. What every programme has and none need say: the system itself, which rings clocks and counts them anew.

    `interview_after` is how many bulletins about one unit in one quarter make the system propose a talk with it; 0: it never does.
    """

    code: str
    version: int
    name: Text
    prefix: str
    start: str
    closing: tuple[str, ...]
    roles: dict[str, Role]
    states: dict[str, State]
    actions: dict[str, Action]
    clocks: dict[str, ClockSpec]
    asker: Asker = Asker()
    home: Home = Home()
    promise: Promise | None = None
    facts: dict[str, Fact] = {}
    links: dict[str, Link] = {}
    tasks: dict[str, State] = {}
    first_task: str = ""
    handover: Lines = Lines()
    lines: dict[str, Text] = {}
    milestones: dict[str, Text] = {}
    signals: dict[str, Signal] = {}
    parts: dict[str, Part] = {}
    indicators: dict[str, Indicator] = {}
    matrices: dict[str, Matrix] = {}
    portal: Portal | None = None
    interview_after: int = 0
    note: Text | None = None

    @cached_property
    def meanings(self) -> dict[Meaning, str]:
        """The fact of the case that has each meaning, by its code."""
        return {fact.meaning: code for code, fact in self.facts.items() if fact.meaning and fact.on == "case"}

    @cached_property
    def task_meanings(self) -> dict[Meaning, str]:
        """The same of the facts that each assignment has for itself."""
        return {fact.meaning: code for code, fact in self.facts.items() if fact.meaning and fact.on == "task"}

    def meaning(self, wanted: Meaning) -> str:
        """The code of the case's fact of this meaning; empty where the programme has none."""
        return self.meanings.get(wanted, "")

    @cached_property
    def clockwork(self) -> Clockwork:
        """What conditions must know of it."""
        promise = self.promise or Promise("", "")
        return Clockwork(promise.clock, promise.until, tuple((one.of, one.lights) for one in self.signals.values()))

    @property
    def promise_clock(self) -> str:
        """The clock of the promise, empty where nobody is promised anything."""
        return self.clockwork.promise

    @property
    def answered(self) -> str:
        """The milestone that keeps the promise, empty where nobody is promised anything."""
        return self.clockwork.until

    @cached_property
    def reopening(self) -> tuple[str, ...]:
        """The actions that undo a milestone: somebody was not content, and the case is handled again."""
        return tuple(code for code, action in self.actions.items() if action.resets)

    @cached_property
    def answering(self) -> tuple[str, ...]:
        """The actions by which the promise is kept."""
        return tuple(code for code, one in self.actions.items() if self.answered and self.answered in one.milestones)

    @cached_property
    def unappointed(self) -> tuple[tuple[str, Role], ...]:
        """The roles that nobody is appointed to: of whoever asked, and of the system itself."""
        return tuple((code, role) for code, role in self.roles.items() if not role.post)

    @cached_property
    def special(self) -> dict[str, str]:
        """The action (the first) that does each special thing, by its word: rings, retimes, attaches, publishes, forgets …"""
        words = ("rings", "retimes", "attaches", "detaches", "publishes", "retracts", "forgets", "accuses")
        found = ((word, code) for code, action in self.actions.items() for word in words if getattr(action, word))
        return dict(reversed(list(found)))  # the first one stays

    @property
    def ringing(self) -> str:
        """The action by which a clock rings; empty where the programme has none."""
        return self.special.get("rings", "")

    @property
    def retiming(self) -> str:
        """The action by which all clocks are counted anew; empty where the programme has none."""
        return self.special.get("retimes", "")

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The dates that clocks run to: they must be known before such a clock starts."""
        return frozenset(spec.until for spec in self.clocks.values() if spec.until)

    @cached_property
    def timed_by(self) -> frozenset[str]:
        """The facts that some clock runs by."""
        return frozenset().union(*(spec.depends for spec in self.clocks.values()))

    @cached_property
    def case_facts(self) -> dict[str, Fact]:
        """The facts of the case itself."""
        return {code: fact for code, fact in self.facts.items() if fact.on == "case"}

    def usual(self, meaning: Meaning) -> str:
        """The first choice of the fact of this meaning: what counts until somebody says more."""
        fact = self.facts.get(self.meaning(meaning))
        return next(iter(fact.choices), "") if fact else ""

    def choices(self, meaning: Meaning) -> dict[str, Choice]:
        """What the fact of this meaning may be; nothing where the programme has none."""
        fact = self.facts.get(self.meaning(meaning))
        return fact.choices if fact else {}


def said(programme: Programme, facts: dict[str, Any], meaning: Meaning, otherwise: Any = "") -> Any:
    """The value of the fact of this meaning among the facts of a case."""
    return facts.get(programme.meaning(meaning), otherwise)
