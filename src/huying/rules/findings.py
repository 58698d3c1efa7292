"""What a proof finds: the rule that is broken, what is wrong, and the shortest sequence of actions that shows it."""

from collections.abc import Iterable

from msgspec import Struct

from huying.rules.exploration import Step
from huying.rules.programme import Programme
from huying.rules.wording import Text

NOWHERE = Text("无（定义本身即可看出）", "none needed, the definition shows it.")
RULES = {
    1: Text("每个状态都到得了，且都能走到终结", "every state is reachable, and an end from every state"),
    2: Text("每个在办状态都有人负责、有时限、有人催", "every open state has an owner, a running clock and a ladder that ends at a person"),
    3: Text("办结必经核查和回复", "whatever way a case closes, it is verified and answered"),
    4: Text("必办交办单全部认可方可办结", "a case closes only when every required assignment is accepted"),
    5: Text("任何循环都有次数上限，并以裁定收尾", "every cycle is bounded, and its bound ends in adjudication"),
    6: Text("亮灯和时限规则表完整无缺", "every light and limit table is total"),
    7: Text("办理者不得自己认可", "no role both does the work and confirms it"),
}


class Way(Struct, frozen=True):
    """A sequence of actions, and the cycle it ends in where there is one, as words."""

    steps: tuple[tuple[str, Text], ...] = ()
    cycle: tuple[tuple[str, Text], ...] = ()

    def say(self, language: str) -> str:
        """"登记 register → 受理 accept", a cycle in "⟲(…)"; in English the code comes first."""
        if not self.steps and not self.cycle:
            return NOWHERE.say(language)
        words = [_step(code, name, language) for code, name in self.steps]
        if self.cycle:
            words.append("⟲(" + " → ".join(_step(code, name, language) for code, name in self.cycle) + ")")
        return " → ".join(words)


class Finding(Struct, frozen=True):
    """One rule broken. `way` shows how to get there; empty where the definition alone shows it."""

    rule: int
    problem: Text
    way: Way = Way()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the actions on the way."""
        return tuple(code for code, _ in self.way.steps)

    @property
    def cycle(self) -> tuple[str, ...]:
        """The codes of the actions that repeat."""
        return tuple(code for code, _ in self.way.cycle)


def way(programme: Programme, steps: Iterable[Step], cycle: Iterable[Step] = ()) -> Way:
    """The steps in words: each action's code and name, and which assignment it is about or which it issues."""
    return Way(tuple(_named(programme, step) for step in steps), tuple(_named(programme, step) for step in cycle))


def _named(programme: Programme, step: Step) -> tuple[str, Text]:
    name = programme.actions[step.action].name
    tasks = step.issued or ((step.task,) if step.task else ())
    if not tasks:
        return step.action, name
    kinds = [Text(("主办" if task.role == "lead" else "协办" if task.required else "协办（非必办）") + task.line,
                  " ".join(filter(None, (task.role if task.required else f"optional {task.role}", task.line)))) for task in tasks]
    return step.action, Text(f"{name.zh}【{'＋'.join(kind.zh for kind in kinds)}】", f"{name.en} [{' + '.join(kind.en for kind in kinds)}]")


def _step(code: str, name: Text, language: str) -> str:
    return f"{name.zh} {code}" if language.startswith("zh") else f"{code} ({name.zh} {name.en})"
