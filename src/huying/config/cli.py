"""The ``huying`` command: Django's management commands without ``manage.py``, with the database started for them.

A room adds a command by putting ``management/commands/<name>.py`` into its app; ``huying <name>`` then runs it.
``import`` is a Python keyword, so the module of ``huying import`` is called ``import_file``. ``serve`` and ``web`` run
before Django is loaded: they only look after other processes and should stay small.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from huying.config import serve, web
from huying.config.cluster import EmbeddedDatabaseError
from huying.config.database import embedded_cluster
from huying.config.embedded import hold, release
from huying.config.home import PROOFS, home
from huying.config.overview import ASKED, overview

RENAMED = {"import": "import_file"}
#: Commands that never ask the database; they run without starting one.
OFFLINE = {"help", "check", "collectstatic", "programme", "--version"}
LAUNCHERS = {"serve": serve.main, "web": web.main}


def main(argv: list[str] | None = None) -> None:
    """Run one command; ``argv`` without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv) or ["help"]
    if arguments in ASKED:
        print(overview())
        return
    if arguments[0] == "help" and len(arguments) > 1 and not arguments[1].startswith("-"):
        arguments = [*arguments[1:], "--help"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    offline = arguments[0] in OFFLINE or "--help" in arguments
    if not offline:
        _demand_programmes_for(arguments[0])
    cluster = None if offline else embedded_cluster()
    if cluster is None:
        _run(arguments)
        return
    signal.signal(
        signal.SIGTERM, _leave
    )  # so that the database is released; commands with more to finish set their own
    try:
        hold(cluster)
    except EmbeddedDatabaseError as error:
        sys.exit(f"huying: {error}")
    try:
        _run(arguments)
    finally:
        release(cluster)


def _demand_programmes_for(command: str) -> None:
    """`serve` leaves it to the `prepare` that it runs first; `web` stays small and has it asked by a process that ends."""
    if command not in LAUNCHERS:
        _demand_programmes()
    elif command == "web" and not os.environ.get(serve.PREPARED):
        asked = os.fork()
        if not asked:
            _demand_programmes()
            os._exit(0)
        if os.waitpid(asked, 0)[1]:
            sys.exit(1)


def _demand_programmes() -> None:
    """End here where a programme of this installation is broken: nothing is lived by that is not proven."""
    from huying.programmes.registry import MEMORY, published  # noqa: PLC0415 - the launchers do without the rules
    from huying.rules.errors import HuyingError  # noqa: PLC0415

    os.environ.setdefault(MEMORY, str(home() / PROOFS))
    try:
        published()
    except HuyingError as error:
        sys.exit(f"huying: {error.message('zh')}\n{error.message('en')}")


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _run(arguments: list[str]) -> None:
    name, *rest = arguments
    if name in LAUNCHERS:
        LAUNCHERS[name](rest)
        return
    import psycopg  # noqa: PLC0415 - the launchers do without the driver and without Django
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import ProgrammingError  # noqa: PLC0415

    try:
        execute_from_command_line(["huying", RENAMED.get(name, name), *rest])
    except (ProgrammingError, psycopg.Error) as error:
        cause = error if isinstance(error, psycopg.Error) else error.__cause__
        if not isinstance(cause, psycopg.errors.UndefinedTable):
            raise
        sys.exit(
            f"huying: the database is empty or behind; run `huying prepare`, then this again. ({str(cause).splitlines()[0]})"
        )


if __name__ == "__main__":
    main()
