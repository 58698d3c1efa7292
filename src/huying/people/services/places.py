"""Places, changed by the system administrator: a town that is new, a name that is another. Codes never change; cases keep them."""

from datetime import datetime

from django.db import transaction

from huying.people.administration import demand
from huying.people.errors import Taken
from huying.people.models import Place
from huying.people.services.journal import note
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

LONGEST_CODE = 20
DIGITS = 9  # of a town's statistical code: its county's six, and three of its own
OUTSIDE = Text(
    "乡镇编码须以所属县区的编码开头，后接字母或数字，共不超过20个字符",
    "a town's code begins with its county's code, then letters or digits, 20 characters at most.",
)


@transaction.atomic
def add_town(*, code: str, name: str, name_en: str, county: Place, by: Actor, now: datetime) -> Place:
    """A new town or street of a county. Raises Forbidden, BadInput, Taken."""
    demand(by, "units")
    own = code.removeprefix(county.code)
    if county.level != Place.Level.COUNTY or own in ("", code) or not (code.isascii() and own.isalnum()):
        raise BadInput(field="code", problem=OUTSIDE)
    if len(code) > LONGEST_CODE:
        raise BadInput(field="code", problem=OUTSIDE)
    if Place.objects.filter(code=code).exists():
        raise Taken(name=code)
    system = Place.CodeSystem.LOCAL
    if county.code_system == Place.CodeSystem.GBT2260 and code.isdigit() and len(code) == DIGITS:
        system = Place.CodeSystem.GBT2260
    town = Place.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        level=Place.Level.TOWN,
        parent=county,
        code_system=system,
        order=county.order,
    )
    note(by=by, at=now, action="add_place", subject=code, name=name)
    return town


@transaction.atomic
def rename_place(*, place: Place, name: str, name_en: str, by: Actor, now: datetime) -> None:
    """Another name; the code, and with it every case, stays. Raises Forbidden."""
    demand(by, "units")
    note(by=by, at=now, action="rename_place", subject=place.code, was=place.name, name=name)
    place.name, place.name_en = name, name_en
    place.save(update_fields=["name", "name_en"])
