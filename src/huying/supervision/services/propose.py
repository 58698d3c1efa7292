"""Proposals to summon a unit: from a programme's nth bulletin about one unit in one quarter on, once in the quarter (约谈建议).

By the clock and not in the action itself: that would have to lock and count what other cases do at the same moment.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from huying.programmes.registry import newest
from huying.supervision.models import PROPOSING, Slip

LOCK = "supervision.propose"


@transaction.atomic
def propose(*, now: datetime) -> int:
    """Make the proposals that are due; how many. Any number of workers may ask at once. A person decides on each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    made = [_made(row) for programme in newest() for row in _due(programme.code, programme.interview_after)]
    return len(Slip.objects.bulk_create(made))


def _due(programme: str, after: int) -> list[Slip]:
    """For every unit and quarter with enough bulletins and no proposal yet, the bulletin that filled the measure."""
    if not after:
        return []
    of_programme = Slip.objects.filter(PROPOSING, programme=programme)
    proposed = of_programme.filter(
        kind=Slip.Kind.INTERVIEW, late_unit=OuterRef("late_unit"), quarter=OuterRef("quarter")
    )
    bulletins = of_programme.filter(~Exists(proposed), kind=Slip.Kind.BULLETIN)
    full = bulletins.values("late_unit", "quarter").annotate(bulletins=Count("pk")).filter(bulletins__gte=after)
    return [
        bulletins.filter(late_unit=unit, quarter=quarter).order_by("issued_at", "pk")[after - 1]
        for unit, quarter in full.order_by("late_unit", "quarter").values_list("late_unit", "quarter")
    ]


def _made(bulletin: Slip) -> Slip:
    return Slip(
        case_id=bulletin.case_id,
        programme=bulletin.programme,
        seq=bulletin.seq,
        kind=Slip.Kind.INTERVIEW,
        unit=bulletin.unit,
        to_role=bulletin.to_role,
        late_unit=bulletin.late_unit,
        clock=bulletin.clock,
        text_id=bulletin.text_id,
        issued_at=bulletin.issued_at,
        quarter=bulletin.quarter,
        acknowledged_by="",
    )
