"""Rows by the light that they show: of the clock that counts, and of a case's numbers where a programme has lights over them."""

from datetime import datetime

from django.db.models import Q

from huying.programmes.registry import derived, newest


def lit(light: str, now: datetime, *, over: str = "case") -> Q:
    """The rows that show this light now; every row for no light at all. A case shows the worst of its clock and its numbers."""
    signals = over == "case" and _signalled()
    worse = {"red": Q(signal=2), "amber": Q(signal=1), "green": Q(signal=0)}
    match light:
        case "red":
            return Q(due_at__lt=now) | worse["red"] if signals else Q(due_at__lt=now)
        case "amber" if signals:
            return _not_red(now) & (Q(amber_at__lt=now) | worse["amber"])
        case "amber":
            return Q(due_at__gte=now, amber_at__lt=now)
        case "green" if signals:
            calm = Q(amber_at__gte=now) & (Q(signal=None) | worse["green"])
            return calm | (Q(amber_at=None) & worse["green"])
        case "green":
            return Q(amber_at__gte=now)
        case _:
            return Q()


def _not_red(now: datetime) -> Q:
    return (Q(due_at=None) | Q(due_at__gte=now)) & (Q(signal=None) | Q(signal__lt=2))


@derived
def _signalled() -> bool:
    """Whether any programme has lights over numbers."""
    return any(one.signals for one in newest())
