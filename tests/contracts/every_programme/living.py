"""Living a programme whole: every action it has is taken once, each on the shortest way that leads there, through the one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from huying.ledger import models, store
from huying.ledger.sealing import Contact
from huying.ledger.services import attachments
from huying.ledger.services.create import Opened, create
from huying.ledger.services.door import act
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import policy
from huying.rules.available import Choice, available
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.policy import Actor, party
from huying.rules.programme import Field
from huying.rules.proof.exploration import Map, Step, explore, moves
from tests import plausible
from tests.contracts.every_programme.crew import CITY, Crew

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in the city
HOUR = timedelta(hours=1)
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
OTHER = "appeal"  # whose case is linked where any may be
WRITER = Contact(name="王小明", phone="13800000000", address="某小区3号楼")


class Life:
    """One case on its way. `said` is every value that anybody gave, by field, as it was given."""

    def __init__(self, crew: Crew, number: int, *, linked: bool = True, accusing: bool = True) -> None:
        self.crew, self.programme, self.number, self.linked = crew, crew.programme, number, linked
        self.accusing = accusing
        self.now = MONDAY + timedelta(days=number)
        self.id = ""
        self.taken: list[str] = []

    @property
    def row(self) -> models.Case:
        return models.Case.objects.get(id=self.id)

    @property
    def case(self) -> Case:
        return store.read(self.row)

    def open(self, step: Step) -> Life:
        """The first step of the way."""
        party_asks = self.programme.asker.kind == "party"
        actor = None if party_asks and not self.number % 2 else self._opener()
        self.linked = self.linked and actor is not None
        payload = self._payload(step, None)
        actor = actor and self.crew.again(actor)
        contact = WRITER if party_asks else None
        opened = self._create(payload, actor, contact)
        self.id, self.linked = opened.case, True
        self.taken.append(self.programme.start)
        return self

    def _create(self, payload: dict[str, Any], actor: Actor | None, contact: Contact | None) -> Opened:
        return create(programme=self.programme.code, payload=payload, now=self.now, actor=actor, contact=contact)

    def take(self, step: Step) -> None:
        """One more step, by whoever may take it."""
        self.now += HOUR
        case = self.case
        self._wait(case, step.action)
        for task in self._tasks(case, step):
            if self._done(case, Choice(step.action, task), step):
                return
        message = f"{self.programme.code}: nobody may {step.action} a case that is {case.state} after {self.taken}"
        raise AssertionError(message)

    def besides(self, wanted: set[str]) -> None:
        """Whatever else of the wanted may be done here that moves nothing."""
        for code in sorted(wanted):
            if not moves(self.programme.actions[code]):
                self.once(code)

    def once(self, code: str) -> bool:
        """The action, if anybody may take it here."""
        case, on = self.case, self.programme.actions[code].on
        return any(self._done(case, Choice(code, no), Step(code)) for no in (case.tasks if on == "task" else (0,)))

    def _done(self, case: Case, choice: Choice, step: Step) -> bool:
        for actor in (party(self.id), *self.crew.actors()):
            if choice in available(case, actor, self.programme, self.now, current()):
                self._act(case, choice, actor, step)
                self.taken.append(choice.action)
                return True
        return False

    def _act(self, case: Case, choice: Choice, actor: Actor, step: Step) -> None:
        if self.programme.actions[choice.action].attaches:
            attachments.add(
                case_id=self.id, name="现场.png", content=PICTURE, actor=actor, now=self.now, task=choice.task
            )
            return
        payload = self._payload(step, case)
        self._told(choice, actor, payload)

    def _told(self, choice: Choice, actor: Actor, payload: dict[str, Any]) -> None:
        act(case_id=self.id, action=choice.action, actor=actor, payload=payload, now=self.now, task=choice.task)

    def _payload(self, step: Step, case: Case | None) -> dict[str, Any]:
        today = self.now.astimezone(LOCAL).date()
        names = self.crew.names(self._linked(step.action))
        said = plausible.payload(self.programme, step.action, case, names, today, whole=True)
        action = self.programme.actions[step.action]
        said = {name: one for name, one in said.items() if self._says(action.fields[name], one)}
        if action.detaches and case:
            said |= {
                name: {"id": next(iter(case.files))} for name, field in action.fields.items() if field.type == "file"
            }
        handed = [name for name, field in action.fields.items() if field.type == "assignments"]
        return said | {name: self._rows(step, case) for name in handed if step.issued}

    def _says(self, field: Field, value: Any) -> bool:
        """Whether it is said here: no link to nothing, and nobody accused where the case is to be put before the public."""
        return not (field.link and value == "") and (self.accusing or field.required or field.type != "names")

    def _rows(self, step: Step, case: Case | None) -> list[dict[str, Any]]:
        """The hand-over in the shape of the way."""
        names = self.crew.names()
        over = dict(zip(names.units, names.supervisors, strict=True))
        units = plausible.free(self.programme, case, names)
        rows = []
        for task in step.issued:
            unit = next(units)
            row = {"unit": unit, "role": task.role, "required": task.required}
            supervised = (
                {"supervisor": over[unit]} if self.programme.handover.supervised and task.role == "lead" else {}
            )
            rows.append(row | supervised | ({"line": task.line} if task.line else {}))
        return rows

    def _linked(self, code: str) -> str:
        """A case that a link of the action may name: opened anew, as one must be there."""
        named = [field.link for field in self.programme.actions[code].fields.values() if field.link]
        if not named or not self.linked:
            return ""
        into = (*self.programme.links[named[0]].programmes, self.programme.code)[0]
        other = load(OTHER if into == "*" else into)
        crew = self.crew if other.code == self.programme.code else self.crew.beside(other)
        target = Life(crew, self.number, linked=False)
        return target.open(Step(other.start)).row.number

    def _tasks(self, case: Case, step: Step) -> Iterator[int]:
        if step.task is None:
            yield 0
            return
        mark = (step.task.line, step.task.role, step.task.required, step.task.state)
        yield from (no for no, one in case.tasks.items() if (one.line, one.role, one.required, one.state) == mark)

    def _wait(self, case: Case, code: str) -> None:
        """Until the action may come, where it has a delay."""
        delay = self.programme.actions[code].delay
        if delay:
            self.now += timedelta(days=2 * delay.amount + 3)

    def _opener(self) -> Actor:
        blank = Case(id="", programme=self.programme.code, version=1, number="", state="", opened=self.now)
        home = blank.evolve(home=self.crew.home, within=(CITY, "411002", "411002001", "411002001001"))
        asked = home if self.programme.asker.kind == "party" else home.evolve(asker=str(self.crew.asker.pk))
        return next(one for one in self.crew.actors() if policy.permits_start(asked, one, self.programme))


Kind = Callable[..., Life]


def ways(atlas: Map) -> dict[str, tuple[Step, ...]]:
    """For every action that moves a case, a shortest way that ends with it."""
    found: dict[str, tuple[Step, ...]] = {}
    for edge in atlas.all_edges():
        found.setdefault(edge.step.action, atlas.along(edge))
    return found


def live(crew: Crew, kind: Kind = Life) -> list[Life]:
    """Cases enough that every action of the programme has been taken; raises AssertionError where one can't be. `kind` makes
    the cases, where they are to be told otherwise.
    """
    programme, atlas = crew.programme, explore(crew.programme)
    left = {code for code in programme.actions if not programme.actions[code].retimes}
    lives: list[Life] = []
    for code, way in sorted(ways(atlas).items(), key=lambda one: -len(one[1])):
        if code in left:
            lives.append(lived(kind(crew, len(lives)), way, left))
    lives += _moveless(crew, atlas, left, len(lives), kind)
    assert not left, f"{programme.code}: never taken: {sorted(left)}"
    return [life for life in lives if not life.case.forgotten]


def lived(life: Life, way: tuple[Step, ...], left: set[str]) -> Life:
    """One life, in which whatever moves nothing is done wherever it first may be; clocks don't ring, and nobody is forgotten."""
    last = {code for code, one in life.programme.actions.items() if one.forgets or one.rings}
    life.open(way[0])
    for step in way[1:]:
        life.besides(left - last)
        left.difference_update(life.taken)
        life.take(step)
    life.besides(left - last)
    left.difference_update(life.taken)
    return life


def _moveless(crew: Crew, atlas: Map, left: set[str], number: int, kind: Kind) -> Iterator[Life]:
    """What moves nothing and was not possible on the way: a case is brought where it may be done, and nothing else is done in it."""
    order = sorted(left, key=lambda code: (crew.programme.actions[code].retracts, code))
    for code in order:
        for state in crew.programme.actions[code].from_:
            life = _brought(kind(crew, number, accusing=False), atlas, state)
            alarms = [one.alarm for one in life.case.clocks.values() if one.alarm and not one.stopped]
            if crew.programme.actions[code].rings and alarms:
                life.now = max(life.now, min(alarms))
            if crew.programme.actions[code].retracts:
                life.once(crew.programme.special["publishes"])
            if life.once(code):
                left.discard(code)
                yield life
                break


def _brought(life: Life, atlas: Map, state: str) -> Life:
    """A case in the state (of itself, or of an assignment), on a shortest way."""
    at = next(no for no, one in enumerate(atlas.positions) if state in (one.state, *(task.state for task in one.tasks)))
    first, *rest = atlas.way(at)
    life.open(first)
    for step in rest:
        life.take(step)
    return life
