"""The behaviour of a programme's people, made ready once: what they may do in each state, how likely, and what makes their words."""

from collections.abc import Callable, Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from huying.lives import usual
from huying.lives.drawing import drawing, weights
from huying.lives.saying import Speak, speaking
from huying.programmes import lives as told
from huying.programmes.lives import Aside, Lives, Option, Span
from huying.programmes.registry import derived, load
from huying.rules.programme import Action, At, Programme

OFTEN_ENOUGH = 3  # times that something is done which leads nowhere


class Step(Struct, frozen=True):
    """One thing somebody may do, made ready. `at` is the relation in which its `role` stands to the case, `place` the field that
    says where it lies; `checked`: the rules may refuse it in its own state; `span` are hours (from, to), None for a part of the time
    that there is.
    """

    code: str
    action: Action
    weight: float
    span: Span | None
    role: str
    at: At
    speak: Speak
    turns: Callable[[Random], str] | None = None
    out: frozenset[str] = frozenset()
    fate: frozenset[str] = frozenset()
    echo: bool = False
    chance: float = 1
    checked: bool = False
    place: str = ""

    @property
    def plain(self) -> bool:
        """Whether it may be done in any story."""
        return not (self.out or self.fate or self.echo)


class Steps(Struct, frozen=True):
    """What may be done in one state; `plain` where all of it may be done in any story."""

    all: tuple[Step, ...]
    plain: bool
    total: float


class Behaviour(Struct, frozen=True):
    """`states` as in `Lives`; `asides` by the milestone after which they come; `openers` are roles, the likeliest first. `places` are the
    fields of the beginning that say where a case lies, `hangs_on` those that must name another case, `hangs_from` of which
    programmes each of those may be, `names_asker` those that must say who asks.
    """

    programme: Programme
    lives: Lives
    begin: Speak
    openers: tuple[str, ...]
    places: tuple[str, ...]
    hangs_on: tuple[str, ...]
    hangs_from: tuple[tuple[str, ...], ...]
    names_asker: tuple[str, ...]
    states: dict[str, Steps]
    asides: dict[str, tuple[Step, ...]]


@derived
def behaviour(code: str) -> Behaviour:
    """That of the newest version of a programme. Raises ProgrammeError for a `lives.toml` that can't be read."""
    return made(load(code), told.load(code))


class Given(Struct, frozen=True):
    """What a batch of the demo settles for all of its cases: some of what they say, and what they are about (-1: anything)."""

    says: Speak | None = None
    matter: int = -1


def of_batch(code: str, number: int) -> Given:
    """What the batch of this number settles; nothing where there is none."""
    lives = told.load(code)
    if number < 0 or lives.demo is None:
        return Given()
    programme, batch = load(code), lives.demo.batches[number]
    matter = next((at for at, one in enumerate(lives.matters) if batch.matter and one.code == batch.matter), -1)
    return Given(speaking(programme, lives, programme.start, batch.says, whole=False), matter)


def made(programme: Programme, lives: Lives) -> Behaviour:
    """The behaviour from what is said of it."""
    asides: dict[str, tuple[Step, ...]] = {}
    for one in lives.asides:
        asides[one.after] = (*asides.get(one.after, ()), _aside(programme, lives, one))
    opening = programme.actions[programme.start]
    hanging = {name: field for name, field in opening.fields.items() if field.type == "link" and field.required}
    return Behaviour(
        programme=programme,
        lives=lives,
        begin=speaking(programme, lives, programme.start, lives.begins.says),
        openers=tuple(_openers(programme, lives.begins.role)),
        places=tuple(filter(None, (_place(programme, opening),))),
        hangs_on=tuple(hanging),
        hangs_from=tuple(programme.links[one.link].programmes or (programme.code,) for one in hanging.values()),
        names_asker=tuple(
            name
            for name, field in opening.fields.items()
            if field.required and field.fact == programme.asker.fact != ""
        ),
        states={key: _steps(programme, lives, key) for key in _keys(programme)},
        asides=asides,
    )


def _keys(programme: Programme) -> list[str]:
    cases = [code for code, state in programme.states.items() if not state.closed]
    return [*cases, *(f"task/{code}" for code, state in programme.tasks.items() if state.open)]


def _steps(programme: Programme, lives: Lives, key: str) -> Steps:
    said = lives.states.get(key)
    options = usual.options(programme, key) if said is None else said
    steps = tuple(_step(programme, lives, key, one, unsaid=said is None) for one in options)
    return Steps(steps, all(one.plain for one in steps), sum(one.weight for one in steps))


def _step(programme: Programme, lives: Lives, key: str, option: Option, *, unsaid: bool) -> Step:
    action = programme.actions[option.action]
    role = option.role or _role(programme, action, key)
    turns = weights(option.turns)
    return Step(
        code=option.action,
        action=action,
        weight=option.weight,
        span=option.hours,
        role=role,
        at=programme.roles[role].at,
        speak=speaking(programme, lives, option.action, option.says),
        turns=drawing(turns) if turns else None,
        out=frozenset(option.out),
        fate=frozenset(option.fate),
        echo=option.echo,
        checked=unsaid or bool(action.limit or action.extends or action.needs or action.after or action.only),
        place=_place(programme, action),
    )


def _aside(programme: Programme, lives: Lives, aside: Aside) -> Step:
    role = aside.role or _role(programme, programme.actions[aside.action], "")
    option = Option(action=aside.action, hours=aside.hours, role=role, says=aside.says, fate=aside.fate)
    return replace(_step(programme, lives, "", option, unsaid=True), chance=aside.chance)


def _role(programme: Programme, action: Action, key: str) -> str:
    """Who usually does it: whoever owns the state, else the first of its roles that is a person's."""
    kind, _, state = key.rpartition("/")
    owner = (programme.tasks if kind else programme.states)[state].owner if state else ""
    if owner in action.roles:
        return owner
    persons = [role for role in action.roles if programme.roles[role].at not in ("system", "nowhere")]
    return next((role for role in persons if programme.roles[role].person), persons[0] if persons else action.roles[0])


def _place(programme: Programme, action: Action) -> str:
    fact = programme.meaning("place")
    return next((name for name, field in action.fields.items() if fact and field.fact == fact), "")


def _openers(programme: Programme, wanted: str) -> Iterator[str]:
    """The roles that may open a case: the one that is wanted, whoever asks, then the others as the programme has them."""
    roles = programme.actions[programme.start].roles
    asking = [role for role in roles if programme.roles[role].at == "asker"]
    usable = [role for role in roles if programme.roles[role].at in ("home", "place") and programme.roles[role].person]
    yield from dict.fromkeys([one for one in (wanted, *asking, *usable) if one])
