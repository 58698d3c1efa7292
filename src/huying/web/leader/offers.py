"""By which programmes somebody who leads may require something of a case: those that such a person opens by their post as the one who
asks, and whose opening names the case that it comes from. No programme is known here by name.
"""

from msgspec import Struct

from huying.programmes.registry import newest
from huying.rules.facts import Link
from huying.rules.policy import Actor, held
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text

ANY = "*"


class Offer(Struct, frozen=True):
    """One such programme; `origin` is the field by which its opening names a case."""

    programme: Programme
    origin: str

    @property
    def action(self) -> Action:
        """What opens a case of it."""
        return self.programme.actions[self.programme.start]

    @property
    def name(self) -> Text:
        """What the button is called."""
        return self.action.name

    @property
    def link(self) -> Link:
        """The link to the case that it comes from."""
        return self.programme.links[self.action.fields[self.origin].link]

    def fits(self, programme: str) -> bool:
        """Whether something can be required of the cases of that programme; of its own kind nothing is."""
        return programme != self.programme.code and (ANY in self.link.programmes or programme in self.link.programmes)


def offers(actor: Actor) -> list[Offer]:
    """The programmes by which this actor may require something."""
    return [Offer(one, origin) for one in newest() if leads(actor, one) and (origin := _origin(one))]


def leads(actor: Actor, programme: Programme) -> bool:
    """Whether the actor opens its cases by a post, as the one who asks."""
    roles = programme.actions[programme.start].roles
    return any(role.at == "asker" and post.role in roles for post, role in held(actor, programme))


def _origin(programme: Programme) -> str:
    """The first field of its opening that names a case, of another programme too; empty where there is none."""
    fields = programme.actions[programme.start].fields
    return next((name for name, field in fields.items() if field.link and programme.links[field.link].programmes), "")
