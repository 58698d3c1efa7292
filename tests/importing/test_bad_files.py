"""What is no file of letters, or too much of one, is refused as a whole, and nothing of it is kept."""

from __future__ import annotations

import io
import zipfile

import pytest

from huying.importing.errors import FileTooBig, NoHeader, TooManyRows, UnreadableFile
from huying.ledger import models
from tests.importing.files import BUS, LAMP, WATER, csv_file, take, xlsx_file

pytestmark = pytest.mark.django_db


def repeated() -> bytes:
    """A small workbook that is gigabytes of text once it is read: one long text in every cell."""
    long = "长" * 32_000
    return xlsx_file([(number, *[long] * 40) for number in range(400)])


REFUSED = {
    "empty.csv": (b"", NoHeader),
    "empty.xlsx": (b"", UnreadableFile),
    "blank.xlsx": (xlsx_file([], ()), NoHeader),
    "header.csv": (csv_file([]), None),
    "nothing.csv": (csv_file([LAMP], ("a", "b", "c", "d", "e")), NoHeader),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff", UnreadableFile),
    "page.xlsx": (b"%PDF-1.7 ...", UnreadableFile),
    "broken.xlsx": (xlsx_file([LAMP, WATER, BUS])[:700], UnreadableFile),
    "zip.xlsx": (b"PK\x03\x04" + b"\0" * 200, UnreadableFile),
    "ole.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnreadableFile),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_is_refused_in_one_sentence(name: str) -> None:
    content, error = REFUSED[name]
    if error is None:
        assert take(content, name).report.rows == 0
        return
    with pytest.raises(error) as refusal:
        take(content, name)
    assert refusal.value.code.startswith("import.")
    assert not models.Case.objects.exists()


def test_too_many_rows_are_refused_before_the_first_is_kept() -> None:
    line = b"1,u,t,2021/3/1,x\n"
    with pytest.raises(TooManyRows):
        take(csv_file([]) + line * 300_000)
    assert not models.Case.objects.exists()


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(FileTooBig):
        take(b"\0" * (64 * 1024 * 1024 + 1))


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" ")
        archive.infolist()[0].file_size = 500 * 1024 * 1024
    with pytest.raises(FileTooBig):
        take(out.getvalue(), "bomb.xlsx")


def test_a_workbook_of_repeated_text_ends_its_reader_and_nothing_else() -> None:
    with pytest.raises((UnreadableFile, FileTooBig)):
        take(repeated(), "repeated.xlsx", dry_run=True)
