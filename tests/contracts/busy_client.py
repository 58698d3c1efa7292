"""A client that works without pause and writes down what was acknowledged: `python -m tests.contracts.busy_client FILE SEED`.

It is killed at any moment, and so is its server; a request whose fate it does not know it sends again under the same key.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

import django
import psycopg

T = TypeVar("T")


def main(file: str, seed: str) -> None:
    django.setup()
    from tests.ledger import story

    rng = Random(seed)
    acknowledged = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        live(story, rng, lambda case, seq: os.write(acknowledged, f"{case} {seq}\n".encode()))


def live(story: Any, rng: Random, acknowledge: Callable[[str, int], object]) -> None:
    """One case from the letter to the rating, every step with a key of its own."""
    from huying.ledger.services.create import create
    from huying.ledger.services.door import act
    from huying.rules.policy import party

    tag = f"{rng.getrandbits(64):016x}"
    opened = insist(
        lambda: create(programme="appeal", payload=story.LETTER, now=story.MONDAY, contact=story.WRITER, key=tag)
    )
    acknowledge(opened.case, 1)
    steps: list[tuple[str, Any, int, dict[str, Any]]] = [
        ("accept", story.CLERK, 0, {"category": "utilities", "urgency": "normal"}),
        ("dispatch", story.DISPATCHER, 0, {"assignments": [{"unit": "gongshui", "role": "lead"}]}),
        ("sign", story.WATER, 1, {}),
        ("submit", story.WATER, 1, {"result": "管道已冲洗。", "answer": "已恢复清水。"}),
        ("sign_off", story.WATER_LEADER, 1, {}),
        ("approve", story.SUPERVISOR, 0, {}),
        ("confirm", story.VERIFIER, 0, {"finding": "水已清。", "method": "site"}),
        ("reply", story.CLERK, 0, {"reply": "已经解决。"}),
        ("rate", party(opened.case), 0, {"rating": 5}),
    ]
    for number, (action, actor, task, payload) in enumerate(steps):
        receipt = insist(
            lambda action=action, actor=actor, task=task, payload=payload, number=number: act(  # type: ignore[misc]
                case_id=opened.case, action=action, actor=actor, payload=payload, task=task, key=f"{tag}-{number}",
                now=story.MONDAY + number * story.HOUR + story.HOUR,
            )
        )  # fmt: skip
        acknowledge(receipt.case, receipt.seq)


def insist(deed: Callable[[], T]) -> T:
    """Again and again while the server is away."""
    from django.db import DatabaseError, InterfaceError, connection

    while True:
        try:
            return deed()
        except (DatabaseError, InterfaceError, psycopg.Error):
            connection.close()
            time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
