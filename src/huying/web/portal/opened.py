"""The case behind a number, for the session that has opened it with its query code."""

from django.http import HttpRequest

from huying.ledger.models import Case
from huying.ledger.sealing import opens, query_code
from huying.ledger.selectors.scope import cases_for
from huying.rules.errors import BadInput
from huying.rules.policy import NOBODY, party
from huying.rules.wording import Text
from huying.web.actors import petitioner

MATTER = Text("诉求", "matter")


class WrongCode(BadInput):
    """Number and query code don't go together; check both against your receipt."""

    code = "portal.wrong_code"
    zh = "编号和查询码对不上，请对照回执再填一次。"


def opened(request: HttpRequest, number: str) -> Case | None:
    """The case of this number, if this session has opened it."""
    row = Case.objects.filter(number=number).first()
    if row is None:
        return None
    actor = petitioner(request, str(row.id))
    return None if actor == NOBODY else cases_for(actor).filter(pk=row.pk).first()


def by_code(number: str, code: str) -> Case:
    """The case that number and code open together. Raises WrongCode, which never tells which of them is wrong."""
    row = Case.objects.filter(number=number).first()
    if row is None:
        opens(number, query_code(number))  # as much work as for a number that exists
        raise WrongCode
    if not opens(str(row.id), code) or not cases_for(party(str(row.id))).filter(pk=row.pk).exists():
        raise WrongCode  # of some programmes nobody is known by number and code
    return row
