"""`huying programme`: what it proves, refuses, draws and writes, and that the generated pages are not stale."""

from importlib.resources import files
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from huying.programmes.registry import published
from huying.rules.page import page
from huying.rules.programme import Programme

CHECKOUT = Path(__file__).resolve().parents[2]
BROKEN = CHECKOUT / "tests" / "programmes" / "broken"
SHIPPED = str(files("huying.programmes").joinpath("appeal.toml"))


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("programme", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_shipped_file_is_accepted() -> None:
    status, out, err = run("check", SHIPPED)
    assert (status, err) == (0, "")
    assert "proven, all seven rules hold" in out


@pytest.mark.parametrize("rule", range(1, 8))
def test_a_broken_file_is_refused_with_its_rule_and_counter_example(rule: int) -> None:
    for file in BROKEN.glob(f"{rule}_*.toml"):
        status, out, err = run("check", str(file))
        assert (status, out) == (1, "")
        assert f"{file}: {rule}. " in err
        assert "\n  → " in err


def test_one_refused_file_among_several_makes_the_whole_check_fail() -> None:
    status, out, err = run("check", SHIPPED, str(BROKEN / "5_returned_for_ever.toml"), SHIPPED)
    assert status == 1
    assert out.count("proven") == 2
    assert "⟲(request_return (申请退单 Ask to return) [lead] → reject_return" in err


def test_the_same_in_chinese() -> None:
    _, _, err = run("--language", "zh", "check", str(BROKEN / "3_merged_without_answer.toml"))
    assert "3. 办结必经核查和回复\n  未“已回复”即可办结。\n  → 登记 register → 并单 merge" in err


@pytest.mark.parametrize("verb", ["check", "diagram", "page"])
def test_a_file_that_can_not_be_read_is_named(verb: str, tmp_path: Path) -> None:
    broken = tmp_path / "mine.toml"
    broken.write_bytes(b"code = \xff")
    for file in (broken, tmp_path / "absent.toml"):
        status, out, err = run(verb, str(file))
        assert (status, out) == (1, "")
        assert str(file) in err
        assert ("there is no such file; check the path." in err) == (file != broken)


def test_the_diagram_shows_states_limits_and_the_assignment() -> None:
    status, out, _ = run("--language", "zh", "diagram", SHIPPED)
    assert status == 0
    assert out.startswith("stateDiagram-v2\n")
    assert "reviewing --> handling: 审核退回 ≤2" in out
    assert "task_issued --> task_working: 签收" in out


@pytest.mark.parametrize("programme", published(), ids=lambda one: one.code)
def test_the_page_of_a_shipped_programme_is_not_stale(programme: Programme) -> None:
    written = (CHECKOUT / "docs" / "workflows" / f"{programme.code}.md").read_text("utf-8")
    assert written == page(programme), (
        f"run: huying programme page …/{programme.code}.toml > docs/workflows/{programme.code}.md"
    )
