"""A small ledger with a bit of everything, and the people who count it."""

from datetime import timedelta

from huying.rules.policy import SYSTEM, Actor, Post
from tests.ledger.story import CLERK, DAY, DIRECTOR, DISPATCHER, MONDAY, SUPERVISOR, WATER, WATER_LEADER, Story

WEIDU, YUZHOU = "411002", "411081"
APRIL = MONDAY + 40 * DAY  # Saturday 11 April 2026: the usual period is January to March
CITY_LEADER = Actor("40", (Post("city_leader"),))
WEIDU_LEADER = Actor("41", (Post("county_leader", "", WEIDU),))
TOWN_LEADER = Actor("42", (Post("county_leader", "", "411002001"),))
TWO_HATS = Actor("43", (Post("county_leader", "", WEIDU), Post("leader", "gongshui")))
NOT_APPOINTED = Actor("44")
EVERYBODY = (
    SYSTEM,
    CITY_LEADER,
    WEIDU_LEADER,
    TOWN_LEADER,
    TWO_HATS,
    NOT_APPOINTED,
    WATER,
    WATER_LEADER,
    CLERK,
    DIRECTOR,
)


def fill() -> dict[str, Story]:
    """A letter of every kind that a figure tells apart."""
    told = {
        "solved": Story(place="411002001").replied(),
        "unsolved": Story(place="411002002", subject="enterprise").replied(),
        "reopened": Story(place=YUZHOU, channel="hotline").replied(),
        "silent": Story(place=YUZHOU).replied(),
        "handling": Story(place="411002001").dispatched(),
        "waiting": Story(channel="hotline"),
        "fresh": Story(at=APRIL - timedelta(hours=2), place=YUZHOU),
        "last_year": Story(at=MONDAY - 90 * DAY).replied(),
        "accusing": Story(place=WEIDU, accused=["gongshui"]),
    }
    told["solved"].do("rate", told["solved"].writer, rating=5)
    told["unsolved"].do("settle_for", told["unsolved"].writer, rating=2)
    told["reopened"].do("dispute", told["reopened"].writer, reason="水还是黄的。", rating=1)
    told["last_year"].do("rate", told["last_year"].writer, rating=3)
    told["handling"].do("supervise", SUPERVISOR, reason="限期办结")
    told["accusing"].accepted().do("dispatch", DISPATCHER, assignments=[{"unit": "jiaotong", "role": "lead"}])
    return told
