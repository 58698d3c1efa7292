"""Test databases made fast: migrated once into a template that has the city's places and units, which every test process copies.

A template's name carries the digest of all migrations, so that it is made anew when one of them changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from huying.config.home import CHECKOUT, PACKAGE, home
from huying.people.services.setup import load_city

TRIES = 40


def use(name: str) -> None:
    """Point Django's default connection to another database."""
    connection.close()
    connection.settings_dict["NAME"] = name


def copy_template(name: str) -> None:
    """Make a fresh migrated database of that name."""
    with _alone(), _admin() as admin:
        _drop_leftovers(admin)
        template = f"template_{_digest()}"
        if template not in _names(admin):
            _make_template(admin, template)
        admin.execute(_statement("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template))


def drop(name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    connection.close()
    with _admin() as admin:
        _drop(admin, name)


def _drop(admin: psycopg.Connection, name: str) -> None:
    """Force ends clients, but not an autovacuum worker, which belongs to the server: that one is waited for."""
    for turn in range(TRIES):
        try:
            admin.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
        except psycopg.errors.InsufficientPrivilege:
            if turn == TRIES - 1:
                raise
            time.sleep(0.5)
        else:
            return


def _make_template(admin: psycopg.Connection, template: str) -> None:
    draft = "template_draft"
    admin.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft))
    admin.execute(_statement("CREATE DATABASE {}", draft))
    use(draft)
    call_command("migrate", interactive=False, verbosity=0)
    load_city()
    connection.close()
    admin.execute(_statement("ALTER DATABASE {} RENAME TO {}", draft, template))


def _drop_leftovers(admin: psycopg.Connection) -> None:
    """Databases of test processes that were killed, and templates of migrations that no longer exist."""
    for name in _names(admin):
        kind, _, rest = name.partition("_")
        dead = kind == "test" and not Path("/proc", rest).exists()
        if dead or (kind == "template" and rest != _digest()):
            _drop(admin, name)


def _digest() -> str:
    files = [
        *PACKAGE.glob("**/migrations/**/*.py"),
        *PACKAGE.glob("**/migrations/**/*.sql"),
        *PACKAGE.glob("programmes/places/**/*"),
        CHECKOUT / "requirements" / "run.txt",
    ]
    digest = hashlib.sha256()
    for file in sorted(one for one in files if one.is_file()):
        digest.update(f"{file.relative_to(CHECKOUT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _names(admin: psycopg.Connection) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_'")
    return [str(row[0]) for row in rows]


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _admin() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    return psycopg.connect(
        host=parameters.get("host"),
        port=parameters.get("port"),
        user=parameters.get("user"),
        password=parameters.get("password"),
        dbname="postgres",
        autocommit=True,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One test process at a time."""
    with (home() / "pg-test.template.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def own_name() -> str:
    """Name of this process' database; its number tells later runs whether it is still in use."""
    return f"test_{os.getpid()}"
