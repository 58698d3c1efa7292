"""The embedded database starts by itself, is shared, and heals whatever a killed process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from huying.config import embedded
from huying.config.cluster import Cluster, alive

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """In a folder of its own: pytest closes its own ones to the account that PostgreSQL runs as for root."""
    with tempfile.TemporaryDirectory(prefix="huying-") as folder:
        cluster = Cluster(data=Path(folder) / "pg", durable=False)
        yield cluster
        embedded.release(cluster)


def number_of(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def answer(cluster: Cluster) -> str:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute("SELECT current_user").fetchone()
        assert row
        return str(row[0])


def test_first_holder_starts_the_server_and_the_last_one_stops_it(cluster: Cluster) -> None:
    embedded.hold(cluster)
    assert answer(cluster) == "huying"
    embedded.release(cluster)
    assert not alive(cluster)


def test_server_outlives_one_of_two_holders(cluster: Cluster) -> None:
    embedded.hold(cluster)
    program = f"""
from pathlib import Path
from huying.config import embedded
from huying.config.cluster import Cluster
cluster = Cluster(data=Path({str(cluster.data)!r}), durable=False)
embedded.hold(cluster)
embedded.release(cluster)
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    assert answer(cluster) == "huying"


def test_killed_server_is_started_again(cluster: Cluster) -> None:
    embedded.hold(cluster)
    first = number_of(cluster)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.1)
    embedded.hold(cluster)
    assert number_of(cluster) != first
    assert answer(cluster) == "huying"


def test_process_number_given_to_another_program_does_not_lock_the_data(cluster: Cluster) -> None:
    embedded.hold(cluster)
    embedded.release(cluster)
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    embedded.hold(cluster)
    assert number_of(cluster) != os.getpid()


def test_a_server_that_is_just_leaving_may_take_its_number_away_first(cluster: Cluster) -> None:
    embedded.hold(cluster)
    embedded.release(cluster)
    file, done = cluster.data / "postmaster.pid", Event()

    def leave() -> None:
        while not done.is_set():
            file.write_text(f"{os.getpid()}\n")
            file.unlink(missing_ok=True)

    leaving = Thread(target=leave)
    leaving.start()
    try:
        for _ in range(2000):
            embedded._forget_dead_server(cluster)
    finally:
        done.set()
        leaving.join()


def test_server_that_lost_all_holders_is_found_again(cluster: Cluster) -> None:
    embedded.hold(cluster)
    first = number_of(cluster)
    embedded._holds.pop(cluster.data).close()  # what the kernel does when a holder is killed
    embedded.hold(cluster)
    assert number_of(cluster) == first


def test_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = Cluster(data=tmp_path / ("很深的文件夹" * 5) / "pg")
    assert len(os.fsencode(deep.socket_folder / ".s.PGSQL.5432")) < 104
    assert deep.socket_folder.name.startswith("huying-")


def test_real_cluster_keeps_what_it_acknowledged() -> None:
    settings = Cluster(data=Path("/data/pg")).settings()
    assert "fsync = on" in settings
    assert "synchronous_commit = on" in settings
    assert "full_page_writes = on" in settings
