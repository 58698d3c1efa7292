"""The one door: what it lets through, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from huying.ledger import models
from huying.ledger.errors import KeyReused
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.create import create
from huying.ledger.services.verify import verify_all
from huying.rules.errors import BadInput, NotFound
from huying.rules.refusals import Accused, NotHere, NotYours
from tests.ledger.story import AUDITOR, CLERK, DISPATCHER, LETTER, MONDAY, ROADS, SUPERVISOR, VERIFIER, WATER, Story

pytestmark = pytest.mark.django_db


def sound() -> bool:
    return not list(verify_all())


def test_a_whole_life_leaves_a_ledger_without_a_fault() -> None:
    story = Story().replied()
    story.do("rate", story.writer, rating=5)
    assert (story.case.state, story.case.facts["resolved"], story.case.owner_role) == ("closed", True, "")
    assert sound()


def test_what_is_not_possible_here_changes_nothing_and_says_where_the_case_stands() -> None:
    story = Story().accepted()
    with pytest.raises(NotHere, match="Awaiting dispatch"):
        story.do("accept", CLERK, category="utilities", urgency="normal")
    assert story.case.seq == 2
    assert sound()


@pytest.mark.parametrize("ident", ["", "no-uuid", "\0", "00000000-0000-0000-0000-000000000000"])
def test_a_case_that_does_not_exist_is_not_found(ident: str) -> None:
    story = Story()
    story.id = ident
    with pytest.raises(NotFound):
        story.do("accept", CLERK)


def test_an_action_that_no_programme_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        Story().do("no_such_action", CLERK)


def test_somebody_without_the_post_is_refused() -> None:
    with pytest.raises(NotYours):
        Story().do("accept", AUDITOR, category="utilities", urgency="normal")


def test_for_somebody_who_may_not_see_it_the_case_does_not_exist() -> None:
    with pytest.raises(NotFound):
        Story().do("accept", WATER, category="utilities", urgency="normal")


# ---- a key makes a repeated request harmless ----


def test_the_same_key_twice_is_one_event_and_the_same_receipt() -> None:
    story = Story()
    first = story.do("accept", CLERK, key="k-1", category="utilities", urgency="normal")
    again = story.do("accept", CLERK, key="k-1", category="utilities", urgency="normal")
    assert (again.seq, again.repeated, first.repeated) == (first.seq, True, False)
    assert story.case.seq == 2


def test_a_key_of_somebody_else_is_another_key() -> None:
    story, other = Story(), Story()
    story.do("accept", CLERK, key="k-1", category="utilities", urgency="normal")
    other.do("accept", DISPATCHER, key="k-1", category="utilities", urgency="normal")
    assert other.case.state == "pending"


def test_the_same_letter_sent_twice_with_one_key_is_one_case() -> None:
    first = create(programme="appeal", payload=LETTER, now=MONDAY, key="letter-1")
    again = create(programme="appeal", payload=LETTER, now=MONDAY, key="letter-1")
    assert (again.case, again.code, again.repeated) == (first.case, first.code, True)


def test_a_key_can_not_be_used_for_something_else() -> None:
    story, other = Story(), Story()
    story.do("accept", CLERK, key="k-1", category="utilities", urgency="normal")
    for urgency, whose in (("urgent", story), ("normal", other)):
        with pytest.raises(KeyReused):
            whose.do("accept", CLERK, key="k-1", category="utilities", urgency=urgency)
    with pytest.raises(KeyReused):
        story.do("dispatch", CLERK, key="k-1", assignments=[{"unit": "zhujian"}])
    assert (story.case.seq, other.case.seq) == (2, 1)


def test_another_letter_with_the_same_key_is_refused_not_lost() -> None:
    create(programme="appeal", payload=LETTER, now=MONDAY, key="letter-1")
    with pytest.raises(KeyReused):
        create(programme="appeal", payload=LETTER | {"body": "另一件事。"}, now=MONDAY, key="letter-1")


def test_a_refused_letter_uses_up_no_number() -> None:
    first = create(programme="appeal", payload=LETTER, now=MONDAY)
    with pytest.raises(BadInput):
        create(programme="appeal", payload=LETTER | {"title": ""}, now=MONDAY)
    after = create(programme="appeal", payload=LETTER, now=MONDAY)
    assert int(after.number[-6:]) == int(first.number[-6:]) + 1


@pytest.mark.parametrize("key", ["k" * 81, "line\nbreak", "nul\0", "钥匙"])
def test_a_key_that_can_not_be_kept_is_refused(key: str) -> None:
    with pytest.raises(BadInput, match="key"):
        Story().do("accept", CLERK, key=key, category="utilities", urgency="normal")


# ---- merging ----


def test_a_merged_case_inherits_the_result_and_its_author_gets_an_answer_too() -> None:
    parent, child = Story().fed_back(), Story()
    child.merged_into(parent)
    parent.do("approve", SUPERVISOR)
    parent.do("confirm", VERIFIER, finding="属实。", method="site")
    parent.do("reply", CLERK, reply="已解决。")
    assert (child.case.state, "verified" in child.case.milestones) == ("replying", True)
    child.do("reply", CLERK, reply="您的问题与另一件一并解决。")
    child.do("rate", child.writer, rating=4)
    assert child.case.state == "closed"
    assert sound()


def test_a_case_can_not_be_merged_into_itself() -> None:
    story = Story()
    with pytest.raises(BadInput, match="itself"):
        story.merged_into(story)


def test_a_case_can_not_be_merged_into_one_that_is_closed_replied_or_merged() -> None:
    replied, closed, merged = Story().replied(), Story().replied(), Story()
    closed.do("rate", closed.writer, rating=5)
    merged.merged_into(Story())
    for parent in (replied, closed, merged):
        with pytest.raises(BadInput, match="already answered, closed or merged"):
            Story().merged_into(parent)


@pytest.mark.parametrize(
    "number", ["SQ20260302999999", "'; DROP TABLE ledger_case; --", "nul\0", "\ud800", 7, ["x"], {"a": 1}]
)
def test_a_parent_that_is_no_case_number_is_refused_by_name(number: Any) -> None:
    story = Story().accepted()
    with pytest.raises(BadInput) as refusal:
        story.do("merge", DISPATCHER, parent=number)
    assert refusal.value.field == "parent"


# ---- whoever is accused never meets the case ----


def test_the_accused_unit_neither_gets_the_case_nor_sees_it() -> None:
    story = Story(accused=["gongshui"])
    assert not cases_for(WATER).filter(id=story.id).exists()
    with pytest.raises(Accused):
        story.dispatched("gongshui")
    story.do("dispatch", DISPATCHER, assignments=[{"unit": "jiaotong", "role": "lead"}])
    assert cases_for(ROADS).filter(id=story.id).exists()
    assert cases_for(AUDITOR).filter(id=story.id).exists()
    assert not cases_for(WATER).filter(id=story.id).exists()


# ---- hostile input ----


@dataclass
class Hostile:
    field: str
    value: Any


DEEP: Any = "x"
for _ in range(5000):
    DEEP = [DEEP]

HOSTILE = [
    Hostile("title", "长" * 1_000_000), Hostile("title", "nul\0"), Hostile("title", "half \ud83d of a letter"),
    Hostile("title", 7), Hostile("title", ["a"]), Hostile("title", {"a": "b"}), Hostile("title", True), Hostile("title", DEEP),
    Hostile("title", " \n\t "), Hostile("title", "\u200b"), Hostile("body", "x" * 20_001), Hostile("body", "\x1b[2J"), Hostile("body", b"bytes"),
    Hostile("subject", "nobody"), Hostile("subject", ["citizen"]), Hostile("subject", {"citizen": 1}), Hostile("subject", DEEP),
    Hostile("channel", "web\0"), Hostile("channel", 3), Hostile("place", "4" * 21), Hostile("place", "\0"), Hostile("place", 411002),
    Hostile("publish", "maybe"), Hostile("publish", ["on"]), Hostile("publish", 7),
    Hostile("accused", "gongshui"), Hostile("accused", [7]), Hostile("accused", [["gongshui"]]), Hostile("accused", DEEP),
    Hostile("accused", ["x" * 61]), Hostile("accused", ["gongshui"] * 1000), Hostile("accused", ["\ud800"]),
    Hostile("no_such_field", "x"), Hostile("state", "closed"), Hostile("\ud800", "x"), Hostile("x" * 1_000_000, "x"),
]  # fmt: skip


@pytest.mark.parametrize("one", HOSTILE, ids=lambda one: f"{one.field[:12]!r}-{type(one.value).__name__}")
def test_a_hostile_letter_is_refused_by_field_and_leaves_nothing(one: Hostile) -> None:
    with pytest.raises(BadInput) as refusal:
        create(programme="appeal", payload=LETTER | {one.field: one.value}, now=MONDAY)
    assert refusal.value.field
    assert one.field[:20].encode(errors="replace").decode() in refusal.value.field
    for language in ("zh", "en"):
        assert len(refusal.value.message(language).encode()) < 1000
    assert not models.Case.objects.exists()


@pytest.mark.parametrize("rows", [
    "gongshui", [], ["gongshui"], [{"unit": 7}], [{"unit": ["gongshui"]}], [{"unit": "x" * 41}], [{"unit": "water\0"}], [{}],
    [{"unit": "gongshui", "role": {"a": 1}}], [{"unit": "gongshui", "\ud800": "x"}], [{"unit": "gongshui", "note": "x"}],
    [{"unit": "gongshui", "line": "x" * 21}], [{"unit": "gongshui", "supervisor": "x" * 41}],
    [{"unit": "gongshui"}] * 2, [{"unit": f"u{n}"} for n in range(1000)], DEEP,
])  # fmt: skip
def test_a_hostile_hand_over_is_refused_by_field(rows: Any) -> None:
    story = Story().accepted()
    with pytest.raises(BadInput) as refusal:
        story.do("dispatch", DISPATCHER, assignments=rows)
    assert refusal.value.field == "assignments"
    assert story.case.seq == 2
    assert sound()


@pytest.mark.parametrize("days", [0, 11, -1, "9" * 5000, "ten", 1.5, True, [3], DEEP, None])
def test_a_hostile_number_is_refused_by_field(days: Any) -> None:
    story = Story().dispatched()
    story.do("sign", WATER, task=1)
    with pytest.raises(BadInput) as refusal:
        story.do("request_extension", WATER, task=1, days=days, reason="材料未到")
    assert refusal.value.field == "days"


@pytest.mark.parametrize("task", [0, -1, 2, 10**12])
def test_an_assignment_that_does_not_exist_is_refused(task: int) -> None:
    story = Story().dispatched()
    with pytest.raises(NotHere):
        story.do("sign", WATER, task=task)
