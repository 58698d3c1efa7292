"""A workbook's rows, read by another process (`workbook_process.py`) so that a hostile file can take nothing down with it."""

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from msgspec import msgpack

from huying.importing.errors import FileTooBig, UnreadableFile

MEGABYTE = 1024 * 1024
UNPACKED = 384 * MEGABYTE  # bytes an .xlsx may say that it unpacks to, and bytes of text that may come out of it
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(content: bytes) -> bool:
    """Whether it begins as .xlsx or .xls do, whatever its name."""
    return content.startswith((ZIP, OLE))


def messages(content: bytes) -> Iterator[Any]:
    """The name of each sheet, then its rows. Raises UnreadableFile, FileTooBig, also in the middle."""
    if content.startswith(ZIP):
        _no_bomb(content)
    with _reader(content) as child:
        received = 0
        while message := _message(child.stdout):
            received += len(message)
            if received > UNPACKED:
                raise _too_much()
            yield msgpack.decode(message)
        if child.wait() != 0:
            raise UnreadableFile(field="file")


@contextmanager
def _reader(content: bytes) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "huying.importing.workbook_process"],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    with child:
        try:
            yield child
        finally:
            child.kill()  # nothing happens where it has ended by itself


def _message(source: IO[bytes] | None) -> bytes:
    """The next message, empty at the end."""
    assert source is not None  # noqa: S101 - stdout is a pipe
    length = int.from_bytes(source.read(4), "big")
    message = source.read(length)
    if len(message) < length:
        raise UnreadableFile(field="file")
    return message


def _no_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(field="file") from error
    if unpacked > UNPACKED:
        raise _too_much()


def _too_much() -> FileTooBig:
    return FileTooBig(field="file", limit=UNPACKED // MEGABYTE)
