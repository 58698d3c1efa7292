"""The addressee says that a slip has been read; on a draft or proposal a person says whether it is adopted."""

from datetime import datetime

from django.db import transaction

from huying.rules.errors import BadInput, Conflict, NotFound
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.supervision.models import Slip
from huying.supervision.selectors.slips import addressed_to

SLIP = Text("催办单", "slip")
DECIDE = Text("请选择采纳或不采纳", "say whether it is adopted.")


class AlreadyAcknowledged(Conflict):
    """This slip has already been acknowledged; reload the page."""

    code = "slip.acknowledged"
    zh = "此催办单已有人签阅，请刷新页面。"


@transaction.atomic
def acknowledge(*, slip_id: int, actor: Actor, now: datetime, adopted: bool | None = None) -> Slip:
    """Mark a slip as read by somebody it is addressed to; a draft or proposal also wants `adopted`.

    Raises NotFound, AlreadyAcknowledged, BadInput.
    """
    slip = addressed_to(actor).select_for_update(of=("self",)).filter(pk=slip_id).first()
    if slip is None:
        raise NotFound(what=SLIP)
    if slip.acknowledged_at:
        raise AlreadyAcknowledged
    if slip.proposes and adopted is None:
        raise BadInput(field="adopted", problem=DECIDE)
    slip.acknowledged_at, slip.acknowledged_by = now, actor.id
    slip.adopted = adopted if slip.proposes else None
    slip.save(update_fields=["acknowledged_at", "acknowledged_by", "adopted"])
    return slip
