"""Whatever anybody types into any field of any programme is kept or refused by field, and `log verify` stays clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huying.ledger.sealing import Contact
from huying.ledger.services.create import Opened
from huying.ledger.services.verify import verify_case
from huying.rules.available import Choice
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.proof.exploration import explore
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life, live, lived, ways

ANY = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates, controls, private use: all of it
MARKS = st.text(
    st.sampled_from("e\u0301\u0323a\n\r\t \u2028\x85\u200b\ufeff\u3000路灯\\\x1f\x1e'\"{}$%\U0001f6a7\u0958\ufb1d0-."),
    max_size=30,
)
WORST = "  e\u0301\r\n\u0958\u2028\ufb1d\u3000\\ '\"{} $$ %s\t\U0001f6a7 "  # all of it may be kept
READ = ("prose", "line", "code")  # types whose values are read as they were typed
# No shrinking: a life takes long, and the draws that are printed tell it again.
FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
T = TypeVar("T")
Noise = Callable[[], str | None]


class Noisy(Life):
    """A case in which anybody may type anything anywhere: `noise` gives what is typed into a field, None for what makes sense.
    What is refused is said as it should be; that nobody is handed anything is another way, and not told here.
    """

    def __init__(self, noise: Noise, kept: set[tuple[str, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.noise, self.kept = noise, kept

    def _create(self, payload: dict[str, Any], actor: Actor | None, contact: Contact | None) -> Opened:
        return self._tried(self.programme.start, payload, partial(super()._create, actor=actor, contact=contact))

    def _told(self, choice: Choice, actor: Actor, payload: dict[str, Any]) -> None:
        self._tried(choice.action, payload, lambda said: super(Noisy, self)._told(choice, actor, said))

    def _tried(self, code: str, payload: dict[str, Any], door: Callable[[dict[str, Any]], T]) -> T:
        action = self.programme.actions[code]
        mine = () if action.rings or action.retimes else action.fields  # the system's own are nobody's to type into
        said = {name: text for name in mine if (text := self.noise()) is not None}
        typed = {name: text for name, text in said.items() if text or action.fields[name].type != "assignments"}
        while typed:
            try:
                with transaction.atomic():
                    done = door(payload | typed)
            except BadInput as refusal:
                for language in ("zh", "en"):
                    refusal.message(language).encode()  # it can be told
                field = str(refusal.values["field"]).partition(".")[0]
                typed.pop(field if field in typed else next(iter(typed)))
            else:
                self.kept |= {(code, name) for name in typed}
                return done
        return door(payload)


def sound(life: Life) -> bool:
    return verify_case(life.id) == []


def read_as_typed(programme: Programme) -> Iterator[tuple[str, str]]:
    """Every field of free text, but for what the system says itself."""
    for code, action in programme.actions.items():
        typed = not (action.rings or action.retimes or action.attaches)
        yield from ((code, name) for name, field in action.fields.items() if typed and field.type in READ)


def test_the_worst_text_is_kept_in_every_field_that_takes_text_and_the_log_holds(crew: Crew) -> None:
    kept: set[tuple[str, str]] = set()
    lives = live(crew, partial(Noisy, lambda: WORST, kept))
    assert [life.id for life in lives if not sound(life)] == []
    codes = {
        (code, name)
        for code, name in read_as_typed(crew.programme)
        if crew.programme.actions[code].fields[name].type == "code"
    }
    assert set(read_as_typed(crew.programme)) - codes - kept == set()


@FEW
@given(data=st.data())
def test_whatever_is_typed_into_any_field_the_log_holds(crew: Crew, data: st.DataObject) -> None:
    found = sorted(ways(explore(crew.programme)).values(), key=lambda way: (-len(way), str(way)))
    noise = st.none() | st.just("") | ANY | MARKS
    life = Noisy(lambda: data.draw(noise), set(), crew, data.draw(st.integers(0, 300)))
    lived(life, data.draw(st.sampled_from(found)), set(crew.programme.actions))
    assert sound(life)
