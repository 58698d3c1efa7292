"""The person behind a case: kept sealed, shown masked, opened only with a reason that is logged."""

from datetime import datetime

from django.db import transaction

from huying.ledger import models, store
from huying.ledger.sealing import Contact, unseal
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.programmes.registry import load
from huying.rules.errors import BadInput, Forbidden, NotFound
from huying.rules.policy import Actor, may_open
from huying.rules.wording import Text

REASON = Text("请写明查看理由（至少4个字）", "say why you need it (4 characters at least).")
CONTACT = Text("联系方式", "contact")
SHORTEST = 4


class Sealed(Forbidden):
    """Your posts do not allow opening contact data; ask the centre."""

    code = "party.sealed"
    zh = "您的岗位不能查看联系方式，请联系督办中心。"


def opened(*, case_id: str, actor: Actor, reason: str, now: datetime) -> Contact:
    """The contact in clear, for a role that may open it, with the reason in the access log. Raises Sealed, BadInput, NotFound."""
    row = cases_for(actor).filter(id=case_id).first()
    if row is None:
        raise NotFound(what=CONTACT)
    if not may_open(store.read(row), actor, load(row.programme, row.version)):
        raise Sealed
    if sum(letter.isalnum() for letter in reason) < SHORTEST:
        raise BadInput(field="reason", problem=REASON)
    with transaction.atomic():
        party = models.Party.objects.filter(case_id=case_id, forgotten_at=None).first()
        if party is None:
            raise NotFound(what=CONTACT)
        access.note(actor=actor, kind="unmask", case_id=case_id, detail=reason.strip()[:300], now=now)
        return unseal(bytes(party.sealed), str(party.id))
