"""What people of the demo city tend to do with a case that waits for them: weights, delays, words. Samples, not statistics.

Keys are the states of a programme's case, or "task/" and the state of an assignment. What is *possible* is decided by the
rules alone: an option that they refuse is passed over for the next.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from msgspec import Struct

from huying.lives.cast import Cast, Office
from huying.lives.texts import Fresh
from huying.programmes.demo_texts import answers, remarks
from huying.programmes.demo_texts.letters import Letter
from huying.rules.case import Task


class Scene(Struct):
    """What a life is about, for whoever has to write something in it."""

    rng: Random
    cast: Cast
    letter: Letter
    county: str
    place: str
    office: Office
    texts: Fresh
    kind: answers.Kind = "resolved"
    attempt: int = 1
    tasks: Sequence[Task] = ()  # the assignments that still count


Words = Callable[[Scene], dict[str, Any]]


class Option(Struct, frozen=True):
    """One thing somebody may do next: how likely, after how many hours (from, to), and what they write."""

    weight: float
    action: str
    hours: tuple[float, float]
    role: str
    words: Words


def _nothing(scene: Scene) -> dict[str, Any]:
    return {}


def _classified(scene: Scene) -> dict[str, Any]:
    return {"category": scene.letter.category, "urgency": scene.letter.urgency, "place": scene.place}


def _handover(scene: Scene) -> dict[str, Any]:
    standing = frozenset(task.unit for task in scene.tasks)
    if scene.office.code in standing:
        scene.office = scene.cast.other_office(scene.rng, standing)
    rows = [{"unit": scene.office.code, "role": "lead"}]
    if scene.rng.random() < 0.12:
        second = scene.cast.office(scene.rng, "other", scene.county)
        if second.code not in (scene.office.code, *standing):
            rows.append({"unit": second.code, "role": "assist"})
    return {"assignments": rows, "instruction": remarks.instruction(scene.rng)}


def _direct(scene: Scene) -> dict[str, Any]:
    scene.kind = "direct"
    return {"answer": scene.texts.answer(scene.rng, scene.letter, "督办中心", "direct", scene.attempt)}


def _decline(scene: Scene) -> dict[str, Any]:
    scene.kind = "declined"
    route = ("litigation", "review", "discipline", "petition", "disclosure")[int(scene.rng.random() * 5)]
    return {
        "route": route,
        "basis": scene.texts.feedback(scene.rng, scene.letter, "督办中心", "declined", scene.attempt),
    }


def _result(scene: Scene) -> dict[str, Any]:
    scene.kind = ("resolved", "resolved", "resolved", "partial", "explained")[int(scene.rng.random() * 5)]
    return {
        "result": scene.texts.feedback(scene.rng, scene.letter, scene.office.name, scene.kind, scene.attempt),
        "answer": scene.texts.answer(scene.rng, scene.letter, scene.office.name, scene.kind, scene.attempt),
    }


def _return(scene: Scene) -> dict[str, Any]:
    other = scene.cast.office(scene.rng, scene.letter.category, scene.county)
    return {"basis": remarks.return_reason(scene.rng, scene.office.name, other.name), "suggestion": other.name}


def _uphold(scene: Scene) -> dict[str, Any]:
    scene.office = scene.cast.office(scene.rng, scene.letter.category, scene.county)
    return {"ruling": remarks.adjudication(scene.rng, uphold=True)}


def _ruling(scene: Scene) -> dict[str, Any]:
    return {"ruling": remarks.adjudication(scene.rng, uphold=False)}


def _days(scene: Scene) -> dict[str, Any]:
    return {"days": 5, "reason": remarks.extension_reason(scene.rng)}


def _granted(scene: Scene) -> dict[str, Any]:
    return {"days": 5, "ruling": remarks.adjudication(scene.rng, uphold=True)}


def _plan(scene: Scene) -> dict[str, Any]:
    return {"plan": remarks.deferral_plan(scene.rng), "review": "2021-12-31"}


def _remark(scene: Scene) -> dict[str, Any]:
    return {"remark": remarks.sign_off_note(scene.rng)}


def _found_true(scene: Scene) -> dict[str, Any]:
    method = ("phone", "phone", "site", "paper")[int(scene.rng.random() * 4)]
    return {"method": method, "finding": remarks.verification_note(scene.rng, ok=True)}


def _found_false(scene: Scene) -> dict[str, Any]:
    return {"finding": remarks.verification_note(scene.rng, ok=False)}


def _reply(scene: Scene) -> dict[str, Any]:
    return {"reply": scene.texts.answer(scene.rng, scene.letter, scene.office.name, scene.kind, scene.attempt)}


def _rating(scene: Scene) -> dict[str, Any]:
    solved = scene.kind in ("resolved", "direct") or scene.rng.random() < 0.35
    score = (5, 5, 4, 4, 3)[int(scene.rng.random() * 5)] if solved else (3, 2, 2, 1)[int(scene.rng.random() * 4)]
    return {"rating": score, "resolved": solved, "comment": remarks.rating_comment(scene.rng, score)}


def _unsolved(scene: Scene) -> dict[str, Any]:
    return {"reason": remarks.rating_comment(scene.rng, 1), "rating": 1 + int(scene.rng.random() * 2)}


def _call(scene: Scene) -> dict[str, Any]:
    reached = scene.rng.random() < 0.7
    return (
        {
            "result": "reached",
            "resolved": scene.kind != "explained",
            "rating": 4,
            "record": remarks.rating_comment(scene.rng, 4),
        }
        if reached
        else {"result": "unreachable", "record": "多次拨打，未能接通。"}
    )


BEHAVIOUR: dict[str, tuple[Option, ...]] = {
    "registered": (Option(1, "accept", (0.2, 6), "clerk", _classified),),
    "pending": (
        Option(83, "dispatch", (0.3, 8), "dispatcher", _handover),
        Option(11, "answer", (1, 8), "dispatcher", _direct),
        Option(6, "decline", (1, 8), "dispatcher", _decline),
    ),
    "task/issued": (
        Option(95, "sign", (0.5, 9), "handler", _nothing),
        Option(4, "request_return", (2, 9), "handler", _return),
        Option(1, "sign", (20, 60), "handler", _nothing),
    ),
    "task/working": (
        Option(82, "submit", (20, 200), "handler", _result),
        Option(9, "submit", (250, 520), "handler", _result),
        Option(6, "request_extension", (150, 230), "handler", _days),
        Option(2, "request_return", (5, 20), "handler", _return),
        Option(1, "request_deferral", (100, 220), "handler", _plan),
    ),
    "task/return_pending": (
        Option(60, "uphold_return", (1, 8), "dispatcher", _uphold),
        Option(40, "reject_return", (1, 8), "dispatcher", _ruling),
    ),
    "task/extension_pending": (
        Option(85, "grant_extension", (1, 8), "supervisor", _granted),
        Option(15, "deny_extension", (1, 8), "supervisor", _ruling),
    ),
    "task/deferral_pending": (
        Option(80, "approve_deferral", (1, 8), "director", _ruling),
        Option(20, "refuse_deferral", (1, 8), "director", _ruling),
    ),
    "task/deferred": (Option(1, "resume", (300, 700), "handler", _nothing),),
    "task/awaiting_sign_off": (
        Option(93, "sign_off", (0.5, 8), "leader", _remark),
        Option(7, "redraft", (0.5, 8), "leader", _remark),
    ),
    "reviewing": (
        Option(94, "approve", (1, 14), "supervisor", _nothing),
        Option(
            6,
            "send_back",
            (1, 14),
            "supervisor",
            lambda scene: {"remark": remarks.adjudication(scene.rng, uphold=False)},
        ),
        Option(0, "rule", (1, 14), "director", _ruling),
    ),
    "verifying": (
        Option(95, "confirm", (2, 20), "verifier", _found_true),
        Option(5, "refute", (2, 20), "verifier", _found_false),
        Option(0, "settle", (2, 20), "director", _ruling),
    ),
    "replying": (Option(1, "reply", (0.5, 7), "clerk", _reply),),
    "replied": (
        Option(62, "rate", (2, 90), "petitioner", _rating),
        Option(33, "follow_up", (20, 100), "clerk", _call),
        Option(3, "dispute", (2, 60), "petitioner", _unsolved),
        Option(2, "escalate", (2, 60), "petitioner", _unsolved),
        Option(0, "conclude", (8, 40), "director", _ruling),
    ),
    "merged": (),
}
