"""A row from a file as the life of a case: just opened, or, where it was answered there, already at its end."""

from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

from msgspec import Struct

from huying.importing.naming import Names
from huying.importing.rows import Entry
from huying.ledger import whole_lives
from huying.ledger.services import links
from huying.ledger.services.create import asker_of, home_of, number_for
from huying.ledger.whole_lives import Life, World
from huying.programmes.imports import NAME, Imports, Step
from huying.rules.case import Case
from huying.rules.decide import Moment, decide
from huying.rules.errors import BadInput
from huying.rules.policy import SYSTEM, Actor, Post
from huying.rules.programme import Action, Programme


class Archive(Struct, frozen=True):
    """Where rows come from and what they come into: the file's name, the programme's steps, and who imports (None: nobody in
    particular).
    """

    world: World
    imports: Imports
    names: Names
    source: str
    now: datetime
    actor: Actor | None = None


def life(archive: Archive, entry: Entry, ident: str, sequence: int, rng: Random) -> Life:
    """The case's life up to `now`. Raises BadInput where the row itself can't be kept, NotYours where nobody may open it."""
    programme, names = archive.world.programme, archive.names
    payload = dict(links.resolved(programme, ident, programme.actions[programme.start], entry.payload, SYSTEM))
    place = next((payload[name] for name in _places(programme) if payload.get(name)), "")
    within = names.path(place)
    home = (
        names.home(within, lambda: home_of(programme, payload, within))
        if programme.home.by == "place"
        else home_of(programme, payload, within)
    )
    actor = acting(programme, programme.actions[programme.start], home, within, archive.actor)
    blank = Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        number=number_for(programme, sequence, entry.opened),
        state="",
        opened=entry.opened,
        home=home,
        asker=asker_of(programme, ident, payload, actor),
        within=within,
        county=names.county(place),
        reachable=bool(entry.contact.phone),
    )
    moment = Moment(
        entry.opened, archive.world.calendar, rng, learnt=archive.now, recorded=archive.world.recorded, key=entry.key
    )
    made = whole_lives.birth(archive.world, blank, payload, entry.contact, actor, moment)
    _remember(archive, made, entry, archive.imports.answered if entry.answered else archive.imports.open, rng)
    return made


def _places(programme: Programme) -> list[str]:
    """The fields of the beginning that say where a case lies."""
    fact = programme.meaning("place")
    fields = programme.actions[programme.start].fields
    return [name for name, field in fields.items() if fact and field.fact == fact]


def acting(programme: Programme, action: Action, home: str, within: tuple[str, ...], actor: Actor | None) -> Actor:
    """As whom the import acts: as the system, where that may; else in the role that keeps such cases; else whoever imports."""
    for code in action.roles:
        if programme.roles[code].at == "system":
            return SYSTEM
    for code in action.roles:
        if programme.roles[code].at == "home":
            return Actor(SYSTEM.id, (Post(code, unit=home, programme=programme.code),))
        if programme.roles[code].at == "place" and within:
            return Actor(SYSTEM.id, (Post(code, place=within[-1], programme=programme.code),))
    return actor or SYSTEM


def _remember(archive: Archive, made: Life, entry: Entry, steps: Iterable[Step], rng: Random) -> None:
    """The programme's steps: each action when it happened, as far as that has come."""
    programme = archive.world.programme
    at = entry.answered or entry.opened
    for step in steps:
        if step.needs and not any(entry.said.get(name) for name in step.needs):
            continue
        if step.at == "due":
            at = max(at, made.case.due or at)
        elif step.at == "opened":
            at = entry.opened
        if at > archive.now:
            return
        action = programme.actions[step.action]
        actor = acting(programme, action, made.case.home, made.case.within, archive.actor)
        moment = Moment(at, archive.world.calendar, rng, learnt=archive.now, recorded=archive.world.recorded)
        said = _said(archive, step, entry)
        try:
            decision = decide(made.case, programme, step.action, actor, said, moment)
        except BadInput as error:  # the action's own name for what the file calls otherwise
            column = step.values[error.field].column if error.field in step.values else error.field
            raise BadInput(field=column, problem=error.values["problem"]) from error
        made.take(decision, programme)
        made.now = at


def _said(archive: Archive, step: Step, entry: Entry) -> dict[str, Any]:
    """What the action says: the row's columns, and the file's name for where it comes from."""
    said: dict[str, Any] = {}
    for name, value in step.values.items():
        found = archive.source if value.column == NAME else entry.said.get(value.column) or value.otherwise
        if found not in ("", None):
            said[name] = found
    return said
