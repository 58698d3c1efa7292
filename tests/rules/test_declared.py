"""What a programme declares of its case must hang together: each refusal says where it stands, before anything is proven."""

from pathlib import Path

import pytest

from huying.rules.errors import ProgrammeError
from huying.rules.parsing import parse
from huying.rules.proof.references import check

MINIMAL = (Path(__file__).resolve().parent.parent / "programmes" / "minimal.toml").read_text("utf-8")
NAME = '{ zh = "某", en = "Some" }'
FACTS = """
[facts.cost]
name = { zh = "投资", en = "Cost" }
type = "money"
sum = true
[facts.level]
name = { zh = "水位", en = "Level" }
type = "count"
at_least = 0
at_most = 9
[facts.day]
name = { zh = "日期", en = "Day" }
type = "date"
[facts.batch]
name = { zh = "批次", en = "Batch" }
type = "code"
filter = true
[facts.done]
name = { zh = "已办", en = "Done" }
type = "mark"
[facts.spot]
name = { zh = "地点", en = "Place" }
type = "place"
meaning = "place"
[facts.owner]
name = { zh = "业主", en = "Owner" }
type = "person"
[facts.words]
name = { zh = "记录", en = "Words" }
type = "prose"
[facts.own]
name = { zh = "工时", en = "Hours" }
type = "count"
on = "task"
[links.joined]
name = { zh = "并入", en = "Joined" }
back = { zh = "被并入", en = "Joined by" }
[actions.say]
name = { zh = "填写", en = "Say" }
roles = ["clerk"]
from = ["received"]
fields.cost = {}
fields.level = {}
fields.day = {}
fields.batch = {}
fields.done = {}
fields.spot = {}
fields.owner = {}
fields.words = {}
fields.joined = {}
fields.other = { name = { zh = "其他", en = "Other" }, required = false }
[actions.work]
name = { zh = "计时", en = "Clock in" }
on = "task"
roles = ["handler"]
from = ["working"]
fields.own = {}
"""
WHOLE = MINIMAL + FACTS


def refusal(source: str) -> str:
    with pytest.raises(ProgrammeError) as refused:
        check(parse(source, "mine.toml"), "mine.toml", source)
    return refused.value.message("en")


def test_the_one_that_is_changed_below_hangs_together() -> None:
    check(parse(WHOLE))


@pytest.mark.parametrize("bounds", [
    '{ cost = { at_least = "100000.01" } }', "{ cost = { at_least = 5, at_most = 10 } }", '{ cost = { at_most = "-0.50" } }',
    '{ length = { at_least = "0.125", at_most = 3 } }', "{ level = { at_least = 0 } }", '{ day = { at_most = "2021-12-30" } }',
])  # fmt: skip
def test_amounts_are_bounded_exactly_whole_or_as_text_with_their_digits(bounds: str) -> None:
    length = f'[facts.length]\nname = {NAME}\ntype = "quantity"\nunit = {NAME}\ndigits = 3\n'
    check(parse(f"{WHOLE}\n{length}[parts]\nx = {{ where = {{ fact = {bounds} }} }}\n"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        # facts
        (f'[facts.x]\nname = {NAME}\ntype = "choice"', "facts.x: there is nothing to choose from"),
        (f'[facts.x]\nname = {NAME}\ntype = "line"\nchoices.a = {NAME}', "facts.x.choices: only a choice has choices"),
        (f'[facts.x]\nname = {NAME}\ntype = "quantity"', "facts.x.unit: say in which unit"),
        (f'[facts.x]\nname = {NAME}\ntype = "money"\nfilter = true', "facts.x.filter: this type can't narrow a list"),
        (f'[facts.x]\nname = {NAME}\ntype = "line"\nsum = true', "facts.x.sum: only a number can be summed"),
        (
            f'[facts.x]\nname = {NAME}\ntype = "count"\non = "task"\ncolumn = true',
            "facts.x: an assignment's fact is no",
        ),
        (f'[facts.x]\nname = {NAME}\ntype = "line"\nmeaning = "heading"', 'meaning: "heading" is what heading means'),
        (f'[facts.x]\nname = {NAME}\ntype = "line"\nmeaning = "answer"', "facts.x.type: its type must be prose"),
        (f'[facts.x]\nname = {NAME}\ntype = "count"\nmeaning = "resolved"', "facts.x.type: its type must be mark"),
        # links
        (f'[links.x]\nname = {NAME}\nback = {NAME}\ncarries = ["ghost"]', 'links.x.carries: "ghost"'),
        (f'[links.x]\nname = {NAME}\nback = {NAME}\nfollows = {{ reply = "ghost" }}', 'links.x.follows: "ghost"'),
        (f'[links.x]\nname = {NAME}\nback = {NAME}\nfollows = {{ ghost = "reply" }}', 'links.x.follows: "ghost"'),
        # lights over numbers
        (f'[signals.x]\nname = {NAME}\nof = "day"\nlights = []', 'signals.x.of: the type of "day" must be'),
        (f'[signals.x]\nname = {NAME}\nof = "own"\nlights = []', 'signals.x.of: "own" is not defined'),
        # parts and indicators
        ('[parts]\nx = { over = "ghost" }', 'parts.x.over: "ghost"'),
        ('[parts]\nx = { sum = "day" }', 'parts.x.sum: the type of "day" must be'),
        ('[parts]\nx = { sum = "level" }', 'parts.x.sum: "level" must say `sum`'),
        ('[parts]\nx = { sum = "own" }', 'parts.x.sum: "own" must say `sum`'),
        ('[parts]\nx = { sum = "cost", distinct = "day" }', "parts.x: either `sum` or `distinct`"),
        ('[parts]\nx = { distinct = "cost" }', 'parts.x.distinct: the type of "cost" must be'),
        ('[parts]\nx = { distinct = "own" }', 'parts.x.distinct: "own" is not defined'),
        (f'[indicators.x]\nname = {NAME}\nnote = {NAME}\nof = "ghost"', 'indicators.x.of: "ghost"'),
        (f'[indicators.x]\nname = {NAME}\nnote = {NAME}\nof = "opened"\nper = "ghost"', 'indicators.x.per: "ghost"'),
        # matrices
        (f'[matrices.x]\nname = {NAME}\nrows = "ghost"\nparts.opened = {NAME}', 'matrices.x.rows: "ghost"'),
        (f'[matrices.x]\nname = {NAME}\nrows = "own"\nparts.opened = {NAME}', 'matrices.x.rows: "own"'),
        (f'[matrices.x]\nname = {NAME}\nrows = "level"\nparts.opened = {NAME}', '"level" must say `filter`'),
        (f'[matrices.x]\nname = {NAME}\nrows = "batch"\nparts.ghost = {NAME}', 'matrices.x.parts.ghost: "ghost"'),
        (f'[matrices.x]\nname = {NAME}\nrows = "batch"\nparts = {{}}', "matrices.x.parts: name at least one"),
        (
            f'[parts]\nx = {{ distinct = "batch" }}\n[matrices.x]\nname = {NAME}\nrows = "batch"\nparts.x = {NAME}',
            'matrices.x.parts.x: "x" counts distinct values',
        ),
        # conditions
        ('[parts]\nx = { where = { state = ["ghost"] } }', 'parts.x.where.state: "ghost"'),
        ('[parts]\nx = { where = { milestone = ["ghost"] } }', 'parts.x.where.milestone: "ghost"'),
        ('[parts]\nx = { where = { missing = ["ghost"] } }', 'parts.x.where.milestone: "ghost"'),
        ("[parts]\nx = { where = { count = { ghost = 1 } } }", 'parts.x.where.count: "ghost"'),
        ('[parts]\nx = { where = { link = ["ghost"] } }', 'parts.x.where.link: "ghost"'),
        ('[parts]\nx = { where = { passed = ["level"] } }', 'parts.x.where.passed: the type of "level" must be date'),
        ("[parts]\nx = { where = { fact = { ghost = true } } }", 'parts.x.where.fact: "ghost"'),
        ("[parts]\nx = { where = { fact = { own = 1 } } }", 'parts.x.where.fact: "own"'),
        ("[parts]\nx = { where = { any = [{ fact = { ghost = 1 } }] } }", 'parts.x.where.any.fact: "ghost"'),
        ("[parts]\nx = { where = { fact = { words = { known = true } } } }", '"words" is free text'),
        ('[parts]\nx = { where = { fact = { urgency = "slow" } } }', '"urgency" is never "slow"'),
        ("[parts]\nx = { where = { fact = { done = 1 } } }", '"done" is never "1"'),
        ("[parts]\nx = { where = { fact = { level = true } } }", '"level" is never "True"'),
        ('[parts]\nx = { where = { fact = { level = "3" } } }', '"level" is never "3"'),
        ("[parts]\nx = { where = { fact = { cost = 100 } } }", 'ask for "cost" by `at_least` and `at_most`'),
        ("[parts]\nx = { where = { fact = { urgency = { at_least = 1 } } } }", '"urgency" has no order'),
        ("[parts]\nx = { where = { fact = { day = { at_least = 1 } } } }", 'bounds of "day" are of another type'),
        ('[parts]\nx = { where = { fact = { level = { at_most = "9" } } } }', 'bounds of "level" are of another type'),
        ('[parts]\nx = { where = { fact = { day = { at_least = "soon" } } } }', 'bounds of "day" are of another type'),
        (
            "[parts]\nx = { where = { fact = { level = { at_least = true } } } }",
            'bounds of "level" are of another type',
        ),
        ("[parts]\nx = { where = { fact = { cost = { at_most = true } } } }", 'bounds of "cost" are of another type'),
        ('[parts]\nx = { where = { fact = { cost = { at_most = "1万" } } } }', 'bounds of "cost" are of another type'),
        ('[parts]\nx = { where = { fact = { cost = { at_most = "1,5" } } } }', 'bounds of "cost" are of another type'),
        # the portal
        ("[portal]\nsays = { ghost = true }", 'portal.says: "ghost"'),
        ('[portal]\nsays = { urgency = "slow" }', 'portal.says: "urgency" can\'t be "slow"'),
    ],
)
def test_what_does_not_hang_together_is_refused_by_its_place(more: str, said: str) -> None:
    assert said in refusal(f"{WHOLE}\n{more}\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # askers and homes
        ('[home]\nunit = "centre"', '[home]\nby = "fact"\nfact = "ghost"', 'home.fact: "ghost"'),
        ('[home]\nunit = "centre"', '[home]\nby = "fact"\nfact = "owner"', 'home.fact: the type of "owner" must be unit'),
        ('[home]\nunit = "centre"', '[home]\nby = "place"', 'home.by: "spot" must be asked for when a case is opened'),
        ("[home]", '[asker]\nis = "account"\nfact = "spot"\n[home]', 'asker.fact: the type of "spot" must be person'),
        ("[home]", '[asker]\nis = "firm"\nfact = "owner"\n[home]', 'asker.fact: the type of "owner" must be firm'),
        ("[home]", '[asker]\nis = "nobody"\n[home]', "promise: nobody asked"),
        # clocks
        ('by = "urgency"', 'by = "level"', 'clocks.step.by: the type of "level" must be choice'),
        ('by = "urgency"\nlimits = { normal = 5, urgent = 1 }', 'until = "cost"', 'clocks.step.until: the type of "cost"'),
        ('by = "urgency"\nlimits = { normal = 5, urgent = 1 }', 'until = "ghost"', 'clocks.step.until: "ghost"'),
        ("limits = { normal = 5,", "limits = { normal = 5, slow = 9,", 'clocks.step.limits: "slow"'),
        # what names a case is one line that every list can show
        ('meaning = "heading"', 'meaning = "heading"\nat_most = 300', "facts.heading.at_most: a heading has 200"),
        ("fields.heading = {", "fields.heading = { at_most = 201,", "fields.heading.at_most: a heading has 200"),
        ('meaning = "heading"', "", "none has the meaning `heading`"),
        # what actions set, clear, ask for
        ("fields.cost = {}", 'fields.cost = { name = { zh = "x", en = "x" }, type = "line" }', "a type of its own"),
        ("fields.cost = {}", 'fields.cost = { name = { zh = "x", en = "x" }, fact = "level", type = "line" }', "a type of its own"),
        ("fields.cost = {}", "fields.cost = {}\nfields.own = {}", "an assignment's fact is said on an assignment only"),
        ("fields.cost = {}", "sets = { own = 1 }\nfields.cost = {}", '"own" is a fact of one assignment'),
        ("fields.cost = {}", 'clears = ["own"]\nfields.cost = {}', '"own" is a fact of one assignment'),
        ("fields.cost = {}", 'clears = ["spot"]\nfields.cost = {}', "where a case lies is never emptied"),
        ("fields.cost = {}", 'sets = { spot = "411002" }\nfields.cost = {}', '"spot" can only be said by somebody'),
        ("fields.cost = {}", 'sets = { words = "x" }\nfields.cost = {}', '"words" can only be said by somebody'),
        ("fields.cost = {}", 'sets = { urgency = "slow" }\nfields.cost = {}', '"urgency" can\'t be "slow"'),
        ("fields.cost = {}", "sets = { done = 1 }\nfields.cost = {}", '"done" can\'t be "1"'),
        ("fields.cost = {}", "sets = { level = 10 }\nfields.cost = {}", '"level" can\'t be "10"'),
        ("fields.cost = {}", 'sets = { cost = "5" }\nfields.cost = {}', '"cost" can\'t be "5"'),
        ("fields.cost = {}", 'sets = { day = "2021-2-3" }\nfields.cost = {}', '"day" can\'t be "2021-2-3"'),
        ("fields.joined = {}", 'fields.joined = { name = { zh = "x", en = "x" }, type = "link" }', "one of [links]"),
        (
            "fields.level = {}",
            'fields.level = {}\nfields.how = { name = { zh = "x", en = "x" }, type = "choice" }',
            "nothing to choose",
        ),
        ("fields.done = {}", "only = { fact = { ghost = 1 } }\nfields.done = {}", 'actions.say.only.fact: "ghost"'),
        (
            "fields.done = {}",
            'given = [{ when = { ghost = [1] }, forbids = ["other"] }]\nfields.done = {}',
            'say.given: "ghost"',
        ),
        (
            "fields.done = {}",
            'given = [{ when = { done = ["yes"] }, forbids = ["other"] }]\nfields.done = {}',
            '"done" is yes or no',
        ),
        (
            "fields.done = {}",
            'given = [{ when = { done = [true] }, forbids = ["cost"] }]\nfields.done = {}',
            "both filled in and left empty",
        ),
        ("fields.done = {}", 'delay = { amount = 1, unit = "hour", since = "ghost" }\nfields.done = {}', 'since: "ghost"'),
        # what the core makes something of
        ("fields.words = {}", "attaches = true\nfields.words = {}", "say.fields.file: it is not defined"),
        ("fields.words = {}", "publishes = true\nfields.words = {}", "say.fields.shown_heading: it is not defined"),
        (
            "fields.words = {}",
            'forgets = true\nfields.words = {}\nfields.reason = { name = { zh = "x", en = "x" } }',
            "say.fields.reason: its type must be line",
        ),
        (
            "fields.words = {}",
            'forgets = true\nfields.words = {}\nfields.reason = { name = { zh = "x", en = "x" }, type = "line", required = false }',
            "say.fields.reason: it must be required",
        ),
        (
            "fields.words = {}",
            'fields.words = {}\nfields.shown_heading = { name = { zh = "x", en = "x" } }',
            "shown_heading.at_most: a heading has 200",
        ),
        ('type = "assignments" }', 'type = "assignments", required = false }', "assignments: it must be required"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_by_its_place(old: str, new: str, said: str) -> None:
    assert old in WHOLE
    assert said in refusal(WHOLE.replace(old, new, 1))


def test_a_heading_is_one_line_and_bounded_without_saying_so() -> None:
    field = parse(MINIMAL.replace("one_line = true\n", "")).actions["register"].fields["heading"]
    assert (field.one_line, field.at_most) == (True, 200)


def test_a_refusal_names_the_line() -> None:
    source = WHOLE.replace("fields.cost = {}", "sets = { level = 10 }\nfields.cost = {}", 1)
    line = source.splitlines().index("sets = { level = 10 }") + 1
    assert refusal(source).startswith(f"mine.toml:{line}: actions.say.sets: ")


@pytest.mark.parametrize("wrong", ['rows = "ghost"', f"parts.ghost = {NAME}"])
def test_what_a_matrix_names_in_vain_is_refused_by_its_line(wrong: str) -> None:
    lines = ["[matrices.x]", f"name = {NAME}", 'rows = "batch"', f"parts.opened = {NAME}"]
    place = 2 if wrong.startswith("rows") else 3
    lines[place] = wrong
    source = "\n".join([WHOLE, *lines, ""])
    assert refusal(source).startswith(f"mine.toml:{source.splitlines().index(wrong) + 1}: matrices.x.")
