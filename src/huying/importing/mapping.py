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

    captions: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]
    mapping: dict[str, str]
    columns: tuple[Column, ...]
    missing: tuple[Column, ...]


def proposed(programme: str, name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> Proposal:
    """What a file's columns are taken for: by `mapping`, by what was said of the last file of its kind, by their headers.

    Raises UnreadableFile, FileTooBig, TooManyRows, NothingInIt.
    """
    with tables.read(name, content) as book:
        header = likely(programme, book, mapping or {})
        if header is None:
            raise NothingInIt(field="file")
        examples = _examples(book, header)
    said = mapping or remembered(programme, header.captions)
    found = chosen(programme, header.captions, said)
    by_caption = {header.captions[at]: code for code, at in found.items()}
    captions = tuple(dict.fromkeys(caption for caption in header.captions if caption))
    return Proposal(
        captions=captions,
        examples=examples,
        mapping={caption: by_caption.get(caption, IGNORED) for caption in captions},
        columns=tuple(columns(programme).values()),
        missing=tuple(missing(programme, found)),
    )


def _examples(book: tables.Book, header: Header) -> dict[str, tuple[str, ...]]:
    """The first values of each column that says something."""
    found: dict[str, list[str]] = {caption: [] for caption in header.captions if caption}
    for line, row in enumerate(book.rows(header.sheet), 1):
        if line > header.line:
            _shown(header, row, found)
        if line > header.line + 2 * tables.MOST or all(len(values) >= EXAMPLES for values in found.values()):
            break
    return {caption: tuple(values) for caption, values in found.items()}


def _shown(header: Header, row: Row, found: dict[str, list[str]]) -> None:
    for caption, cell in zip(header.captions, row, strict=False):
        text = text_of(cell)[:60]
        if caption and text and len(found[caption]) < EXAMPLES and text not in found[caption]:
            found[caption].append(text)


def checked(programme: str, captions: Mapping[str, str] | None) -> dict[str, str]:
    """A mapping from outside, fit to be used. Raises BadMapping for a column that there is not, or that is named twice."""
    known, found = columns(programme), dict[str, str]()
    for caption, code in (captions or {}).items():
        if code != IGNORED and (code not in known or code in found.values()):
            raise BadMapping(field="mapping", caption=caption, column=code)
        found[caption] = code
    return found


def digest(captions: tuple[str, ...]) -> str:
    """By what the same kind of file is known again: its headers, whatever their order."""
    named = sorted({plain(caption) for caption in captions if caption})
    return hashlib.sha256(json.encode(named)).hexdigest()


def remembered(programme: str, captions: tuple[str, ...]) -> dict[str, str]:
    """What was last said of the columns of such a file; nothing where nobody has."""
    runs = ImportRun.objects.filter(programme=programme, headers=digest(captions)).exclude(mapping={})
    last = runs.order_by("-created_at").first()
    if last is None:
        return {}
    said = {plain(caption): code for caption, code in last.mapping.items()}
    known = columns(programme)
    found = {caption: said[plain(caption)] for caption in captions if plain(caption) in said}
    return {caption: code for caption, code in found.items() if code == IGNORED or code in known}
