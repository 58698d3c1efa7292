"""Old events, read as the present form has them. An event says in which form of the document its patch was written (`form`);
the hash covers it as it was written for ever, and only reading turns it into today's form.

To change the document: raise `FORM`, and put here what makes a patch of the form before into one of the new form.
"""

from collections.abc import Callable, Mapping
from typing import Any

Patch = dict[str, Any]

FORM = 1  # the form of the document that is written now
UPCASTERS: Mapping[int, Callable[[Patch], Patch]] = {}
"""By the form that it reads, what gives the next form's patch."""


def upcast(
    patch: Patch, form: int, upcasters: Mapping[int, Callable[[Patch], Patch]] = UPCASTERS, to: int = FORM
) -> Patch:
    """The patch in the form `to`. Raises ValueError for a form that is unknown: the ledger was written by a later version."""
    if not 1 <= form <= to:
        raise ValueError(
            f"The event is of form {form}; this version reads forms 1 to {to}. Use the version that wrote it."
        )
    while form < to:
        patch = upcasters[form](patch)
        form += 1
    return patch
