"""One letter's whole life, and those of the neighbours who wrote about the same matter and were merged into it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from msgspec import Struct

from huying.ledger import whole_lives
from huying.ledger.sealing import Contact
from huying.ledger.services.create import number_for
from huying.ledger.whole_lives import Life, World
from huying.lives import living
from huying.lives.behaviour import Scene
from huying.lives.cast import Cast
from huying.lives.texts import Fresh
from huying.programmes.demo_texts import letters, people, volume
from huying.programmes.demo_texts.letters import Letter
from huying.programmes.demo_texts.topics import Subject
from huying.rules.calendar import OFFSET
from huying.rules.case import Case
from huying.rules.decide import decide
from huying.rules.idents import dashed, timed
from huying.rules.policy import SYSTEM, party

T = TypeVar("T")
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
        counties = {by_name[name]: weight for name, weight in volume.county_weights().items()}
        self.county, self.channel = _drawing(counties), _drawing(volume.channel_weights())
        self.subject = _drawing(volume.subject_weights())

    def write(self, opened: datetime, sequence: int) -> Written:
        """A new letter on a new matter."""
        rng = self.rng
        county = self.county(rng)
        towns = self.cast.places[county]
        place, town = towns[int(rng.random() * len(towns))]
        subject = self.subject(rng)
        category = _category(subject, (opened + OFFSET).month)(rng)
        letter = self.texts.letter(rng, category, (self.cast.counties[county], town), subject, opened)
        return Written(letter, county, place, self.channel(rng), opened, sequence)

    def echo(self, of: Written, opened: datetime, sequence: int) -> Written:
        """A neighbour's letter on the same matter."""
        letter = self.texts.echo(self.rng, of.letter, opened)
        return Written(letter, of.county, of.place, self.channel(self.rng), opened, sequence)


def _drawing(weights: Mapping[T, int]) -> Callable[[Random], T]:
    """A draw by weight, its steps summed up once."""
    choices, steps = list(weights), list(accumulate(weights.values()))
    return lambda rng: rng.choices(choices, cum_weights=steps)[0]


@cache
def _category(subject: Subject, month: int) -> Callable[[Random], str]:
    return _drawing(letters.category_weights(subject, month))


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
        id=dashed(timed(written.opened, rng)),
        programme=world.programme.code,
        version=world.programme.version,
        number=number_for(world.programme, written.sequence, written.opened),
        state="",
        opened=written.opened,
        home=world.programme.home,
    )
    moment = world.at(written.opened, rng)
    life = whole_lives.birth(world, blank, _payload(written, rng), _contact(letter, rng), party(blank.id), moment)
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
        whole_lives.step(world, life, code, scene.cast.one(rng, role, life.case.home), payload, at, rng)
    if replied < until:
        whole_lives.ring(world, life, replied, rng)
        life.take(decide(life.case, world.programme, "inherit", SYSTEM, {}, world.at(replied, rng)))
        life.now, scene.kind, scene.office = replied, "resolved", scene.office
        living.live(world, life, scene, until)
    return life
