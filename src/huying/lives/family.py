"""Where cases come from: a letter or matter, a place, who opens it; and the neighbours who write about the same matter."""

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
from huying.lives.behaviour import Behaviour, behaviour
from huying.lives.cast import Cast, Spot, drawn
from huying.lives.drawing import drawing, weights
from huying.lives.errors import NobodyToOpen
from huying.lives.living import Living
from huying.lives.saying import Speak
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
    """Brings the cases of a city: about what, where. `more` says what all of them say besides what they usually do."""

    def __init__(self, cast: Cast, rng: Random, texts: Fresh, more: Speak | None = None) -> None:
        self.cast, self.rng, self.texts, self.more = cast, rng, texts, more
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
        letter = self.texts.echo(self.rng, of.about.letter, opened) if of.about.letter else None
        return Arrival(About(letter, of.about.matter), of.spot, opened, sequence)

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
        role, cast, rng = programme.roles[code], self.cast, self.rng
        if role.at == "home":
            return cast.one(rng, code, home)
        if role.at == "place":
            return cast.of_place(rng, code, within)
        if role.post:
            return drawn(rng, cast.anywhere.get(code, ()))
        match programme.asker.kind:
            case "party":
                return party(ident)
            case "account":
                return drawn(rng, cast.askers)
            case "firm" if cast.firms:
                firm = cast.firms[int(rng.random() * len(cast.firms))]
                return Actor(f"of {firm}", firms=(firm,))
            case _:
                return None

    def _about(self, spot: Spot, opened: datetime) -> About:
        if self.matter:
            return About(matter=self.behaviour.lives.matters[self.matter(self.rng)])
        subject = self.subject(self.rng)
        category = _category(subject, (opened + OFFSET).month)(self.rng)
        place = self.cast.counties.get(spot.county, spot.name), spot.name
        return About(letter=self.texts.letter(self.rng, category, place, subject, opened))

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
    life, scene = _born(world, author, arrival)
    scene.parent = parent
    living = Living(world, author.behaviour, life, scene, until)
    living.live()
    while parent is not None and living.follow(parent):
        living.live()
    if not life.case.closed:
        author.waiting.append(life)
    return life


def _born(world: World, author: Author, arrival: Arrival) -> tuple[Life, Scene]:
    """The case opened by somebody who may. Raises NobodyToOpen."""
    rng, programme, opened = author.rng, world.programme, arrival.opened
    scene = Scene(
        rng, author.cast, author.texts, arrival.about, arrival.spot, opened, author.waiting, fate=arrival.fate
    )
    payload = author.behaviour.begin(scene) | (author.more(scene) if author.more else {})
    if any(name not in payload for name in author.behaviour.hangs_on):
        raise NobodyToOpen(programme=programme.name)
    contact = _contact(author, scene) if programme.asker.kind == "party" else Contact()
    within = arrival.spot.path if any(payload.get(name) for name in author.behaviour.places) else ()
    ident = dashed(timed(opened, rng))
    home = author.home(programme, payload, within)
    actor = author.opener(programme, ident, home, within)
    blank = Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        number=number_for(programme, arrival.sequence, opened),
        state="",
        opened=opened,
        home=home,
        asker=asker_of(programme, ident, payload, actor),
        within=within,
        county=arrival.spot.county if within else "",
        reachable=bool(contact.phone),
    )
    return whole_lives.birth(world, blank, payload, contact, actor, world.at(opened, rng)), scene


def _contact(author: Author, scene: Scene) -> Contact:
    if author.rng.random() >= author.behaviour.lives.begins.contact:
        return Contact()
    name, phone = people.person(author.rng)
    letter = scene.about.letter
    firm = letter.facts.get("firm", "") if letter and letter.subject == "enterprise" else ""
    return Contact(name=name, phone=phone, firm=firm)
