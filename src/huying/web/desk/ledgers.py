"""A list as a table with every fact of its programme: what exports write. Batch by batch, so that a hundred thousand rows need no
more memory than a few hundred.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from huying.ledger import store
from huying.ledger.selectors import paging, reach
from huying.rules.facts import NUMBERS, Fact
from huying.rules.lights import Light
from huying.rules.wording import Text
from huying.web.desk import rows
from huying.web.desk.listing import Asked, found, order
from huying.web.kit import names
from huying.web.kit.values import bare, label, shown

Value = str | Decimal | datetime | None
BATCH = 500
LIGHTS: dict[Light | None, Text] = {
    "red": Text("超期", "Overdue"),
    "amber": Text("临期", "Nearly due"),
    "green": Text("正常", "In time"),
    None: Text("", ""),
}
HEAD = (
    Text("编号", "Number"),
    Text("标题", "Title"),
    Text("专项", "Programme"),
    Text("状态", "State"),
    Text("灯", "Light"),
    Text("期限", "Due"),
    Text("剩余", "Left"),
    Text("地点", "Place"),
    Text("单位", "Unit"),
    Text("登记时间", "Opened"),
)


def table(asked: Asked, most: int, language: str) -> Iterator[Sequence[Value]]:
    """The head, then the rows in the list's order, at most `most`; read on while they are taken."""
    facts = asked.programme.case_facts if asked.programme else {}
    yield [one.say(language) for one in (*HEAD, *(label(fact) for fact in facts.values()))]
    waiting = paging.ordered(found(asked), order(asked))[:most].iterator(chunk_size=BATCH)
    while batch := list(islice(waiting, BATCH)):
        yield from _lines(batch, asked, facts, language)


def _lines(batch: list[Any], asked: Asked, facts: Mapping[str, Fact], language: str) -> Iterator[Sequence[Value]]:
    cases = reach.rows([row if asked.queue.over == "case" else row.case for row in batch], asked.actor)
    held = [store.read(row).facts for row in cases]
    told = names.gather(
        ((fact, one[code]) for one in held for code, fact in facts.items() if one.get(code) is not None), asked.actor
    )
    for row, values in zip(rows.rows(batch, asked.now, language, asked.actor, {}, {}), held, strict=True):
        yield [
            row.number,
            row.heading,
            row.programme,
            row.state,
            LIGHTS[row.light].say(language),
            row.due,
            row.left,
            row.place,
            row.unit,
            row.opened,
            *(_value(fact, values.get(code), told, language) for code, fact in facts.items()),
        ]


def _value(fact: Fact, value: Any, told: names.Names, language: str) -> Value:
    return bare(fact, value) if fact.type in NUMBERS else shown(fact, value, told).say(language)
