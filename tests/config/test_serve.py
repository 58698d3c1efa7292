"""`huying serve` keeps everything alive, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

pytestmark = pytest.mark.slow
PATIENCE = 180


class Served:
    """A running `huying serve` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "huying.config.cli", "serve", "--port", str(self.port), "--workers", "1"]
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        self.process = subprocess.Popen(command, env=environment | {"HUYING_HOME": str(home)})

    def child(self, name: str) -> psutil.Process:
        return next(one for one in psutil.Process(self.process.pid).children() if name in one.cmdline())

    @property
    def database(self) -> int:
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="huying-") as folder:
        (Path(folder) / "static").symlink_to(settings.STATIC_ROOT)  # already compressed by `make setup`
        served = Served(Path(folder))
        try:
            wait_until(served.healthy)
            yield served
        finally:
            served.process.terminate()
            served.process.wait(PATIENCE)


@pytest.mark.parametrize("name", ["web", "worker", "tick"])
def test_killed_process_is_started_again(served: Served, name: str) -> None:
    killed = served.child(name)
    killed.kill()
    wait_until(lambda: any(name in one.cmdline() and one.pid != killed.pid for one in running(served)))
    wait_until(served.healthy)


def running(served: Served) -> list[psutil.Process]:
    return [one for one in psutil.Process(served.process.pid).children() if one.status() != psutil.STATUS_ZOMBIE]


def test_killed_database_is_started_again(served: Served) -> None:
    killed = served.database
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: (served.home / "pg" / "postmaster.pid").exists() and served.database != killed)
    wait_until(served.healthy)


def test_nothing_is_left_behind_once_it_is_told_to_stop(served: Served) -> None:
    everything = [*psutil.Process(served.process.pid).children(recursive=True), psutil.Process(served.database)]
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    _, alive = psutil.wait_procs(everything, timeout=5)
    assert [one.cmdline() for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
    assert not (served.home / "pg" / "postmaster.pid").exists()
