"""Hostile until shown otherwise: what an uploaded file really is, and what of it we keep. Knows no database."""

import io
import unicodedata
import zipfile
from pathlib import Path

import filetype
from django.conf import settings
from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from huying.ledger.errors import FileTooLarge, UnpacksTooLarge, WrongFile

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
UNPACKED = 200 * MEGABYTE  # what an office file may unpack to; a bomb is larger
PIXELS = 50_000_000
NAME = 120

IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "word/document.xml"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "xl/workbook.xml"),
}


class Kept(Struct, frozen=True):
    """A file as it may be stored: its cleaned name, its type by content, and its (re-encoded) bytes."""

    name: str
    media_type: str
    content: bytes


def examine(name: str, content: bytes) -> Kept:
    """The file as it may be kept. Raises FileTooLarge or WrongFile; a picture comes back without EXIF and other metadata."""
    name = clean_name(name)
    if len(content) > LARGEST:
        raise FileTooLarge(field="files", name=name, limit=LARGEST // MEGABYTE)
    if not content:
        raise WrongFile(field="files", name=name)
    guess = filetype.guess(content)
    media_type = guess.mime if guess else ""
    if media_type in IMAGES:
        return Kept(name, media_type, _picture(name, content, IMAGES[media_type]))
    if media_type == "application/pdf":
        return Kept(name, media_type, content)
    if content[:4] == b"PK\x03\x04":
        return Kept(name, _office(name, content), content)
    return Kept(name, "text/plain", _text(name, content))


def clean_name(name: str) -> str:
    """A file name without path, controls, direction marks or leading dots."""
    base = name.encode("utf-8", "ignore").decode().replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFC", kept).strip(" .")[-NAME:] or "file"


def _picture(name: str, content: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > PIXELS:
                raise FileTooLarge(field="files", name=name, limit=LARGEST // MEGABYTE)
            upright = ImageOps.exif_transpose(image)
            clean = upright.convert("RGB") if form == "JPEG" else upright
            clean.info.clear()
            out = io.BytesIO()
            clean.save(out, form, quality=88)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise WrongFile(field="files", name=name) from error


def _office(name: str, content: bytes) -> str:
    """The media type of a macro-free office file that does not unpack to a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise WrongFile(field="files", name=name) from error
    names = {entry.filename for entry in entries}
    if sum(entry.file_size for entry in entries) > UNPACKED:
        raise UnpacksTooLarge(field="files", name=name, limit=UNPACKED // MEGABYTE)
    if any(entry.lower().endswith("vbaproject.bin") for entry in names):
        raise WrongFile(field="files", name=name)
    for media_type, (ending, part) in OFFICE.items():
        if part in names and name.lower().endswith(ending):
            return media_type
    raise WrongFile(field="files", name=name)


def _text(name: str, content: bytes) -> bytes:
    """Plain text in UTF-8 or GB 18030, kept as UTF-8; anything with a NUL, or that looks like markup, is not plain text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if name.lower().endswith((".txt", ".csv")) and "\0" not in text:
            return text.encode()
    raise WrongFile(field="files", name=name)


def path(digest: str) -> Path:
    """Where the content of this digest lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest
