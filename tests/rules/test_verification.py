"""The proof: what ships is proven; what is broken on purpose is refused by the right rule with the shortest example."""

import difflib
from pathlib import Path

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load, published
from huying.rules.errors import ProgrammeError, Unproven
from huying.rules.parsing import parse
from huying.rules.programme import Programme
from huying.rules.proof.exploration import _key, explore
from huying.rules.proof.findings import RULES
from huying.rules.verification import demand, prove
from huying.rules.workflow import START

PROGRAMMES = Path(__file__).resolve().parent.parent / "programmes"
BROKEN = sorted((PROGRAMMES / "broken").glob("*.toml"))
MINIMAL = (PROGRAMMES / "minimal.toml").read_text("utf-8")

# file: rule, the actions of the counter-example, the cycle it ends in
EXAMPLES: dict[str, tuple[int, str, str]] = {
    "1_unreachable_state": (1, "", ""),
    "1_unreachable_assignment_state": (1, "", ""),
    "1_action_never_possible": (1, "", ""),
    "1_dead_end": (1, "register park", ""),
    "1_dead_end_when_limits_are_used_up": (1, "register decline", ""),
    "1_only_the_system_could_go_on": (1, "register decline confirm", ""),
    "2_no_clock": (2, "register decline confirm", ""),
    "2_no_owner": (2, "register decline confirm", ""),
    "2_owner_without_post": (2, "register decline confirm", ""),
    "2_clock_stands_still": (2, "register decline confirm", ""),
    "2_ladder_ends_at_a_machine": (2, "", ""),
    "2_ladder_without_a_rung": (2, "", ""),
    "2_owned_by_a_stranger": (2, "register decline confirm", ""),
    "2_nobody_left_to_act": (2, "register dispatch feed_back", ""),
    "2_assignment_left_open": (2, "register dispatch feed_back confirm reply", ""),
    "3_declined_without_verification": (3, "register decline reply", ""),
    "3_merged_without_answer": (3, "register merge", ""),
    "3_settled_without_verification": (3, "register decline refute decline settle reply", ""),
    "3_reopened_without_answer": (3, "register decline confirm reply reopen reply", ""),
    "3_answer_not_demanded": (3, "", ""),
    "4_closed_without_acceptance": (4, "register dispatch feed_back confirm reply", ""),
    "4_required_assignment_set_aside": (4, "register dispatch hasten confirm", ""),
    "5_returned_for_ever": (5, "register dispatch", "request_return reject_return"),
    "5_refuted_for_ever": (5, "register decline refute", "decline refute"),
    "5_passed_back_and_forth": (5, "register dispatch", "pass_on pass_back"),
    "5_stays_where_it_is": (5, "register decline confirm", "refresh"),
    "5_disputed_for_ever": (5, "register", "decline confirm reply dispute"),
    "5_bound_without_adjudication": (5, "register decline refute decline", "refute decline"),
    "5_ruling_out_of_reach": (5, "register decline refute decline", "refute decline"),
    "5_ring_of_advances": (5, "register park", ""),
    "6_urgency_without_limit": (6, "", ""),
    "6_gap_in_the_lights": (6, "", ""),
    "6_two_lights_at_once": (6, "", ""),
    "6_hole_in_the_lights_over_a_number": (6, "", ""),
    "6_two_lights_over_one_number": (6, "", ""),
    "6_number_without_a_light_at_its_end": (6, "", ""),
    "7_works_and_confirms": (7, "register answer confirm", ""),
    "7_own_success": (7, "register dispatch feed_back", ""),
    "7_accepts_without_saying_so": (7, "register dispatch finish", ""),
    "8_fact_never_set": (8, "", ""),
    "8_link_never_made": (8, "", ""),
    "8_field_that_nothing_reads": (8, "", ""),
    "8_accused_asked_for_in_vain": (8, "", ""),
    "8_date_nobody_sets": (8, "register decline confirm", ""),
    "8_date_not_yet_set": (8, "register decline confirm", ""),
    "8_date_said_only_perhaps": (8, "register decline confirm", ""),
    "8_promise_until_a_day_not_yet_said": (8, "register", ""),
    "8_date_moved_without_approval": (8, "", ""),
    "8_date_emptied_while_a_clock_runs_to_it": (8, "", ""),
}


def read(file: Path) -> Programme:
    return parse(file.read_text("utf-8"), file.name)


@pytest.mark.parametrize("programme", published(), ids=lambda one: f"{one.code}-{one.version}")
def test_every_shipped_programme_is_proven(programme: Programme) -> None:
    assert prove(programme) == []


OURS = [PROGRAMMES / "minimal.toml", *sorted(PROGRAMMES.glob("strange/*/programme.toml"))]


@pytest.mark.parametrize("file", OURS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_programmes_of_the_tests_are_proven(file: Path) -> None:
    demand(read(file))


def test_every_broken_file_has_its_counter_example_and_every_rule_its_broken_files() -> None:
    assert {file.stem for file in BROKEN} == set(EXAMPLES)
    assert {rule for rule, _, _ in EXAMPLES.values()} == set(RULES)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_programme_is_refused_by_its_rule_with_the_shortest_counter_example(file: Path) -> None:
    rule, steps, cycle = EXAMPLES[file.stem]
    findings = prove(read(file))
    assert (rule, tuple(steps.split()), tuple(cycle.split())) in {(one.rule, one.codes, one.cycle) for one in findings}
    others = {one.rule for one in findings} - {rule}
    assert others <= ({1} if "ring" in file.stem else set()), "the file breaks more than it says"


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_programme_is_the_minimal_one_with_one_thing_changed(file: Path) -> None:
    old, new = MINIMAL.splitlines()[1:], file.read_text("utf-8").splitlines()[1:]
    changes = [
        code for code in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"
    ]
    assert 1 <= len(changes) <= 4


def test_a_refusal_names_file_rule_and_way_in_both_languages() -> None:
    with pytest.raises(Unproven) as refusal:
        demand(read(PROGRAMMES / "broken" / "5_returned_for_ever.toml"), "returned.toml")
    assert refusal.value.message("zh") == (
        "returned.toml：违反第5条规则：此循环没有次数上限，可以无休止地来回。"
        "最短反例：登记 register → 派单 dispatch【主办】 → ⟲(申请退单 request_return【主办】 → 驳回退单 reject_return【主办】)"
    )
    assert refusal.value.message("en").startswith("returned.toml: rule 5 is broken: this cycle has no limit")
    assert "register (登记 Register) → dispatch (派单 Dispatch) [lead]" in refusal.value.message("en")


def test_what_is_explored_is_the_whole_product() -> None:
    atlas = explore(published()[0])
    pairs = {
        tuple(task.state for task in position.tasks) for position in atlas.positions if position.state == "handling"
    }
    assert ("issued", "extension_pending") in pairs
    assert ("return_pending", "deferred") in pairs
    assert atlas.positions[0].state == START
    assert len({_key(position) for position in atlas.positions}) == len(atlas.positions)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('start = "register"', 'start = "begin"', 'start: "begin"'),
        ('[promise]\nclock = "step"', '[promise]\nclock = "other"', 'promise.clock: "other"'),
        ('until = "replied"', 'until = "thanked"', 'promise.until: "thanked"'),
        ('closing = ["verified", "replied"]', 'closing = ["verified", "thanked"]', 'closing: "thanked"'),
        ('owner = "verifier"', 'owner = "checker"', 'states.verifying.owner: "checker"'),
        ('owner = "handler", clock = "step"', 'owner = "handler", clock = "stop"', 'tasks.working.clock: "stop"'),
        ('to = "received" },', 'to = "nowhere" },', 'states.handling.advance: "nowhere"'),
        (
            'roles = ["director"]\nfrom = ["received"]',
            'roles = ["boss"]\nfrom = ["received"]',
            'actions.decline.roles: "boss"',
        ),
        (
            'roles = ["director"]\nfrom = ["received"]',
            'roles = []\nfrom = ["received"]',
            "actions.decline.roles: no role",
        ),
        (
            'roles = ["director"]\nfrom = ["received"]',
            'roles = ["observer"]\nfrom = ["received"]',
            'the role "Observer" can never',
        ),
        (
            'roles = ["director"]\nfrom = ["received"]',
            'roles = ["handler"]\nfrom = ["received"]',
            'the role "Handler" can never',
        ),
        ('then = "feed_back"', 'then = "feedback"', 'actions.request_return.then: "feedback"'),
        ('after = "refute"', 'after = "refuse"', 'actions.settle.after: "refuse"'),
        ('tasks = { fed_back = "working" }', 'tasks = { fed = "working" }', 'actions.refute.tasks: "fed"'),
        ('milestones = ["replied"]', 'milestones = ["answered"]', 'actions.reply.milestones: "answered"'),
        ("issues = true\nfields", "issues = true\nsets = { pace = 1 }\nfields", 'actions.dispatch.sets: "pace"'),
        ("issues = true\nfields", 'issues = true\nclears = ["pace"]\nfields', 'actions.dispatch.clears: "pace"'),
        ('to = "director", kind', 'to = "chief", kind', 'clocks.step.ladder: "chief"'),
        ('choices.normal = { zh = "一般", en = "Normal" }\n', "", 'clocks.step.limits: "normal"'),
        ('unit = "centre"\n', "", "home.unit: say"),
        ('then = "feed_back"\n', "", "actions.request_return.then: where there is a limit"),
        (', type = "assignments"', "", "actions.dispatch.fields.assignments: its type must be assignments"),
        ("at_most = 2", "at_most = 2\nat_least = 3", "handover: at_least"),
        ("at_most = 2", 'at_most = 2\nlines = ["left"]', 'handover.lines: "left"'),
        (
            'to = "working"\nadjudicates = true',
            'to = "working"\nadjudicates = true\nextends = "step"',
            "actions.reject_return.fields.days: it is not defined",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_named_with_its_place(old: str, new: str, where: str) -> None:
    assert old in MINIMAL
    with pytest.raises(ProgrammeError) as refusal:
        prove(parse(MINIMAL.replace(old, new, 1), "mine.toml"))
    assert where in refusal.value.message("en")


@pytest.mark.parametrize(("word", "machine"), [("publishes", "api"), ("publishes", "system"), ("forgets", "api")])
def test_what_is_put_before_the_public_or_deleted_for_good_a_person_decides(word: str, machine: str) -> None:
    whole = load("appeal")
    code = whole.special[word]
    action = replace(whole.actions[code], roles=(*whole.actions[code].roles, machine))
    with pytest.raises(ProgrammeError) as refusal:
        prove(replace(whole, actions={**whole.actions, code: action}))
    assert f"actions.{code}.roles: {machine} is no person" in refusal.value.message("en")


@pytest.mark.parametrize(
    ("setting", "ladder", "problem"),
    [
        ("interview_after = -1", 'kind = "bulletin"', "interview_after: it can't be negative"),
        ("interview_after = 2", 'kind = "slip"', "interview_after: no ladder of urging ever drafts a bulletin"),
    ],
)
def test_a_talk_is_proposed_from_bulletins_that_some_ladder_drafts(setting: str, ladder: str, problem: str) -> None:
    assert 'kind = "bulletin"' in MINIMAL
    with pytest.raises(ProgrammeError) as refusal:
        prove(parse(f"{setting}\n{MINIMAL}".replace('kind = "bulletin"', ladder), "mine.toml"))
    assert problem in refusal.value.message("en")
    prove(parse(f"interview_after = 1\n{MINIMAL}"))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("code 3", "line 1"),
        ("code = 3", "mine.toml:1: code: Expected `str`, got `int`"),
        ("clocks = 3", "mine.toml:1: clocks: Expected `object`, got `int`"),
        (MINIMAL.replace('code = "minimal"\n', ""), "mine.toml: Object missing required field `code`"),
    ],
)
def test_what_can_not_be_read_is_named_by_line_or_field(source: str, problem: str) -> None:
    with pytest.raises(ProgrammeError) as refusal:
        parse(source, "mine.toml")
    assert refusal.value.message("en").startswith("mine.toml:")
    assert problem in refusal.value.message("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('on = "task"', 'on = "desk"', "actions.feed_back.on: Invalid enum value 'desk'"),
        ("adjudicates = true", "adjudicate = true", "actions.uphold_return.adjudicate: Object contains unknown field"),
        ('type = "choice"', 'type = "chioce"', "facts.urgency.type: Invalid enum value 'chioce'"),
        ("limits = { normal = 5", 'limits = { normal = "5"', "clocks.step.limits.normal: Expected `int`, got `str`"),
        ("fields.urgency = { r", "fields.urgency = { no = 1, r", "actions.register.fields.urgency.no: Object contains"),
        ('unit = "centre"', 'unit = "centre"\nowner = "x"', "home.owner: Object contains unknown field"),
        ('prefix = "ZX"', 'prefix = "ZX"\nwish = 1', "wish: Object contains unknown field"),
    ],
)
def test_an_unknown_word_is_named_by_its_line(old: str, new: str, said: str) -> None:
    source = MINIMAL.replace(old, new, 1)
    with pytest.raises(ProgrammeError) as refusal:
        parse(source, "mine.toml")
    line = next(number for number, text in enumerate(source.splitlines(), 1) if new.splitlines()[-1] in text)
    assert refusal.value.message("en").startswith(f"mine.toml:{line}: {said}")


def test_the_line_of_a_guard_is_that_of_its_list() -> None:
    source = MINIMAL.replace('when = "no_lead"', 'when = "no_wish"')
    with pytest.raises(ProgrammeError, match=r"states\.handling\.advance\.when") as refusal:
        parse(source, "mine.toml")
    line = source.splitlines().index("advance = [") + 1
    assert refusal.value.message("en").startswith(f"mine.toml:{line}: ")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("6_hole_in_the_lights_over_a_number", "lights = [{ light = "),
        ("8_fact_never_set", "[facts.found]"),
        ("8_field_that_nothing_reads", "fields.copies = "),
        ("8_date_not_yet_set", "[clocks.day]"),
        ("1_unreachable_state", "limbo = "),
    ],
)
def test_what_the_definition_alone_shows_is_refused_by_its_line(file: str, line: str) -> None:
    source = (PROGRAMMES / "broken" / f"{file}.toml").read_text("utf-8")
    with pytest.raises(Unproven) as refusal:
        demand(parse(source, "mine.toml"), "mine.toml", source)
    number = next(number for number, text in enumerate(source.splitlines(), 1) if text.startswith(line))
    assert refusal.value.message("zh").startswith(f"mine.toml:{number}：违反第{file[0]}条规则")
