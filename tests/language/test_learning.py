"""Learning who handles what from closed cases: right, the same every time, and without heavy parts when asked."""

import csv
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from huying.language.fit import Taught, fit
from huying.language.learnt import Learnt, features, judge
from huying.rules.text import segment

WATER = ["自来水停水三天没人管", "水压太低水管漏水", "停水没有通知", "水费算错了停水", "自来水发黄"]
SCHOOL = ["学校老师补课收费", "孩子上学学区怎么划分", "幼儿园学费太贵", "老师体罚学生", "学校食堂不卫生"]


def case(text: str, unit: str, place: str = "411002") -> Taught:
    return Taught(
        heading=segment(text[:6]), matter=segment(text), places=(place,), unit=unit, category=unit + "_category"
    )


def taught() -> list[Taught]:
    return [case(t, "gongshui") for t in WATER * 3] + [case(t, "school") for t in SCHOOL * 3]


def ask(learnt: Learnt, text: str, place: str = "411002") -> str:
    assert learnt.units
    vector = features(learnt, heading=[], matter=segment(text), places=(place,))
    return judge(learnt.units, learnt.words, vector)[0].label


def test_a_letter_goes_where_its_like_went() -> None:
    learnt = fit(taught()).learnt
    assert ask(learnt, "我家又停水了") == "gongshui"
    assert ask(learnt, "老师让学生课后补课") == "school"


def test_the_same_words_from_another_county_go_to_another_unit() -> None:
    cases = [case(t, f"water_{place}", place) for t in WATER * 3 for place in ("411002", "411024", "411081")]
    learnt = fit(cases).learnt
    assert ask(learnt, "停水了", "411024") == "water_411024"
    assert ask(learnt, "停水了", "411081") == "water_411081"


def test_a_verdict_names_words_of_the_letter_that_spoke_for_it() -> None:
    learnt = fit(taught()).learnt
    assert learnt.units
    vector = features(learnt, heading=segment("停水"), matter=segment("停水三天"), places=("411002",))
    first = judge(learnt.units, learnt.words, vector)[0]
    assert "停水" in first.words
    assert not [word for word in first.words if word.startswith("@")]
    assert sum(one.score for one in judge(learnt.units, learnt.words, vector)) == pytest.approx(1)


def test_the_same_letters_teach_the_same_bytes() -> None:
    assert msgspec.msgpack.encode(fit(taught()).learnt) == msgspec.msgpack.encode(fit(taught()).learnt)


def test_what_was_learnt_survives_storing() -> None:
    learnt = fit(taught()).learnt
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(learnt), type=Learnt)
    assert again == learnt
    assert ask(again, "我家又停水了") == "gongshui"


@pytest.mark.parametrize("cases", [[], [case("停水", "gongshui")], [case("停水", "gongshui")] * 30])
def test_too_little_to_learn_from_teaches_no_units(cases: list[Taught]) -> None:
    fitted = fit(cases)
    assert fitted.learnt.units is None
    assert fitted.unit_accuracy is None
    assert fitted.learnt.cases == len(cases)


def test_asking_loads_neither_numpy_nor_scikit_learn() -> None:
    code = (
        "import sys; from huying.language import learnt, telling, keywords; from huying.rules.text import segment; "
        "segment('停水'); keywords.weigh(heading='停水', matter=''); "
        "sys.exit(any(m in sys.modules for m in ('numpy', 'scipy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_real_letters_are_told_apart_better_than_four_in_five(shared_data: Path) -> None:
    with (shared_data / "letters" / "labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random(20211130).shuffle(rows)
    cases = [
        Taught(
            heading=segment(r["留言主题"]), matter=segment(r["留言详情"]), places=(), unit=r["一级标签"], category=""
        )
        for r in rows
    ]
    cut = len(cases) * 4 // 5
    learnt = fit(cases[:cut]).learnt
    assert learnt.units
    right = 0
    for one in cases[cut:]:
        vector = features(learnt, heading=one.heading, matter=one.matter, places=())
        right += judge(learnt.units, learnt.words, vector)[0].label == one.unit
    assert right / len(cases[cut:]) > 0.88
