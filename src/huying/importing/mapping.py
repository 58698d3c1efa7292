"""Which column of a file is which, as a person says it where the headers don't: proposed, and remembered for the next file of the kind."""

import hashlib
from collections.abc import Mapping

from msgspec import Struct, json

from huying.importing import tables
from huying.importing.cells import Row, text_of
from huying.importing.columns import IGNORED, Column, chosen, columns, missing
from huying.importing.errors import BadMapping, NothingInIt
from huying.importing.headers import plain
from huying.importing.models import ImportRun
from huying.importing.sheets import Header, likely

EXAMPLES = 3  # values of a column that are shown beside it


class Proposal(Struct, frozen=True):
    """What a page asks about: every column of the file in its order with a few of its values, which column of the programme it is
    taken for ("" for none), the columns that there may be, and those without which nothing can come in.
    """

    titles: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]
    mapping: dict[str, str]
    columns: tuple[Column, ...]
    missing: tuple[Column, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns of the file that nobody reads."""
        return tuple(title for title in self.titles if self.mapping.get(title, IGNORED) == IGNORED)


def proposed(programme: str, name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> Proposal:
    """What a file's columns are taken for: by `mapping`, by what was said of the last file of its kind, by their headers.

    Raises UnreadableFile, FileTooBig, TooManyRows, NothingInIt.
    """
    with tables.read(name, content) as book:
        header = likely(programme, book, mapping or {})
        if header is None:
            raise NothingInIt(field="file")
        examples = _examples(book, header)
    said = mapping or remembered(programme, header.titles)
    found = chosen(programme, header.titles, said)
    by_title = {header.titles[at]: code for code, at in found.items()}
    titles = tuple(dict.fromkeys(title for title in header.titles if title))
    return Proposal(
        titles=titles,
        examples=examples,
        mapping={title: by_title.get(title, IGNORED) for title in titles},
        columns=tuple(columns(programme).values()),
        missing=tuple(missing(programme, found)),
    )


def _examples(book: tables.Book, header: Header) -> dict[str, tuple[str, ...]]:
    """The first values of each column that says something."""
    found: dict[str, list[str]] = {title: [] for title in header.titles if title}
    for line, row in enumerate(book.rows(header.sheet), 1):
        if line > header.line:
            _shown(header, row, found)
        if line > header.line + 2 * tables.MOST or all(len(values) >= EXAMPLES for values in found.values()):
            break
    return {title: tuple(values) for title, values in found.items()}


def _shown(header: Header, row: Row, found: dict[str, list[str]]) -> None:
    for title, cell in zip(header.titles, row, strict=False):
        text = text_of(cell)[:60]
        if title and text and len(found[title]) < EXAMPLES and text not in found[title]:
            found[title].append(text)


def checked(programme: str, titles: Mapping[str, str] | None) -> dict[str, str]:
    """A mapping from outside, fit to be used. Raises BadMapping for a column that there is not, or that is named twice."""
    known, found = columns(programme), dict[str, str]()
    for title, code in (titles or {}).items():
        if code != IGNORED and (code not in known or code in found.values()):
            raise BadMapping(field="mapping", title=title, column=code)
        found[title] = code
    return found


def digest(titles: tuple[str, ...]) -> str:
    """By what the same kind of file is known again: its headers, whatever their order."""
    named = sorted({plain(title) for title in titles if title})
    return hashlib.sha256(json.encode(named)).hexdigest()


def remembered(programme: str, titles: tuple[str, ...]) -> dict[str, str]:
    """What was last said of the columns of such a file; nothing where nobody has."""
    runs = ImportRun.objects.filter(programme=programme, headers=digest(titles)).exclude(mapping={})
    last = runs.order_by("-created_at").first()
    if last is None:
        return {}
    said = {plain(title): code for title, code in last.mapping.items()}
    known = columns(programme)
    found = {title: said[plain(title)] for title in titles if plain(title) in said}
    return {title: code for title, code in found.items() if code == IGNORED or code in known}
