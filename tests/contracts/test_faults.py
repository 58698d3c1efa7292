"""Whatever is killed, whenever: what was acknowledged is there afterwards, and nothing is there by halves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg
import pytest

from huying.config.cluster import Cluster
from huying.config.embedded import hold, release

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
KILLS, CLIENTS = 8, 2
CITY = "import django; django.setup(); from huying.people.services.setup import load_city; load_city()"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder outside pytest's own, which every pytest that starts closes to the server's account."""
    with tempfile.TemporaryDirectory(prefix="huying-faults-") as folder:
        yield Path(folder)


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    """A real embedded server of its own, with fsync, migrated."""
    cluster = Cluster(data=home / "pg")
    hold(cluster)
    (cluster.data / "local.conf").write_text("recovery_init_sync_method = syncfs\n")  # seconds less at each restart
    huying(home, "migrate", "--verbosity=0")
    run(home, "-c", CITY)
    yield cluster
    release(cluster)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"HUYING_HOME": str(home), "DJANGO_SETTINGS_MODULE": "huying.config.settings"}


def huying(home: Path, *arguments: str) -> str:
    return run(home, "-m", "huying.config.cli", *arguments)


def run(home: Path, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment(home), cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def client(home: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.contracts.busy_client", str(home / f"{seed}.acknowledged"), str(seed)]
    return subprocess.Popen(command, env=environment(home), cwd=CHECKOUT, stderr=subprocess.DEVNULL)


def kill_server(cluster: Cluster, way: signal.Signals) -> None:
    os.kill(int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0]), way)
    while True:
        try:
            hold(cluster)
            with psycopg.connect(cluster.url(), connect_timeout=5):
                return
        except psycopg.OperationalError:  # it was still on its way out when it was asked
            time.sleep(0.05)


def acknowledged(home: Path) -> list[tuple[str, int]]:
    """What the clients wrote down; a line without its end was not written to the end."""
    found = []
    for file in home.glob("*.acknowledged"):
        for line in file.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                case, seq = line.split()
                found.append((case, int(seq)))
    return found


def test_killing_clients_and_server_at_any_moment_loses_nothing_acknowledged(cluster: Cluster, home: Path) -> None:
    rng = Random(20211230)
    working = [client(home, number) for number in range(CLIENTS)]
    while len(acknowledged(home)) < CLIENTS:
        time.sleep(0.05)
    for number in range(KILLS):
        time.sleep(rng.uniform(0.1, 0.9))
        if number % 2:
            victim = working.pop(0)
            victim.kill()
            victim.wait()
            working.append(client(home, CLIENTS + number))
        else:
            kill_server(cluster, rng.choice((signal.SIGQUIT, signal.SIGKILL)))
    time.sleep(1)
    kill_server(cluster, signal.SIGQUIT)
    for one in working:
        one.kill()
        one.wait()

    claimed = acknowledged(home)
    with psycopg.connect(cluster.url()) as connection:
        kept = {(str(case), seq) for case, seq in connection.execute("SELECT case_id, seq FROM ledger_event")}
        doubled = connection.execute("SELECT key FROM ledger_event GROUP BY key HAVING count(*) > 1").fetchall()
    assert len(claimed) > 20
    assert not set(claimed) - kept
    assert not doubled
    assert "0 处不符 / faults" in huying(home, "log", "verify")
