"""One action through the one door, in process, against pgbench's TPC-B on the same server with as many clients.

Held: at least a quarter of TPC-B. Every client is a process with cases of its own, and lives them from accept to rating;
all begin at once, when the last one has opened its cases.
"""

import multiprocessing
import multiprocessing.synchronize
import time
from datetime import UTC, datetime, timedelta

from bench import world

CLIENTS = 4
LIVES = 200  # of every client

_start: multiprocessing.synchronize.Barrier


def wait_for(start: multiprocessing.synchronize.Barrier) -> None:
    """Where this process waits for the others."""
    global _start  # noqa: PLW0603 - one a process, as the pool begins it
    _start = start


def act_out(seed: int) -> tuple[int, float, float]:
    """(actions, begin, end) of one client: whole lives, one action after another; opening is not timed."""
    world.begin()
    from huying.ledger.services.create import create
    from huying.ledger.services.door import act
    from huying.rules.policy import Actor, Post, party

    def who(role: str, unit: str = "centre") -> Actor:
        return Actor(f"{role}-{seed}", (Post(role, unit),))

    now = datetime.now(UTC)
    letter = {
        "title": "路灯不亮",
        "body": "村口的路灯坏了三个月，晚上看不见路。",
        "subject": "citizen",
        "channel": "web",
    }
    opened = [create(programme="appeal", payload=letter, now=now).case for _ in range(LIVES)]
    steps: list[tuple[str, Actor | None, int, dict[str, object]]] = [
        ("accept", who("clerk"), 0, {"category": "utilities", "urgency": "normal"}),
        (
            "dispatch",
            who("dispatcher"),
            0,
            {"assignments": [{"unit": "zhujian", "role": "lead"}], "instruction": "请办理。"},
        ),
        ("sign", who("handler", "zhujian"), 1, {}),
        ("submit", who("handler", "zhujian"), 1, {"result": "已修复。", "answer": "您好，路灯已经修好。"}),
        ("sign_off", who("leader", "zhujian"), 1, {}),
        ("approve", who("supervisor"), 0, {}),
        ("confirm", who("verifier"), 0, {"method": "phone", "finding": "电话核实，已修好。"}),
        ("reply", who("clerk"), 0, {"reply": "您好，您反映的路灯已经修好。"}),
        ("rate", None, 0, {"rating": 5, "resolved": True}),
    ]
    _start.wait()
    begin = time.monotonic()
    for case in opened:
        at = now
        for code, actor, task, payload in steps:
            at += timedelta(minutes=5)
            act(case_id=case, action=code, actor=actor or party(case), payload=payload, now=at, task=task)
    return len(opened) * len(steps), begin, time.monotonic()


def main() -> None:
    """Print actions a second, TPC-B a second, and the share."""
    tpcb = world.reference(CLIENTS)
    context = multiprocessing.get_context("spawn")
    with context.Pool(CLIENTS, wait_for, (context.Barrier(CLIENTS),)) as pool:
        done = pool.map(act_out, range(CLIENTS), chunksize=1)
    span = max(end for _, _, end in done) - min(begin for _, begin, _ in done)
    actions = sum(amount for amount, _, _ in done) / span
    print(
        f"door: {actions:.0f} actions/s; pgbench TPC-B {tpcb:.0f}/s; {CLIENTS} clients each; "
        f"share {actions / tpcb:.2f} (wanted 0.25)"
    )
