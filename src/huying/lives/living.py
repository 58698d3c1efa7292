"""Living a case: whoever holds it does what people tend to do, and the rules say what comes of it."""

from datetime import datetime, timedelta
from random import Random

from huying.ledger.whole_lives import Life, World, step
from huying.lives.behaviour import BEHAVIOUR, Option, Scene
from huying.rules import workflow
from huying.rules.calendar import DAY, OFFSET
from huying.rules.case import Case
from huying.rules.decide import check_limit, position
from huying.rules.policy import Actor, party
from huying.rules.programme import Programme
from huying.rules.refusals import UsedUp

OPENS, CLOSES = 8, 18  # office hours, local
SATURDAY, WEEK = 5, 7
HOUR = 3600  # seconds


def live(world: World, life: Life, scene: Scene, until: datetime) -> None:
    """Go on until the case is closed, waits for a parent, or time is up."""
    again = world.programme.reopening
    scene.attempt = 1 + sum(life.case.counts.get(code, 0) for code in again)
    while not life.case.closed:
        chosen = _next(world, life, scene)
        if chosen is None:
            return
        option, task, actor = chosen
        at = office_time(life.now + _delay(scene.rng, option), option.role)
        if at >= until:
            return
        if world.programme.actions[option.action].issues:
            scene.tasks = workflow.live(world.programme, life.case.tasks.values())
        step(world, life, option.action, actor, option.words(scene), at, scene.rng, task)
        scene.attempt += option.action in again


def _next(world: World, life: Life, scene: Scene) -> tuple[Option, int, Actor] | None:
    """Who does what next, and on which assignment."""
    case, task = life.case, 0
    key = case.state
    if world.programme.states[case.state].owner == "tasks":
        one = workflow.open_tasks(world.programme, case.tasks.values())[0]
        task, key = one.no, f"task/{one.state}"
    option = _choose(world.programme, case, BEHAVIOUR[key], task, scene.rng)
    if option is None:
        return None
    unit = case.tasks[task].unit if option.role in ("handler", "leader") else case.home
    actor = party(case.id) if option.role == "petitioner" else scene.cast.one(scene.rng, option.role, unit)
    return option, task, actor


def _choose(programme: Programme, case: Case, options: tuple[Option, ...], task: int, rng: Random) -> Option | None:
    """An option by weight; one that the rules refuse as things stand gives way to the others, and at last to a ruling."""
    left = options
    while left:
        option = _drawn(left, rng)
        if len(options) == 1 or _allowed(programme, case, option.action, task):
            return option
        left = tuple(one for one in left if one is not option)
    return None


def _drawn(options: tuple[Option, ...], rng: Random) -> Option:
    mark = rng.random() * sum([option.weight for option in options])
    for option in options:
        mark -= option.weight
        if mark < 0:
            return option
    return options[-1]


def _allowed(programme: Programme, case: Case, code: str, task: int) -> bool:
    """Whether the rules let it be done. In the state that it is an option of, only a limit or a condition can be in the way."""
    action = programme.actions[code]
    if not (action.limit or action.needs or action.after):
        return True
    try:
        check_limit(case, programme, code)
    except UsedUp:
        return False
    return workflow.enabled(programme, position(case), code, task)


def _delay(rng: Random, option: Option) -> timedelta:
    low, high = option.hours
    return timedelta(seconds=int(HOUR * (low + rng.random() * (high - low))))


def office_time(at: datetime, role: str) -> datetime:
    """The same moment for a petitioner; for an office the next one within its hours, on a day from Monday to Friday."""
    if role == "petitioner":
        return at
    local = at + OFFSET
    if local.hour >= CLOSES:
        local = (local + DAY).replace(hour=OPENS, minute=local.minute // 2)
    elif local.hour < OPENS:
        local = local.replace(hour=OPENS)
    if local.weekday() >= SATURDAY:
        local += DAY * (WEEK - local.weekday())
    return local - OFFSET
