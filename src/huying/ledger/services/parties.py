"""The person behind a case: kept sealed, shown masked, opened only with a reason that is logged."""

from datetime import datetime
from typing import Any

from django.db import transaction

from huying.ledger import models
from huying.ledger.sealing import Contact, phone_index, seal, unseal
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.rules.errors import BadInput, Forbidden, NotFound
from huying.rules.policy import Actor
from huying.rules.scrub import mask_name, mask_phone
from huying.rules.wording import Text

REASON = Text("请写明查看理由（至少4个字）", "say why you need it (4 characters at least).")
CONTACT = Text("联系方式", "contact")
SHORTEST = 4


class Sealed(Forbidden):
    """Your posts do not allow opening contact data; ask the centre."""

    code = "party.sealed"
    zh = "您的岗位不能查看联系方式，请联系督办中心。"


def keep(*, case_id: str, contact: Contact) -> None:
    """Seal the contact of a new case. An anonymous case has no party at all."""
    if contact == Contact():
        return
    models.Party.objects.create(**columns(case_id, contact))


def columns(case_id: str, contact: Contact) -> dict[str, Any]:
    """The row of a party: the contact sealed, and what of it may be seen. A case has one at most, so it bears its id."""
    return {
        "id": case_id,
        "case_id": case_id,
        "sealed": seal(contact, case_id),
        "masked_name": mask_name(contact.name or contact.firm),
        "masked_phone": mask_phone(contact.phone),
        "phone_index": phone_index(contact.phone),
    }


def opened(*, case_id: str, actor: Actor, roles: frozenset[str], reason: str, now: datetime) -> Contact:
    """The contact in clear, for a post that may (`roles`), with the reason in the access log. Raises Sealed, BadInput, NotFound."""
    if roles.isdisjoint(post.role for post in actor.posts):
        raise Sealed
    if len(reason.strip()) < SHORTEST:
        raise BadInput(field="reason", problem=REASON)
    with transaction.atomic():
        row = models.Party.objects.filter(case__in=cases_for(actor), case_id=case_id, forgotten_at=None).first()
        if row is None:
            raise NotFound(what=CONTACT)
        access.note(actor=actor, kind="unmask", case_id=case_id, detail=reason.strip()[:300], now=now)
        return unseal(bytes(row.sealed), str(row.id))


def forget(*, case_id: str, now: datetime) -> None:
    """Empty everything personal of a case: contact, letter, words. The chain holds: events only ever held digests."""
    with transaction.atomic():
        models.Party.objects.filter(case_id=case_id).update(
            sealed=b"", masked_name="", masked_phone="", phone_index="", forgotten_at=now
        )
        models.Passage.objects.filter(case_id=case_id).update(text="", salt="", forgotten_at=now)
        models.SearchEntry.objects.filter(case_id=case_id).delete()
        models.Publication.objects.filter(case_id=case_id).delete()
        models.Case.objects.filter(id=case_id).update(title="")
