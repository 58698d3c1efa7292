"""What a proof finds: the rule that is broken, what is wrong, and the shortest sequence of actions that shows it."""

from collections.abc import Iterable

from msgspec import Struct

from huying.rules.case import Task
from huying.rules.programme import Programme
from huying.rules.proof.exploration import Step
from huying.rules.wording import Text

NOWHERE = Text("无（定义本身即可看出）", "none needed, the definition shows it.")
RULES = {
    1: Text("每个状态都到得了，且都能走到终结", "every state is reachable, and an end from every state"),
    2: Text(
        "每个在办状态都有人负责、有时限、有人催",
        "every open state has an owner, a running clock and a ladder that ends at a person",
    ),
    3: Text("办结必经核查和回复", "whatever way a case closes, it is verified and answered"),
    4: Text("必办交办单全部认可方可办结", "a case closes only when every required assignment is accepted"),
    5: Text("任何循环都有次数上限，并以裁定收尾", "every cycle is bounded, and its bound ends in adjudication"),
    6: Text("亮灯和时限规则表完整无缺", "every light and limit table is total"),
    7: Text("办理者不得自己认可", "no role both does the work and confirms it"),
    8: Text("用到的事实都先有来处", "every fact is known before it is needed, and whatever is asked for is used"),
}


class Said(Struct, frozen=True):
    """One step in words: the action's code and name, and which assignments it is about or issues (empty: the case)."""

    code: str
    name: Text
    about: Text

    def say(self, language: str) -> str:
        """「派单 dispatch【主办】」, or "dispatch (派单 Dispatch) [lead]"."""
        if language.startswith("zh"):
            return f"{self.name.zh} {self.code}{self.about.zh}"
        return f"{self.code} ({self.name.zh} {self.name.en}){self.about.en}"


class Way(Struct, frozen=True):
    """A sequence of actions, and the cycle it ends in where there is one, as words."""

    steps: tuple[Said, ...] = ()
    cycle: tuple[Said, ...] = ()

    def say(self, language: str) -> str:
        """The steps with arrows between them, the cycle as "⟲(…)"."""
        if not self.steps and not self.cycle:
            return NOWHERE.say(language)
        words = [step.say(language) for step in self.steps]
        if self.cycle:
            words.append("⟲(" + " → ".join(step.say(language) for step in self.cycle) + ")")
        return " → ".join(words)


class Finding(Struct, frozen=True):
    """One rule broken. `way` shows how to get there; empty where the definition alone shows it, and `where` is the dotted path of
    what shows it ("clocks.handle"), by default the last action on the way.
    """

    rule: int
    problem: Text
    way: Way = Way()
    where: str = ""

    @property
    def place(self) -> str:
        """Where in the definition to look."""
        steps = self.cycle or self.codes
        return self.where or (f"actions.{steps[-1]}" if steps else "")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the actions on the way."""
        return tuple(step.code for step in self.way.steps)

    @property
    def cycle(self) -> tuple[str, ...]:
        """The codes of the actions that repeat."""
        return tuple(step.code for step in self.way.cycle)


def way(programme: Programme, steps: Iterable[Step], cycle: Iterable[Step] = ()) -> Way:
    """The steps in words."""
    return Way(tuple(_said(programme, step) for step in steps), tuple(_said(programme, step) for step in cycle))


def _said(programme: Programme, step: Step) -> Said:
    name = programme.actions[step.action].name
    kinds = [_kind(programme, task) for task in step.issued or ((step.task,) if step.task else ())]
    if not kinds:
        return Said(step.action, name, Text("", ""))
    return Said(
        step.action,
        name,
        Text(f"【{'＋'.join(kind.zh for kind in kinds)}】", f" [{' + '.join(kind.en for kind in kinds)}]"),
    )


def _kind(programme: Programme, task: Task) -> Text:
    role = (
        Text("主办", "lead")
        if task.role == "lead"
        else Text("协办", "assist")
        if task.required
        else Text("非必办协办", "optional assist")
    )
    line = programme.lines.get(task.line)
    return Text(f"{line.zh}{role.zh}", f"{line.en} {role.en}") if line else role
