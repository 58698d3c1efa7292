"""What somebody says in an action, made ready once: each field of the action's form by the way that `lives.toml` names for it, and
what is not said there by what it means or by its type (`plausible.py`).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from huying.lives.drawing import drawing, even, weights, whole
from huying.lives.handing import handing
from huying.lives.plausible import plausible
from huying.lives.scene import Scene
from huying.lives.spoken import TEXTS
from huying.programmes.demo_texts import sentences
from huying.programmes.lives import Lives, Plain, Say
from huying.rules.calendar import OFFSET
from huying.rules.programme import Action, Field, Given, Programme

Make = Callable[[Scene], Any]  # None: nothing is said
Speak = Callable[[Scene], dict[str, Any]]


def speaking(
    programme: Programme, lives: Lives, code: str, says: Mapping[str, Say | Plain], *, whole: bool = True
) -> Speak:
    """What is said in an action, as a payload; only what `says` names where it need not be the `whole` of it."""
    action = programme.actions[code]
    makers = [
        (name, maker)
        for name, field in action.fields.items()
        if (whole or name in says) and (maker := _maker(programme, lives, code, name, field, says)) is not None
    ]
    if not makers:
        return lambda scene: {}

    def speak(scene: Scene) -> dict[str, Any]:
        said = {}
        for name, make in makers:
            value = make(scene)
            if value is not None:
                said[name] = value
        return said

    return _consistent(action, speak) if action.given else speak


def _maker(
    programme: Programme, lives: Lives, code: str, name: str, field: Field, says: Mapping[str, Say | Plain]
) -> Make | None:
    if name not in says:
        return plausible(programme, lives, code, name, field)
    said = says[name]
    if said == "":  # left empty on purpose
        return None
    make = _way(programme, lives, said) if isinstance(said, Say) else _fixed(said)
    return _heard(make) if field.type == "rating" else make


def _heard(make: Make) -> Make:
    """So that what is said beside a score goes with it."""

    def heard(scene: Scene) -> Any:
        value = make(scene)
        if value is not None:
            scene.score = int(value)
        return value

    return heard


def _way(programme: Programme, lives: Lives, said: Say) -> Make:  # noqa: PLR0911 - one way each
    """The one way that is named. Raises ValueError where none is."""
    if said.pick:
        return _by(even(said.pick))
    if said.weights:
        return _by(drawing(weights(said.weights)))
    if said.chance is not None:
        return _chance(said.chance)
    if said.text:
        return TEXTS[said.text]
    if said.words:
        return _words(said.words)
    if said.matter:
        return lambda scene: scene.tells(said.matter)
    if said.same:
        return _same(programme, said.same)
    if said.between:
        return _number(*said.between)
    if said.ahead:
        return _day(*said.ahead)
    if said.amount:
        return _amount(*said.amount, said.step)
    if said.handover:
        return handing(programme, lives, said.handover)
    if said.parent:
        return lambda scene: scene.parent.case.id if scene.parent else None
    raise ValueError("say in one way where a field's value comes from")


def _fixed(value: Plain) -> Make:
    return lambda scene: value


def _by(draw: Callable[[Any], Any]) -> Make:
    return lambda scene: draw(scene.rng)


def _chance(share: float) -> Make:
    return lambda scene: scene.rng.random() < share


def _words(choices: tuple[str, ...]) -> Make:
    ready = sentences.prepared(choices)
    return lambda scene: scene.sentence(ready)


def _number(low: int, high: int) -> Make:
    return lambda scene: whole(scene.rng, low, high)


def _day(low: int, high: int) -> Make:
    return lambda scene: (scene.now + OFFSET + timedelta(whole(scene.rng, low, high))).date().isoformat()


def _amount(low: int, high: int, step: int) -> Make:
    return lambda scene: f"{step * whole(scene.rng, low // step, high // step)}.00"


def _same(programme: Programme, fact: str) -> Make:
    if programme.facts[fact].on == "task":
        return lambda scene: scene.task.facts.get(fact) if scene.task else None
    return lambda scene: scene.case.facts.get(fact)


def _consistent(action: Action, speak: Speak) -> Speak:
    """Without what other answers exclude."""

    def spoken(scene: Scene) -> dict[str, Any]:
        said = speak(scene)
        for rule in action.given:
            if _applies(rule, said):
                for name in rule.forbids:
                    said.pop(name, None)
        return said

    return spoken


def _applies(rule: Given, said: Mapping[str, Any]) -> bool:
    return all(said.get(name) in answers for name, answers in rule.when.items())
