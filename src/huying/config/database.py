"""Which database: ``DATABASE_URL`` where it is set, else the embedded server of this home."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from huying.config.cluster import Cluster
from huying.config.home import home

PREPARE_AFTER = (
    5  # psycopg's own default, which Django takes away; without it the hot path's statements are planned each time
)


def embedded_cluster() -> Cluster | None:
    """The embedded cluster that the settings point to, or None where ``DATABASE_URL`` names a server."""
    if os.environ.get("DATABASE_URL"):
        return None
    return Cluster(data=home() / "pg")


def database_settings() -> dict[str, Any]:
    """One entry of Django's ``DATABASES``.

    The pool (``HUYING_POOL``, set by ``huying web``) bounds what a web process takes from the server and outlives the
    threads that serve requests, which granian makes and drops with the load: with ``CONN_MAX_AGE`` each dropped thread
    would leave its connection behind. Commands, with their one thread, need no pool.
    """
    cluster = embedded_cluster()
    entry = parse_url(cluster.url() if cluster else os.environ["DATABASE_URL"])
    entry["OPTIONS"].setdefault("prepare_threshold", PREPARE_AFTER)
    pool = int(os.environ.get("HUYING_POOL", "0"))
    if pool:
        entry["OPTIONS"]["pool"] = {"min_size": 2, "max_size": pool, "timeout": 10}
    return entry


def parse_url(url: str) -> dict[str, Any]:
    """``postgresql://user:password@host:port/name?option=value`` as a Django entry; ``host`` may be given as an option
    (a socket folder). Raises ``ValueError`` for another scheme or a missing name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }
