"""The tables of a fresh home, for commands that begin one."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def make_missing() -> None:
    """Migrate the database where it is empty or behind; where it is not, next to nothing happens."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
