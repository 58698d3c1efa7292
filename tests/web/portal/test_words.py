"""Headlines, times and numbers as people read them."""

from datetime import UTC, datetime

import pytest

from huying.rules.headline import headline
from huying.web import wording

NOW = datetime(2021, 12, 1, tzinfo=UTC)
AT = datetime(2021, 12, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("小区停水三天了。没人管。", "小区停水三天了"),
        ("尊敬的领导：您好！我家门口的路坏了，请修。", "我家门口的路坏了，请修"),
        ("您好，请问社保怎么转移？", "请问社保怎么转移"),
        ("您好", "您好"),
        ("", ""),
        ("一" * 60, "一" * 39 + "…"),
        ("Our lamp is broken. Please repair it.", "Our lamp is broken"),
        ("你们到底管不管？小区停水三天了。", "小区停水三天了"),
        ("太气愤了！有没有人管？！我们村的路被大车压坏了。", "我们村的路被大车压坏了"),
        ("你们到底管不管？", "你们到底管不管"),
        ("停水了。", "停水了"),
        ("我是魏都区的居民。小区门口的路灯坏了半个月。", "小区门口的路灯坏了半个月"),
        ("尊敬的市长您好，我反映一个问题：长社路红绿灯坏了三天。", "长社路红绿灯坏了三天"),
        (
            "我家住在魏都区七一路幸福小区三号楼，今年供暖以来家里一直很冷，室温只有15度左右，老人和孩子都受不了",
            "我家住在魏都区七一路幸福小区三号楼，今年供暖以来家里一直很冷，室温只有15度左右",
        ),
        (
            "今年供暖以来我家里室内温度白天晚上一直都非常低最冷的时候连续好多天都只有15.5度左右",
            "今年供暖以来我家里室内温度白天晚上一直都非常低最冷的时候连续好多天都只有…",
        ),
    ],
)
def test_a_headline_is_the_first_sentence_without_the_greeting(body: str, title: str) -> None:
    assert headline(body) == title


def test_a_moment_names_day_and_weekday_in_the_citys_own_time() -> None:
    assert wording.moment(AT, "zh-hans", NOW) == "12月30日（周四）15:00"
    assert wording.moment(AT, "en", NOW) == "Thu 30 Dec, 15:00"


def test_another_year_is_said() -> None:
    assert wording.day(AT, "zh-hans", NOW.replace(year=2022)) == "2021年12月30日（周四）"
    assert wording.day(AT, "en", NOW.replace(year=2022)) == "Thu 30 Dec 2021"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (9_999, "9,999", "9,999"),
        (11_810, "1.18万", "11,810"),
        (20_000, "2万", "20,000"),
        (None, "—", "—"),
        (0, "0", "0"),
    ],
)
def test_numbers_are_said_by_wan_in_chinese(value: int | None, zh: str, en: str) -> None:
    assert (wording.number(value, "zh-hans"), wording.number(value, "en")) == (zh, en)


def test_a_light_turns_after_its_instant_not_at_it() -> None:
    assert wording.light(AT, AT, AT) == "green"
    assert wording.light(AT, NOW, AT) == "amber"
    assert wording.light(NOW, NOW, AT) == "red"
