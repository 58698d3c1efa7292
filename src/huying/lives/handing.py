"""Handing a case over: likely units on each line that has no lead, with supervisors where the programme demands them."""

from collections.abc import Callable
from typing import Any

from huying.lives.cast import Office
from huying.lives.scene import Scene
from huying.programmes.lives import Handover, Lives
from huying.rules import workflow
from huying.rules.programme import Programme

Rows = list[dict[str, Any]]


def usual(programme: Programme) -> Handover:
    """Who is likely where nothing is said: on one line whoever answers; of several the first is that of the place."""
    lines = programme.handover.lines
    return Handover(
        {"": "either"} if not lines else {line: "category" if at else "place" for at, line in enumerate(lines)}
    )


def handing(programme: Programme, lives: Lives, likely: Handover) -> Callable[[Scene], Rows]:
    """What makes the rows of a hand-over."""
    lines = {line: likely.lines.get(line, "either") for line in programme.handover.lines or ("",)}
    most = programme.handover.at_most

    def rows(scene: Scene) -> Rows:
        standing = workflow.live(programme, scene.case.tasks.values()) if scene.life else []
        taken = {task.unit for task in standing}
        made: Rows = []
        for line in workflow.leadless(programme, standing):
            made.append(_row(scene, lines[line], line, "lead", taken))
        if len(taken) < most and likely.assist and scene.rng.random() < likely.assist:
            made.append(_row(scene, "category", "", "assist", taken))
        if programme.handover.supervised:
            _supervised(scene, made, lives.supervisors or (_home(programme, scene),), taken)
        return made

    return rows


def _home(programme: Programme, scene: Scene) -> str:
    return scene.case.home if scene.life else programme.home.unit


def _row(scene: Scene, by: str, line: str, role: str, taken: set[str]) -> dict[str, Any]:
    """One assignment to a unit that has none yet."""
    office = _likely(scene, by)
    if office.code in taken:
        office = scene.cast.other_office(scene.rng, taken)
    taken.add(office.code)
    return {"unit": office.code, "role": role} | ({"line": line} if line else {})


def _likely(scene: Scene, by: str) -> Office:
    path = scene.spot.path
    if by == "place" and (local := scene.cast.local(path)):
        return local
    return (
        scene.cast.office(scene.rng, scene.category, path)
        if by == "either"
        else scene.cast.expert(scene.rng, scene.category)
    )


def _supervised(scene: Scene, made: Rows, supervisors: tuple[str, ...], taken: set[str]) -> None:
    """Each lead gets a unit that supervises it, in turn, and never the one that it is."""
    for at, row in enumerate(one for one in made if one["role"] == "lead"):
        turn = supervisors[at % len(supervisors) :] + supervisors[: at % len(supervisors)]
        found = next((one for one in turn if one != row["unit"]), "")
        row["supervisor"] = found or scene.cast.other_office(scene.rng, taken).code
