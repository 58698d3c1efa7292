"""Who finds a case by which words: the desk by all of them, the public by those that are published."""

from __future__ import annotations

import pytest
from django.db import connection

from huying.ledger.models import Case, Publication
from huying.ledger.selectors.search import PAGE, asked, entries, published, published_entries, saying
from huying.rules.text import search_query
from tests.ledger.story import CLERK, SUPERVISOR, VERIFIER, WATER, WATER_LEADER, Story

pytestmark = pytest.mark.django_db


def desk(words: str) -> list[str]:
    """Ids of the cases that say so."""
    return [str(one.pk) for one in entries(asked(search_query(words)))]


def public(words: str) -> list[str]:
    """Ids of those that the public finds; both ways of asking agree."""
    query = asked(search_query(words))
    found = [str(one.pk) for one in published(query)]
    assert found == [str(one.pk) for one in published_entries(query)]
    return found


def keeps_own_words(story: Story) -> bool:
    return Publication.objects.filter(case_id=story.id, words__isnull=False).exists()


def test_before_it_is_answered_nobody_outside_finds_it() -> None:
    story = Story(publish=True).accepted()
    assert desk("自来水") == [story.id]
    assert public("自来水") == []


def test_where_nothing_is_hidden_letter_and_answer_are_found_by_the_words_of_the_case() -> None:
    story = Story(publish=True).replied()
    Story().replied()  # without consent
    assert public("自来水发黄") == public("问题已经解决") == [story.id]
    assert not keeps_own_words(story)


def test_a_hidden_name_finds_the_case_at_the_desk_only() -> None:
    story = Story(publish=True, body="我叫王小明，小区自来水发黄。").replied()
    assert desk("王小明") == [story.id]
    assert public("王小明") == []
    assert keeps_own_words(story)
    assert public("自来水发黄") == [story.id]


def test_what_is_published_is_the_last_answer_and_an_earlier_one_is_not_found() -> None:
    story = Story(publish=True).replied()
    story.do("dispute", story.writer, reason="还是黄的。")
    story.do("submit", WATER, task=1, result="更换了阀门。", answer="已更换阀门。")
    story.do("sign_off", WATER_LEADER, task=1)
    story.do("approve", SUPERVISOR)
    story.do("confirm", VERIFIER, finding="水已清。", method="site")
    story.do("reply", CLERK, reply="阀门已经更换。")
    assert desk("问题已经解决") == desk("阀门已经更换") == [story.id]
    assert public("问题已经解决") == []
    assert public("阀门已经更换") == public("自来水发黄") == [story.id]


def test_what_more_than_a_few_cases_say_is_found_all_the_same_at_first_and_when_it_is_known_to_be_common() -> None:
    story, query = Story(publish=True).replied(), asked(search_query("自来水"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_searchentry SELECT gen_random_uuid(), to_tsvector('simple', '自来水')"
            " FROM generate_series(1, %s)",
            [2 * PAGE],
        )
    for _ in ("counted", "remembered"):
        assert [str(one.pk) for one in Case.objects.filter(saying(query))] == [story.id]
        assert [str(one.pk) for one in published(query)] == [story.id]
