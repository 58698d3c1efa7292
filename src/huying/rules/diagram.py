"""A programme drawn: Mermaid text of its states, the assignments' states, and the moves between them."""

from collections.abc import Iterable

from huying.rules.programme import Action, Programme, State
from huying.rules.proof.exploration import moves

TASK = "task_"  # a case and an assignment may have states of the same name


def mermaid(programme: Programme, language: str = "zh") -> str:
    """A Mermaid state diagram: the case, and beside it one assignment. Notes, slips and other non-moves are left out."""
    lines = ["stateDiagram-v2", "  direction LR", *_names(programme.states, "", language)]
    start = programme.actions[programme.start]
    lines += [f"  [*] --> {start.to}: {start.name.say(language)}", *_case(programme, language)]
    lines += [f"  {code} --> [*]" for code, state in programme.states.items() if state.final]
    if programme.first_task:
        title = "一张交办单" if language.startswith("zh") else "One assignment"
        lines += [f'  state "{title}" as assignment {{', f"    [*] --> {TASK}{programme.first_task}"]
        lines += [f"  {line}" for line in (*_names(programme.tasks, TASK, language), *_assignment(programme, language))]
        lines.append("  }")
    return "\n".join(lines) + "\n"


def _names(states: dict[str, State], prefix: str, language: str) -> list[str]:
    return [f'  state "{state.name.say(language)}" as {prefix}{code}' for code, state in states.items()]


def _case(programme: Programme, language: str) -> list[str]:
    labels: dict[tuple[str, str], list[str]] = {}
    for action in programme.actions.values():
        if action.on == "case" and action.to and moves(action):
            _label(labels, ((state, action.to) for state in action.from_), action, language)
    for code, state in programme.states.items():
        for step in state.advance:
            labels.setdefault((code, step.to), []).append("自动" if language.startswith("zh") else "by itself")
    return _arrows(labels, "")


def _assignment(programme: Programme, language: str) -> list[str]:
    labels: dict[tuple[str, str], list[str]] = {}
    for action in programme.actions.values():
        if action.on == "task" and action.to:
            _label(labels, ((state, action.to) for state in action.from_), action, language)
        _label(labels, action.tasks.items(), action, language)
    return _arrows(labels, TASK)


def _label(
    labels: dict[tuple[str, str], list[str]], pairs: Iterable[tuple[str, str]], action: Action, language: str
) -> None:
    bound = f" ≤{action.limit}" if action.limit else ""
    for pair in pairs:
        labels.setdefault(pair, []).append(action.name.say(language) + bound)


def _arrows(labels: dict[tuple[str, str], list[str]], prefix: str) -> list[str]:
    return [
        f"  {prefix}{source} --> {prefix}{target}: {' / '.join(names)}" for (source, target), names in labels.items()
    ]
