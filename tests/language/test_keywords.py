"""The shipped table of words, for a city without cases to learn from."""

from huying.language.keywords import table, weigh

CATEGORIES = {
    "housing", "city_order", "traffic", "education", "health", "labour", "environment", "land", "market", "police",
    "rural", "utilities", "culture", "civil", "enterprise", "other",
}  # fmt: skip


def best(heading: str, matter: str = "") -> str:
    weights = weigh(heading=heading, matter=matter)
    return max(weights, key=lambda category: sum(weights[category].values()))


def test_every_category_has_words() -> None:
    assert {category for claimed in table().values() for category in claimed} == CATEGORIES


def test_plain_letters_find_their_category() -> None:
    assert best("小区物业费太高", "业委会不管，电梯总坏") == "housing"
    assert best("家里停水三天", "自来水公司不来修水管") == "utilities"
    assert best("学校老师违规补课") == "education"
    assert best("拖欠农民工工资") == "labour"


def test_a_word_in_the_title_weighs_twice() -> None:
    assert (
        weigh(heading="停水", matter="")["utilities"]["停水"]
        == 2 * weigh(heading="", matter="停水")["utilities"]["停水"]
    )


def test_a_letter_without_known_words_speaks_for_nothing() -> None:
    assert weigh(heading="啊", matter="\x00\ud800") == {}
