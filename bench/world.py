"""What every measurement needs: a ledger of its own under `.huying-bench`, Django set up, people, tokens."""

import os
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HOME = Path(os.environ.setdefault("HUYING_HOME", str(Path(__file__).resolve().parent.parent / ".huying-bench")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
os.environ.setdefault("HUYING_LOG_LEVEL", "ERROR")


def begin() -> None:
    """Start the embedded server, set Django up, prepare (tables, static files), load the demo's people."""
    from huying.config.database import embedded_cluster
    from huying.config.embedded import hold

    HOME.mkdir(parents=True, exist_ok=True)
    cluster = embedded_cluster()
    if cluster is not None:
        hold(cluster)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare")
    from huying.people.services.demo import load_demo_people

    load_demo_people(now=datetime.now(UTC))


def end() -> None:
    """Let the server go."""
    from huying.config.database import embedded_cluster
    from huying.config.embedded import release

    cluster = embedded_cluster()
    if cluster is not None:
        release(cluster)


def token(username: str) -> str:
    """A fresh API token of one demo account. A city's persons have none: here every step of a life is measured over REST."""
    from huying.people.models import ApiToken, User
    from huying.people.services.tokens import digest

    plaintext = f"hy_bench_{secrets.token_urlsafe(32)}"
    user = User.objects.get(username=username)
    ApiToken.objects.create(user=user, name="bench", digest=digest(plaintext), created=datetime.now(UTC))
    return plaintext


def reference(clients: int, seconds: int = 10) -> float:
    """Pgbench's TPC-B transactions per second on the same server with the same number of clients, fsync as it is."""
    from huying.config import programs
    from huying.config.database import embedded_cluster

    cluster = embedded_cluster()
    assert cluster is not None, "the reference runs on the embedded server"
    where = ["-h", str(cluster.socket_folder), "-U", programs.SUPERUSER]
    known = programs.psql(cluster, "SELECT 1 FROM pg_database WHERE datname = 'pgbench'")
    if not known:
        programs.psql(cluster, "CREATE DATABASE pgbench")
        programs.run("pgbench", *where, "-i", "-q", "-s", "20", "pgbench")
    said = programs.run(
        "pgbench", *where, "-c", str(clients), "-j", "2", "-T", str(seconds), "-M", "prepared", "-n", "pgbench"
    )
    line = next(line for line in said.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def rate(amount: int, work: Callable[[], object]) -> float:
    """How many of `amount` a second while `work` runs."""
    began = time.perf_counter()
    work()
    return amount / (time.perf_counter() - began)


def percentile(samples: list[float], share: float) -> float:
    """The sample below which `share` of them lie."""
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * share))]


def environment() -> dict[str, str]:
    """The environment of a child that shares this ledger."""
    return {**os.environ, "HUYING_HOME": str(HOME)}
