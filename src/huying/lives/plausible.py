"""What somebody would plausibly say where nothing is said of it: by what the field's fact means, else by its type."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from huying.lives import handing
from huying.lives.drawing import even, whole
from huying.lives.scene import Scene
from huying.lives.spoken import TEXTS, scrubbed, told
from huying.programmes.lives import Lives
from huying.rules.calendar import OFFSET
from huying.rules.facts import Meaning
from huying.rules.programme import Action, Field, FieldType, Programme

Make = Callable[[Scene], Any]
SAID = 0.6  # share of cases in which an optional fact is said; sample
UNSAID: frozenset[FieldType] = frozenset({"names", "file"})  # accusing somebody, and files, are nothing to make up
AHEAD = (20, 200)  # days that a date lies ahead
SHOWN: dict[str, Meaning] = {"shown_heading": "heading", "shown_matter": "matter", "shown_answer": "answer"}
OFTEN: frozenset[Meaning] = frozenset(
    {"heading", "matter", "category", "urgency", "place", "channel", "writer", "consent"}
)
"""What people say of a case even where they need not."""

LETTER: dict[Meaning, str] = {
    "heading": "title",
    "matter": "body",
    "category": "category",
    "urgency": "urgency",
    "writer": "subject",
}


def plausible(programme: Programme, lives: Lives, code: str, name: str, field: Field) -> Make | None:
    """What makes the field's value; None for one that is left empty."""
    action, fact, own = programme.actions[code], programme.facts.get(field.fact), field.fact or name
    if any(own in one.words or own in one.says for one in lives.matters):
        return lambda scene: scene.tells(own)
    if action.publishes and name in SHOWN:
        return _shown(programme, SHOWN[name])
    if field.type in UNSAID or not (field.required or fact):
        return None
    meaning = fact.meaning if fact else None
    make = (_meant(field, meaning) if meaning else None) or _typed(programme, lives, action, field)
    return make if field.required or meaning in OFTEN or make is None else _now_and_then(make)


def _now_and_then(make: Make) -> Make:
    """Said where it need not be."""
    return lambda scene: make(scene) if scene.rng.random() < SAID else None


def _shown(programme: Programme, meaning: Meaning) -> Make:
    fact = programme.meaning(meaning)
    return lambda scene: scrubbed(told(scene, fact))


def _meant(field: Field, meaning: Meaning) -> Make | None:
    """By what the fact means."""
    match meaning:
        case "place":
            return lambda scene: scene.spot.code
        case "answer":
            return TEXTS["answer"]
        case "draft":
            return TEXTS["answer"]
        case "consent":
            return lambda scene: scene.rng.random() < 0.7
        case "resolved":
            return lambda scene: scene.kind in ("resolved", "direct")
    if meaning not in LETTER:
        return None
    what = LETTER[meaning]
    if field.type != "choice":
        return lambda scene: scene.about.says(what)
    usual = even(tuple(field.choices))
    return lambda scene: said if (said := scene.about.says(what)) in field.choices else usual(scene.rng)


def _typed(programme: Programme, lives: Lives, action: Action, field: Field) -> Make | None:
    """By the type alone."""
    if field.type in WAYS:
        return WAYS[field.type](field)
    match field.type:
        case "count":
            return _count(programme, action, field)
        case "money" | "quantity":
            return _amount(programme, field)
        case "date":
            return _date(programme, field)
        case "unit":
            return _unit(programme, action)
        case "assignments":
            return handing.handing(programme, lives, handing.usual(programme))
        case "link" if field.required:
            return _link(programme, field)
        case _:
            return None


def _prose(field: Field) -> Make:
    return TEXTS["instruction"]


def _line(field: Field) -> Make:
    most = field.at_most or 60
    return lambda scene: str(scene.about.says("title") or scene.slots["gist"])[:most]


def _choice(field: Field) -> Make:
    draw = even(tuple(field.choices))
    return lambda scene: draw(scene.rng)


def _code(field: Field) -> Make:
    return lambda scene: f"{chr(65 + whole(scene.rng, 0, 25))}-{whole(scene.rng, 1000, 9999)}"


def _mark(field: Field) -> Make:
    return lambda scene: scene.rng.random() < 0.5


def _rating(field: Field) -> Make:
    def rate(scene: Scene) -> int:
        scene.score = whole(scene.rng, 3, 5)
        return scene.score

    return rate


def _place(field: Field) -> Make:
    return lambda scene: scene.spot.code


def _person(field: Field) -> Make:
    return lambda scene: (
        scene.cast.askers[whole(scene.rng, 0, len(scene.cast.askers) - 1)].id if scene.cast.askers else None
    )


def _firm(field: Field) -> Make:
    return lambda scene: scene.cast.firms[whole(scene.rng, 0, len(scene.cast.firms) - 1)] if scene.cast.firms else None


WAYS: dict[FieldType, Callable[[Field], Make]] = {
    "prose": _prose,
    "line": _line,
    "choice": _choice,
    "code": _code,
    "mark": _mark,
    "rating": _rating,
    "place": _place,
    "person": _person,
    "firm": _firm,
}


def _count(programme: Programme, action: Action, field: Field) -> Make:
    low = field.at_least if field.at_least is not None else 1
    high = field.at_most if field.at_most is not None else low + 19
    if action.extends:
        high = max(low, min(high, programme.clocks[action.extends].extension_max))
    return lambda scene: whole(scene.rng, low, high)


def _amount(programme: Programme, field: Field) -> Make:
    """Money in steps of ten thousand yuan, quantities in whole units."""
    fact = programme.facts.get(field.fact)
    digits, step = (2, 10_000) if field.type == "money" else (fact.digits if fact else 0, 1)
    low = max(field.at_least or 0, step)
    high = field.at_most or 5_000 * step
    tail = "." + "0" * digits if digits else ""
    return lambda scene: f"{step * whole(scene.rng, -(-low // step), high // step)}{tail}"


def _date(programme: Programme, field: Field) -> Make:
    """A day ahead where it must lie there, or where a clock runs to it; else today."""
    fact = programme.facts.get(field.fact)
    ahead = bool(fact and fact.ahead) or field.fact in programme.awaited
    low, high = AHEAD if ahead else (0, 0)
    return lambda scene: (scene.now + OFFSET + timedelta(whole(scene.rng, low, high))).date().isoformat()


def _unit(programme: Programme, action: Action) -> Make:
    """A unit that answers for the matter; of those that could keep the case, one where somebody holds the role that opens it."""
    home = programme.home.by == "fact" and action is programme.actions[programme.start]

    def unit(scene: Scene) -> str:
        if home:
            held = sorted({unit for role, unit in scene.cast.actors if role in action.roles and unit})
            if held:
                return held[whole(scene.rng, 0, len(held) - 1)]
        return scene.cast.office(scene.rng, scene.category, scene.spot.path).code

    return unit


def _link(programme: Programme, field: Field) -> Make:
    """An open case of a fitting programme that others may hang on."""
    link = programme.links[field.link]
    fits = link.programmes or (programme.code,)

    def target(scene: Scene) -> str | None:
        for life in reversed(scene.waiting):
            if ("*" in fits or life.case.programme in fits) and life.case.opened < scene.now:
                return life.case.id
        return scene.cast.target(scene.rng, fits, scene.now)

    return target
