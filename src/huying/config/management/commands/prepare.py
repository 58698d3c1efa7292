"""``huying prepare``: what ``huying serve`` needs before it starts — tables, static files and the demo's accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from huying import clock
from huying.ledger.services import fact_indexes
from huying.people.models import User
from huying.people.services.demo import load_demo_people
from huying.programmes.registry import newest


class Command(BaseCommand):
    help = "Migrate the database, build indexes, collect static files that changed, make the demo's accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether the demo's accounts are wanted (its cases are loaded while the pages are already served)."""
        parser.add_argument("--demo", action="store_true", help="make the demo's places, units and accounts")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        """Do what is missing, nothing twice."""
        call_command("migrate", interactive=False, verbosity=0)
        fact_indexes.keep(newest())
        if not settings.DEBUG and static_files_are_stale():
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo:
            load_demo_people(now=clock.now())
        elif not User.objects.exists():
            self.stdout.write("nobody is here yet: `huying begin` makes the city and its three administrators")


def static_files_are_stale() -> bool:
    """Whether a static file is newer than the manifest that was made of them all."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > made for finder in get_finders() for name, storage in finder.list([])
    )
