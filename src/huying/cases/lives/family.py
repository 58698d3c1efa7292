"""One letter's whole life, and those of the neighbours who wrote about the same matter and were merged into it."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from huying.cases.lives import living
from huying.cases.lives.behaviour import Scene
from huying.cases.lives.cast import Cast
from huying.cases.lives.living import Life, World
from huying.cases.lives.texts import Fresh
from huying.cases.sealing import Contact
from huying.cases.services.create import number_for
from huying.programmes.demo_texts import letters, people, volume
from huying.programmes.demo_texts.letters import Letter
from huying.rules.calendar import OFFSET
from huying.rules.case import Case
from huying.rules.decide import Moment, decide
from huying.rules.policy import SYSTEM

ANONYMOUS, CONSENT = 0.12, 0.7  # shares, samples


class Written(Struct, frozen=True):
    """A letter with where it came from, and what it will be: its moment and its number."""

    letter: Letter
    county: str
    place: str
    channel: str
    opened: datetime
    sequence: int


class Author:
    """Writes the letters of a city: who, where, about what, by which channel."""

    def __init__(self, cast: Cast, rng: Random, texts: Fresh) -> None:
        self.cast, self.rng, self.texts = cast, rng, texts
        by_name = {name: code for code, name in cast.counties.items()}
        shares = volume.county_weights()
        self.counties = [by_name[name] for name in shares]
        self.county_weights = list(shares.values())
        self.channels, self.channel_weights = zip(*volume.channel_weights().items(), strict=True)

    def write(self, opened: datetime, sequence: int) -> Written:
        """A new letter on a new matter."""
        rng = self.rng
        county = rng.choices(self.counties, self.county_weights)[0]
        towns = self.cast.places[county]
        place, town = towns[int(rng.random() * len(towns))]
        subject = rng.choices(*zip(*volume.subject_weights().items(), strict=True))[0]
        weights = letters.category_weights(subject, (opened + OFFSET).month)
        category = rng.choices(list(weights), list(weights.values()))[0]
        letter = self.texts.letter(rng, category, (self.cast.counties[county], town), subject, opened)
        channel = rng.choices(self.channels, self.channel_weights)[0]
        return Written(letter, county, place, channel, opened, sequence)

    def echo(self, of: Written, opened: datetime, sequence: int) -> Written:
        """A neighbour's letter on the same matter."""
        letter = self.texts.echo(self.rng, of.letter, opened)
        channel = self.rng.choices(self.channels, self.channel_weights)[0]
        return Written(letter, of.county, of.place, channel, opened, sequence)


def lives(world: World, author: Author, written: Written, echoes: list[Written], until: datetime) -> Iterator[Life]:
    """The life of a letter, and of those merged into it, as far as they have come by `until`."""
    rng, life, scene = author.rng, *_born(world, author, written)
    living.live(world, life, scene, until)
    yield life
    for echo in echoes:
        yield _merged(world, author, echo, life, until, rng)


def _born(world: World, author: Author, written: Written) -> tuple[Life, Scene]:
    rng, letter = author.rng, written.letter
    office = author.cast.office(rng, letter.category, written.county)
    scene = Scene(rng, author.cast, letter, written.county, written.place, office, author.texts)
    blank = Case(
        id=_ident(written.opened, rng),
        programme=world.programme.code,
        version=world.programme.version,
        number=number_for(world.programme, written.sequence, written.opened),
        state="",
        opened=written.opened,
        home=world.programme.home,
    )
    life = living.birth(world, blank, _payload(written, rng), _contact(letter, rng), rng)
    return life, scene


def _payload(written: Written, rng: Random) -> dict[str, Any]:
    letter = written.letter
    return {
        "title": letter.title,
        "body": letter.body,
        "subject": letter.subject,
        "channel": written.channel,
        "place": written.place,
        "publish": rng.random() < CONSENT,
    }


def _contact(letter: Letter, rng: Random) -> Contact:
    if rng.random() < ANONYMOUS:
        return Contact()
    name, phone = people.person(rng)
    firm = letter.facts.get("firm", "") if letter.subject == "enterprise" else ""
    return Contact(name=name, phone=phone, firm=firm)


def _merged(world: World, author: Author, written: Written, parent: Life, until: datetime, rng: Random) -> Life:
    """A neighbour's case: accepted, merged while the parent was still open, answered with it, rated on its own."""
    life, scene = _born(world, author, written)
    replied = parent.case.milestones.get(world.programme.promise_until, until)
    for code, role, hours, payload in (
        ("accept", "clerk", 2, {"category": written.letter.category, "urgency": written.letter.urgency}),
        ("merge", "dispatcher", 3, {"parent": parent.case.id, "reason": "与母单反映同一事项。"}),
    ):
        at = living.office_time(life.now + timedelta(hours=hours), role)
        if at >= min(replied, until) or (code == "merge" and parent.case.parent):
            living.live(world, life, scene, until)
            return life
        living.step(world, life, code, scene.cast.one(rng, role, life.case.home), payload, at, rng)
    if replied < until:
        living.ring(world, life, replied, rng)
        moment = Moment(replied, world.calendar, rng)
        life.take(decide(life.case, world.programme, "inherit", SYSTEM, {}, moment))
        life.now, scene.kind, scene.office = replied, "resolved", scene.office
        living.live(world, life, scene, until)
    return life


def _ident(opened: datetime, rng: Random) -> str:
    """A case's id as `services.create.new_id` makes it, with its time and chance given."""
    value = int(opened.timestamp() * 1000) << 80 | rng.getrandbits(80)
    return str(uuid.UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62))
