"""`huying import PROGRAMME FILE`: letters from .xlsx, .xls or .csv."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying import clock
from huying.importing.report import rejects_file
from huying.importing.services.importing import import_letters
from huying.people.services.setup import load_city
from huying.rules.errors import HuyingError


class Command(BaseCommand):
    help = "Import a file of letters; refused rows come back in FILE.rejects.csv with the reason."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Its help calls it what people type."""
        return super().create_parser(prog_name, "import", **options)

    def add_arguments(self, parser: CommandParser) -> None:
        """Which programme, which file, only look or really."""
        parser.add_argument("programme")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument(
            "--rejects", type=Path, help="where refused rows go (FILE.rejects.csv in the current folder)"
        )

    def handle(self, *, programme: str, file: Path, dry_run: bool, rejects: Path | None, **_: Any) -> None:
        """Import, and say what became of every row."""
        load_city()
        try:
            imported = import_letters(
                programme=programme,
                name=file.name,
                content=file.read_bytes(),
                now=clock.now(),
                dry_run=dry_run,
                progress=lambda report, total: self.stderr.write(f"{report.read} of {total} rows read"),
            )
        except HuyingError as error:
            raise CommandError(error.message("en")) from error
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}; check its path.") from error
        report = imported.report
        verb = "would be made" if dry_run else "made"
        self.stdout.write(
            f"{report.rows} rows: {report.new} cases {verb} ({report.answered} of them answered and closed, "
            f"{report.events} events), {report.known} already there, {len(report.rejects)} refused"
        )
        if report.rejects:
            target = rejects or Path(f"{file.name}.rejects.csv")
            target.write_bytes(rejects_file(report.rejects, imported.titles))
            self.stdout.write(f"refused rows: {target}")
