"""A unit that has left a case reads its own part up to then, and nothing that came after: over the API as everywhere (FAULTS A17)."""

from __future__ import annotations

import pytest

from huying.ledger import models
from tests.api.caller import Caller
from tests.api.conftest import Ask
from tests.api.stories import dispatched
from tests.api.test_files import attach, fetched

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(as_: Ask) -> str:
    """A case from which the roads were taken back, after they had attached a picture; the water works go on with it alone."""
    number = dispatched(as_, "gongshui", "jiaotong")
    roads, water = as_("jiaotong"), as_("gongshui")
    assert roads.act(number, "sign", 2).status == 200
    assert attach(roads, number, "道路.txt", "我们的材料".encode()).status == 201
    assert roads.act(number, "request_return", 2, basis="不属本单位职责。").status == 200
    assert as_("dispatcher").act(number, "uphold_return", 2, ruling="同意。").status == 200
    assert water.act(number, "sign", 1).status == 200
    assert attach(water, number, "管道.txt", "别人的材料".encode()).status == 201
    assert water.act(number, "submit", 1, result="管道已冲洗。", answer="已恢复清水。").status == 200
    return number


def test_it_reads_the_case_as_it_stood_and_is_told_so(as_: Ask, left: str) -> None:
    read, whole = as_("jiaotong").get(f"/cases/{left}").body, as_("clerk").get(f"/cases/{left}").body
    assert (whole["until"], whole["state"], whole["seq"]) == (None, "handling", 10)
    assert (read["seq"], read["heading"], read["facts"]["title"]) == (7, "自来水发黄", "自来水发黄")
    assert read["until"] == as_("clerk").get(f"/cases/{left}/events").body[6]["at"]
    assert {one["no"]: (one["state"], one["facts"]) for one in read["assignments"]} == {
        1: ("issued", {}),
        2: ("returned", {}),
    }
    assert [one["name"] for one in read["files"]] == ["道路.txt"]
    assert (read["available"], read["linked_from"]) == ([], [])


def test_it_reads_no_event_and_no_text_that_came_after(as_: Ask, left: str) -> None:
    roads = as_("jiaotong")
    assert [one["seq"] for one in roads.get(f"/cases/{left}/events").body] == [1, 2, 3, 4, 5, 6, 7]
    texts = [one["text"] for one in roads.get(f"/cases/{left}/passages").body]
    assert "同意。" in texts
    assert not {"管道已冲洗。", "已恢复清水。", "管道.txt"} & set(texts)


def test_it_fetches_its_own_file_and_none_that_came_after(as_: Ask, left: str) -> None:
    own, other = models.Attachment.objects.order_by("added_at").values_list("id", flat=True)
    assert fetched(as_("jiaotong"), left, str(own)).status_code == 200
    assert fetched(as_("jiaotong"), left, str(other)).status_code == 404
    assert fetched(as_("gongshui"), left, str(own)).status_code == 200


def test_lists_show_it_as_it_stood_and_no_filter_or_order_tells_more(as_: Ask, left: str) -> None:
    as_("clerk").act(left, "urge", text="请抓紧。")
    roads = as_("jiaotong")
    (row,) = roads.get("/cases").body["rows"]
    assert (row["number"], row["lead_unit"], row["state"]) == (left, "gongshui", "handling")
    assert numbers(roads, programme="appeal", sort="opened") == [left]
    for query in (
        {"state": "handling"},
        {"q": "自来水发黄"},
        {"open": "true"},
        {"light": as_("clerk").get(f"/cases/{left}").body["light"]},
        {"unit": "gongshui"},
        {"programme": "appeal", "f.category": "utilities"},
        {"sort": "due"},
    ):
        assert numbers(roads, **query) == [], query
        assert numbers(as_("gongshui"), **query) == [left], query


def test_it_learns_nothing_from_a_refusal(as_: Ask, left: str) -> None:
    """ "The case now stands at …" is told to those who are still with it."""
    assert as_("jiaotong").act(left, "sign", 2).problem == (403, "case.not_yours")
    assert as_("gongshui").act(left, "sign", 1).problem == (409, "case.not_here")
    assert attach(as_("jiaotong"), left, "b.txt", b"late").problem == (403, "case.not_yours")


def numbers(caller: Caller, **query: str) -> list[str]:
    return [row["number"] for row in caller.get("/cases", **query).body["rows"]]
