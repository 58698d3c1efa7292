"""The auditor's lists as questions to the database: what each shows, narrowed as its address says, the latest first."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.ledger import models
from huying.ledger.selectors.scope import cases_audited
from huying.people.models import PeopleLog, User
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM, Actor
from huying.rules.wording import Text

DAYS = 7  # what a list shows where no days are asked for


class Asked(Struct, frozen=True):
    """What a list is narrowed by: whom, from which day to which, of what kind, on which case."""

    who: str
    since: date
    until: date
    kind: str
    number: str
    before: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first instant of the first day to the first one after the last."""
        return (
            datetime.combine(self.since, time(), LOCAL),
            datetime.combine(self.until + timedelta(days=1), time(), LOCAL),
        )


def asked(query: Mapping[str, str], at: datetime) -> Asked:
    """The address' own words, wrong ones left out."""
    today = at.astimezone(LOCAL).date()
    word = {name: query.get(name, "").replace("\0", "").strip()[:60] for name in ("who", "kind", "number", "before")}
    before = word["before"] if word["before"].isascii() and word["before"].isdigit() else ""
    return Asked(
        word["who"],
        _day(query.get("since", ""), today - timedelta(days=DAYS)),
        _day(query.get("until", ""), today),
        word["kind"],
        word["number"],
        int(before[:18] or 0),
    )


def _day(typed: str, usual: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return usual
    return day if date.min < day < date.max - timedelta(days=1) else usual


def _actors(who: str) -> list[str]:
    """The actors' ids that a typed name may mean: a user name, a person's name, an id."""
    if who in (SYSTEM.id, "系统"):
        return [SYSTEM.id]
    users = User.objects.filter(Q(username=who) | Q(display_name=who)).values_list("pk", flat=True)
    return [who, *(str(pk) for pk in users)]


def looks(wanted: Asked, actor: Actor) -> QuerySet[models.Access]:
    """Who looked at what: pages, contact data with the reason, files, exports."""
    found = models.Access.objects.filter(at__range=wanted.span).filter(Q(case=None) | Q(case__in=cases_audited(actor)))
    if wanted.who:
        found = found.filter(actor__in=_actors(wanted.who))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.number:
        found = found.filter(case__number=wanted.number)
    return found.select_related("case").order_by("-id")


def events(wanted: Asked, actor: Actor) -> QuerySet[models.Event]:
    """Who acted on which case; narrowed by person and day, or by case."""
    found = models.Event.objects.filter(case__in=cases_audited(actor))
    found = found.filter(case__number=wanted.number) if wanted.number else found.filter(recorded_at__range=wanted.span)
    if wanted.who:
        found = found.filter(actor__in=_actors(wanted.who))
    return found.select_related("case").order_by("-recorded_at", "case_id", "-seq")


def people(wanted: Asked) -> QuerySet[PeopleLog]:
    """Who changed accounts, posts, units and calendars."""
    found = PeopleLog.objects.filter(at__range=wanted.span)
    if wanted.who:
        found = found.filter(Q(by__in=_actors(wanted.who)) | Q(subject__in=_actors(wanted.who)))
    return found.order_by("-id")


def seals() -> QuerySet[models.DailySeal]:
    """The daily seals."""
    return models.DailySeal.objects.order_by("-day")


def action(event: models.Event) -> Text:
    """What an event's action is called in the programme of its case."""
    known = load(event.case.programme, event.case.version).actions.get(event.action)
    return known.name if known else Text(event.action, event.action)


def capacity(event: models.Event) -> Text:
    """As what somebody acted: the role that was held, in the words of the case's programme; nothing where the system did."""
    known = load(event.case.programme, event.case.version).roles.get(event.role)
    return known.name if known else Text("", "")
