"""Units by the names that people type: a list to choose from, and the code behind a name."""

from collections.abc import Iterable

from huying.people.models import Unit, User
from huying.rules.errors import BadInput
from huying.rules.wording import Text


def active() -> list[tuple[str, Text]]:
    """Every unit that work can be handed to, by code, in the city's order."""
    rows = Unit.objects.filter(active=True).order_by("order", "code").values_list("code", "name", "name_en")
    return [(code, Text(zh, en)) for code, zh, en in rows]


def code_of(field: str, typed: str) -> str:
    """The code of the unit that was typed by its name (in either language) or its code. Raises BadInput."""
    wanted = typed.strip().replace("\0", "")
    for code, name in active():
        if wanted in (code, name.zh, name.en):
            return code
    problem = Text(
        f"没有“{wanted[:40]}”这个单位，请从列表中选择", f"there is no unit “{wanted[:40]}”; choose one from the list."
    )
    raise BadInput(field=field, problem=problem)


def accused(field: str, typed: str) -> list[str]:
    """The units and persons named line by line, as the rules know them. Raises BadInput for a name that nobody has."""
    return [_ident(field, line.strip()) for line in typed.replace("\0", "").splitlines() if line.strip()]


def named(idents: Iterable[str]) -> list[str]:
    """The lines that `accused` reads back as these units and persons: a unit's name, a person's account."""
    idents = list(idents)
    names = dict(Unit.objects.filter(code__in=idents).values_list("code", "name"))
    numbers = [int(one) for one in idents if one.isdecimal()]
    names |= {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "username")}
    return [names.get(one, one) for one in idents]


def _ident(field: str, name: str) -> str:
    user = User.objects.filter(username=name).only("pk").first() or _only(name)
    return str(user.pk) if user else code_of(field, name)


def _only(name: str) -> User | None:
    found = list(User.objects.filter(display_name=name).only("pk")[:2])
    return found[0] if len(found) == 1 else None
