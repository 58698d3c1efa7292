"""The invented texts of the demo city: the same seed gives the same text, and no two letters read alike."""

import re
from datetime import datetime
from random import Random

import pytest

from huying.programmes import demo_texts
from huying.programmes.demo_texts import Letter
from huying.programmes.demo_texts.answers import Kind
from huying.programmes.demo_texts.sentences import expand, paired
from huying.programmes.demo_texts.topics import Subject, in_season, kinship, nearest, topics
from huying.rules.calendar import LOCAL
from huying.rules.scrub import mask_phone, scrub

PLACES = [("魏都区", "西大街道"), ("襄城县", "库庄镇"), ("禹州市", "神垕镇"), ("长葛市", "大周镇")]
KINDS: tuple[Kind, ...] = ("resolved", "explained", "partial", "declined", "direct")
SUBJECTS: tuple[Subject, ...] = ("citizen", "enterprise")
UNFILLED = re.compile(r"[{}\[\]|]|(?<![0-9])%|\(\w+\)s|None")


def _at(month: int, day: int = 24) -> datetime:
    return datetime(2021, month, day, 9, 30, tzinfo=LOCAL)


def _letters(seed: int, each: int = 200) -> list[Letter]:
    rng = Random(seed)
    return [one for month in range(1, 12) for one in demo_texts.pool(rng, each, places=PLACES, at=_at(month))]


def _remarks(rng: Random) -> list[str]:
    d = demo_texts
    plain = [f(rng) for f in (d.extension_reason, d.deferral_plan, d.instruction, d.sign_off_note, d.urging_slip_text)]
    yes_or_no = [f(rng, value) for f in (d.verification_note, d.adjudication) for value in (True, False)]
    rated = [d.rating_comment(rng, score) for score in range(1, 6)]
    return [*plain, *yes_or_no, *rated, d.return_reason(rng, "市城市管理局", "魏都区政府")]


def test_the_same_seed_writes_the_same_letters_answers_and_remarks() -> None:
    assert _letters(7, each=20) == _letters(7, each=20)
    letter = _letters(7, each=1)[0]
    for kind in KINDS:
        first, second = (demo_texts.answer(Random(3), of=letter, unit_name="市教育局", kind=kind) for _ in range(2))
        assert first == second
    assert _remarks(Random(5)) == _remarks(Random(5))
    assert demo_texts.person(Random(1)) == demo_texts.person(Random(1))


def test_two_thousand_letters_read_as_different_people() -> None:
    letters = _letters(11)
    assert len({(one.heading, one.matter) for one in letters}) >= 0.99 * len(letters)
    assert len({one.matter for one in letters}) >= 0.95 * len(letters)
    assert len({one.heading for one in letters}) >= 0.6 * len(letters)


def test_a_body_has_eighty_to_five_hundred_characters() -> None:
    lengths = [len(one.matter) for one in _letters(13)]
    assert min(lengths) >= 80
    assert max(lengths) <= 500
    assert max(lengths) > 300


def test_no_slot_is_left_unfilled_anywhere() -> None:
    rng = Random(17)
    for one in _letters(17, each=60):
        texts = [one.heading, one.matter]
        for kind in KINDS:
            texts.append(demo_texts.answer(rng, of=one, unit_name="市水利局", kind=kind))
            texts.append(demo_texts.feedback(rng, one, "市水利局", kind))
        assert not [text for text in texts if UNFILLED.search(text)]
    assert not [text for _ in range(300) for text in _remarks(rng) if UNFILLED.search(text)]


@pytest.mark.parametrize("category", demo_texts.categories())
def test_every_topic_can_be_written_and_answered(category: str) -> None:
    citizen, enterprise = (sum(who in one.who for one in topics(category)) for who in SUBJECTS)
    assert len(topics(category)) >= 7
    assert citizen >= 2
    assert enterprise >= 1
    for month in range(1, 13):
        for subject in SUBJECTS:
            one = demo_texts.written(
                Random(month),
                category=category,
                place_name="禹州市",
                town_name="神垕镇",
                subject=subject,
                at=_at(month),
            )
            assert one.category == category
            assert one.topic.startswith(category)
            assert one.urgency in ("normal", "urgent", "critical")


def test_sixteen_categories_hold_over_a_hundred_topics() -> None:
    assert len(demo_texts.categories()) == 16
    assert sum(len(topics(category)) for category in demo_texts.categories()) >= 110


def test_people_write_about_heating_in_winter_and_about_the_flood_in_july() -> None:
    def codes(category: str, day: int) -> set[str]:
        return {one.code for one in in_season(category, "citizen", day)}

    assert "utilities.heating" in codes("utilities", 1120) & codes("utilities", 110)
    assert "utilities.heating" not in codes("utilities", 715)
    assert "rural.flood" in codes("rural", 725)
    assert "rural.flood" not in codes("rural", 715) | codes("rural", 305)
    assert "environment.straw" in codes("environment", 605) & codes("environment", 1010)
    assert "health.epidemic" in codes("health", 805) & codes("health", 1105)
    assert "health.epidemic" not in codes("health", 601)


def test_an_answer_and_the_feedback_tell_the_same_facts() -> None:
    rng = Random(19)
    for one in _letters(19, each=10):
        answer = demo_texts.answer(rng, of=one, unit_name="市水利局", kind="resolved")
        feedback = demo_texts.feedback(rng, one, "市水利局", "resolved")
        shared = [part for part in feedback.split("。") if len(part) > 8 and part in answer]
        assert len(shared) >= 2


def test_a_case_handled_again_gets_other_facts() -> None:
    letters = _letters(23, each=20)
    again = [
        demo_texts.answer(Random(1), of=one, unit_name="市水利局", kind="resolved", attempt=2)
        != demo_texts.answer(Random(1), of=one, unit_name="市水利局", kind="resolved")
        for one in letters
    ]
    assert sum(again) > 0.5 * len(again)


def test_an_echo_is_another_letter_about_the_same_matter() -> None:
    first = demo_texts.written(
        Random(2), category="traffic", place_name="魏都区", town_name="西大街道", subject="citizen", at=_at(5)
    )
    second = demo_texts.echo(Random(9), of=first, at=_at(5, 26))
    assert (second.topic, second.category) == (first.topic, first.category)
    assert second.matter != first.matter
    assert all(second.facts[slot] == value for slot, value in first.facts.items() if slot != "we")


def test_the_months_add_up_to_the_published_total() -> None:
    months = demo_texts.monthly_volume()
    assert sum(months.values()) == 11810
    assert list(months) == [f"2021-{month:02d}" for month in range(1, 12)]


def test_the_weights_cover_counties_channels_subjects_and_hours() -> None:
    assert len(demo_texts.county_weights()) == 9
    assert sum(demo_texts.county_weights().values()) == 100
    assert set(demo_texts.channel_weights()) == {"web", "app_board", "mailbox", "hotline", "wechat", "visit", "letter"}
    assert sum(demo_texts.channel_weights().values()) == 100
    assert demo_texts.subject_weights() == {"citizen": 88, "enterprise": 12}
    assert len(demo_texts.hour_weights()) == 24
    for subject in SUBJECTS:
        assert set(demo_texts.category_weights(subject, 8)) == set(demo_texts.categories())


def test_phones_look_like_mobiles_belong_to_nobody_and_are_masked() -> None:
    rng = Random(29)
    people = [demo_texts.person(rng) for _ in range(500)]
    assert all(re.fullmatch(r"154\d{8}", phone) for _, phone in people)
    assert all(2 <= len(name) <= 3 for name, _ in people)
    assert len(set(people)) > 490
    assert mask_phone(people[0][1]).startswith("154****")
    assert people[0][1] not in scrub(f"请打{people[0][1]}找我。")


def test_a_rating_has_one_to_five_stars() -> None:
    with pytest.raises(ValueError, match="1–5"):
        demo_texts.rating_comment(Random(1), 6)


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown category"):
        demo_texts.written(
            Random(1), category="weather", place_name="魏都区", town_name="西大街道", subject="citizen", at=_at(5)
        )


def test_alternatives_are_combined_freely_or_in_pairs() -> None:
    assert expand("x[a|b]y[c|d]") == ["xayc", "xayd", "xbyc", "xbyd"]
    assert expand("x[a|b]y[c|d]", spread=paired) == ["xayc", "xbyd"]
    assert expand("plain", spread=paired) == ["plain"]


def test_a_title_and_an_answer_speak_of_what_the_letter_tells() -> None:
    choices = ("教师资格体检咨询", "转学手续咨询")
    assert kinship("孩子转学手续没办好", choices[0]) == 0
    assert nearest("孩子转学手续没办好", choices) == choices[1:]
    assert nearest("%(town)s", choices) == choices
