"""What fills the slots: roads, compounds, firms, sums, spans of time. All invented, and built once from `data/words.toml`."""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

_FILE = Path(__file__).parent / "data" / "words.toml"
_NUMBERS = {
    "floor": [str(n) for n in range(2, 33)],
    "building": [str(n) for n in range(1, 29)],
    "few": ["两", "三", "四", "五", "六", "七", "八"],
    "tens": [f"{n}多" for n in (20, 30, 40, 50, 60, 80)],
    "hundreds": [f"{n}多" for n in range(100, 2000, 100)],
    "thousands": [str(n) for n in range(1200, 9800, 100)],
    "wan": [str(n) for n in (3, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 40, 50)],
    "millions": [str(n) for n in (80, 100, 120, 150, 200, 260, 300, 350, 400, 500, 600, 800)],
    "mu": [str(n) for n in (3, 5, 8, 10, 12, 15, 20, 30, 50, 80, 120, 200)],
    "metres": [str(n) for n in (20, 30, 50, 80, 100, 150, 200, 300, 500)],
    "age": [str(n) for n in range(61, 89)],
    "year": ["2015", "2016", "2017", "2018", "2019"],
    "percent": [str(n) for n in (10, 15, 20, 30, 40, 50, 60)],
    "days": [str(n) for n in (3, 5, 7, 10, 15, 20)],
    "night": ["晚上十点", "晚上十一点", "夜里十二点", "凌晨一点", "凌晨两点", "半夜"],
    "hour": ["早上七点半", "早上八点", "上午十点", "中午十二点", "下午五点半", "下午六点", "晚上八点"],
}
_GIVEN_BY_CALLER = ("place", "town", "gist", "heading", "unit", "other", "we", "ago", "soon", "season")
_SEASONS = ("冬天", "冬天", "春天", "春天", "春天", "夏天", "夏天", "夏天", "秋天", "秋天", "秋天", "冬天")


def _joined(heads: list[str], tails: list[str]) -> list[str]:
    return [head + tail for head, tail in product(heads, tails)]


@cache
def _everlasting() -> dict[str, tuple[str, ...]]:
    """Words that do not depend on the month."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    joined = {slot: _joined(part["heads"], part["tails"]) for slot, part in raw["joined"].items()}
    words = raw["plain"] | _NUMBERS | joined
    words["firm"] = [
        f"{head}{trade}{form}" for head, trade, form in product(*(raw["firm"][k] for k in ("heads", "trades", "forms")))
    ]
    words["own"] = words["firm"][::-1]
    # two halves, so that no road crosses itself
    words["road"], words["road2"] = words["road"][::2], words["road"][1::2]
    words["number"] = [f"154{n * 7919 % 10**8:08d}" for n in range(11, 4000)]
    return {slot: tuple(values) for slot, values in words.items()}


@cache
def words(month: int) -> dict[str, tuple[str, ...]]:
    """Values of every slot in the given `month` (1–12), so that "since last month" is true."""
    back = [(month - n - 1) % 12 + 1 for n in (1, 2, 3)]
    ahead = [month % 12 + 1, (month + 1) % 12 + 1]
    return _everlasting() | {
        "ago": (
            f"{back[0]}月份",
            f"{back[1]}月份",
            f"{back[2]}月底",
            f"{back[0]}月初",
            f"{back[1]}月中旬",
            "上个月",
            "去年",
            "前段时间",
            "半个月前",
        ),
        "soon": ("本月底", f"{ahead[0]}月上旬", f"{ahead[0]}月底", f"{ahead[1]}月底", "近期", "本季度末"),
        "season": (_SEASONS[month - 1],),
    }


SLOTS = frozenset(_everlasting()) | frozenset(_GIVEN_BY_CALLER)


class Scene(dict[str, str]):
    """The facts of one letter: a slot is drawn when a sentence first names it, and stays the same afterwards."""

    def __init__(self, rng: Random, month: int, facts: dict[str, str]) -> None:
        super().__init__(facts)
        self._rng = rng
        self._words = words(month)

    def __missing__(self, slot: str) -> str:
        choices = self._words[slot]
        value = self[slot] = choices[int(self._rng.random() * len(choices))]
        return value
