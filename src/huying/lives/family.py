"""Where cases come from: a text or a matter, a place, who opens it; and the neighbours who write about the same matter."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from msgspec import Struct

from huying.ledger import whole_lives
from huying.ledger.sealing import Contact
from huying.ledger.services.create import asker_of, home_of, number_for
from huying.ledger.whole_lives import Life, World
from huying.lives.behaviour import Behaviour, Given, behaviour
from huying.lives.cast import Cast, Spot, drawn
from huying.lives.drawing import drawing, weights
from huying.lives.errors import NobodyToOpen
from huying.lives.living import Living
from huying.lives.scene import About, Scene, Waiting
from huying.lives.texts import Fresh
from huying.programmes.demo_texts import letters, people, volume
from huying.programmes.demo_texts.topics import Subject
from huying.rules.calendar import OFFSET
from huying.rules.case import Case
from huying.rules.idents import dashed, timed
from huying.rules.policy import Actor, party
from huying.rules.programme import Programme

NEIGHBOURS = 50  # lives still open that are remembered, for cases that hang on them


class Arrival(Struct, frozen=True):
    """A case about to come in: what it is about, where, when, under which number, and what the demo has chosen for it."""

    about: About
    spot: Spot
    opened: datetime
    sequence: int
    fate: str = ""


class Author:
    """Brings the cases of a city: about what, where. `given` is what a batch of the demo settles for all of them."""

    def __init__(self, cast: Cast, rng: Random, texts: Fresh, given: Given | None = None) -> None:
        self.cast, self.rng, self.texts, self.given = cast, rng, texts, given or Given()
        self.behaviour: Behaviour = behaviour(cast.programme)
        self.waiting: Waiting = deque(maxlen=NEIGHBOURS)
        self.county = drawing(self._counties())
        self.subject = drawing(volume.subject_weights())
        matters = self.behaviour.lives.matters
        self.matter = drawing({at: one.weight for at, one in enumerate(matters)}) if matters else None

    def write(self, opened: datetime, sequence: int, fate: str = "") -> Arrival:
        """A new matter."""
        rng = self.rng
        county = self.county(rng)
        spots = self.cast.spots[county]
        spot = spots[int(rng.random() * len(spots))]
        return Arrival(self._about(spot, opened), spot, opened, sequence, fate)

    def echo(self, of: Arrival, opened: datetime, sequence: int) -> Arrival:
        """A neighbour's, on the same matter."""
        written = self.texts.echo(self.rng, of.about.written, opened) if of.about.written else None
        return Arrival(About(written, of.about.matter), of.spot, opened, sequence)

    def spot(self, payload: dict[str, Any], drawn: Spot) -> Spot:
        """The place that is said; the one that was drawn where none is."""
        code = next((payload[name] for name in self.behaviour.places if payload.get(name)), drawn.code)
        return drawn if code == drawn.code else self.cast.named[code]

    def home(self, programme: Programme, payload: dict[str, Any], within: tuple[str, ...]) -> str:
        """The unit that keeps the case; the one that answers for its place is known without asking the database."""
        local = self.cast.local(within) if programme.home.by == "place" else None
        return local.code if local else home_of(programme, payload, within)

    def opener(self, programme: Programme, ident: str, home: str, within: tuple[str, ...]) -> Actor:
        """Somebody who may open this case. Raises NobodyToOpen."""
        for code in self.behaviour.openers:
            actor = self._opening(programme, code, ident, home, within)
            if actor is not None:
                return actor
        raise NobodyToOpen(programme=programme.name)

    def _opening(self, programme: Programme, code: str, ident: str, home: str, within: tuple[str, ...]) -> Actor | None:
        role, cast = programme.roles[code], self.cast
        if role.at == "home":
            return cast.one(self.rng, code, home)
        if role.at == "place":
            return cast.of_place(self.rng, code, within)
        return drawn(self.rng, cast.anywhere.get(code, ())) if role.post else self._asking(programme, ident)

    def _asking(self, programme: Programme, ident: str) -> Actor | None:
        """Whoever asks, where that is nobody's post."""
        match programme.asker.kind:
            case "party":
                return party(ident)
            case "account":
                return drawn(self.rng, self.cast.askers)
            case "firm" if self.cast.firms:
                firm = self.cast.firms[int(self.rng.random() * len(self.cast.firms))]
                return Actor(f"of {firm}", firms=(firm,))
        return None

    def _about(self, spot: Spot, opened: datetime) -> About:
        if self.matter:
            number = self.given.matter if self.given.matter >= 0 else self.matter(self.rng)
            return About(matter=self.behaviour.lives.matters[number])
        subject = self.subject(self.rng)
        category = _category(subject, (opened + OFFSET).month)(self.rng)
        place = self.cast.counties.get(spot.county, spot.name), spot.name
        return About(written=self.texts.written(self.rng, category, place, subject, opened))

    def _counties(self) -> dict[str, int]:
        """Weights by code: those known by name, all alike in a city that has none of these."""
        known = weights(self.behaviour.lives.begins.counties)
        found = {code: known[name] for code, name in self.cast.counties.items() if name in known}
        return found or dict.fromkeys(self.cast.counties, 1)


@cache
def _category(subject: Subject, month: int) -> Callable[[Random], str]:
    return drawing(letters.category_weights(subject, month))


def lives(world: World, author: Author, first: Arrival, echoes: list[Arrival], until: datetime) -> Iterator[Life]:
    """The life of a case, and of those merged into it, as far as they have come by `until`."""
    parent = _lived(world, author, first, until, None)
    yield parent
    for echo in echoes:
        yield _lived(world, author, echo, until, parent)


def _lived(world: World, author: Author, arrival: Arrival, until: datetime, parent: Life | None) -> Life:
    life, scene = _born(world, author, arrival, until)
    scene.parent = parent
    living = Living(world, author.behaviour, life, scene, until)
    living.live()
    while parent is not None and living.follow(parent):
        living.live()
    if not life.case.closed:
        author.waiting.append(life)
    return life


def _born(world: World, author: Author, arrival: Arrival, until: datetime) -> tuple[Life, Scene]:
    """The case opened by somebody who may. Raises NobodyToOpen."""
    rng, programme = author.rng, world.programme
    scene = Scene(
        rng, author.cast, author.texts, arrival.about, arrival.spot, arrival.opened, author.waiting, fate=arrival.fate
    )
    if author.behaviour.hangs_on:
        _hung(author, scene, until)
    payload = author.behaviour.begin(scene) | (author.given.says(scene) if author.given.says else {})
    scene.spot = author.spot(payload, scene.spot)
    if any(name not in payload for name in author.behaviour.hangs_on):
        raise NobodyToOpen(programme=programme.name)
    contact = _contact(author, scene) if programme.asker.kind == "party" else Contact()
    within = scene.spot.path if any(payload.get(name) for name in author.behaviour.places) else ()
    ident = dashed(timed(scene.now, rng))
    home = author.home(programme, payload, within)
    actor = author.opener(programme, ident, home, within)
    for name in author.behaviour.names_asker:
        payload[name] = actor.id
    blank = Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        number=number_for(programme, arrival.sequence, arrival.opened),
        state="",
        opened=scene.now,
        home=home,
        asker=asker_of(programme, ident, payload, actor),
        within=within,
        county=scene.spot.county if within else "",
        reachable=bool(contact.phone),
    )
    return whole_lives.birth(world, blank, payload, contact, actor, world.at(scene.now, rng)), scene


def _hung(author: Author, scene: Scene, until: datetime) -> None:
    """Where a case must hang on another one, it opens while there is such a one: later, if there was none yet."""
    for fits in author.behaviour.hangs_from:
        own = [one.case.opened for one in author.waiting if "*" in fits or one.case.programme in fits]
        first = min([*own, *(at for _, at in author.cast.targets(fits))], default=until)
        if scene.now <= first < until:
            later = first + (until - first) * (0.05 + 0.85 * author.rng.random())
            scene.now = later.replace(microsecond=0)


def _contact(author: Author, scene: Scene) -> Contact:
    if author.rng.random() >= author.behaviour.lives.begins.contact:
        return Contact()
    name, phone = people.person(author.rng)
    written = scene.about.written
    firm = written.facts.get("firm", "") if written and written.subject == "enterprise" else ""
    return Contact(name=name, phone=phone, firm=firm)
