"""`huying begin`: a real city on an empty database; `huying begin --check`: what it still lacks before it can answer."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from huying import clock
from huying.importing import tables
from huying.importing.cells import Row
from huying.ledger.models import Case
from huying.people.calendars import current
from huying.people.errors import AlreadyBegun
from huying.people.readiness import lacks
from huying.people.roles import ADMINISTRATORS
from huying.people.selectors import categories
from huying.people.services.begin import Administrator, Code, anew, begin, demand_fresh
from huying.people.services.codes import HOURS
from huying.programmes import places
from huying.programmes.places.columns import Fault
from huying.programmes.places.spots import LEVELS
from huying.programmes.places.tables import CityTables, read
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.errors import HuyingError
from huying.rules.programme import Programme
from huying.rules.wording import Text

CALLED = {role.code: role.name for role in ADMINISTRATORS}
CODES = Text(
    "一次性口令（前后两半）只显示这一次，请分别当面交给本人；本人在 {hours} 小时内打开 {page} 自己设定密码。",
    "One-time codes, both halves, shown this once: hand each to its owner, who opens {page} within {hours} hours and chooses a password.",
)
LEVEL_NAMES = {"city": "city", "county": "counties", "town": "towns", "village": "villages"}


class Command(BaseCommand):
    help = (
        "Make a real city on an empty database: places and units, from the shipped tables or from your own, and three "
        "administrators, by whose one-time codes, shown once, each chooses a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The tables, the three administrators, and how far to go."""
        parser.add_argument(
            "--places", type=Path, help="a table of places (.xlsx, .xls, .csv); docs/howto/begin-a-city.md"
        )
        parser.add_argument("--units", type=Path, help="a table of units; both tables or none")
        for role, called in CALLED.items():
            parser.add_argument(f"--{role}", metavar="USERNAME=NAME", help=f"the {called.en.lower()}")
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask before it is done")
        parser.add_argument("--check", action="store_true", help="only tell what the city still lacks")
        parser.add_argument("--code", metavar="USERNAME", help="only give one of the three another one-time code")

    def handle(self, *, check: bool, dry_run: bool, yes: bool, code: str | None, **options: Any) -> None:
        """Check, show what will be, ask, do."""
        programme = load(settings.HUYING_PORTAL_PROGRAMME)
        if check:
            sys.exit(self._check(programme))
        try:
            if code is not None:
                self._introduce([anew(code, clock.now())])
                return
            self._fresh()
            city = self._city(programme, options["places"], options["units"])
            self._plan(city)
            if dry_run:
                self.stdout.write("dry run: nothing was made")
                return
            three = [self._administrator(role, options[role]) for role in CALLED]
            if not yes and not self._agreed():
                raise CommandError("nothing was made")
            codes = begin(spots=city.spots, units=city.units, administrators=three, now=clock.now())
        except HuyingError as error:
            raise CommandError(f"{error.message('zh')}\n{error.message('en')}") from error
        self._introduce(codes)
        self._check(programme)

    def _fresh(self) -> None:
        demand_fresh()
        if Case.objects.exists():
            raise AlreadyBegun(what=Text("已有件", "there are cases"))

    def _city(self, programme: Programme, place_file: Path | None, unit_file: Path | None) -> CityTables:
        """The shipped city, or the one of both files. Raises CommandError with every fault by line and column."""
        if place_file is None and unit_file is None:
            shipped = places.load()
            return CityTables(tuple(shipped.spots()), shipped.units, (), ())
        if place_file is None or unit_file is None:
            raise CommandError("--places and --units belong together: units answer for places")
        city = read(_rows(place_file), _rows(unit_file), categories=categories(), keeper=programme.home.unit)
        if city.faults:
            files = {"places": place_file, "units": unit_file}
            lines = [f"{files[which].name} {_said(fault)}" for which, fault in city.faults]
            raise CommandError("\n".join([*lines, f"{len(lines)} faults; nothing was made"]))
        return city

    def _plan(self, city: CityTables) -> None:
        levels = [spot.level for spot in city.spots if spot.until is None]
        counts = ", ".join(f"{levels.count(level)} {LEVEL_NAMES[level]}" for level in LEVELS if level in levels)
        self.stdout.write(f"{city.spots[0].name.zh}: {counts}; {len(city.units)} units")
        self.stdout.write(f"holidays of {', '.join(map(str, current().years))} are known")
        if city.ignored:
            self.stdout.write(f"columns that nobody reads: {'、'.join(city.ignored)}")

    def _administrator(self, role: str, given: str | None) -> Administrator:
        """The person named by the option, or asked for."""
        called = CALLED[role]
        if given is None and not sys.stdin.isatty():
            raise CommandError(f"--{role} USERNAME=NAME is missing: who is the {called.en.lower()}?")
        if given is None:
            username, person = (
                input(f"{called.zh} {called.en}, {what}: ") for what in ("用户名 user name", "姓名 name")
            )
        else:
            username, _, person = given.partition("=")
        if not username.strip() or not person.strip():
            raise CommandError(f"--{role} needs both, a user name and a name: --{role} wangwu=王五")
        return Administrator(role, username.strip(), person.strip())

    def _agreed(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("add --yes to make it without being asked, or --dry-run to look only")
        return input("现在建立？ make it now? [y/N] ").strip().lower() in ("y", "yes", "是")

    def _introduce(self, codes: list[Code]) -> None:
        self.stdout.write("")
        self.stdout.write(CODES.zh.format(hours=HOURS, page=reverse("account_code")))
        self.stdout.write(CODES.en.format(hours=HOURS, page=reverse("account_code")))
        for one in codes:
            called = CALLED[one.of.role]
            self.stdout.write(f"  {called.zh} {called.en:<24} {one.of.username:<20} {one.first} {one.second}")
        self.stdout.write("")

    def _check(self, programme: Programme) -> int:
        """Tell what is missing; the exit status: 1 where nobody could be answered yet."""
        found = lacks(programme, clock.now().astimezone(LOCAL).date(), current())
        for lack in found:
            self.stdout.write(f"{'✗' if lack.must else '·'} {lack.text.zh}\n  {lack.text.en}")
        closed = any(lack.must for lack in found)
        self.stdout.write(
            "门户尚未开通 the portal stays closed until nothing is marked ✗"
            if closed
            else "门户已开通 the portal is open: somebody can answer"
        )
        return int(closed)


def _rows(file: Path) -> list[Row]:
    try:
        with tables.read(file.name, file.read_bytes()) as book:
            return [row for sheet in book.sheets[:1] for row in book.rows(sheet)]
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}; check its path.") from error


def _said(fault: Fault) -> str:
    where = f"第{fault.line}行" if fault.line else "整表"
    column = f"“{fault.column}”" if fault.column else ""
    line = f"line {fault.line}" if fault.line else "the table"
    return f"{where}{column}：{fault.text.zh}（{line}: {fault.text.en}）"
