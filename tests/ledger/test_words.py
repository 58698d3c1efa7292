"""Who finds a case by which words: the desk by all of them, the public by those that are published."""

from __future__ import annotations

import pytest
from django.db import connection

from huying.ledger.models import Case, Publication
from huying.ledger.selectors.search import PAGE, asked, entries, published, published_entries, saying
from huying.rules.refusals import NotForThis
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


def test_before_it_is_put_before_the_public_nobody_outside_finds_it() -> None:
    story = Story(publish=True).accepted()
    assert desk("自来水") == [story.id]
    assert public("自来水") == []
    answered = Story(publish=True).replied()
    assert public("自来水") == public("问题已经解决") == []
    answered.published()
    assert public("自来水") == [answered.id]


def test_a_published_matter_and_its_answer_are_found_by_what_was_shown() -> None:
    story = Story(publish=True).replied().published()
    Story().replied()
    assert public("自来水发黄") == public("问题已经解决") == [story.id]


def test_without_consent_nothing_is_put_before_the_public() -> None:
    for story in (Story(), Story(publish=False)):
        with pytest.raises(NotForThis):
            story.replied().published()
    assert not Publication.objects.exists()


def test_a_hidden_name_finds_the_case_at_the_desk_only() -> None:
    story = (
        Story(publish=True, body="我叫王小明，小区自来水发黄。").replied().published(shown_matter="小区自来水发黄。")
    )
    assert desk("王小明") == [story.id]
    assert public("王小明") == []
    assert public("自来水发黄") == [story.id]


def test_what_is_published_is_the_last_answer_and_an_earlier_one_is_not_found() -> None:
    story = Story(publish=True).replied().published()
    story.do("dispute", story.writer, reason="还是黄的。")
    story.do("submit", WATER, task=1, result="更换了阀门。", answer="已更换阀门。")
    story.do("sign_off", WATER_LEADER, task=1)
    story.do("approve", SUPERVISOR)
    story.do("confirm", VERIFIER, finding="水已清。", method="site")
    story.do("reply", CLERK, reply="阀门已经更换。")
    assert public("问题已经解决") == [story.id]  # until a person puts the new one before the public
    story.published(shown_answer="阀门已经更换。")
    assert desk("问题已经解决") == desk("阀门已经更换") == [story.id]
    assert public("问题已经解决") == []
    assert public("阀门已经更换") == public("自来水发黄") == [story.id]


def test_what_was_taken_back_is_not_found_any_more() -> None:
    story = Story(publish=True).replied().published()
    story.do("retract", CLERK, reason="诉求人要求。")
    assert public("自来水发黄") == []
    assert (story.case.published, Publication.objects.exists(), desk("自来水")) == (False, False, [story.id])
    with pytest.raises(NotForThis):
        story.do("retract", CLERK)


def test_what_more_than_a_few_cases_say_is_found_all_the_same_at_first_and_when_it_is_known_to_be_common() -> None:
    story, query = Story(publish=True).replied().published(), asked(search_query("自来水"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_searchentry SELECT gen_random_uuid(), to_tsvector('simple', '自来水')"
            " FROM generate_series(1, %s)",
            [2 * PAGE],
        )
        cursor.execute(
            "INSERT INTO ledger_publication SELECT gen_random_uuid(), programme, heading, matter, answer, county, category,"
            " unit, resolved, published_at - interval '1 day', words FROM ledger_publication, generate_series(1, %s)",
            [2 * PAGE],
        )
    for _ in ("counted", "remembered"):
        assert [str(one.pk) for one in Case.objects.filter(saying(query))] == [story.id]
        assert str(published(query)[0].pk) == story.id
        assert len(published(query)) == 2 * PAGE + 1
