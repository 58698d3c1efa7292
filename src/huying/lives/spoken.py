"""Texts by the name under which `lives.toml` asks for them: what is said along a case's life."""

from collections.abc import Callable
from functools import lru_cache
from typing import get_args

from huying.lives.scene import Scene
from huying.programmes.demo_texts import Kind, Letter, remarks
from huying.programmes.demo_texts.people import firm
from huying.rules import scrub

KINDS: tuple[Kind, ...] = get_args(Kind)
KEPT = 20_000  # scrubbed texts that are remembered: the simulator's repeat themselves


def _letter(scene: Scene) -> Letter:
    if scene.about.written is None:
        raise LookupError(
            "answers need something that was written: this programme's cases are about matters of its own"
        )
    return scene.about.written


def _kind(scene: Scene) -> Kind:
    """How it came out, in the terms of the texts."""
    found: Kind | None = next((kind for kind in KINDS if kind == scene.kind), None)
    return found or "resolved"


def _answer(scene: Scene) -> str:
    return scene.texts.answer(scene.rng, _letter(scene), scene.office.name, _kind(scene), scene.attempt)


def _feedback(scene: Scene) -> str:
    return scene.texts.feedback(scene.rng, _letter(scene), scene.office.name, _kind(scene), scene.attempt)


def _return_reason(scene: Scene) -> str:
    other = scene.cast.office(scene.rng, scene.category, scene.spot.path)
    scene.other = other.name
    return remarks.return_reason(scene.rng, scene.office.name, other.name)


TEXTS: dict[str, Callable[[Scene], str]] = {
    "answer": _answer,
    "feedback": _feedback,
    "instruction": lambda scene: remarks.instruction(scene.rng),
    "return_reason": _return_reason,
    "other_unit": lambda scene: scene.other,
    "upheld": lambda scene: remarks.adjudication(scene.rng, uphold=True),
    "refused": lambda scene: remarks.adjudication(scene.rng, uphold=False),
    "extension_reason": lambda scene: remarks.extension_reason(scene.rng),
    "deferral_plan": lambda scene: remarks.deferral_plan(scene.rng),
    "sign_off_note": lambda scene: remarks.sign_off_note(scene.rng),
    "verified": lambda scene: remarks.verification_note(scene.rng, ok=True),
    "refuted": lambda scene: remarks.verification_note(scene.rng, ok=False),
    "comment": lambda scene: remarks.rating_comment(scene.rng, scene.score),
    "praise": lambda scene: remarks.rating_comment(scene.rng, 4),
    "complaint": lambda scene: remarks.rating_comment(scene.rng, 1),
    "urging": lambda scene: remarks.urging_slip_text(scene.rng),
    "firm": lambda scene: firm(scene.rng),
}


def told(scene: Scene, fact: str) -> str:
    """What a fact of the case says, free text too; empty where it says nothing."""
    value = scene.case.facts.get(fact, "")
    assert scene.life is not None  # noqa: S101 - asked only of a case that has begun
    return next((one.text for one in reversed(scene.life.passages) if one.id == value), str(value))


@lru_cache(maxsize=KEPT)
def scrubbed(text: str) -> str:
    """The text fit to be published."""
    return scrub.scrub(text)
