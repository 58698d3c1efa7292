"""Loading a year's official holidays. Whoever calls this recomputes the running clocks afterwards, and logs that."""

from datetime import datetime

import msgspec
from django.db import connection, transaction

from huying.people import calendars
from huying.people.administration import demand
from huying.people.models import CalendarVersion, HolidayYear
from huying.people.services.journal import note
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.schedule import Schedule, problems

LOCK = 0x68797963  # any number of our own: loaders take turns, or the digest would miss one of two years


@transaction.atomic
def load_year(*, schedule: Schedule, by: Actor, now: datetime) -> bool:
    """Put a year's schedule in force; False where it already was. Raises Forbidden, BadInput (the first thing wrong)."""
    demand(by, "calendar")
    for problem in problems(schedule):
        raise BadInput(field=str(schedule.year), problem=problem)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    before = calendars.digest(calendars.schedules())
    _keep(schedule, by, now)
    after = calendars.digest(calendars.schedules())
    if after == before:
        return False
    CalendarVersion.objects.update_or_create(pk=calendars.VERSION, defaults={"digest": after})
    note(by=by, at=now, action="load_year", subject=str(schedule.year), digest=after)
    return True


def _keep(schedule: Schedule, by: Actor, now: datetime) -> None:
    days = msgspec.to_builtins(schedule)
    HolidayYear.objects.update_or_create(
        year=schedule.year, defaults={"days": days, "source": schedule.source, "loaded_by": by.id, "loaded_at": now}
    )
