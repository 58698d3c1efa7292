"""What people usually do where `lives.toml` says nothing of a state: whatever leads on towards the end, now and then something else."""

from collections.abc import Mapping

from huying.programmes.lives import Option
from huying.rules.programme import Action, Programme

FORWARD, ASIDE, RULING = 20, 1, 2  # weights; samples
SPECIAL = ("rings", "retimes", "urges", "attaches", "detaches", "publishes", "retracts", "forgets")
UNASKED = ("file", "names", "link")  # fields that nobody makes up beyond the beginning


def options(programme: Programme, key: str) -> tuple[Option, ...]:
    """What may be done in a state of the case, or of an assignment ("task/" and the state): mostly what the programme marks as
    the primary way, else what leads on.
    """
    kind, _, state = key.rpartition("/")
    on = "task" if kind else "case"
    found = [
        (code, one) for code, one in programme.actions.items() if state in one.from_ and _meant(programme, one, on)
    ]
    onward = _onward(programme, on, state, dict(found))
    expiring = "" if kind else programme.states[state].expires
    likely = [code for code, one in found if one.primary or code == expiring] or onward[:1]
    return tuple(
        Option(action=code, weight=FORWARD if code in likely else RULING if code in onward else ASIDE)
        for code, _ in found
    )


def _onward(programme: Programme, on: str, state: str, found: Mapping[str, Action]) -> list[str]:
    """The actions that lead on, the likeliest first: of a case to the next state in the programme's own order, of an assignment
    nearer to its end.
    """
    if on == "task":
        left = _left(
            _of_tasks(programme), {code for code, one in programme.tasks.items() if not (one.open or one.void)}
        )
        far = len(left) + 1
        return sorted(
            (code for code in found if left.get(found[code].to, far) < left.get(state, far)), key=list(found).index
        )
    order = {code: at for at, code in enumerate(programme.states)}
    later = [code for code in found if found[code].to and order[found[code].to] > order[state]]
    return sorted(later, key=lambda code: order[found[code].to])


def _meant(programme: Programme, action: Action, on: str) -> bool:
    """Whether a person may just do it: nothing special, nothing that needs what can't be made up."""
    if action.on != on or any(getattr(action, word) for word in SPECIAL):
        return False
    if any(field.required and field.type in UNASKED for field in action.fields.values()):
        return False
    return any(programme.roles[role].at not in ("system", "nowhere") for role in action.roles)


def _of_tasks(programme: Programme) -> dict[str, set[str]]:
    """Where an assignment may go from each of its states."""
    ways: dict[str, set[str]] = {code: set() for code in programme.tasks}
    for action in programme.actions.values():
        for state in action.from_ if action.on == "task" and action.to else ():
            ways[state].add(action.to)
    return ways


def _left(ways: Mapping[str, set[str]], ends: set[str]) -> dict[str, int]:
    """How many steps are left from each state that leads to an end."""
    left = dict.fromkeys(ends, 0)
    for steps in range(1, len(ways) + 1):
        for state, targets in ways.items():
            if state not in left and any(left.get(one) == steps - 1 for one in targets):
                left[state] = steps
    return left
