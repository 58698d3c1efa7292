"""What belongs to a case beside its log, and is no word of it: the person who asked, sealed, and the files.

Each is looked at as `verification` looks at the log: it believes nothing that it can open or compute anew.
"""

import hashlib
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from msgspec import MsgspecError

from huying.ledger import models
from huying.ledger.files import path
from huying.ledger.sealing import shown, unseal

SHOWN = ("masked_name", "masked_phone", "phone_index")  # the columns that say something of the person in clear


def party_problems(party: models.Party) -> Iterator[str]:
    """What does not hold of the person who asked: nothing where the key opens it and all that is shown comes from it."""
    row = {name: getattr(party, name) for name in SHOWN}
    if party.forgotten_at:
        if bytes(party.sealed) or any(row.values()):
            yield "the person was forgotten, and yet something of them is kept"
        return
    try:
        contact = unseal(bytes(party.sealed), str(party.id))
    except (InvalidTag, MsgspecError, ValueError):
        yield "the contact data can't be opened with the key: it was changed, moved, or sealed with another"
        return
    if row != shown(contact):
        yield "what is shown of the person is not what was sealed"


def file_problems(file: models.Attachment) -> Iterator[str]:
    """What does not hold of one file: nothing where it lies at its address, and its content is the one that was named."""
    try:
        with path(file.digest).open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            size = content.tell()
    except (OSError, ValueError) as error:
        yield f"the file {file.id} can't be read: {type(error).__name__}"
        return
    if digest != file.digest:
        yield f"the content of the file {file.id} was changed"
    elif size != file.size:
        yield f"the size of the file {file.id} is not the one that was kept"
