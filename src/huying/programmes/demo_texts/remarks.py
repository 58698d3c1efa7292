"""The short official remarks along a case's life: why it was returned, extended, put off, urged, verified, rated."""

from random import Random

from huying.programmes.demo_texts.sentences import lines, pick
from huying.programmes.demo_texts.words import Scene

_NEUTRAL_MONTH = 6  # remarks name no month


def _remark(rng: Random, key: str, **facts: str) -> str:
    return pick(rng, lines("remarks", key)) % Scene(rng, _NEUTRAL_MONTH, facts)


def return_reason(rng: Random, unit_name: str, other_unit_name: str) -> str:
    """退单: why `unit_name` isn't the one in charge, on which basis, and that `other_unit_name` is."""
    return _remark(rng, "return_reason.why", unit=unit_name, other=other_unit_name) + _remark(
        rng, "return_reason.suggestion", unit=unit_name, other=other_unit_name
    )


def extension_reason(rng: Random) -> str:
    """延期: why it takes longer, and what comes next."""
    return _remark(rng, "extension.why") + _remark(rng, "extension.then")


def deferral_plan(rng: Random) -> str:
    """挂账: why it can't be done now, the plan in steps, when it's looked at again."""
    return "".join([_remark(rng, f"deferral.{part}") for part in ("why", "plan", "review")])


def verification_note(rng: Random, ok: bool) -> str:
    """核查: what the follow-up call and the visit on site showed; `ok`: the feedback is true."""
    return _remark(rng, "verification.how") + _remark(rng, "verification.true" if ok else "verification.false")


def rating_comment(rng: Random, score: int) -> str:
    """What the person says beside a `score` of 1–5. Raises `ValueError` for another score."""
    if score not in range(1, 6):
        raise ValueError(f"score {score} is not 1–5")
    return _remark(rng, f"rating.{score}") + _remark(rng, "rating_end.good" if score > 3 else "rating_end.bad")


def instruction(rng: Random) -> str:
    """分办意见: what the dispatcher asks of the unit."""
    return _remark(rng, "instruction.what") + _remark(rng, "instruction.how")


def sign_off_note(rng: Random) -> str:
    """The unit leader's remark on signing."""
    return _remark(rng, "sign_off.note")


def adjudication(rng: Random, uphold: bool) -> str:
    """裁定 on a disputed return; `uphold`: the unit was right, the case goes elsewhere."""
    return _remark(rng, "adjudication.upheld" if uphold else "adjudication.refused") + _remark(rng, "adjudication.end")


def urging_slip_text(rng: Random) -> str:
    """The text of a 催办单."""
    return _remark(rng, "urging.what") + _remark(rng, "urging.demand")
