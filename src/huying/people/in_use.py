"""Which of the names that somebody gave are there: units, persons, firms; and which unit answers for a place. Each one small query."""

from collections.abc import Iterable, Sequence

from huying.people.models import Duty, Firm, Unit, User

DIGITS = 18  # of a number that can be an account's


def unit_of_place(path: Sequence[str]) -> str:
    """The unit that answers for all of a place, the nearest of its path first; empty where none does."""
    duties = Duty.objects.filter(category="", place__in=list(path), unit__active=True).order_by("rank", "pk")
    found = {duty.place_id: duty.unit_id for duty in reversed(duties)}
    return next((found[code] for code in reversed(path) if code in found), "")


def units_in_use(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are units which work can be handed to."""
    return set(Unit.objects.filter(code__in=list(codes), active=True).values_list("code", flat=True))


def units_ever(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are units, retired ones too."""
    return set(Unit.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def persons_in_use(ids: Iterable[str]) -> set[str]:
    """Those of the ids that are accounts in use."""
    numbers = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < DIGITS]
    return {str(pk) for pk in User.objects.filter(pk__in=numbers, is_active=True).values_list("pk", flat=True)}


def firms_in_use(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are firms in use."""
    return set(Firm.objects.filter(code__in=list(codes), active=True).values_list("code", flat=True))
