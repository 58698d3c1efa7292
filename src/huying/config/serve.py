"""``huying serve``: everything together — web, worker and tick, on a database that is kept alive.

The parent stays small (it never loads Django), restarts a child or a database that dies, and stops all of them when it
is told to stop. A child whose parent is killed outright ends too (Linux).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from types import FrameType

from huying.config import web
from huying.config.cluster import Cluster, alive
from huying.config.database import embedded_cluster
from huying.config.embedded import hold
from huying.config.lifeline import end_with_parent

LOOK_SECONDS = 0.3
STEADY_SECONDS = 30.0  # a child that lived this long is in order
PREPARED = "HUYING_PREPARED"  # in the environment of the children: the programmes are proven, nobody need ask again
PATIENCE_SECONDS = 15  # for children to finish what they do


class _Stop(Exception):  # noqa: N818 - a request, not an error
    """A signal asked for the end."""


@dataclass
class Child:
    """One of the processes looked after."""

    arguments: list[str]
    once: bool = False  # has something to do and ends; started again only if it failed
    started: float = 0.0
    pause: float = 0.5  # seconds from one start to the next, at least
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it, dying with this process; one that keeps dying at once is started ever more seldom."""
        lived = time.monotonic() - self.started
        self.pause = 1.0 if lived > STEADY_SECONDS else min(2 * self.pause, STEADY_SECONDS)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command(self.arguments),
            preexec_fn=end_with_parent,  # noqa: PLW1509 - safe: this process has no threads
            process_group=0,  # Ctrl-C reaches only the parent, which passes it on in order
        )

    def ended(self) -> int | None:
        """Exit status once it has ended, else None."""
        return self.process.poll() if self.process else None

    def is_missing(self) -> bool:
        """Whether it has ended without having finished, and it is time to start it again."""
        status = self.ended()
        if status is None or (self.once and status == 0):
            return False
        return time.monotonic() - self.started > self.pause


def command(arguments: list[str]) -> list[str]:
    """How to run ``huying`` with these arguments in another process."""
    return [sys.executable, "-m", "huying.config.cli", *arguments]


def main(arguments: list[str]) -> None:
    """Prepare the database, start everything, look after it until a signal comes."""
    parser = web.parser()
    parser.prog, parser.description = "huying serve", "Run web, worker and tick together."
    parser.add_argument("--demo", action="store_true", help="load the demo city if the ledger is empty")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _ask_to_stop)
    signal.signal(signal.SIGINT, _ask_to_stop)
    if options.demo:
        os.environ["HUYING_DEMO"] = "1"
    children = [
        Child(["web", "--host", options.host, "--port", str(options.port), "--workers", str(options.workers)]),
        Child(["worker"]),
        Child(["tick"]),
        *([Child(["demo"], once=True)] if options.demo else []),
    ]
    try:
        subprocess.run(command(["prepare", *(["--demo"] if options.demo else [])]), check=True)
        os.environ[PREPARED] = "1"
        for child in children:
            child.start()
        _look_after(children, embedded_cluster(), f"http://{options.host}:{options.port}", demo=options.demo)
    except _Stop:
        pass
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    finally:
        _stop(children)


def _look_after(children: list[Child], cluster: Cluster | None, address: str, *, demo: bool) -> None:
    """Start again what has ended, and say once that the pages answer."""
    announced = False
    while True:
        if cluster and not alive(cluster):
            _say("the database is gone; starting it again")
            hold(cluster)
        for child in children:
            if child.is_missing():
                _say(f"{child.arguments[0]} ended with status {child.ended()}; starting it again")
                child.start()
        if not announced and _healthy(address):
            announced = True
            _announce(address, demo=demo)
        time.sleep(LOOK_SECONDS if announced else 0.1)


def _announce(address: str, *, demo: bool) -> None:
    _say(f"呼应 Huying is ready at {address}")
    if demo:
        subprocess.run(command(["accounts"]), check=False)


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(children: list[Child]) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: let the children finish
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise _Stop


def _say(sentence: str) -> None:
    print(sentence, flush=True)
