"""Similar cases as a page lists them: where each stands, what it was answered, and how this case may join it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.language.selectors import SimilarCase
from huying.ledger import models, store
from huying.programmes.registry import load
from huying.rules.facts import Link
from huying.rules.wording import Text
from huying.web.desk import comparing
from huying.web.kit import names

Way = tuple[str, str, str, Text]
"""How a case may be linked to another: action, its field, the link's name, what the action is called."""


class Like(Struct, frozen=True):
    """One similar case: its row, unit, state, the words both share, its answer (to be used again), and the ways to join it."""

    row: models.Case
    unit: Text | None
    state: Text
    words: tuple[str, ...]
    answer: str
    ways: list[Way]


def lines(found: Iterable[SimilarCase], ways: Iterable[Way] = ()) -> list[Like]:
    """The similar cases, ready to be shown. `ways` are those of the case that one looks at."""
    found, ways = list(found), list(ways)
    units, answers = names.units(one.case.lead_unit for one in found), _answers([one.case for one in found])
    return [
        Like(
            one.case,
            units.get(one.case.lead_unit),
            comparing.state(one.case),
            one.words,
            answers.get(str(one.case.pk), ""),
            [way for way in ways if one.case.is_open],
        )
        for one in found
    ]


def _answers(rows: list[models.Case]) -> dict[str, str]:
    """What those were told that are answered, by the case's id."""
    passages = {}
    for row in rows:
        answer = load(row.programme, row.version).meaning("answer")
        if answer and row.answered_at:
            passages[str(row.pk)] = store.read(row).facts.get(answer, "")
    texts = names.texts(passages.values())
    return {ident: texts[one].zh for ident, one in passages.items() if texts.get(one) not in (None, names.FORGOTTEN)}


def fitting(among: QuerySet[models.Case], link: Link, mine: str) -> QuerySet[models.Case]:
    """Those of the cases that the link of a programme may lead to."""
    if "*" not in link.programmes:
        among = among.filter(programme__in=link.programmes or (mine,))
    return among.filter(is_open=True) if link.open else among


def named(among: QuerySet[models.Case], typed: str) -> QuerySet[models.Case]:
    """Those whose number begins or ends as was typed, or that are called so; the latest first."""
    return among.filter(Q(number__startswith=typed) | Q(number__endswith=typed) | Q(heading__contains=typed)).order_by(
        "-opened_at"
    )
