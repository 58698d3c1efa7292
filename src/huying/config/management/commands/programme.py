"""``huying programme check FILE…`` proves or refuses, ``diagram FILE`` draws, ``page FILE`` writes the page for people, ``reference``
lists the words that a file may use. A FILE is a programme's folder or the TOML file itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huying.programmes import imports, lives, registry
from huying.programmes.registry import Source
from huying.rules.diagram import mermaid
from huying.rules.errors import HuyingError
from huying.rules.locating import located
from huying.rules.page import page
from huying.rules.parsing import parse
from huying.rules.programme import Programme
from huying.rules.proof import references
from huying.rules.proof.findings import RULES, Finding
from huying.rules.reference import reference
from huying.rules.verification import prove

PROVEN = {"zh": "已验证，八条规则全部成立。", "en": "proven, all eight rules hold."}


def read(path: Path) -> tuple[Source, Programme]:
    """The text and the programme of a file. Raises ProgrammeError where it can't be read, as text or as a programme."""
    source = registry.read(path)
    return source, parse(source.text, str(source.path))


class Command(BaseCommand):
    help = "Prove a programme's definition, draw it, or list the words it may use."
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
        verbs.add_parser("reference", help="print every word that a programme file may use, as Markdown")

    def handle(self, *args: Any, verb: str, language: str, **options: Any) -> None:
        """Exit status 1 where a file is refused."""
        if verb == "check":
            refused = [file for file in options["files"] if not self._check(file, language)]
            if refused:
                raise SystemExit(1)
            return
        if verb == "reference":
            self.stdout.write(reference(), ending="")
            return
        try:
            _, programme = read(options["file"])
        except HuyingError as error:
            self.stderr.write(error.message(language))
            raise SystemExit(1) from error
        self.stdout.write(mermaid(programme, language) if verb == "diagram" else page(programme), ending="")

    def _check(self, file: Path, language: str) -> bool:
        """Whether the file is proven; says so, or why not."""
        try:
            source, programme = read(file)
            references.check(programme, str(source.path), source.text)
            findings = prove(programme)
            if file.is_dir():
                _beside(file, programme)
        except HuyingError as error:
            self.stderr.write(error.message(language))
            return False
        for one in findings:
            self.stderr.write(_refusal(one, source, language))
        if not findings:
            self.stdout.write(f"{file}: {PROVEN[language]}")
        return not findings


def _beside(folder: Path, programme: Programme) -> None:
    """What else lies in a programme's folder: how its people behave, how its rows come in. Raises ProgrammeError."""
    for name, parse_ in ((imports.FILE, imports.parse), (lives.FILE, lives.parse)):
        if (folder / name).exists():
            parse_((folder / name).read_text("utf-8"), programme, str(folder / name))


def _refusal(one: Finding, source: Source, language: str) -> str:
    place = located(str(source.path), source.text, one.place)
    rule = f"{place}: {one.rule}. {RULES[one.rule].say(language)}"
    return f"{rule}\n  {one.problem.say(language)}\n  → {one.way.say(language)}"
