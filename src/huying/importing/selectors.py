"""Who may import what, and who sees which runs: whoever may open a case of a programme at its home desk."""

import uuid
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from huying.importing.models import ImportRun
from huying.programmes.registry import newest, published
from huying.rules.case import Case, Signature
from huying.rules.errors import NotFound
from huying.rules.policy import Actor, permits_start
from huying.rules.programme import Programme
from huying.rules.wording import Text

RUN = Text("导入记录", "import")
STATES = {
    ImportRun.State.CHECKING: Text("正在检查", "Being checked"),
    ImportRun.State.CHECKED: Text("已检查，待导入", "Checked, not imported yet"),
    ImportRun.State.IMPORTING: Text("正在导入", "Being imported"),
    ImportRun.State.DONE: Text("已导入", "Imported"),
    ImportRun.State.FAILED: Text("未能导入", "Failed"),
}


def state(run: ImportRun) -> Text:
    """Where a run stands, in a word."""
    return STATES[ImportRun.State(run.state)]


def signature(programme: Programme, actor: Actor) -> Signature | None:
    """As whom this actor may import into the programme, or None. Machines have the API."""
    blank = Case(
        id="",
        programme=programme.code,
        version=programme.version,
        number="",
        state="",
        opened=datetime.min.replace(tzinfo=UTC),
    )
    homes = [programme.home.unit] if programme.home.by == "unit" else sorted(actor.units)
    for home in homes:
        signed = permits_start(blank.evolve(home=home), actor, programme)
        if signed and signed.unit and programme.roles[signed.role].person:
            return signed
    return None


def programmes_for(actor: Actor) -> list[Programme]:
    """The newest version of every programme that this actor may import into."""
    return [one for one in newest() if signature(one, actor)]


def runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """The runs of the desks that this actor may import at, the latest first."""
    mine = [(one.code, signed.unit) for one in published() if (signed := signature(one, actor))]
    if not mine:
        return ImportRun.objects.none()
    desks = reduce(or_, [Q(programme=code, unit=unit) for code, unit in dict.fromkeys(mine)])
    return ImportRun.objects.filter(desks).order_by("-created_at", "-id")


def one_for(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """One run. Raises NotFound: for others it does not exist."""
    run = runs_for(actor).filter(id=run_id).first()
    if run is None:
        raise NotFound(what=RUN)
    return run
