"""What people write in cells, as what it means: dates, money, numbers, marks, telephones."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.importing.amounts import TEN_THOUSAND, header_unit, mark_of, money_of, number_of, score_of
from huying.importing.cells import text_of
from huying.importing.dates import Order, order, read_of
from huying.ledger.contacts import columns
from huying.ledger.sealing import Contact, phone_form, phone_index

FIFTH = datetime(2021, 3, 5)  # noqa: DTZ001 - local
NINE = FIFTH.replace(hour=9, minute=5)

DATES: dict[Any, datetime] = {
    "2021.3.5": FIFTH, "2021/3/5": FIFTH, "2021-03-05": FIFTH, "20210305": FIFTH, "2021年3月5日": FIFTH, "2021年3月5日（周五）": FIFTH,
    "2021-03-05 星期五": FIFTH, "２０２１－０３－０５": FIFTH, "5.3.2021": FIFTH, "Mar 5, 2021": FIFTH, "5-Mar-2021": FIFTH, "5 March 2021": FIFTH,
    44260: FIFTH, "44260": FIFTH, 20210305: FIFTH, "20210305 0905": NINE, "20210305090500": NINE, "2021/3/5 9:05": NINE,
    "2021-03-05 上午 9:05": NINE, "2021年3月5日上午9时05分": NINE, "2021-03-05 9时5分": NINE, "2021-03-05 09:05:00.0": NINE,
    "2021-03-05T09:05:00+08:00": NINE, "2021-03-05T01:05:00Z": NINE, "2021-03-05T01:05:00.000Z": NINE, "２０２１／３／５　９：０５": NINE,
    "2021-03-05（周五）09:05": NINE, "Fri, 5 Mar 2021 09:05": NINE, "2021-03-05 09:05:00 +0800": NINE,
    "2021-03-05 下午 3:05": FIFTH.replace(hour=15, minute=5), "2021年3月5日12时09分": FIFTH.replace(hour=12, minute=9),
    "2021年3月5日下午3点": FIFTH.replace(hour=15), "2021-03-05 晚上8点30分": FIFTH.replace(hour=20, minute=30),
    "3/25/2021 5:00:00 PM": datetime(2021, 3, 25, 17), "25/03/2021": datetime(2021, 3, 25),  # noqa: DTZ001
    "2021-03-05 12:30 AM": FIFTH.replace(hour=0, minute=30), 44260.5: FIFTH.replace(hour=12),
}  # fmt: skip
NO_DATES = [
    "昨天", "2021/2/30", "2021-13-01", "N/A", "Not yet determined", "Q4 FY23-24", "2021-03-05 25:61", "2021-03-05 9", "PNS", "", None, "12",
    "Exempt under Section 43", "2021", "2021-03", True,
]  # fmt: skip


def instant_of(cell: Any, first: Order = "") -> datetime | None:
    read = read_of(cell, first)
    return read.at if read else None


@pytest.mark.parametrize("cell", DATES)
def test_a_date_is_read_as_it_was_meant(cell: Any) -> None:
    assert instant_of(cell) == DATES[cell]


@pytest.mark.parametrize("cell", NO_DATES)
def test_what_is_no_date_is_none(cell: Any) -> None:
    assert instant_of(cell) is None


def test_the_file_tells_whether_day_or_month_comes_first() -> None:
    american, european = ["04/12/2018 11:11:26 AM", "04/16/2018"], ["5/02/2016", "25/02/2016"]
    assert (order(american), order(european), order(["1/2/2016"]), order([*american, *european])) == (
        "month",
        "day",
        "",
        "",
    )
    assert instant_of("04/12/2018", "month") == datetime(2018, 4, 12)  # noqa: DTZ001
    assert instant_of("04/12/2018", "day") == datetime(2018, 12, 4)  # noqa: DTZ001
    assert instant_of("04/12/2018") is None
    assert instant_of("4/4/2018") == datetime(2018, 4, 4)  # noqa: DTZ001


def test_whether_a_time_was_said_is_known() -> None:
    assert [read.timed for cell in ("2021/3/5", "2021/3/5 0:00") if (read := read_of(cell))] == [False, True]


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none_and_breaks_nothing(text: str) -> None:
    for first in ("", "day", "month"):
        assert isinstance(instant_of(text, first), datetime | None)


MONEY = {
    ("56,804.72", TEN_THOUSAND): "568047200.00", ("200(万元)", Decimal(1)): "2000000.00", ("600(万)", Decimal(1)): "6000000.00",
    ("62万人民币", Decimal(1)): "620000.00", ("6,600(万人民币元)", Decimal(1)): "66000000.00", ("¥1,234.50", TEN_THOUSAND): "1234.50",
    ("5680.4720", TEN_THOUSAND): "56804720.00", ("1.2亿元", Decimal(1)): "120000000.00", (25, Decimal(1)): "25.00", ("N/A", Decimal(1)): None,
    ("3.14159", Decimal(1)): None, ("12,34", Decimal(1)): None, ("", Decimal(1)): None,
}  # fmt: skip


@pytest.mark.parametrize(("cell", "unit"), MONEY)
def test_money_is_exact_yuan_whatever_it_is_counted_in(cell: Any, unit: Decimal) -> None:
    assert money_of(cell, unit) == MONEY[cell, unit]


def test_a_header_says_what_its_money_is_counted_in() -> None:
    assert [header_unit(one) for one in ("总投资（万元）", "资金(元)", "投资额/亿元", "总投资")] == [
        10_000,
        1,
        10**8,
        None,
    ]


def test_numbers_marks_and_scores() -> None:
    assert [number_of(one) for one in ("3人", "1,200", "2.5亩", "1.2万", "3-5", "约三")] == [
        3,
        1200,
        Decimal("2.5"),
        12000,
        None,
        None,
    ]
    assert [mark_of(one) for one in ("是", "√", "否", "Y", "也许")] == [True, True, False, True, None]
    assert [score_of(one) for one in (5, "4.0", "非常满意", "不满意", "6", "好")] == [5, 4, 5, 2, None, None]


PHONES = {
    "+86 138 0000 1234": "13800001234", "86-13800001234": "13800001234", "0086-138-0000-1234": "13800001234", "8613800001234": "13800001234",
    "８６１３８００００１２３４": "13800001234", "138 0000 1234": "13800001234", "15412345678": "15412345678", "0374-2961234": "03742961234",
    "(0374)2961234转801": "03742961234-801", "86 0374 2961234": "03742961234", "2961234": "2961234", "+1 410 396 3100": "+14103963100",
    "13800001234、13900001234": "13800001234、13900001234", "13800001234/0374-2961234": "13800001234、03742961234", "无": "", "": "", "12345": "12345",
}  # fmt: skip


@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_number_has_one_form(phone: str) -> None:
    assert phone_form(phone) == PHONES[phone]
    assert phone_form(phone_form(phone)) == phone_form(phone)


def test_a_number_is_found_by_any_of_its_spellings_and_masked_by_its_own_digits() -> None:
    same = {
        phone_index(one)
        for one in (
            "+86 138 0000 1234",
            "86-13800001234",
            "0086 13800001234",
            "13800001234",
            "13800001234、13900001234",
        )
    }
    assert len(same) == 1
    assert (
        columns("0179254f-0000-7000-8000-000000000001", Contact(phone="+86 138 0000 1234"))["masked_phone"]
        == "138****1234"
    )


def test_what_web_pages_and_spreadsheets_leave_in_texts_is_taken_out() -> None:
    assert text_of("第一行_x000D_\n第二行<br/>第三行&nbsp;完<p>第四行</p>") == "第一行\n第二行\n第三行 完第四行"
    assert text_of("1<2 且 a&b，<script>不是标签里的字") == "1<2 且 a&b，<script>不是标签里的字"
    assert [text_of(one) for one in (9001.0, 9001, "9001", None, 0.5)] == ["9001", "9001", "9001", "", "0.5"]
