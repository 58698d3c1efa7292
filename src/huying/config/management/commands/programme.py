"""``huying programme check FILE…`` proves or refuses, ``diagram FILE`` draws, ``page FILE`` writes the page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huying.rules.diagram import mermaid
from huying.rules.errors import HuyingError, ProgrammeError
from huying.rules.page import page
from huying.rules.parsing import parse
from huying.rules.programme import Programme
from huying.rules.proof.findings import RULES
from huying.rules.verification import prove
from huying.rules.wording import Text

NO_FILE = Text("没有这个文件，请核对路径", "there is no such file; check the path.")


def read(file: Path) -> Programme:
    """The programme in a file. Raises ProgrammeError where the file can't be read, as text or as a programme."""
    try:
        source = file.read_text("utf-8")
    except FileNotFoundError as error:
        raise ProgrammeError(file=file, problem=NO_FILE) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProgrammeError(file=file, problem=str(error)) from error
    return parse(source, str(file))


class Command(BaseCommand):
    help = "Prove a programme's definition, or draw it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which files."""
        parser.add_argument(
            "--language", choices=("zh", "en"), default="en", help="language of the words (%(default)s)"
        )
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="prove each file, or name the rule it breaks and the shortest way there")
        check.add_argument("files", nargs="+", type=Path, metavar="FILE")
        for verb, text in (("diagram", "print a Mermaid state diagram"), ("page", "print a Markdown page")):
            verbs.add_parser(verb, help=text).add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, verb: str, language: str, **options: Any) -> None:
        """Exit status 1 where a file is refused."""
        if verb == "check":
            refused = [file for file in options["files"] if not self._check(file, language)]
            if refused:
                raise SystemExit(1)
            return
        try:
            programme = read(options["file"])
        except HuyingError as error:
            self.stderr.write(error.message(language))
            raise SystemExit(1) from error
        self.stdout.write(mermaid(programme, language) if verb == "diagram" else page(programme), ending="")

    def _check(self, file: Path, language: str) -> bool:
        """Whether the file is proven; says so, or why not."""
        try:
            programme = read(file)
            findings = prove(programme)
        except HuyingError as error:
            self.stderr.write(error.message(language))
            return False
        for one in findings:
            self.stderr.write(
                f"{file}: {one.rule}. {RULES[one.rule].say(language)}\n  {one.problem.say(language)}\n  → {one.way.say(language)}"
            )
        if not findings:
            self.stdout.write(
                f"{file}: {'已验证，七条规则全部成立。' if language == 'zh' else 'proven, all seven rules hold.'}"
            )
        return not findings
