"""How the log's texts lie in the database: packed small, because most of a ledger is log. It is packing only: what is sealed, shown,
exported and verified is the text itself.

The first byte tells how: 0 as it is, else the number of the dictionary it was packed with (`dictionaries/`). What was once packed
with a dictionary can be read with that one alone, so a dictionary never changes and never goes; a better one gets a new number.
"""

import threading
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from msgspec import Struct
from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError

LEVEL = 1  # two thirds of the time of level 3, and within a tenth of its size
PLAIN = b"\0"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
Kind = Literal["json", "text"]
NEWEST: dict[Kind, int] = {"json": 1, "text": 2}
if TYPE_CHECKING:
    Column = models.Field[str, str]
else:
    Column = models.Field  # which takes no types while it runs
_mine = threading.local()  # a compressor serves one thread at a time


class Packed(Struct, frozen=True):
    """A text that is to be written packed; `kind` says what it is like."""

    text: str
    kind: Kind = "json"


class Hexed(Struct, frozen=True):
    """Digits of base sixteen that are to be written as the bytes they stand for."""

    text: str


def pack(text: str, kind: Kind = "json") -> bytes:
    """As it lies in the database; nothing for an empty text."""
    plain = text.encode()
    number = NEWEST[kind]
    packed = bytes([number]) + _compressor(number).compress(plain)
    return packed if len(packed) <= len(plain) else PLAIN + plain if plain else b""


def unpack(packed: bytes | memoryview) -> str:
    """The text again. Raises ValueError for what nobody packed."""
    whole = bytes(packed)
    number, rest = whole[:1], whole[1:]
    if number in (b"", PLAIN):
        return rest.decode()
    try:
        return _decompressor(number[0]).decompress(rest).decode()
    except (ZstdError, OSError) as error:
        raise ValueError(f"not packed by any dictionary: {error}") from error


def legible(packed: bytes | memoryview) -> str:
    """The text again; what nobody packed is UNREADABLE, which no seal holds for, so that `log verify` can name it."""
    try:
        return unpack(packed)
    except ValueError:
        return UNREADABLE


def _compressor(number: int) -> ZstdCompressor:
    known: dict[int, ZstdCompressor] = vars(_mine).setdefault("compressors", {})
    if number not in known:
        known[number] = ZstdCompressor(level=LEVEL, dict_data=_dictionary(number), write_dict_id=False)
    return known[number]


def _decompressor(number: int) -> ZstdDecompressor:
    known: dict[int, ZstdDecompressor] = vars(_mine).setdefault("decompressors", {})
    if number not in known:
        known[number] = ZstdDecompressor(dict_data=_dictionary(number))
    return known[number]


@cache
def _dictionary(number: int) -> ZstdCompressionDict:
    file = files("huying.ledger").joinpath("dictionaries", f"{number}.zdict")
    dictionary = ZstdCompressionDict(file.read_bytes())
    dictionary.precompute_compress(level=LEVEL)
    return dictionary


class PackedField(Column):
    """A column of packed texts: Python sees the text."""

    def __init__(self, *args: Any, kind: Kind = "json", **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind

    def get_internal_type(self) -> str:
        """What the database makes of it: bytes."""
        return "BinaryField"

    def deconstruct(self) -> Any:
        """For migrations: with what it is like."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"kind": self.kind}

    def get_prep_value(self, value: Any) -> Any:
        """The bytes of a text."""
        return pack(value, self.kind) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The text of the bytes."""
        return None if value is None else legible(value)


class HexField(Column):
    """A column of digests and salts: Python sees digits of base sixteen, the database holds half as many bytes."""

    def get_internal_type(self) -> str:
        """What the database makes of it: bytes."""
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        """The bytes of the digits."""
        return bytes.fromhex(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The digits of the bytes."""
        return None if value is None else bytes(value).hex()
