"""``huying web``: granian serving the WSGI application, several processes with a few threads each."""

from __future__ import annotations

import argparse
import os

THREADS = 3  # per process: a request waits for the database more than it computes; more only fight over the interpreter


def parser() -> argparse.ArgumentParser:
    """Options that ``huying web`` and ``huying serve`` share."""
    options = argparse.ArgumentParser(prog="huying web", description="Serve the pages and the API.")
    options.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    options.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    options.add_argument("--workers", type=int, default=2, help="web processes (%(default)s)")
    return options


def main(arguments: list[str]) -> None:
    """Serve until told to stop."""
    options = parser().parse_args(arguments)
    os.environ.setdefault("HUYING_POOL", str(THREADS))
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 - ``huying serve`` imports this module, not granian
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    Server(
        "huying.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        loop=Loops.asyncio,
        backlog=512,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
