"""What a figure is narrowed by: a period, a county, a unit, a category, a channel, who wrote, where the case stands."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from msgspec import Struct
from msgspec.structs import asdict

from huying.rules.calendar import LOCAL
from huying.rules.figures import Period, usual_period

COLUMNS = {
    "county": "county", "unit": "lead_unit", "category": "category", "channel": "channel", "subject": "subject",
    "state": "state",
}  # fmt: skip
"""Each filter and the column of a case that it is about."""


NONE = "-"
"""A filter of this value leaves the cases that have nothing there: no county, no unit yet."""


FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2999, 12, 31)
"""The days that figures may be asked about; what lies beyond is a slip of the pen, and no instant of the database."""


class Filters(Struct, frozen=True, omit_defaults=True):
    """Each empty where it does not narrow. Without `start` and `end` (the day after the last) the usual period counts."""

    start: date | None = None
    end: date | None = None
    county: str = ""
    unit: str = ""
    category: str = ""
    channel: str = ""
    subject: str = ""
    state: str = ""

    def period(self, as_of: datetime) -> Period:
        """The period that is counted."""
        usual = usual_period(as_of.astimezone(LOCAL).date())
        return Period(self.start or usual.start, self.end or usual.end)

    def facts(self) -> dict[str, str]:
        """The filters that narrow, but for the period."""
        found = {name: value for name in COLUMNS if (value := getattr(self, name))}
        return {name: "" if value == NONE else value for name, value in found.items()}

    def where(self) -> Q:
        """The condition on rows of cases, but for the period."""
        return Q(**{COLUMNS[name]: value for name, value in self.facts().items()})

    def given(self) -> dict[str, str]:
        """All that narrow, as an address has them."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def within(period: Period) -> Q:
    """The cases opened in the period, over rows of cases."""
    return Q(opened_at__gte=midnight(period.start), opened_at__lt=midnight(period.end))


def midnight(day: date) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def day_ends(day: date, now: datetime) -> datetime:
    """The last instant of a local day, or `now` where the day is not over."""
    return min(midnight(day + timedelta(days=1)) - timedelta(microseconds=1), now)
