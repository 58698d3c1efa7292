"""What people usually do where `lives.toml` says nothing of a state: whatever leads on towards the end, now and then something else."""

from collections.abc import Iterable, Mapping

from huying.programmes.lives import Option
from huying.rules.programme import Action, Programme

FORWARD, ASIDE, RULING = 20, 1, 2  # weights; samples
AT_DESK, AT_WORK = (1, 30), (4, 120)  # hours that a step of the case takes, and one of an assignment; samples
SPECIAL = ("rings", "retimes", "urges", "attaches", "detaches", "publishes", "retracts", "forgets", "accuses")
UNASKED = ("file", "names", "link")  # fields that nobody makes up beyond the beginning


def options(programme: Programme, key: str) -> tuple[Option, ...]:
    """What may be done in a state of the case, or of an assignment ("task/" and the state)."""
    kind, _, state = key.rpartition("/")
    on, ways = ("task", _of_tasks(programme)) if kind else ("case", _of_cases(programme))
    left = _left(ways, _ends(programme, on))
    found = [
        (code, one) for code, one in programme.actions.items() if state in one.from_ and _meant(programme, one, on)
    ]
    onward = {code for code, one in found if left.get(one.to, len(ways)) < left.get(state, len(ways))}
    plain = any(programme.actions[code].primary for code in onward)
    return tuple(
        Option(
            action=code,
            weight=(FORWARD if one.primary or not plain else RULING) if code in onward else ASIDE,
            hours=AT_WORK if kind else AT_DESK,
        )
        for code, one in found
    )


def _meant(programme: Programme, action: Action, on: str) -> bool:
    """Whether a person may just do it: nothing special, nothing that needs what can't be made up."""
    if action.on != on or any(getattr(action, word) for word in SPECIAL):
        return False
    if any(field.required and field.type in UNASKED for field in action.fields.values()):
        return False
    return any(programme.roles[role].at not in ("system", "nowhere") for role in action.roles)


def _of_cases(programme: Programme) -> dict[str, set[str]]:
    """Where a case may go from each of its states, by itself too."""
    ways: dict[str, set[str]] = {
        code: {step.to for step in state.advance if step.when != "no_lead"} for code, state in programme.states.items()
    }
    return _led(programme.actions.values(), "case", ways)


def _of_tasks(programme: Programme) -> dict[str, set[str]]:
    return _led(programme.actions.values(), "task", {code: set() for code in programme.tasks})


def _led(actions: Iterable[Action], on: str, ways: dict[str, set[str]]) -> dict[str, set[str]]:
    for action in actions:
        if action.on == on and action.to:
            for state in action.from_:
                ways[state].add(action.to)
    return ways


def _ends(programme: Programme, on: str) -> set[str]:
    if on == "case":
        return {code for code, state in programme.states.items() if state.closed}
    return {code for code, state in programme.tasks.items() if not state.open and not state.void}


def _left(ways: Mapping[str, set[str]], ends: set[str]) -> dict[str, int]:
    """How many steps are left from each state that leads to an end."""
    left = dict.fromkeys(ends, 0)
    for steps in range(1, len(ways) + 1):
        for state, targets in ways.items():
            if state not in left and any(left.get(one) == steps - 1 for one in targets):
                left[state] = steps
    return left
