"""``huying log verify`` and ``huying log seal``: whether the ledger is what its log says, and the seal over a day."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying import clock
from huying.ledger.services import seal, verify


class Command(BaseCommand):
    help = "Verify all hash chains, replays, rows, persons, files and seals (exit 1 and the case named where one fails), or seal days."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=("verify", "seal"))

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it."""
        if what == "seal":
            sealed = seal.seal_until_yesterday(clock.now())
            self.stdout.write(f"已封存 {sealed} 天 / {sealed} days sealed")
            return
        self._verify()

    def _verify(self) -> None:
        seen, begun = verify.Seen(), time.monotonic()

        def progress(so_far: verify.Seen) -> None:
            nonlocal seen
            seen = so_far
            if self.stderr.isatty():
                self.stderr.write(f"\r{seen.cases} 件 / cases, {seen.events} 条 / events", ending="")
                self.stderr.flush()

        faults = 0
        for fault in verify.verify_all(progress):
            faults += 1
            self.stdout.write(f"{fault.number}: {fault.problem}")
        speed = round(seen.events / max(time.monotonic() - begun, 0.001))
        summary = (
            f"{seen.cases} 件 / cases, {seen.events} 条 / events, {seen.parties} 人 / persons, {seen.files} 个文件 / files, "
            f"{speed}/s, {faults} 处不符 / faults"
        )
        if faults:
            raise CommandError(summary)
        self.stdout.write(summary)
