"""The proof: what ships is proven; what is broken on purpose is refused by the right rule with the shortest example."""

import difflib
from pathlib import Path

import pytest

from huying.programmes.registry import published
from huying.rules.errors import ProgrammeError, Unproven
from huying.rules.parsing import parse
from huying.rules.programme import Programme
from huying.rules.proof.exploration import explore
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
    "7_works_and_confirms": (7, "register answer confirm", ""),
    "7_own_success": (7, "register dispatch feed_back", ""),
    "7_accepts_without_saying_so": (7, "register dispatch finish", ""),
}


def read(file: Path) -> Programme:
    return parse(file.read_text("utf-8"), file.name)


@pytest.mark.parametrize("programme", published(), ids=lambda one: f"{one.code}-{one.version}")
def test_every_shipped_programme_is_proven(programme: Programme) -> None:
    assert prove(programme) == []


@pytest.mark.parametrize("name", ["minimal", "petition"])
def test_the_programmes_of_the_tests_are_proven(name: str) -> None:
    demand(read(PROGRAMMES / f"{name}.toml"))


def test_every_broken_file_has_its_counter_example_and_every_rule_its_broken_files() -> None:
    assert {file.stem for file in BROKEN} == set(EXAMPLES)
    assert {rule for rule, _, _ in EXAMPLES.values()} == {1, 2, 3, 4, 5, 6, 7}


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
    assert len(set(atlas.positions)) == len(atlas.positions)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('start = "register"', 'start = "begin"', 'start: "begin"'),
        ('promise = "step"', 'promise = "other"', 'promise: "other"'),
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
        (
            "issues = true\nfields",
            'issues = true\nneeds = []\nrecords = ["urgency"]\nfields',
            'actions.dispatch.fields: "urgency"',
        ),
        ('to = "director", kind', 'to = "chief", kind', 'clocks.step.ladder: "chief"'),
        ('normal = { zh = "一般", en = "Normal" }\n', "", 'urgencies: "normal"'),
        ('home = "centre"\n', "", "home: say"),
        ('then = "feed_back"\n', "", "actions.request_return.then: where there is a limit"),
        (', type = "assignments"', "", "actions.dispatch.fields.assignments: its type must be assignments"),
        ('prefix = "ZX"', 'prefix = "ZX"\nhistory = ["copy"]', 'history: "copy"'),
        ("at_most = 2", "at_most = 2\nat_least = 3", "handover: at_least"),
        ("at_most = 2", 'at_most = 2\nlines = ["left"]', 'handover.lines: "left"'),
        (
            'to = "working"\nadjudicates = true',
            'to = "working"\nadjudicates = true\nextends = "step"',
            'actions.reject_return.fields: "days"',
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_named_with_its_place(old: str, new: str, where: str) -> None:
    assert old in MINIMAL
    with pytest.raises(ProgrammeError) as refusal:
        prove(parse(MINIMAL.replace(old, new, 1), "mine.toml"))
    assert where in refusal.value.message("en")


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
        ("code = 3", "Expected `str`, got `int` - at `$.code`"),
        (MINIMAL.replace('on = "task"', 'on = "desk"', 1), "Invalid enum value 'desk'"),
        (MINIMAL.replace('when = "no_lead"', 'when = "no_wish"'), "Invalid enum value 'no_wish'"),
        (MINIMAL.replace("adjudicates = true", "adjudicate = true", 1), "unknown field `adjudicate`"),
        ("clocks = 3", "Expected `object`, got `int` - at `$.clocks`"),
    ],
)
def test_what_can_not_be_read_is_named_by_line_or_field(source: str, problem: str) -> None:
    with pytest.raises(ProgrammeError) as refusal:
        parse(source, "mine.toml")
    assert refusal.value.message("en").startswith("mine.toml: ")
    assert problem in refusal.value.message("en")
