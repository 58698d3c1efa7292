"""The roles that somebody can be appointed to: those of the published programmes, and the three administrators.

A role belongs to its programme, so that two programmes' clerks are two roles. Held in the whole city, under no programme,
are the three administrators and what every programme that knows it marks `citywide`. Which unit or place a post needs
follows from where its role acts and what it sees, as the programmes say.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from huying.programmes.registry import derived, newest, published
from huying.rules import programme as rules
from huying.rules.policy import Post
from huying.rules.programme import Programme
from huying.rules.wording import Text

SYSADMIN, SECADMIN, AUDITOR = "sysadmin", "secadmin", "auditor"
SEPARATE = frozenset({SYSADMIN, SECADMIN, AUDITOR})
CASEWORK = "casework"
CITY = Text("全市", "Whole city")
Key = tuple[str, str]  # programme ("" for the whole city), role


class Role(Struct, frozen=True):
    """A role to be appointed to, and whether its posts must name a unit or a place; `person` is False for machines."""

    code: str
    name: Text
    programme: str = ""
    unit: bool = False
    place: bool = False
    person: bool = True

    @property
    def key(self) -> str:
        """The role and its programme as a form sends them."""
        return f"{self.programme}:{self.code}"


ADMINISTRATORS = (
    Role(SYSADMIN, Text("系统管理员", "System administrator")),
    Role(SECADMIN, Text("安全管理员", "Security administrator")),
    Role(AUDITOR, Text("审计员", "Auditor")),
)


@derived
def roles() -> dict[Key, Role]:
    """Every role, those of the whole city first. The parties to a case and the system itself hold no posts."""
    found = {("", role.code): role for role in ADMINISTRATORS}
    held, own = _held(), dict[Key, Role]()
    # Of the whole city only where every programme says so: none lets another's people in.
    bound = {code for _, code, one in held if not one.citywide} - SEPARATE
    for programme, code, one in held:
        if code in bound:
            own[programme.code, code] = _role(programme.code, code, one)
        else:
            found["", code] = _joined(found.get(("", code)), _role("", code, one))
    return found | own


def grouped() -> list[tuple[Text, list[Role]]]:
    """Every role as a list offers them: under the name of its programme, those of the whole city first."""
    groups: dict[str, list[Role]] = {}
    for role in roles().values():
        groups.setdefault(role.programme, []).append(role)
    return [(programme_name(code), found) for code, found in groups.items()]


def name(programme: str, code: str) -> Text:
    """What a role is called, or was called where nobody is appointed to it so any more; its code where no programme ever knew it."""
    role = roles().get((programme, code))
    return role.name if role else _former(programme, code)


def full_name(programme: str, code: str) -> Text:
    """What a role is called, and in which programme, where it belongs to one."""
    role, of = name(programme, code), programme_name(programme)
    return Text(f"{role.zh}（{of.zh}）", f"{role.en} ({of.en})") if programme else role


def programme_name(code: str) -> Text:
    """What the programme of a role is called, or that the role is held in the whole city."""
    return {one.code: one.name for one in published()}.get(code, Text(code, code)) if code else CITY


def machines(posts: Iterable[Post]) -> bool:
    """Whether these are the posts of a system's account: there are some, and every one is of a role that no person holds."""
    found = [roles().get((post.programme, post.role)) for post in posts]
    return bool(found) and not any(role is None or role.person for role in found)


def branch(role: str) -> str:
    """One of four that nobody mixes at one time: each administrator's, and casework (the database holds the same rule)."""
    return role if role in SEPARATE else CASEWORK


def _former(programme: str, code: str) -> Text:
    """What the programme, or another one, called the role, in the newest version that had it."""
    known = [one for one in published() if code in one.roles]
    own = [one for one in known if one.code == programme]
    return [*known, *own][-1].roles[code].name if known else Text(code, code)


def _held() -> list[tuple[Programme, str, rules.Role]]:
    """Every role of the newest version of every programme that somebody can be appointed to."""
    return [(programme, code, one) for programme in newest() for code, one in programme.roles.items() if one.post]


def _role(programme: str, code: str, one: rules.Role) -> Role:
    unit = one.at in ("home", "unit", "supervisor") or one.sees == "unit"
    return Role(code, one.name, programme, unit=unit, place="place" in (one.at, one.sees), person=one.person)


def _joined(known: Role | None, one: Role) -> Role:
    """A role of the whole city as several programmes know it: it keeps its first name and needs what any of them needs."""
    if known is None:
        return one
    return replace(known, unit=known.unit or one.unit, place=known.place or one.place)
