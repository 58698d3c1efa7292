"""``huying prepare``: what ``huying serve`` needs before it starts — tables, static files and, once, the demo city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Migrate the database, collect static files that changed, load the demo city into an empty ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether the demo city is wanted."""
        parser.add_argument("--demo", action="store_true", help="load the demo city if the ledger is empty")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        """Do what is missing, nothing twice."""
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG and static_files_are_stale():
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo and not apps.get_model("cases", "Case").objects.exists():
            call_command("demo")


def static_files_are_stale() -> bool:
    """Whether a static file is newer than the manifest that was made of them all."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > made for finder in get_finders() for name, storage in finder.list([])
    )
