"""Why an action on a case is refused: each says what to do instead."""

from huying.rules.errors import BadInput, Conflict, Forbidden, Refusal


class NotHere(Conflict):
    """“{action}” is not possible: the case now stands at "{state}"; reload the page to see what can be done."""

    code = "case.not_here"
    zh = "不能“{action}”：此件现为“{state}”，请刷新页面查看可办事项。"


class UsedUp(Refusal):
    """“{action}” is allowed {limit}× in one case in all, whoever uses it, and this case has had that; what remains is "{then}"."""

    code = "case.used_up"
    zh = "“{action}”一件合计至多{limit}次，此件已用满；可由有权人员“{then}”。"


class NotYet(Refusal):
    """“{action}” has to wait until {until}: until then somebody may still object."""

    code = "case.not_yet"
    zh = "“{action}”须等到{until}：在此之前还可以提出异议。"


class NotForThis(Refusal):
    """“{action}” is not meant for a case like this one; look at what the programme demands for it."""

    code = "case.not_for_this"
    zh = "此件不具备“{action}”所需的条件，请查看该事项的要求。"


class ChildrenOpen(Refusal):
    """This case can't be closed while others hang on it: {numbers}; have these closed first."""

    code = "case.children_open"
    zh = "此件尚有关联事项未办结：{numbers}；请先办结这些事项。"


class NotDue(Conflict):
    """“{clock}” is not due to ring; somebody else has rung it, or it has been extended, paused or stopped."""

    code = "case.not_due"
    zh = "“{clock}”未到催办时点，或已由他人催办、已延长、已暂停、已停止。"


class NotYours(Forbidden):
    """Your posts do not allow "{action}" on this case; ask somebody who holds the role for it."""

    code = "case.not_yours"
    zh = "您的岗位不能对此件“{action}”，请由相应岗位的人员办理。"


class Accused(Forbidden):
    """The case can't be handed over to {unit}, because it concerns that unit; choose another unit."""

    code = "case.accused"
    zh = "此件涉及{unit}，不能交其办理，请另选单位。"


class Involved(Conflict):
    """{unit} holds an assignment that counts in this case; take it back first (a finished one when it is handled again)."""

    code = "case.involved"
    zh = "{unit}有此件的交办单，请先收回（已办完的，待重办时收回），再标明涉及对象。"


class WrongHandover(BadInput):
    """{field}: {problem}"""

    code = "case.handover"
    zh = "{field}：{problem}"
