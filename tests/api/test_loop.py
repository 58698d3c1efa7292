"""The whole loop over the API: other systems and every role, with their own tokens, through the one door."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from huying.ledger import models
from huying.ledger.services.verify import verify_all
from tests.api.caller import LETTER, WRITER, Answer, Caller
from tests.api.conftest import Ask
from tests.api.stories import closed, dispatched, staff
from tests.api.test_files import attach

pytestmark = pytest.mark.django_db


def test_a_case_lives_its_whole_life_over_the_api(as_: Ask) -> None:
    number = dispatched(as_)
    for who, action, task, fields in (
        ("gongshui", "sign", 1, {}),
        ("gongshui", "submit", 1, {"result": "管道已冲洗。", "answer": "已恢复清水。"}),
        ("water_leader", "sign_off", 1, {}),
        ("supervisor", "approve", 0, {}),
        ("verifier", "confirm", 0, {"finding": "入户查看，水已清。", "method": "site"}),
        ("clerk", "reply", 0, {"reply": "您反映的问题已经解决。"}),
        ("clerk", "follow_up", 0, {"result": "satisfied"}),
    ):
        offered = as_(who).get(f"/cases/{number}").body["available"]
        assert (action, task) in {(one["action"], one["task"]) for one in offered}, (action, offered)
        if action == "follow_up":
            break
        answer = as_(who).act(number, action, task, **fields)
        assert answer.status == 200, (action, answer.body)
    read = as_("hotline").get(f"/cases/{number}").body
    assert (read["state"], read["facts"]["outcome"], read["seq"]) == ("replied", "handled", 9)
    assert read["state_name"] == {"zh": "待评价", "en": "Awaiting rating"}
    assert (read["heading"], read["facts"]["title"], read["facts"]["body"]) == (
        LETTER["title"],
        LETTER["title"],
        LETTER["body"],
    )
    assert read["assignments"][0]["facts"]["answer"] == "已恢复清水。"
    assert read["milestones"]["verified"] < read["milestones"]["replied"] == read["promise"]["kept"]
    assert not list(verify_all())


def test_who_wrote_is_sealed_and_never_given_back(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open(contact=WRITER).body["number"]
    party = models.Party.objects.get()
    assert WRITER["phone"].encode() not in bytes(party.sealed)
    assert (party.masked_phone, party.masked_name) == ("138****1234", "王*")
    for path in (f"/cases/{number}", f"/cases/{number}/events", f"/cases/{number}/passages", "/cases"):
        told = json.dumps(hotline.get(path).body, ensure_ascii=False)
        assert not any(word in told for word in WRITER.values())


def test_the_same_key_twice_is_the_same_case_and_another_key_another(as_: Ask) -> None:
    hotline = as_("hotline")
    first, again, other = hotline.open("k-1"), hotline.open("k-1"), hotline.open("k-2")
    assert (first.status, again.status) == (201, 201)
    assert (again.body["number"], again.body["code"], again.body["repeated"]) == (
        first.body["number"],
        first.body["code"],
        True,
    )
    assert other.body["number"] != first.body["number"]


def test_the_same_action_with_the_same_key_happens_once(as_: Ask) -> None:
    number = as_("hotline").open().body["number"]
    clerk = as_("clerk")
    first, again = (clerk.act(number, "accept", key="a", category="utilities", urgency="normal") for _ in range(2))
    assert (first.body["seq"], again.body["seq"], again.body["repeated"]) == (2, 2, True)
    assert clerk.act(number, "accept", category="utilities", urgency="normal").problem == (409, "case.not_here")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_open_one_case(as_: Ask) -> None:
    token, gate = as_("hotline").token, Barrier(8)

    def one(_: int) -> Answer:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            return Caller(token).open("once")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["number"] for answer in answers}) == 1
    assert models.Case.objects.count() == 1


# ---- reading ----


def test_the_texts_of_a_case_are_read_in_order_and_the_look_is_logged(as_: Ask) -> None:
    number = dispatched(as_)
    as_("gongshui").act(number, "sign", 1)
    as_("gongshui").act(number, "submit", 1, result="管道已冲洗。", answer="已恢复清水。")
    read = as_("supervisor").get(f"/cases/{number}/passages").body
    assert [(one["action"], one["field"], one["text"]) for one in read] == [
        ("register", "title", LETTER["title"]),
        ("register", "body", LETTER["body"]),
        ("submit", "result", "管道已冲洗。"),
        ("submit", "answer", "已恢复清水。"),
    ]
    assert models.Access.objects.filter(kind="view", case__number=number).count() == 1


def test_a_person_is_forgotten_over_the_api_by_the_role_that_may_and_the_chain_holds(as_: Ask) -> None:
    staff("director")
    hotline = as_("hotline")
    opened = hotline.open(contact=WRITER).body
    number = opened["number"]
    kept = attach(hotline, number, "王小明.txt", "我家的水".encode()).body
    closed(as_, number)
    assert as_("clerk").act(number, "forget", reason="本人申请").problem == (403, "case.not_yours")
    assert as_("director").act(number, "forget").problem == (422, "input.bad")
    assert as_("director").act(number, "forget", reason="本人申请").status == 200
    events = as_("clerk").get(f"/cases/{number}/events").body
    assert {text for one in events for text in one["texts"].values()} == {None}
    assert checked_by_a_stranger(opened["id"], events)
    read = as_("clerk").get(f"/cases/{number}").body
    assert (read["heading"], read["facts"]["title"], read["facts"]["body"], read["files"]) == ("", None, None, [])
    assert as_("clerk").get(f"/cases/{number}/attachments/{kept['id']}").problem == (404, "not_found")
    assert as_("clerk").get("/cases", q="自来水发黄").body["rows"] == []
    assert as_("director").act(number, "forget", reason="本人申请").problem == (409, "case.not_for_this")
    assert not list(verify_all())


def test_what_is_public_is_told_in_the_words_that_were_chosen_for_it(as_: Ask) -> None:
    staff("director")
    number = as_("hotline").open(publish=True).body["number"]
    closed(as_, number)
    assert as_("clerk").get(f"/cases/{number}").body["publication"] is None
    shown: dict[str, Any] = {
        "shown_heading": "自来水",
        "shown_matter": "某小区自来水发黄。",
        "shown_answer": "管道已经冲洗。",
    }
    assert as_("director").act(number, "publish", **shown).status == 200
    public = as_("clerk").get(f"/cases/{number}").body["publication"]
    assert (public["heading"], public["matter"], public["answer"]) == tuple(shown.values())
    assert as_("director").act(number, "retract", reason="诉求人要求。").status == 200
    assert as_("clerk").get(f"/cases/{number}").body["publication"] is None


def test_whoever_reads_the_log_can_check_the_chain_with_nothing_of_ours(as_: Ask) -> None:
    number = dispatched(as_, "gongshui", "jiaotong")
    case = as_("gongshui").get(f"/cases/{number}").body
    events = as_("gongshui").get(f"/cases/{number}/events").body
    assert [one["action"] for one in events] == ["register", "accept", "dispatch"]
    assert checked_by_a_stranger(case["id"], events)
    events[1]["data"]["urgency"] = "critical"
    assert not checked_by_a_stranger(case["id"], events)


def checked_by_a_stranger(case: str, events: list[dict[str, object]]) -> bool:
    """What docs/howto/use-the-api.md tells a client to do, with Python's own library alone."""
    before = ""
    for one in events:
        actor = {"id": one["actor"], "role": one["role"]} | ({"unit": one["unit"]} if one["unit"] else {})
        when = one["at"], one["recorded"], one["key"]
        said = [
            case,
            one["seq"],
            one["form"],
            one["action"],
            one["task"],
            actor,
            *when,
            one["data"],
            one["patch"],
            before,
        ]
        body = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if one["prev"] != before or one["hash"] != hashlib.sha256(body.encode()).hexdigest():
            return False
        before = str(one["hash"])
    return True


def test_a_units_token_sees_its_own_cases_and_for_the_neighbour_they_do_not_exist(as_: Ask) -> None:
    number = dispatched(as_)
    as_("hotline").open()
    assert [row["number"] for row in as_("gongshui").get("/cases").body["rows"]] == [number]
    roads = as_("jiaotong")
    assert roads.get("/cases").body["rows"] == []
    assert roads.get("/cases", q="自来水").body["rows"] == []
    for path in (f"/cases/{number}", f"/cases/{number}/events", f"/cases/{number}/passages"):
        assert roads.get(path).problem == (404, "not_found")
    assert roads.act(number, "sign", 1).problem == (404, "not_found")
    assert as_("gongshui").act(number, "approve").problem[0] in (403, 409)
    assert as_("sysadmin").get("/cases").body["rows"] == []


def test_lists_are_paged_without_a_gap_and_bounded(as_: Ask) -> None:
    hotline = as_("hotline")
    made = [hotline.open(title=f"第{number}件").body["number"] for number in range(7)]
    seen, after = [], ""
    while True:
        page = hotline.get("/cases", limit=3, after=after).body
        seen += [row["number"] for row in page["rows"]]
        after = page["following"]
        if not after:
            break
    assert seen == made[::-1]
    for limit in (0, -1, 101, "x", 10**30):
        assert hotline.get("/cases", limit=limit).problem == (422, "request.malformed")
    refused = hotline.get("/cases", after="nonsense")
    assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), "after")


def test_cases_are_found_by_word_and_by_fact(as_: Ask) -> None:
    hotline = as_("hotline")
    first = hotline.open(place="411002").body["number"]
    hotline.open(title="公交", body="建议恢复原来的公交站点。")
    as_("clerk").act(first, "accept", category="utilities", urgency="normal")
    mine = {"programme": "appeal"}
    for query in (
        {"q": "自来水发黄"},
        {"state": "pending"},
        {"place": "411002"},
        mine | {"f.category": "utilities"},
        mine | {"f.place": "魏都区"},
    ):
        assert [row["number"] for row in hotline.get("/cases", **query).body["rows"]] == [first], query
    assert len(hotline.get("/cases", open="true").body["rows"]) == 2
    for query in ({"q": "\0"}, {"q": "的"}, {"state": "\0"}, {"place": "' OR 1=1 --"}, {"open": "false"}):
        assert hotline.get("/cases", **query).body["rows"] == [], query


def test_programmes_tell_a_client_what_it_may_send(as_: Ask) -> None:
    hotline = as_("hotline")
    assert {one["code"] for one in hotline.get("/programmes").body} == {"appeal", "instruction", "petition"}
    found = hotline.get("/programmes/appeal").body
    assert found["actions"][found["start"]]["fields"]["title"]["name"]["en"] == "Title"
    assert (found["facts"]["category"]["type"], found["facts"]["category"]["meaning"]) == ("choice", "category")
    assert hotline.get("/programmes/nonsense").problem == (404, "not_found")
