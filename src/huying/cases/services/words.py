"""Subscriber: keeps the words of a case searchable, and publishes an answer when it is given."""

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from huying.cases.models import Passage, Publication
from huying.cases.projection import COUNTY, lead_unit
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.rules.scrub import scrub
from huying.rules.text import search_text

ADD = """
INSERT INTO cases_searchentry (case_id, words) VALUES (%s, to_tsvector('simple', %s))
ON CONFLICT (case_id) DO UPDATE SET words = cases_searchentry.words || EXCLUDED.words
"""


def index(before: Case | None, decision: Decision, programme: Programme) -> None:
    """Add the words of the letter, and of every reply, to the case's search entry."""
    if before is not None and not replies(decision, programme):
        return
    words = search_text("", "\n".join(passage.text for passage in decision.passages))
    with connection.cursor() as cursor:
        cursor.execute(ADD, [decision.case.id, words])


def publish(before: Case | None, decision: Decision, programme: Programme) -> None:
    """Publish question and answer, scrubbed, once it is replied: only with consent, never where somebody is accused."""
    case = decision.case
    if not replies(decision, programme) or not case.publish or case.accused:
        return
    texts = dict(Passage.objects.filter(case_id=case.id, field__in=("title", "body")).values_list("field", "text"))
    title, question = scrub(texts.get("title", ""))[:200], scrub(texts.get("body", ""))
    answer = scrub("\n\n".join(passage.text for passage in decision.passages))
    Publication.objects.update_or_create(
        case_id=case.id,
        defaults={
            "title": title,
            "question": question,
            "answer": answer,
            "county": case.place[:COUNTY],
            "category": case.category,
            "unit": lead_unit(case, programme),
            "published_at": decision.event.at,
            "words": SearchVector(Value(search_text(title, f"{question}\n{answer}")), config="simple"),
        },
    )


def replies(decision: Decision, programme: Programme) -> bool:
    """Whether this decision is the one that answers the person who asked."""
    return programme.promise_until in programme.actions[decision.event.action].milestones
