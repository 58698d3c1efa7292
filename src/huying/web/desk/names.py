"""Codes and ids as people know them: the same as `web.kit.names`, under the name that the desk's pages ask by."""

from huying.web.kit.names import ASKER, GONE, MACHINE, persons, places, units

__all__ = ["ASKER", "GONE", "MACHINE", "persons", "places", "units"]
