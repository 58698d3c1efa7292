"""One embedded PostgreSQL: where its data lies, where it listens, how it is set."""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROLE = "huying"  # owns the tables, is no superuser
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103  # bytes; 107 on Linux, 103 on macOS

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
    """One data folder and the server on it; ``durable`` is false only for tests."""

    data: Path
    durable: bool = True

    @property
    def socket_folder(self) -> Path:
        """The data folder itself where its path is short enough for a socket, else a short one in /tmp."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"huying-{digest}"  # noqa: S108 - made with mode 700 and its owner checked

    def url(self, database: str = ROLE) -> str:
        """``DATABASE_URL`` of one of this server's databases."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def settings(self) -> str:
        """Text of ``postgresql.conf``."""
        durability = DURABLE if self.durable else FLEETING
        return f"{COMMON}{durability}unix_socket_directories = '{self.socket_folder}'\ninclude = 'local.conf'\n"

    def lock(self, name: str) -> Path:
        """A lock file beside the data folder."""
        return self.data.with_name(f"{self.data.name}.{name}.lock")


def alive(cluster: Cluster) -> bool:
    """Whether something listens on the server's socket; costs microseconds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        return client.connect_ex(str(cluster.socket_folder / SOCKET)) == 0
