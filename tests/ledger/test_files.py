"""Uploads are hostile until shown otherwise: known by content, cleaned, and read back only by whoever may see the case."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from PIL import Image

from huying.ledger.errors import FileTooLarge, TooManyFiles, UnpacksTooLarge, WrongFile
from huying.ledger.files import LARGEST, clean_name, examine, path
from huying.ledger.models import Access, Attachment
from huying.ledger.services import attachments
from huying.rules.errors import BadInput, NotFound
from tests.ledger.story import CLERK, ROADS, WATER, Story


def picture(form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, form, **options)
    return out.getvalue()


def office(*parts: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, content)
    return out.getvalue()


def located() -> bytes:
    """A photo that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Telling Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 1.0, 30.0)})
    return picture(exif=exif)


KEPT = {
    "照片.jpg": (picture(), "image/jpeg"),
    "图.png": (picture("PNG"), "image/png"),
    "图.webp": (picture("WEBP"), "image/webp"),
    "文件.pdf": (b"%PDF-1.4\n%%EOF", "application/pdf"),
    "说明.txt": ("自来水发黄".encode(), "text/plain"),
    "旧说明.txt": ("自来水发黄".encode("gb18030"), "text/plain"),
    "台账.xlsx": (office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "报告.docx": (
        office("word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_people_send_every_day_is_kept(name: str) -> None:
    content, media_type = KEPT[name]
    kept = examine(name, content)
    assert (kept.name, kept.media_type) == (name, media_type)


REFUSED = {
    "program.jpg": b"MZ\x90\0" + b"\0" * 200,
    "program": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "page.html": b"<html><script>alert(1)</script></html>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "drawing.jpg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "half.jpg": picture()[:60],
    "bad.png": b"\x89PNG\r\n\x1a\n" + os.urandom(100),
    "archive.zip": office("readme.txt"),
    "macro.xlsx": office("xl/workbook.xml", "xl/vbaProject.bin"),
    "sheet.docx": office("xl/workbook.xml"),
    "sheet.exe": office("xl/workbook.xml"),
    "broken.xlsx": b"PK\x03\x04" + b"\0" * 100,
    "nul.txt": b"abc\0def",
    "empty.txt": b"",
    "film.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 100,
    "anim.gif": picture("GIF"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_by_name(name: str) -> None:
    with pytest.raises(WrongFile) as refusal:
        examine(name, REFUSED[name])
    assert name in refusal.value.message("zh")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        examine("long.txt", b"x" * (LARGEST + 1))


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = office("xl/workbook.xml", "xl/sheet.xml", content=b"0" * (101 * 1024 * 1024))
    assert len(bomb) < LARGEST
    with pytest.raises(UnpacksTooLarge, match="unpacks to more than"):
        examine("bomb.xlsx", bomb)


def test_a_picture_that_unpacks_to_a_wall_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(BadInput):
        examine("wall.png", out.getvalue())


def test_where_and_with_what_a_photo_was_taken_is_gone() -> None:
    content = located()
    assert b"Telling Camera" in content
    kept = examine("photo.jpg", content).content
    assert b"Telling Camera" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (40, 20)


def test_what_hides_behind_a_picture_is_not_kept() -> None:
    kept = examine("photo.jpg", picture() + b"<script>alert(1)</script>" + office("payload.exe")).content
    assert b"<script>" not in kept
    assert b"PK\x03\x04" not in kept


def test_markup_in_a_text_file_stays_text() -> None:
    assert examine("page.txt", b"<html><script>alert(1)</script>").media_type == "text/plain"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\x\\图.jpg", "图.jpg"), ("a\0b\n.txt", "ab.txt"),
        ("\u202egpj.exe", "gpj.exe"), ("...", "file"), ("", "file"), ("\ud800x.txt", "x.txt"), ("长" * 300 + ".txt", "长" * 116 + ".txt"),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.django_db
def test_a_file_comes_back_to_whoever_may_see_the_case_and_the_look_is_logged() -> None:
    story = Story().dispatched()
    row = attachments.add(case_id=story.id, name="照片.jpg", content=picture(), actor=WATER, now=story.now)
    _, content = attachments.read(attachment_id=str(row.id), actor=CLERK, now=story.now)
    assert content.startswith(b"\xff\xd8")
    assert Access.objects.get(case_id=story.id, kind="file").actor == CLERK.id
    with pytest.raises(NotFound):
        attachments.read(attachment_id=str(row.id), actor=ROADS, now=story.now)


@pytest.mark.django_db
@pytest.mark.parametrize("ident", ["", "x", "\0", "00000000-0000-0000-0000-000000000000"])
def test_a_file_that_does_not_exist_is_not_found(ident: str) -> None:
    with pytest.raises(NotFound):
        attachments.read(attachment_id=ident, actor=CLERK, now=Story().now)


@pytest.mark.django_db
def test_nobody_adds_a_file_to_a_case_they_may_not_see() -> None:
    story = Story().dispatched()
    with pytest.raises(NotFound):
        attachments.add(case_id=story.id, name="照片.jpg", content=picture(), actor=ROADS, now=story.now)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_the_same_content_lies_there_once() -> None:
    one, other = Story(), Story()
    rows = [
        attachments.add(case_id=story.id, name="说明.txt", content=b"same", actor=CLERK, now=story.now)
        for story in (one, other)
    ]
    assert rows[0].digest == rows[1].digest
    assert path(rows[0].digest).read_bytes() == b"same"


@pytest.mark.django_db
def test_a_case_holds_a_bounded_number_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST", 2)
    story = Story()
    for number in range(2):
        attachments.add(case_id=story.id, name=f"{number}.txt", content=b"x", actor=CLERK, now=story.now)
    with pytest.raises(TooManyFiles):
        attachments.add(case_id=story.id, name="3.txt", content=b"x", actor=CLERK, now=story.now)
