"""``huying worker``: takes jobs from the queue in PostgreSQL; run as many as you like."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Work off the job queue until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many jobs at once."""
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at a time (%(default)s)")

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        """Run procrastinate's worker with the queue's own settings."""
        call_command("procrastinate", "worker", f"--concurrency={concurrency}")
