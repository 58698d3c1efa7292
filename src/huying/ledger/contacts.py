"""How to reach whoever asked, on its way into the ledger: in one form, and sealed before it is written."""

from typing import Any

from msgspec import structs

from huying.ledger import writes
from huying.ledger.sealing import Contact, seal, shown
from huying.ledger.writes import Write
from huying.rules.forms import text


def checked(contact: Contact) -> Contact:
    """The contact as it can be kept, each line in one form. Raises BadInput naming the first that can't."""
    given = {name: value for name, value in structs.asdict(contact).items() if value and value.strip()}
    return Contact(**{name: text(f"contact.{name}", value) for name, value in given.items()})


def kept(case_id: str, contact: Contact) -> list[Write]:
    """The contact of a new case, sealed, to be written. An anonymous case has no party at all."""
    return [] if contact == Contact() else [writes.add("ledger_party", columns(case_id, contact))]


def columns(case_id: str, contact: Contact) -> dict[str, Any]:
    """The row of a party: the contact sealed, and what of it may be seen. A case has one at most, so it bears its id."""
    return {
        "id": case_id,
        "case_id": case_id,
        "sealed": seal(contact, case_id),
    } | shown(contact)
