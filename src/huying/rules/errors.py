"""Every error that a person may be shown: one plain sentence that says what to do, and a stable code.

    HuyingError
    ├── Refusal               not possible as things stand
    │   ├── Forbidden         not this person, or not here
    │   ├── Conflict          somebody else was faster, or the thing is already done
    │   └── CalendarMissing   a year whose holidays nobody has loaded
    ├── NotFound              no such thing, or not for this person
    ├── BadInput              a field holds what it can't hold
    └── ProgrammeError        a definition can't be read
        └── Unproven          a definition can be read, but breaks a rule

A class says its sentence twice: the first line of its docstring in English, `zh` in Chinese. Both are templates filled
from the keyword arguments. An error that belongs to one room subclasses one of these in that room's own `errors.py`.
"""

from typing import Any, ClassVar


class HuyingError(Exception):
    """Something went wrong; please try again, and tell the centre if it happens again."""

    code: ClassVar[str] = "error"
    zh: ClassVar[str] = "出了问题，请重试；如再次出现，请告知中心。"

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """The sentence in Chinese for "zh…", else in English. A value may itself have both (`say(language)`)."""
        template = self.zh if language.startswith("zh") else self.english()
        words = {name: _say(value, language) for name, value in self.values.items()}
        return template.format_map(_Blanks(words))

    @classmethod
    def english(cls) -> str:
        """The English template: the first line of the nearest docstring in the tree."""
        for kind in cls.__mro__:
            if kind.__dict__.get("__doc__"):
                return str(kind.__doc__).strip().splitlines()[0]
        return ""

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception rebuilds from positional arguments by default; ours are named.
        return _rebuild, (type(self), self.values)


class _Blanks(dict[str, Any]):
    """A value that was not given is shown as a dash: a badly raised error must not hide the real one."""

    def __missing__(self, key: str) -> str:
        return "—"


def _say(value: Any, language: str) -> Any:
    say = getattr(value, "say", None)
    return say(language) if callable(say) else value


def _rebuild(kind: type[HuyingError], values: dict[str, Any]) -> HuyingError:
    return kind(**values)


class Refusal(HuyingError):  # noqa: N818 - named for what the person meets
    """This can't be done as things stand: {reason}"""

    code = "refused"
    zh = "目前不能这样办理：{reason}"


class Forbidden(Refusal):
    """You may not do this here; ask somebody who holds the post for it."""

    code = "forbidden"
    zh = "您没有这项权限，请由相应岗位的人员办理。"


class Conflict(Refusal):
    """Somebody else has already acted here; reload the page and look again."""

    code = "conflict"
    zh = "其他人员已先行办理，请刷新页面后再看。"


class CalendarMissing(Refusal):
    """The holidays of {year} have not been loaded; ask the system administrator to load them."""

    code = "calendar.missing"
    zh = "{year}年的节假日安排尚未录入，请系统管理员录入。"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year=year)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.year,)


class NotFound(HuyingError):  # noqa: N818 - named for what the person meets
    """There is no {what} here that you may see; check its number or name."""

    code = "not_found"
    zh = "没有找到您可以查看的{what}，请核对编号或名称。"


class BadInput(HuyingError):  # noqa: N818 - named for what the person meets
    """{field}: {problem}"""

    code = "input.bad"
    zh = "{field}：{problem}"

    @property
    def field(self) -> str:
        """The name of the field, as the form or the API calls it; empty where the whole input is meant."""
        return str(self.values.get("field", ""))


class ProgrammeError(HuyingError):
    """{file}: {problem}"""

    code = "programme.unreadable"
    zh = "{file}：{problem}"


class Unproven(ProgrammeError):  # noqa: N818 - named for what the person meets
    """{file}: rule {rule} is broken: {problem} Shortest way there: {path}

    `rule` is the number of the rule (1–8), `path` the shortest sequence of actions that breaks it, `line` where known.
    """

    code = "programme.unproven"
    zh = "{file}：违反第{rule}条规则：{problem}最短反例：{path}"
