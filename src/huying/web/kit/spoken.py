"""Units, persons and firms by what people type for them: a full name, a short one, an account, a code; and back."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from huying.people.models import Firm, Unit, User
from huying.rules.errors import BadInput
from huying.rules.wording import Text

SHOWN = 40  # characters of a name that somebody made up
MOST = 1000  # names that a list offers


def units() -> list[tuple[str, Text]]:
    """Every unit that work can be handed to, by code, in the city's order."""
    rows = Unit.objects.filter(active=True).order_by("order", "code").values_list("code", "name", "name_en")
    return [(code, Text(zh, en)) for code, zh, en in rows]


def persons() -> list[str]:
    """What a list offers of persons: names that one account alone has, and account names for the others."""
    rows = User.objects.filter(is_active=True).order_by("display_name", "pk").values_list("display_name", "username")
    pairs = list(rows[:MOST])
    shown = Counter(name for name, _ in pairs)
    return [name if name and shown[name] == 1 else username for name, username in pairs]


def firms() -> list[str]:
    """What a list offers of firms: their names."""
    return list(Firm.objects.filter(active=True).values_list("name", flat=True)[:MOST])


def unit(field: str, typed: str) -> str:
    """The code of the unit that was typed: by name in either language, by code, or by a part of the name that only one has
    (城管 for 市城管局). Raises BadInput.
    """
    wanted, known = _plain(typed), units()
    if not wanted:
        return ""
    exact = [code for code, name in known if wanted in (code, name.zh, name.en)]
    found = exact or [code for code, name in known if _within(wanted, name)]
    if len(found) == 1 or exact:
        return found[0]
    raise BadInput(
        field=field, problem=_several(wanted, found, dict(known)) if found else _none("单位", "unit", wanted)
    )


def _within(wanted: str, name: Text) -> bool:
    """Whether the signs of the short name stand in the name in their order: 城管 and 市城管 in 市城管局, 建安区 in 建安区政府."""
    signs = iter(name.zh)
    return len(wanted) > 1 and (all(sign in signs for sign in wanted) or wanted.lower() in name.en.lower())


def person(field: str, typed: str) -> str:
    """The id of the account that was typed by its account name, or by a name that no other has. Raises BadInput."""
    wanted = _plain(typed)
    if not wanted:
        return ""
    found = list(User.objects.filter(Q(username=wanted) | Q(display_name=wanted), is_active=True)[:3])
    found = [one for one in found if one.username == wanted] or found
    if len(found) == 1:
        return str(found[0].pk)
    if found:
        problem = Text(
            f"叫“{wanted[:SHOWN]}”的不止一人，请填写账号",
            f"several people are called “{wanted[:SHOWN]}”; give the account.",
        )
        raise BadInput(field=field, problem=problem)
    raise BadInput(field=field, problem=_none("人员", "person", wanted))


def firm(field: str, typed: str) -> str:
    """The code of the firm that was typed by its name or its code. Raises BadInput."""
    wanted = _plain(typed)
    if not wanted:
        return ""
    found = list(Firm.objects.filter(Q(code=wanted) | Q(name=wanted)).values_list("code", flat=True)[:2])
    if len(found) != 1:
        raise BadInput(field=field, problem=_none("企业", "firm", wanted))
    return found[0]


def person_named(ident: str) -> str:
    """What `person` reads back as this account."""
    one = User.objects.filter(pk=int(ident)).first() if ident.isdecimal() else None
    if one is None:
        return ident
    alone = one.display_name and User.objects.filter(display_name=one.display_name).count() == 1
    return one.display_name if alone else one.username


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
    return str(user.pk) if user else unit(field, name)


def _only(name: str) -> User | None:
    found = list(User.objects.filter(display_name=name).only("pk")[:2])
    return found[0] if len(found) == 1 else None


def _plain(typed: str) -> str:
    return typed.replace("\0", "").strip()


def _none(zh: str, en: str, wanted: str) -> Text:
    shown = wanted[:SHOWN]
    return Text(f"没有“{shown}”这个{zh}，请从列表中选择", f"there is no {en} “{shown}”; choose one from the list.")


def _several(wanted: str, found: Iterable[str], known: dict[str, Text]) -> Text:
    shown = [known[code] for code in found][:5]
    zh, en = "、".join(one.zh for one in shown), "; ".join(one.en for one in shown)
    return Text(f"“{wanted[:SHOWN]}”可能是：{zh}，请写全称", f"“{wanted[:SHOWN]}” may be: {en}; give the full name.")
