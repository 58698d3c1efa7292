"""`huying import PROGRAMME FILE`: cases from .xlsx, .xls or .csv."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huying import clock
from huying.importing.mapping import checked
from huying.importing.report import rejects_file
from huying.importing.services.importing import Imported, import_rows
from huying.people.actors import actor_for
from huying.people.models import User
from huying.people.services.setup import load_city
from huying.rules.calendar import LOCAL
from huying.rules.errors import HuyingError
from huying.rules.policy import Actor


class Command(BaseCommand):
    help = "Import a file of rows as cases; refused rows come back in FILE.rejects.csv with the reason."

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
        parser.add_argument(
            "--column", dest="columns", action="append", default=[], metavar="TITLE=CODE", help="which column is which"
        )
        parser.add_argument(
            "--as", dest="importer", default="", metavar="ACCOUNT", help="who imports, where that matters"
        )

    def handle(
        self,
        *,
        programme: str,
        file: Path,
        dry_run: bool,
        rejects: Path | None,
        columns: list[str],
        importer: str,
        **_: Any,
    ) -> None:
        """Import, and say what became of every row."""
        load_city()
        try:
            imported = import_rows(
                programme=programme,
                name=file.name,
                content=file.read_bytes(),
                now=clock.now(),
                dry_run=dry_run,
                mapping=checked(programme, dict(_pair(one) for one in columns)),
                actor=_importer(importer),
                progress=lambda report, total: self.stderr.write(f"{report.read} of {total} rows read"),
            )
        except HuyingError as error:
            raise CommandError(error.message("en")) from error
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}; check its path.") from error
        self._tell(imported, dry_run=dry_run)
        if imported.report.rejects:
            target = rejects or Path(f"{file.name}.rejects.csv")
            target.write_bytes(rejects_file(imported.report.rejects, imported.captions))
            self.stdout.write(f"refused rows: {target}")

    def _tell(self, imported: Imported, *, dry_run: bool) -> None:
        report, verb = imported.report, "would be made" if dry_run else "made"
        self.stdout.write(
            f"{report.rows} rows: {report.new} cases {verb} ({report.answered} of them answered and closed, "
            f"{report.events} events), {report.known} already there, {len(report.rejects)} refused"
        )
        if report.totals:
            self.stdout.write(f"{report.totals} rows only add up the others")
        if imported.ignored:
            self.stdout.write(
                f"columns that nobody reads: {', '.join(imported.ignored)} (--column TITLE=CODE says what one is)"
            )
        if imported.skipped:
            self.stdout.write(f"sheets without cases: {', '.join(imported.skipped)}")
        for caption, values in report.unread.items():
            named = ", ".join(f"{value} ({times})" for value, times in values.items())
            self.stdout.write(f"left empty, because nobody here is called so: {caption}: {named}")


def _pair(said: str) -> tuple[str, str]:
    """TITLE=CODE, as typed."""
    caption, equals, code = said.rpartition("=")
    if not equals:
        raise CommandError(f"--column takes TITLE=CODE, such as 手机=contact.phone; {said} is neither.")
    return caption, code


def _importer(username: str) -> Actor | None:
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"there is no account {username}; check it.")
    return actor_for(user, clock.now().astimezone(LOCAL).date())
