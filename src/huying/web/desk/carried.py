"""What was said once is carried through: the answers that units drafted and signed, to whoever approves, verifies and replies."""

from collections.abc import Mapping

from msgspec import Struct

from huying.rules.case import Case, Task
from huying.rules.programme import Programme
from huying.rules.scrub import scrub
from huying.rules.wording import Text
from huying.web.kit.names import FORGOTTEN

NOTHING = Text("", "")
Texts = Mapping[str, Text]
"""Free texts by the id of their passage."""


class Draft(Struct, frozen=True):
    """A proposed answer: what it is called, whose it is (nobody's in particular where the centre drafted it), how far it has
    come, the words, and the number of the assignment. `signed` where its result waits to be judged, or stands.
    """

    name: Text
    unit: Text
    state: Text
    signed: bool
    text: str
    task: int = 0


def drafts(case: Case, programme: Programme, texts: Texts, units: Mapping[str, Text]) -> list[Draft]:
    """Every proposed answer that still counts: the lead's first, and the case's own."""
    found = [
        one
        for task in sorted(case.tasks.values(), key=lambda task: task.role != "lead")
        if (one := _of_task(task, programme, texts, units))
    ]
    code = programme.meaning("draft")
    text = texts.get(case.facts.get(code, ""))
    own = [Draft(programme.facts[code].name, NOTHING, NOTHING, True, text.zh)] if text else []
    return [*own, *found]


def _of_task(task: Task, programme: Programme, texts: Texts, units: Mapping[str, Text]) -> Draft | None:
    code, state = programme.task_meanings.get("draft", ""), programme.tasks[task.state]
    text = texts.get(task.facts.get(code, ""))
    if state.void or text is None:
        return None
    signed = state.accepted or state.fed_back
    return Draft(programme.facts[code].name, units.get(task.unit, NOTHING), state.name, signed, text.zh, task.no)


def proposal(found: list[Draft]) -> str:
    """The signed drafts as one text; the case's own only where no unit has drafted anything."""
    signed = [one for one in found if one.signed]
    units = [one for one in signed if one.task]
    return "\n\n".join(one.text for one in units or signed)


def for_the_public(case: Case, programme: Programme, texts: Texts, heading: str) -> dict[str, str]:
    """What the case would put before the public if nothing were hidden, by the fields of publishing."""

    def text(meaning: str) -> str:
        found = texts.get(case.facts.get(programme.meaning(meaning), ""))  # type: ignore[arg-type]  # the two below
        return found.zh if found and found != FORGOTTEN else ""

    return {"shown_heading": heading, "shown_matter": text("matter"), "shown_answer": text("answer")}


def scrubbed(originals: Mapping[str, str]) -> dict[str, str]:
    """The same with personal data hidden: a proposal, on which a person decides."""
    return {name: scrub(text) for name, text in originals.items()}
