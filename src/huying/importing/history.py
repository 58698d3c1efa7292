"""A letter from a file as the life of a case: just registered, or, where it was answered there, already at its end."""

from datetime import datetime
from random import Random
from typing import Any

from huying.importing.rows import Letter
from huying.ledger import whole_lives
from huying.ledger.sealing import Contact
from huying.ledger.services.create import number_for
from huying.ledger.whole_lives import Life, World
from huying.rules.case import Case
from huying.rules.decide import Moment, decide
from huying.rules.errors import BadInput
from huying.rules.policy import SYSTEM


def life(world: World, letter: Letter, ident: str, sequence: int, source: str, now: datetime, rng: Random) -> Life:
    """The case's life up to `now`. Raises BadInput where the letter itself can't be kept."""
    programme = world.programme
    blank = Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        state="",
        opened=letter.opened,
        number=number_for(programme, sequence, letter.opened),
        home=programme.home,
    )
    payload = {
        "title": letter.title,
        "body": letter.body,
        "subject": next(iter(programme.subjects)),
        "channel": letter.channel,
        "category": letter.category,
        "place": letter.place,
    }
    moment = Moment(letter.opened, world.calendar, rng, learnt=now, recorded=world.recorded, key=letter.key)
    made = whole_lives.birth(world, blank, payload, Contact(name=letter.author, phone=letter.phone), SYSTEM, moment)
    if letter.answered:
        _remember(world, made, letter, source, now, rng)
    return made


def _remember(world: World, made: Life, letter: Letter, source: str, now: datetime, rng: Random) -> None:
    """The programme's `history`: each action when it happened, the last ones when the case's own clock had run out."""
    at = letter.answered or letter.opened
    for code in world.programme.history:
        state = world.programme.states[made.case.state]
        if state.expires == code:
            at = max(at, made.case.due or at)
        if at > now:
            return
        said = _said(world, code, letter, source)
        moment = Moment(at, world.calendar, rng, learnt=now, recorded=world.recorded)
        try:
            made.take(decide(made.case, world.programme, code, SYSTEM, said, moment))
        except BadInput as error:  # the action's own name for what the file calls the answer
            raise BadInput(field="answer", problem=error.values["problem"]) from error


def _said(world: World, code: str, letter: Letter, source: str) -> dict[str, Any]:
    """What the action asks for: the answer for its free text, the file's name for where it comes from."""
    fields = world.programme.actions[code].fields
    return {
        name: letter.answer if field.type == "prose" else source for name, field in fields.items() if field.required
    }
