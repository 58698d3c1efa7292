"""Of which instant a page tells: that of the tallies while they are fresh, else the present one."""

from datetime import datetime, timedelta

from huying.insight.sources import latest
from huying.rules.policy import Actor
from huying.web.leader.question import Question

FRESH = timedelta(minutes=10)
FOLD = 60  # times what a counting takes: a slow one comes round less often


def instant(question: Question, actor: Actor, now: datetime) -> datetime:
    """The tallies' instant where they can answer this question and are fresh; otherwise now."""
    refresh = latest(question.programme, actor, question.filters(now))
    if refresh is None or now - refresh.as_of > max(FRESH, timedelta(seconds=FOLD * refresh.seconds)):
        return now
    return refresh.as_of
