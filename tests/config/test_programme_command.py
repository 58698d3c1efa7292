"""`huying programme`: what it proves, refuses, draws and writes, and that the generated pages are not stale."""

import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from django.core.management import call_command
from msgspec import structs

from huying.programmes import registry
from huying.programmes.registry import published
from huying.rules import reference
from huying.rules.facts import FactType, Meaning
from huying.rules.page import page
from huying.rules.programme import Programme

CHECKOUT = Path(__file__).resolve().parents[2]
BROKEN = CHECKOUT / "tests" / "programmes" / "broken"
FOLDER = registry.SHIPPED / "appeal"
SHIPPED = str(FOLDER / registry.FILE)


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("programme", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("named", [SHIPPED, str(FOLDER)], ids=["file", "folder"])
def test_the_shipped_file_is_accepted(named: str) -> None:
    status, out, err = run("check", named)
    assert (status, err) == (0, "")
    assert f"{named}: proven, all eight rules hold" in out


def test_every_shipped_programme_is_accepted_by_its_folder() -> None:
    folders = sorted(str(file.parent) for file in registry.SHIPPED.glob(f"*/{registry.FILE}"))
    assert len(folders) >= 3
    status, out, err = run("check", *folders)
    assert (status, err, out.count("proven, all eight rules hold")) == (0, "", len(folders))


@pytest.mark.parametrize("rule", range(1, 9))
def test_a_broken_file_is_refused_with_its_rule_and_counter_example(rule: int) -> None:
    for file in BROKEN.glob(f"{rule}_*.toml"):
        status, out, err = run("check", str(file))
        assert (status, out) == (1, "")
        assert re.search(rf"^{file}(:\d+)?: {rule}\. ", err, re.MULTILINE)
        assert "\n  → " in err


def test_one_refused_file_among_several_makes_the_whole_check_fail() -> None:
    status, out, err = run("check", SHIPPED, str(BROKEN / "5_returned_for_ever.toml"), SHIPPED)
    assert status == 1
    assert out.count("proven") == 2
    assert "⟲(request_return (申请退单 Ask to return) [lead] → reject_return" in err


def test_the_same_in_chinese() -> None:
    _, _, err = run("--language", "zh", "check", str(BROKEN / "3_merged_without_answer.toml"))
    assert "3. 办结必经核查和回复\n  未“已回复”即可办结。\n  → 登记 register → 并单 merge" in err


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('on = "task"', 'on = "desk"', 'on = "desk"', "actions.feed_back.on: Invalid enum value 'desk'"),
        ('owner = "verifier"', 'owner = "checker"', "verifying = ", 'states.verifying.owner: "checker" is not defined'),
        ("limits = { normal = 5,", "limits = {", "[clocks.step]", 'There is no limit for "normal".'),
    ],
)
def test_what_is_wrong_is_named_by_its_line(tmp_path: Path, old: str, new: str, line: str, said: str) -> None:
    file = tmp_path / registry.FILE
    source = (BROKEN.parent / "minimal.toml").read_text("utf-8").replace(old, new, 1)
    file.write_text(source, "utf-8")
    number = next(number for number, text in enumerate(source.splitlines(), 1) if text.startswith(line))
    for named in (file, tmp_path):
        status, out, err = run("check", str(named))
        assert (status, out) == (1, "")
        assert err.startswith(f"{file}:{number}: ")
        assert said in err


@pytest.mark.parametrize(
    ("file", "old", "new"), [("import.toml", "[[answered]]", "[[answred]]"), ("lives.toml", "[begins]", "[begin]")]
)
def test_what_else_is_in_its_folder_is_checked_with_it(tmp_path: Path, file: str, old: str, new: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "mine"))
    assert run("check", str(folder))[0] == 0
    source = (folder / file).read_text("utf-8")
    (folder / file).write_text(source.replace(old, new, 1), "utf-8")
    status, out, err = run("check", str(folder))
    assert (status, out) == (1, "")
    assert err.startswith(f"{folder / file}")
    assert new.strip("[]") in err


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
        f"run: huying programme page src/huying/programmes/{programme.code} > docs/workflows/{programme.code}.md"
    )


def test_the_page_of_all_words_is_not_stale_and_names_every_one() -> None:
    written = (CHECKOUT / "docs" / "reference" / "programme.md").read_text("utf-8")
    status, out, _ = run("reference")
    assert (status, out) == (0, written), "run: huying programme reference > docs/reference/programme.md"
    for kind in reference.KNOWN:
        assert f"\n## {kind.__name__}\n" in written
        assert (kind.__doc__ or "").splitlines()[0] in written
        for field in structs.fields(kind):
            assert f"| `{field.encode_name}` |" in written or field.name in reference.OURS.get(kind, ())


def test_every_word_that_a_shipped_programme_uses_is_on_the_page() -> None:
    written = (CHECKOUT / "docs" / "reference" / "programme.md").read_text("utf-8")
    assert {*get_args(FactType), *get_args(Meaning)} <= set(re.findall(r"^\| `(\w+)` \|", written, re.MULTILINE))


# ---- every command refuses to begin where a programme is broken


def command(*arguments: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    named = {registry.FOLDERS: str(folder), registry.MEMORY: str(home / "proofs"), "HUYING_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "huying.config.cli", *arguments],
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A city's own folder with a programme that passes cases back and forth for ever."""
    folder = tmp_path / "programmes"
    (folder / "mine").mkdir(parents=True)
    source = (BROKEN / "5_returned_for_ever.toml").read_text("utf-8")
    (folder / "mine" / registry.FILE).write_text(source, "utf-8")
    return folder


@pytest.mark.parametrize(
    "name",
    ["migrate", "worker", "tick", "figures", "log verify", "demo", "prepare", "import appeal x.csv", "web"],
)
def test_no_command_begins_with_a_broken_programme(name: str, broken: Path, tmp_path: Path) -> None:
    done = command(*name.split(), folder=broken, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"mine/programme\.toml:[0-9]+：违反第5条规则：", done.stderr)
    assert "rule 5 is broken" in done.stderr
    assert "request_return" in done.stderr
    assert not (tmp_path / "home" / "pg").exists()  # not even the database was started


def test_serving_ends_with_it_and_leaves_no_database_running(broken: Path, tmp_path: Path) -> None:
    done = command("serve", "--port", "0", folder=broken, home=tmp_path / "home")
    assert (done.returncode, done.stderr.count("rule 5 is broken")) == (1, 1)
    assert not (tmp_path / "home" / "pg" / "postmaster.pid").exists(), done.stderr


@pytest.mark.parametrize("name", ["help", "programme reference", "figures --help"])
def test_whoever_wants_help_or_to_check_it_gets_on(name: str, broken: Path, tmp_path: Path) -> None:
    assert command(*name.split(), folder=broken, home=tmp_path / "home").returncode == 0
    checked = command("programme", "check", str(broken / "mine"), folder=broken, home=tmp_path / "home")
    assert (checked.returncode, "5. every cycle is bounded" in checked.stderr) == (1, True)
