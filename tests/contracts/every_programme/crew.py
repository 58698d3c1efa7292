"""Who acts in a programme that nobody has met before: an account for every role, at the places where its role demands one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huying.people.actors import actor_for
from huying.people.in_use import unit_of_place
from huying.people.models import Firm, Post, User
from huying.people.selectors import path_of
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Programme, Role
from tests.plausible import Names

UNITS = ("gongshui", "jiaotong", "chengguan", "zhujian", "fagai")
SUPERVISORS = ("duchaju", "xinfang", "zhengwu", "centre", "duchaju")
FIRM = "91411000TEST00001A"
CITY = "4110"
VILLAGE = "411002001001"
SINCE = date(2020, 1, 1)


class Crew:
    """The people of one programme, by role; whoever asks where that is an account or a firm is `asker`."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.users: list[User] = []
        self.others: dict[str, Crew] = {}
        Firm.objects.get_or_create(code=FIRM, defaults={"name": "许昌试验有限公司"})
        self.asker = self._account("asker", firm=FIRM if programme.asker.kind == "firm" else None)
        for code, role in programme.roles.items():
            if role.post:
                self._appoint(code, role)

    @property
    def working(self) -> list[User]:
        """Those who do casework: whoever only looks on is kept apart from it."""
        kept = {code for code, role in self.programme.roles.items() if role.at == "nowhere"}
        return [user for user in self.users if not kept.intersection(user.posts.values_list("role", flat=True))]

    def beside(self, other: Programme) -> Crew:
        """The crew of another programme, whose cases everybody here may see as well: whoever links a case must know of it."""
        if other.code not in self.others:
            self.others[other.code] = crew = Crew(other)
            everything = next(code for code, role in other.roles.items() if role.post and role.sees == "all")
            for user in self.working:
                crew.post(user, everything, crew.home)
        return self.others[other.code]

    def names(self, case: str = "") -> Names:
        """What payloads name."""
        return Names(UNITS, SUPERVISORS, VILLAGE, str(self.asker.pk), FIRM, case)

    def actors(self) -> Iterator[Actor]:
        """Everybody, and the system."""
        yield from (self.actor(user) for user in self.users)
        yield SYSTEM

    def actor(self, user: User) -> Actor:
        """An account as the rules know it."""
        return actor_for(user, SINCE)

    def again(self, actor: Actor) -> Actor:
        """The same account with the posts that it holds by now."""
        return self.actor(User.objects.get(pk=actor.id))

    def holding(self, role: str) -> User:
        """Somebody who holds the role."""
        return next(user for user in self.users if user.username.startswith(f"{self.programme.code}.{role}"))

    def _appoint(self, code: str, role: Role) -> None:
        if role.at == "asker":
            self.post(self.asker, code, place=CITY)
            return
        for unit, place in self._where(role):
            self.post(self._account(f"{code}.{unit or place}"), code, unit, place)

    def _where(self, role: Role) -> list[tuple[str, str]]:
        """At which units and places the role is held here."""
        match role.at:
            case "home":
                return [(self.home, "")]
            case "unit":
                return [(unit, "") for unit in UNITS]
            case "supervisor":
                return [(unit, "") for unit in dict.fromkeys((*SUPERVISORS, self.home))]
            case "place":
                return [("", VILLAGE)]
        return [("", CITY if role.sees == "place" else "")]

    @property
    def home(self) -> str:
        """The unit that keeps the loop of a case that is told here."""
        match self.programme.home.by:
            case "unit":
                return self.programme.home.unit
            case "place":
                return unit_of_place(path_of(VILLAGE))
        return UNITS[0]

    def _account(self, name: str, firm: str | None = None) -> User:
        user = User.objects.create_user(
            f"{self.programme.code}.{name}", display_name=f"试验{len(self.users)}号", firm_id=firm
        )
        self.users.append(user)
        return user

    def post(self, user: User, role: str, unit: str = "", place: str = "") -> None:
        programme = "" if self.programme.roles[role].citywide else self.programme.code
        Post.objects.create(
            user=user, role=role, programme=programme, unit_id=unit or None, place_id=place or None, start=SINCE
        )
