"""What day it is for whoever looks at a page."""

from datetime import date

from huying.clock import now
from huying.rules.calendar import LOCAL


def today() -> date:
    """The day it is in the city."""
    return now().astimezone(LOCAL).date()
