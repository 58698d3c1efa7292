"""What is refused about people: each says what to do instead."""

from huying.rules.errors import BadInput, Conflict, Forbidden, Refusal


class NotSeparate(Refusal):
    """{person} holds the post of {held} in that time; the three administrators are three people who do no casework."""

    code = "people.not_separate"
    zh = "{person}在此期间任{held}：系统、安全、审计三员须由不同的人担任，且不办件，请另选人员或先结束其任期。"


class OwnPost(Forbidden):
    """Nobody gives themselves a post or ends their own; ask another security administrator."""

    code = "people.own_post"
    zh = "不能任免自己，请由其他安全管理员办理。"


class AlreadyHeld(Conflict):
    """{person} already holds this post in that time; end that term first, or choose other dates."""

    code = "people.already_held"
    zh = "{person}在此期间已任此岗位，请先结束原任期或改选日期。"


class AlreadyEnded(Conflict):
    """This term has already ended; nothing is left to do."""

    code = "people.already_ended"
    zh = "该任期已经结束，无需再办。"


class Taken(Conflict):
    """There is already one called {name}; choose another name."""

    code = "people.taken"
    zh = "“{name}”已被使用，请另取一个。"


class NotLocked(Conflict):
    """{person} is not locked out, or no longer; nothing is left to do."""

    code = "people.not_locked"
    zh = "{person}的账号没有被锁定，或已经解锁，无需再办。"


class BadAppointment(BadInput):
    """{field}: {problem}"""

    code = "people.appointment"
    zh = "{field}：{problem}"


class WeakPassword(BadInput):
    """password: {problem}"""

    code = "people.password"
    zh = "密码：{problem}"


class CalendarChanged(Conflict):
    """A year of holidays has been loaded at this very moment; please do it once more."""

    code = "calendar.changed"
    zh = "节假日安排刚刚更新，请再办一次。"


class AlreadyBegun(Conflict):
    """This city has begun already ({what}); change it on the administrators' pages, `huying begin --check` tells what it lacks."""

    code = "people.begun"
    zh = "本市已经启用（{what}），请在管理页面修改；huying begin --check 可查看还缺什么。"


class ThreePeople(BadInput):
    """{field}: the system, security and audit administrator are three people; name three accounts."""

    code = "people.three"
    zh = "{field}：系统、安全、审计三员须是三个人，请指明三个不同的账号。"
