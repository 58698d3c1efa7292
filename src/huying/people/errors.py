"""What is refused about people: each says what to do instead."""

from huying.rules.errors import BadInput, Conflict, Forbidden, Refusal


class NotSeparate(Refusal):
    """{person} holds the post of {held} in that time; the three administrators are three people who do no casework."""

    code = "people.not_separate"
    zh = "{person}在此期间任{held}：系统、安全、审计三员须由不同的人担任，且不办件，请另选人员或先结束其任期。"


class OwnAffair(Forbidden):
    """Nobody asks for, or decides, what concerns themselves; another administrator does."""

    code = "people.own_affair"
    zh = "涉及自己的事项不能由自己申请或确认，请由其他管理员办理。"


class NeedsAnother(Forbidden):
    """Nobody confirms alone what they have asked for; another administrator does, or you take it back."""

    code = "people.needs_another"
    zh = "自己申请的事项须由另一名管理员确认；如不再需要，请撤回。"


class AlreadyAsked(Conflict):
    """The same has already been asked for {person} and waits to be confirmed; nothing more is needed."""

    code = "people.already_asked"
    zh = "{person}的同一申请已在待确认中，无需再提。"


class AlreadyDecided(Conflict):
    """This has been decided, taken back, or has waited too long; ask for it again if it is still needed."""

    code = "people.already_decided"
    zh = "此申请已经办结、撤回或已过期；如仍需要，请重新申请。"


class AlreadyShown(Conflict):
    """This half has been shown, or is no longer valid; ask for a new one-time code."""

    code = "people.already_shown"
    zh = "这一半口令已经显示过或已失效，如需要请重新申请。"


class NobodyLeft(Conflict):
    """{unit} has {cases} open cases, and nobody else there is {role}: appoint one first, or name a successor here."""

    code = "people.nobody_left"
    zh = "{unit}还有{cases}件在办事项，除此人外再无{role}：请先任命一人，或在此指定接任人。"


class LastOfThree(Conflict):
    """Nobody else is {role}, and without one nobody could appoint the next; let another be appointed first, or name a successor."""

    code = "people.last_of_three"
    zh = "除此人外再无{role}，三员缺一不可：请先另任命一人，或指定接任人。"


class UnitBusy(Conflict):
    """{unit} has {cases} open cases; let the centre hand them to another unit first, then retire it."""

    code = "people.unit_busy"
    zh = "{unit}还有{cases}件在办事项，请先由督办中心改派其他单位，再停用。"


class WrongCode(BadInput):
    """User name and one-time code don't go together, or the code is no longer valid; check both halves, or ask for a new one."""

    code = "people.wrong_code"
    zh = "用户名与一次性口令对不上，或口令已失效：请核对前后两半，或向管理员申请新的口令。"


class NoMachine(Forbidden):
    """Only an account whose posts are all of systems, such as "System account", has tokens: nobody speaks as a person by one."""

    code = "people.no_machine"
    zh = "只有全部岗位都是系统岗位（如“接口账号”）的账号可以持有令牌，人员账号不能。"


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


class NoAdministrator(BadInput):
    """{field}: only the three administrators get a code by this command; for others two of the three do it on their pages."""

    code = "people.no_administrator"
    zh = "{field}：此命令只给三员发一次性口令，其他人员由两名管理员在管理页面办理。"
