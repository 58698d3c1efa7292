"""Subscriber: keeps the words of a case searchable, and publishes an answer when it is given."""

from huying.ledger.models import Passage
from huying.ledger.projection import COUNTY, lead_unit
from huying.ledger.statements import Statement
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.rules.scrub import scrub
from huying.rules.text import search_text

ADD = """
INSERT INTO ledger_searchentry (case_id, words) VALUES (%s, to_tsvector('simple', %s))
ON CONFLICT (case_id) DO UPDATE SET words = ledger_searchentry.words || EXCLUDED.words
"""
PUBLISH = """
INSERT INTO ledger_publication (case_id, title, question, answer, county, category, unit, published_at, words)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, to_tsvector('simple', %s))
ON CONFLICT (case_id) DO UPDATE SET title = EXCLUDED.title, question = EXCLUDED.question, answer = EXCLUDED.answer,
  county = EXCLUDED.county, category = EXCLUDED.category, unit = EXCLUDED.unit, published_at = EXCLUDED.published_at,
  words = EXCLUDED.words
"""
WITHDRAW = "DELETE FROM ledger_publication WHERE case_id = %s"


def index(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """Add the words of the letter, and of every reply, to the case's search entry: as they are, and as they are published."""
    if before is not None and not replies(decision, programme):
        return []
    said = [passage.text for passage in decision.passages]
    shown = [text for one, text in zip(said, map(scrub, said), strict=True) if text != one]
    return [(ADD, [decision.case.id, search_text("", "\n".join(said + shown))])]


def publish(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """Publish question and answer, scrubbed, once it is replied: only with consent, never where somebody is accused (who may
    be named later: then it is public no more).
    """
    case = decision.case
    if case.accused and before is not None and not before.accused:
        return [(WITHDRAW, [case.id])]
    if not replies(decision, programme) or not case.publish or case.accused:
        return []
    texts = dict(Passage.objects.filter(case_id=case.id, field__in=("title", "body")).values_list("field", "text"))
    said = texts.get("title", ""), texts.get("body", ""), "\n\n".join(passage.text for passage in decision.passages)
    title, question, answer = shown = tuple(map(scrub, said))
    where = [case.place[:COUNTY], case.category, lead_unit(case, programme), decision.event.at]
    words = None if shown == said and once(case, programme) else search_text(title, f"{question}\n{answer}")
    return [(PUBLISH, [case.id, title[:200], question, answer, *where, words])]


def once(case: Case, programme: Programme) -> bool:
    """Whether the case was answered once only: then what is published is all that was said."""
    answers = [code for code, action in programme.actions.items() if programme.promise_until in action.milestones]
    return sum(case.counts.get(code, 0) for code in answers) == 1


def replies(decision: Decision, programme: Programme) -> bool:
    """Whether this decision is the one that answers the person who asked."""
    return programme.promise_until in programme.actions[decision.event.action].milestones
