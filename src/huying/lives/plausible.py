"""What somebody would plausibly say where nothing is said of it: by what the field's fact means, else by its type."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec import Struct

from huying.lives import handing
from huying.lives.drawing import even, whole
from huying.lives.scene import Scene
from huying.lives.spoken import TEXTS, scrubbed, told
from huying.programmes.lives import Lives
from huying.rules.calendar import OFFSET
from huying.rules.facts import Fact, Meaning
from huying.rules.programme import Action, Field, FieldType, Programme

Make = Callable[[Scene], Any]
CONSENT = 0.7  # share of people who consent to publication; sample
SAID = 0.6  # share of cases in which an optional fact is said; sample
AHEAD = (20, 200)  # days that a date lies ahead
LINE = 60  # characters of a line without a bound of its own
UNSAID: frozenset[FieldType] = frozenset({"names", "file"})  # accusing somebody, and files, are nothing to make up
SHOWN: dict[str, Meaning] = {"shown_heading": "heading", "shown_matter": "matter", "shown_answer": "answer"}
OFTEN: frozenset[Meaning | None] = frozenset(
    {"heading", "matter", "category", "urgency", "place", "channel", "writer", "consent"}
)
"""What people say of a case even where they need not."""

LETTER: dict[Meaning, str] = {
    "heading": "heading",
    "matter": "matter",
    "category": "category",
    "urgency": "urgency",
    "writer": "subject",
}
"""What an invented text says of a meaning."""


class Ask(Struct, frozen=True):
    """One field of one action, and who is asked."""

    programme: Programme
    lives: Lives
    action: Action
    name: str
    field: Field

    @property
    def fact(self) -> Fact | None:
        """The fact that it says."""
        return self.programme.facts.get(self.field.fact)

    @property
    def meaning(self) -> Meaning | None:
        """What that fact means."""
        return self.fact.meaning if self.fact else None

    @property
    def left_empty(self) -> bool:
        """Whether nobody would say it: what need not be said and is no fact; whoever opens a case says the asker of himself."""
        asker = self.field.fact != "" and self.field.fact == self.programme.asker.fact
        return self.field.type in UNSAID or asker or not (self.field.required or self.fact)


def plausible(programme: Programme, lives: Lives, code: str, name: str, field: Field) -> Make | None:
    """What makes the field's value; None for one that is left empty."""
    ask, own = Ask(programme, lives, programme.actions[code], name, field), field.fact or name
    if any(own in one.words or own in one.says for one in lives.matters):
        return lambda scene: scene.tells(own)
    if ask.action.publishes and name in SHOWN:
        return _shown(programme, SHOWN[name])
    make = None if ask.left_empty else _meant(ask) or _typed(ask)
    return make if field.required or ask.meaning in OFTEN or make is None else _now_and_then(make)


def _now_and_then(make: Make) -> Make:
    """Said where it need not be."""
    return lambda scene: make(scene) if scene.rng.random() < SAID else None


def _shown(programme: Programme, meaning: Meaning) -> Make:
    fact = programme.meaning(meaning)
    return lambda scene: scrubbed(told(scene, fact))


def _meant(ask: Ask) -> Make | None:
    """By what the fact means."""
    if ask.meaning is None or ask.meaning in MEANT:
        return MEANT[ask.meaning] if ask.meaning else None
    if ask.lives.matters:  # no text that could tell
        return None
    if ask.meaning in ("answer", "draft"):
        return TEXTS["answer"]
    what = LETTER.get(ask.meaning, "")
    if ask.field.type != "choice":
        return (lambda scene: scene.about.says(what)) if what else None
    return _known(what, tuple(ask.field.choices)) if what else None


def _known(what: str, choices: tuple[str, ...]) -> Make:
    """What the text says, where that is one of the choices."""
    usual = even(("other",) if "other" in choices else choices)
    return lambda scene: said if (said := scene.about.says(what)) in choices else usual(scene.rng)


MEANT: dict[Meaning, Make] = {
    "place": lambda scene: scene.spot.code,
    "consent": lambda scene: scene.rng.random() < CONSENT,
    "resolved": lambda scene: scene.kind in ("resolved", "direct"),
}


def _typed(ask: Ask) -> Make | None:
    """By the type alone."""
    make = TYPED.get(ask.field.type or "prose")
    return make(ask) if make else None


def _line(ask: Ask) -> Make:
    most = ask.field.at_most or LINE
    return lambda scene: str(scene.about.says("heading") or scene.slots["firm"])[:most]


def _choice(ask: Ask) -> Make:
    draw = even(tuple(ask.field.choices))
    return lambda scene: draw(scene.rng)


def _code(_: Ask) -> Make:
    return lambda scene: f"{chr(65 + whole(scene.rng, 0, 25))}-{whole(scene.rng, 1000, 9999)}"


def _rating(_: Ask) -> Make:
    def rate(scene: Scene) -> int:
        scene.score = whole(scene.rng, 3, 5)
        return scene.score

    return rate


def _person(_: Ask) -> Make:
    def person(scene: Scene) -> str | None:
        found = scene.cast.askers
        return found[whole(scene.rng, 0, len(found) - 1)].id if found else None

    return person


def _firm(_: Ask) -> Make:
    def firm(scene: Scene) -> str | None:
        found = scene.cast.firms
        return found[whole(scene.rng, 0, len(found) - 1)] if found else None

    return firm


def _count(ask: Ask) -> Make:
    low = ask.field.at_least if ask.field.at_least is not None else 1
    high = ask.field.at_most if ask.field.at_most is not None else low + 19
    if ask.action.extends:
        high = max(low, min(high, ask.programme.clocks[ask.action.extends].extension_max))
    return lambda scene: whole(scene.rng, low, high)


def _amount(ask: Ask) -> Make:
    """Money in steps of ten thousand yuan, quantities in whole units."""
    digits, step = (2, 10_000) if ask.field.type == "money" else (ask.fact.digits if ask.fact else 0, 1)
    low = max(ask.field.at_least or 0, step)
    high = ask.field.at_most or 5_000 * step
    tail = "." + "0" * digits if digits else ""
    return lambda scene: f"{step * whole(scene.rng, -(-low // step), high // step)}{tail}"


def _date(ask: Ask) -> Make:
    """A day ahead where it must lie there, or where a clock runs to it; else today."""
    ahead = bool(ask.fact and ask.fact.ahead) or ask.field.fact in ask.programme.awaited
    low, high = AHEAD if ahead else (0, 0)
    return lambda scene: (scene.now + OFFSET + timedelta(whole(scene.rng, low, high))).date().isoformat()


def _unit(ask: Ask) -> Make:
    """A unit that answers for the matter; where it keeps the case, one at which somebody may open it."""
    keeps = ask.programme.home.by == "fact" and ask.field.fact == ask.programme.home.fact

    def unit(scene: Scene) -> str:
        held = {unit for role, unit in scene.cast.actors if role in ask.action.roles and unit} if keeps else set()
        if held:
            return sorted(held)[whole(scene.rng, 0, len(held) - 1)]
        return scene.cast.office(scene.rng, scene.category, scene.spot.path).code

    return unit


def _assignments(ask: Ask) -> Make:
    return handing.handing(ask.programme, ask.lives, handing.usual(ask.programme))


def _link(ask: Ask) -> Make | None:
    """An open case of a fitting programme that others may hang on; one that need not be named is not."""
    fits = ask.programme.links[ask.field.link].programmes or (ask.programme.code,)

    def target(scene: Scene) -> str | None:
        for life in reversed(scene.waiting):
            if ("*" in fits or life.case.programme in fits) and life.case.opened < scene.now:
                return life.case.id
        return scene.cast.target(scene.rng, fits, scene.now)

    return target if ask.field.required else None


TYPED: dict[FieldType, Callable[[Ask], Make | None]] = {
    "prose": lambda _: TEXTS["instruction"],
    "line": _line,
    "choice": _choice,
    "code": _code,
    "mark": lambda _: lambda scene: scene.rng.random() < 0.5,
    "rating": _rating,
    "place": lambda _: lambda scene: scene.spot.code,
    "person": _person,
    "firm": _firm,
    "count": _count,
    "money": _amount,
    "quantity": _amount,
    "date": _date,
    "unit": _unit,
    "assignments": _assignments,
    "link": _link,
}
