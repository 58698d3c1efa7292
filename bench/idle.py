"""How long `huying serve` takes to be ready on an installed checkout, and what all its processes weigh idle.

Held: ready within ten seconds, at most 700 MB together (proportional set size: shared pages are counted once).
"""

import http.client
import subprocess
import sys
import time
from pathlib import Path

from bench import world

PORT = 8766


def main() -> None:
    """Print seconds to ready, and megabytes after a pause."""
    began = time.perf_counter()
    server = subprocess.Popen(
        [Path(sys.executable).with_name("huying"), "serve", "--port", str(PORT)],
        env=world.environment(),
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _ready():
            time.sleep(0.05)
        ready = time.perf_counter() - began
        time.sleep(8)
        weights = {pid: _weight(pid) for pid in [*_family(server.pid), *_postgres()]}
        print(
            f"serve: ready in {ready:.1f} s (wanted 10); {sum(weights.values()) / 1024:.0f} MB in {len(weights)} processes "
            "idle (wanted 700)"
        )
    finally:
        server.terminate()
        server.wait()


def _ready() -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _weight(pid: int) -> int:
    """Proportional set size in kB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
    return found


def _family(root: int) -> list[int]:
    parents, found = _parents(), [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _postgres() -> list[int]:
    """The processes of this ledger's server (its first line in postmaster.pid is the eldest)."""
    eldest = int((world.HOME / "pg" / "postmaster.pid").read_text().split()[0])
    return _family(eldest)
