"""The embedded PostgreSQL: a real server from a wheel, started on demand, shared by every process of one home.

A process that needs the database calls ``hold(cluster)``. The first holder starts the server, the last one to go
stops it. Holding is a shared ``flock``, which the kernel drops however a process dies, so that nothing has to be
cleaned up after ``kill -9``; a ``postmaster.pid`` left behind by a dead server is recognised and removed.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from huying.config import programs
from huying.config.cluster import ROLE, SOCKET, Cluster, EmbeddedDatabaseError

START_SECONDS = 60
PREDECESSOR_SECONDS = 10

_holds: dict[Path, IO[bytes]] = {}


def hold(cluster: Cluster) -> None:
    """Start the server unless it runs, and keep it running for as long as this process lives.

    A holder whose server died calls it again. Raises ``EmbeddedDatabaseError`` where the server cannot be started.
    """
    cluster.data.parent.mkdir(parents=True, exist_ok=True)
    with _locked(cluster):
        if cluster.data not in _holds:
            _holds[cluster.data] = cluster.lock("held").open("ab")
            fcntl.flock(_holds[cluster.data], fcntl.LOCK_SH)
        if not _answers(cluster):
            _start(cluster)


def release(cluster: Cluster) -> None:
    """Let go; the last holder stops the server, waiting until everything is on disk."""
    held = _holds.pop(cluster.data, None)
    if held is None:
        return
    with _locked(cluster), held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still holds it
        if (cluster.data / "postmaster.pid").exists():
            programs.run("pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata", str(cluster.data))


def _locked(cluster: Cluster) -> IO[bytes]:
    """The lock under which the server is started and stopped, for a ``with`` block."""
    file = cluster.lock("start").open("ab")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _answers(cluster: Cluster) -> bool:
    """Whether the server accepts connections; one that is starting or recovering is waited for."""
    if not (cluster.data / "postmaster.pid").exists():
        return False
    deadline = time.monotonic() + START_SECONDS
    while (state := programs.is_ready(cluster)) == 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    return state == 0


def _start(cluster: Cluster) -> None:
    programs.make_reachable(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _init(cluster)
    _write_settings(cluster)
    _forget_dead_server(cluster)
    _start_server(cluster)
    _create_database(cluster)


def _init(cluster: Cluster) -> None:
    """Make the cluster beside its place and move it there whole, so that a killed ``initdb`` leaves no half one."""
    draft = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    programs.own_folder(draft)
    options = ["--username", programs.SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    options += ["--locale-provider=builtin", "--locale=C.UTF-8"]  # the same order of text on every machine
    programs.run("initdb", "--pgdata", str(draft), *options, *([] if cluster.durable else ["--no-sync"]))
    draft.rename(cluster.data)


def _write_settings(cluster: Cluster) -> None:
    programs.own_folder(cluster.socket_folder)
    for name, text in (("postgresql.conf", cluster.settings()), ("local.conf", None)):
        file = cluster.data / name
        if text is None:
            file.touch()
        else:
            file.write_text(text, encoding="utf-8")
        file.chmod(0o644)  # the folder itself is closed


def _forget_dead_server(cluster: Cluster) -> None:
    """Remove lock files whose process number now belongs to nobody, or to a process that is no PostgreSQL.

    PostgreSQL itself clears a dead number, but not one that was given to another process meanwhile (after a reboot, or
    in a container, where numbers are small), nor that of a killed server that nobody has reaped yet. A server that is just
    leaving takes its files away itself, at any moment.
    """
    for file in (cluster.data / "postmaster.pid", cluster.socket_folder / f"{SOCKET}.lock"):
        with suppress(FileNotFoundError):
            number = file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
            if programs.name_of_process(number) != "postgres":
                file.unlink()


def _start_server(cluster: Cluster) -> None:
    """``pg_ctl start``, again for as long as processes of a killed predecessor are still leaving."""
    log = cluster.data / "server.log"
    command = ("pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", "--silent")
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while True:
        before = log.stat().st_size if log.exists() else 0
        try:
            programs.run(*command, "--pgdata", str(cluster.data), "--log", str(log))
        except EmbeddedDatabaseError as error:
            said = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
            if "still in use" not in said or time.monotonic() > deadline:
                raise EmbeddedDatabaseError(f"{error}\n{said}\n(log: {log})") from error
            time.sleep(0.2)
        else:
            return


def _create_database(cluster: Cluster) -> None:
    """The role and its database, once. For tests the role may also switch triggers off, to empty append-only tables."""
    if ROLE in programs.psql(cluster, "SELECT datname FROM pg_database").split():
        return
    if ROLE not in programs.psql(cluster, "SELECT rolname FROM pg_roles").split():
        programs.psql(cluster, f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    if not cluster.durable:
        programs.psql(cluster, f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    programs.psql(cluster, f"CREATE DATABASE {ROLE} OWNER {ROLE}")
