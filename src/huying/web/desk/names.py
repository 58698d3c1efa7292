"""Codes and ids as people know them: one question to the database for all the names that a page needs."""

from collections.abc import Iterable

from huying.people.models import Place, Unit, User
from huying.rules.policy import SYSTEM
from huying.rules.wording import Text

ASKER = Text("诉求人", "The person who asked")
MACHINE = Text("系统", "System")
GONE = Text("（账号已不在）", "(account gone)")


def units(codes: Iterable[str]) -> dict[str, Text]:
    """Names of units; a code that no unit has any more stands for itself."""
    wanted = set(codes) - {""}
    rows = Unit.objects.filter(code__in=wanted).values_list("code", "name", "name_en") if wanted else ()
    return {code: Text(code, code) for code in wanted} | {code: Text(zh, en) for code, zh, en in rows}


def places(codes: Iterable[str]) -> dict[str, Text]:
    """Names of places; a code that no place has stands for itself."""
    wanted = set(codes) - {""}
    rows = Place.objects.filter(code__in=wanted).values_list("code", "name", "name_en") if wanted else ()
    return {code: Text(code, code) for code in wanted} | {code: Text(zh, en) for code, zh, en in rows}


def persons(ids: Iterable[str]) -> dict[str, Text]:
    """Names of whoever acted: accounts by their display name, the person who asked, the system."""
    wanted = set(ids)
    numbers = [ident for ident in wanted if ident.isdecimal()]
    rows = User.objects.filter(pk__in=numbers).values_list("pk", "display_name", "username") if numbers else ()
    known = {str(pk): Text(shown or name, shown or name) for pk, shown, name in rows}
    return {ident: known.get(ident) or _nobody(ident) for ident in wanted}


def _nobody(ident: str) -> Text:
    if ident.startswith("party:"):
        return ASKER
    return MACHINE if ident == SYSTEM.id else GONE
