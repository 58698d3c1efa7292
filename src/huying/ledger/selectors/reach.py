"""A case as far as whoever asks may read it (`policy.ended`): whole, or as it stood when their unit left it. Lists, exports and the API
tell nothing that came after.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from msgspec import Struct

from huying.ledger import models, projection, store
from huying.programmes.registry import load
from huying.rules.case import Case, Event, replay
from huying.rules.policy import Actor, ended, scope
from huying.rules.programme import Programme


class Reach(Struct, frozen=True):
    """A case as somebody may read it: `row` and `case` as they stood at `until`, or as they stand where that is None. `present` is the
    case as it stands, for what may be done with it.
    """

    row: models.Case
    case: Case
    present: Case
    programme: Programme
    until: datetime | None


def reach(row: models.Case, actor: Actor) -> Reach:
    """The case of the row, for somebody who may know of it."""
    case, programme = store.read(row), load(row.programme, row.version)
    until = ended(case, actor, programme)
    if until is None:
        return Reach(row, case, case, programme, None)
    then = replay(events(row, until))
    return Reach(_row(then, programme), then, case, programme, until)


def rows(found: Iterable[models.Case], actor: Actor) -> list[models.Case]:
    """The rows of a list, each as it may be read; who sees every case of a programme has left none."""
    found = list(found)
    doubtful = [row for row in found if not _all(row, actor)]
    prefetch_related_objects(doubtful, "document")
    cut = {row.id: reach(row, actor).row for row in doubtful}
    return [cut.get(row.id, row) for row in found]


def events(row: models.Case, until: datetime | None) -> list[Event]:
    """The events of a case in order, as far as they may be read."""
    found = row.events.order_by("seq")
    return store.chained(found.filter(at__lte=until) if until else found)


def _all(row: models.Case, actor: Actor) -> bool:
    return any(clause.sees == "all" for clause in scope(actor, load(row.programme, row.version)))


def _row(case: Case, programme: Programme) -> models.Case:
    """The row that the case had then, with its document."""
    columns = projection.case_columns(case, programme)
    row = models.Case(**columns | {"id": UUID(case.id), "heading": _heading(case, programme)})
    row.document = models.Document(case=row, body=projection.document(case))
    return row


def _heading(case: Case, programme: Programme) -> str:
    """What the case was called then; nothing where that was removed by law."""
    fact = programme.meaning("heading")
    value = str(case.facts.get(fact, ""))
    if not value or programme.facts[fact].type != "prose":
        return value
    return models.Passage.objects.get(id=UUID(value)).text
