"""Our own types, read from what comes from outside (files, tables, tickets), by many threads at once."""

from typing import TypeVar

from msgspec import Struct, json

S = TypeVar("S", bound=Struct)


def readable(kind: type[S]) -> type[S]:
    """A struct that msgspec learns of when it is defined.

    Left alone it does so at the first reading, and two threads that come first together crash the process (0.22: a
    decoder meets the half-learnt type). While a module is imported, no other thread can reach its types.
    """
    json.Decoder(kind)
    return kind
