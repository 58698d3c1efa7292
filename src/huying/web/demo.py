"""The demo's accounts as its sign-in page lists them: the centre and the city's own posts apart, all other units in one."""

from collections import Counter

from msgspec import Struct

from huying.people.selectors import DemoAccount, demo_accounts
from huying.rules.wording import Text

MANY = 4  # a unit with so many accounts gets a list of its own
CITY = Text("市级与系统", "City and system")
UNITS = Text("承办单位与县区", "Units and counties")


class Group(Struct, frozen=True):
    """One list; `mixed` where its accounts belong to different units, which are then named."""

    name: Text
    accounts: list[DemoAccount]
    mixed: bool = False


def groups() -> list[Group]:
    """The lists in order; none unless this installation is a demo."""
    accounts = demo_accounts()
    sizes = Counter(one.unit for one in accounts)
    large = [unit for unit, size in sizes.items() if unit and size >= MANY]
    found = [Group(unit, [one for one in accounts if one.unit == unit]) for unit in large]
    found.append(Group(CITY, [one for one in accounts if one.unit is None]))
    found.append(Group(UNITS, [one for one in accounts if one.unit and one.unit not in large], mixed=True))
    return [group for group in found if group.accounts]
