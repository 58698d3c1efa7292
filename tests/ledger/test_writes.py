"""What is to be written, as data: two parts of one decision never write one row, and memory keeps what the database would keep."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from huying.ledger import statements, writes
from huying.ledger.services.loading import kept
from huying.ledger.writes import Write, add, demand_apart, drop, mend, put

ONE, OTHER = UUID(int=1), UUID(int=2)


def row(case: UUID, name: str = "merged") -> Write:
    return put("ledger_link", {"case_id": str(case), "name": name, "target_id": str(OTHER)}, ("case_id", "name"))


CLASHES = [
    (add("ledger_passage", {"id": "a", "text": "x"}), add("ledger_passage", {"id": "a", "text": "y"})),
    (row(ONE), row(ONE)),
    (mend("ledger_case", {"state": "a"}, id=ONE), mend("ledger_case", {"heading": ""}, id=ONE)),
    (mend("ledger_case", {"state": "a"}, id=ONE), mend("ledger_case", {"state": "b"}, id=str(ONE))),
    (mend("ledger_case", {"state": "a"}, id=[ONE, OTHER]), mend("ledger_case", {"state": "b"}, id=OTHER)),
    (mend("slip", {"x": 1}, case_id=ONE), mend("slip", {"y": 1}, kind="slip")),  # some slip may be both
    (mend("slip", {"x": 1}, case_id=ONE), drop("slip", case_id=ONE)),
    (row(ONE), mend("ledger_link", {"target_id": str(ONE)}, case_id=ONE)),
    (drop("ledger_link", case_id=ONE, name=["merged"]), row(ONE)),
]
APART = [
    (add("ledger_passage", {"id": "a"}), add("ledger_passage", {"id": "b"})),
    (add("outbox", {"case_id": "a"}), add("outbox", {"case_id": "a"})),  # rows that have no name of their own
    (row(ONE), row(ONE, "origin")),
    (row(ONE), row(OTHER)),
    (mend("ledger_case", {"state": "a"}, id=ONE), mend("ledger_case", {"state": "a"}, id=OTHER)),
    (mend("ledger_case", {"state": "a"}, id=ONE), mend("ledger_document", {"body": "a"}, case_id=ONE)),
    (mend("slip", {"x": 1}, settled_at=None), mend("slip", {"x": 2}, settled_at=["2026-01-01"])),
    (add("slip", {"case_id": str(ONE)}), mend("slip", {"x": 1}, case_id=ONE)),  # what is mended was there before
    (drop("publication", case_id=ONE), drop("publication", case_id=ONE)),
    (row(ONE, "origin"), drop("ledger_link", case_id=ONE, name=["merged"])),
]


@pytest.mark.parametrize("pair", CLASHES, ids=range(len(CLASHES)))
def test_two_writes_of_one_row_raise_in_either_order(pair: tuple[Write, Write]) -> None:
    for order in (pair, pair[::-1]):
        with pytest.raises(ValueError, match="write one row of"):
            demand_apart(order)


@pytest.mark.parametrize("pair", APART, ids=range(len(APART)))
def test_writes_of_different_rows_stand_beside_each_other(pair: tuple[Write, Write]) -> None:
    demand_apart(pair)
    demand_apart(pair[::-1])


@pytest.mark.django_db
def test_the_door_refuses_a_statement_that_would_lose_one_of_two_changes() -> None:
    one = uuid4()
    with pytest.raises(ValueError, match="one row of ledger_access"), transaction.atomic():
        statements.write(
            [mend("ledger_access", {"detail": ""}, case_id=one), mend("ledger_access", {"kind": "x"}, case_id=one)],
            "SELECT 1",
        )


@pytest.mark.django_db
def test_memory_keeps_what_the_database_keeps() -> None:
    steps = [
        [row(ONE)],
        [row(ONE), row(ONE, "origin")],
        [mend("ledger_link", {"target_id": str(ONE)}, case_id=ONE, name="origin")],
        [drop("ledger_link", case_id=ONE, name=["merged"]), row(OTHER)],
        [mend("ledger_link", {"target_id": str(OTHER)}, case_id=[ONE, OTHER])],
    ]
    for step in steps:
        statements.write(step, "SELECT 1")
    memory = kept(one for step in steps for one in step)["ledger_link"].values()
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id::text, name, target_id::text FROM ledger_link ORDER BY 1, 2")
        assert cursor.fetchall() == sorted((one["case_id"], one["name"], one["target_id"]) for one in memory)


def test_a_set_of_words_and_first_comers_are_joined_in_memory_as_in_the_database() -> None:
    def words(text: str, first: str) -> Write:
        columns = {"case_id": "a", "words": writes.Words(text), "was": first}
        return put("entry", columns, ("case_id",), join=("words",), first=("was",))

    ((_, found),) = kept([words("水 发黄", "one"), words("解决", "two")])["entry"].items()
    assert (found["words"].text, found["was"]) == ("水 发黄 解决", "one")
