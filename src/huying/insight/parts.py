"""What each part of a figure asks of a case's row, at an instant. Numbers and the lists behind them both come from here.

The columns tell a case's past as far as its dates do: when it was opened, promised, replied to and closed. Two things
they do not keep: the reply or the closing that a reopened case had before, and the lights of the past (`rules.figures.
PRESENT`). Both are in the log; a figure of a past day leaves the second out and counts the first as the case stands now.
"""

from datetime import datetime

from django.db.models import F, Q

from huying.rules.figures import PARTS, Part

SATISFIED = 3  # of 5: satisfied and basically satisfied


def parts(as_of: datetime) -> dict[Part, Q]:
    """The condition of every part, over rows of cases. Nothing of what happens after `as_of` counts."""
    opened = Q(opened_at__lte=as_of)
    replied = opened & Q(replied_at__lte=as_of, promised_at__isnull=False)
    is_open = opened & (Q(closed_at__isnull=True) | Q(closed_at__gt=as_of))
    said = opened & (Q(closed_at__isnull=True) | Q(closed_at__lte=as_of))
    known, rated = said & Q(resolved__isnull=False), said & Q(rating__isnull=False)
    found: dict[Part, Q] = {
        "opened": opened,
        "replied": replied,
        "due": replied | (opened & Q(promised_at__lte=as_of)),
        "in_time": replied & Q(replied_at__lte=F("promised_at")),
        "closed": opened & Q(closed_at__lte=as_of),
        "known": known,
        "resolved": known & Q(resolved=True),
        "rated": rated,
        "content": rated & Q(rating__gte=SATISFIED),
        "reopened": opened & Q(reopened__gt=0),
        "open": is_open,
        "overdue": is_open & Q(promised_at__lt=as_of) & (Q(replied_at__isnull=True) | Q(replied_at__gt=as_of)),
        "red": is_open & Q(due_at__lt=as_of),
        "amber": is_open & Q(due_at__gte=as_of, amber_at__lt=as_of),
        "green": is_open & Q(amber_at__gte=as_of),
        "supervised": is_open & Q(supervised=True),
    }
    return {part: found[part] for part in PARTS}
