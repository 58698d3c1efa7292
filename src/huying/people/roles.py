"""The roles that somebody can be appointed to: those of the published programmes, and the three administrators.

Which unit or place a post needs follows from where its role acts and what it sees, as the programmes say.
"""

from functools import cache

from msgspec import Struct

from huying.programmes.registry import published
from huying.rules.wording import Text

SYSADMIN, SECADMIN, AUDITOR = "sysadmin", "secadmin", "auditor"
SEPARATE = frozenset({SYSADMIN, SECADMIN, AUDITOR})
CASEWORK = "casework"


class Role(Struct, frozen=True):
    """A role to be appointed to, and whether its posts must name a unit or a place."""

    code: str
    name: Text
    unit: bool = False
    place: bool = False


ADMINISTRATORS = (
    Role(SYSADMIN, Text("系统管理员", "System administrator")),
    Role(SECADMIN, Text("安全管理员", "Security administrator")),
    Role(AUDITOR, Text("审计员", "Auditor")),
)


@cache
def roles() -> dict[str, Role]:
    """Every role, by code. The parties to a case and the system itself hold no posts."""
    found = {role.code: role for role in ADMINISTRATORS}
    for programme in published():
        for code, one in programme.roles.items():
            if one.at not in ("party", "system"):
                before = found.get(code)
                unit = one.at != "nowhere" or one.sees == "unit" or bool(before and before.unit)
                place = one.sees == "place" or bool(before and before.place)
                found[code] = Role(code, one.name, unit, place)
    return found


def name(code: str) -> Text:
    """What a role is called; its code where no published programme knows it any more."""
    role = roles().get(code)
    return role.name if role else Text(code, code)


def branch(role: str) -> str:
    """One of four that nobody mixes at one time: each administrator's, and casework (the database holds the same rule)."""
    return role if role in SEPARATE else CASEWORK
