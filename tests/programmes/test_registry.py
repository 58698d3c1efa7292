"""What is lived by is proven: whatever lies in the city's own folder is proven when it is loaded, once, and refused where it is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huying.programmes import registry
from huying.rules import verification
from huying.rules.errors import NotFound, ProgrammeError, Unproven
from huying.rules.programme import Programme

FOLDER = Path(__file__).resolve().parent
MINIMAL = (FOLDER / "minimal.toml").read_text("utf-8")
BROKEN = sorted((FOLDER / "broken").glob("*.toml"))
SHIPPED = {"appeal", "petition", "instruction"}
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Puts a file into the city's own folder."""

    def write(source: str, folder: str = "mine", file: str = registry.FILE) -> Path:
        path = tmp_path / "city" / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
        return path

    (tmp_path / "city").mkdir()
    monkeypatch.setenv(registry.FOLDERS, str(tmp_path / "city"))
    registry._proven.cache_clear()
    yield write
    monkeypatch.undo()  # what a test set on top goes first, else it would bring this folder back
    registry._proven.cache_clear()
    registry.reload()


def changed(*pairs: tuple[str, str]) -> str:
    source = MINIMAL
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new, 1)
    return source


def line_of(source: str, begin: str) -> int:
    return next(number for number, text in enumerate(source.splitlines(), 1) if text.startswith(begin))


def codes() -> set[str]:
    return {one.code for one in registry.published()}


def test_what_ships_is_loaded_and_a_city_adds_its_own(put: Put) -> None:
    put(MINIMAL)
    registry.reload()
    assert codes() == SHIPPED | {"minimal"}
    assert registry.load("minimal").name.en == "The least"
    assert registry.folder("minimal") == put(MINIMAL).parent
    with pytest.raises(NotFound):
        registry.load("nobody")


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_programme_is_refused_when_it_is_loaded_with_its_rule(file: Path, put: Put) -> None:
    registry.reload()
    put(file.read_text("utf-8"))
    with pytest.raises(Unproven) as refusal:
        registry.reload()
    said = refusal.value
    assert re.fullmatch(r"mine/programme\.toml:[0-9]+", str(said.values["file"]))
    assert said.values["rule"] == int(file.stem[0]) or "ring" in file.stem
    for language in ("zh", "en"):
        assert {"zh": "违反第", "en": "is broken: "}[language] in said.message(language)
    assert codes() == SHIPPED  # what was valid before goes on


def test_the_counter_example_comes_with_the_refusal(put: Put) -> None:
    put((FOLDER / "broken" / "5_returned_for_ever.toml").read_text("utf-8"))
    with pytest.raises(Unproven) as refusal:
        registry.reload()
    assert "登记 register → 派单 dispatch【主办】 → ⟲(申请退单 request_return【主办】" in refusal.value.message("zh")


def test_a_running_city_goes_on_with_what_was_valid_before(put: Put) -> None:
    put(MINIMAL)
    registry.reload()
    before = registry.load("minimal")
    put(changed(('then = "feed_back"\n', "")))
    for _ in range(2):
        with pytest.raises(ProgrammeError):
            registry.reload()
        assert registry.load("minimal") is before
        assert codes() == SHIPPED | {"minimal"}
    put(changed(("version = 1", "version = 2")))
    registry.reload()
    assert registry.load("minimal").version == 2


def test_what_followed_from_the_programmes_follows_anew(put: Put) -> None:
    registry.reload()
    assert len(registry.newest()) == len(SHIPPED)
    put(MINIMAL)
    assert len(registry.newest()) == len(SHIPPED)
    registry.reload()
    assert len(registry.newest()) == len(SHIPPED) + 1


def test_older_versions_stand_beside_the_newest_and_each_case_keeps_its_own(put: Put) -> None:
    put(changed(("version = 1", "version = 2"), ('en = "The least"', 'en = "The newest"')))
    put(MINIMAL, file="version-1.toml")
    registry.reload()
    assert [registry.load("minimal", one).name.en for one in (1, 2, None)] == ["The least", "The newest", "The newest"]
    assert {(one.code, one.version) for one in registry.published() if one.code == "minimal"} == {
        ("minimal", 1),
        ("minimal", 2),
    }
    with pytest.raises(NotFound):
        registry.load("minimal", 3)


def test_a_city_raises_the_version_of_a_shipped_programme_in_its_own_folder(put: Put) -> None:
    source = (registry.SHIPPED / "appeal" / registry.FILE).read_text("utf-8")
    raised = registry.load("appeal").version + 1
    put(source.replace(f"version = {raised - 1}", f"version = {raised}", 1), "our-appeal")
    registry.reload()
    assert registry.load("appeal").version == raised
    assert registry.load("appeal", raised - 1).version == raised - 1


# ---- programmes that do not agree


def refused(put: Put, source: str, folder: str = "other", file: str = registry.FILE) -> str:
    put(source, folder, file)
    with pytest.raises(ProgrammeError) as refusal:
        registry.reload()
    return refusal.value.message("en")


def test_two_programmes_with_one_code_are_refused(put: Put) -> None:
    put(MINIMAL)
    line = line_of(MINIMAL, "code = ")
    said = refused(put, changed(('prefix = "ZX"', 'prefix = "ZY"')))
    assert (
        said
        == f'other/programme.toml:{line}: "minimal", version 1, is what mine/programme.toml defines; change the code or the version.'
    )


def test_two_programmes_that_number_alike_are_refused(put: Put) -> None:
    put(MINIMAL)
    line = line_of(MINIMAL, "prefix = ")
    said = refused(put, changed(('code = "minimal"', 'code = "minimum"')))
    assert said == f'other/programme.toml:{line}: the prefix "ZX" is that of minimal; choose another.'
    assert "SQ" in refused(put, changed(('code = "minimal"', 'code = "other"'), ('prefix = "ZX"', 'prefix = "SQ"')))


NUMBER = '[facts.size]\nname = { zh = "大小", en = "Size" }\ntype = "count"\n\n[handover]'
SAID = (
    "fields.urgency = { required = false }",
    "fields.urgency = { required = false }\nfields.size = { required = false }",
)


@pytest.mark.parametrize("changes", [(('type = "count"', 'type = "money"'),), (('type = "count"', 'type = "mark"'),)])
def test_a_fact_never_becomes_another_between_versions(put: Put, changes: tuple[tuple[str, str], ...]) -> None:
    first = changed(("[handover]", NUMBER), SAID)
    put(first)
    put(first.replace("version = 1", "version = 9").replace(*changes[0]))
    put(first, file="version-1.toml")
    with pytest.raises(ProgrammeError) as refusal:
        registry.reload()
    later = first.replace(*changes[0])
    line = line_of(later, "[facts.size]") + 2
    assert refusal.value.message("en").startswith(
        f"mine/programme.toml:{line}: facts.size: its type differs from that in"
    )
    assert "mine/version-1.toml (count, now" in refusal.value.message("en")


def test_nor_does_it_by_way_of_a_version_that_had_none(put: Put) -> None:
    first = changed(("[handover]", NUMBER), SAID)
    put(first, file="version-1.toml")
    put(MINIMAL.replace("version = 1", "version = 2"), file="version-2.toml")
    said = refused(put, first.replace("version = 1", "version = 3").replace('type = "count"', 'type = "date"'), "mine")
    assert "facts.size: its type differs from that in mine/version-1.toml (count, now date)" in said


def test_an_unknown_word_is_named_by_its_line(put: Put) -> None:
    source = changed(("adjudicates = true", "adjudicate = true"))
    line = line_of(source, "adjudicate = true")
    assert refused(put, source).startswith(
        f"other/programme.toml:{line}: actions.uphold_return.adjudicate: Object contains unknown field"
    )


@pytest.mark.parametrize("content", [b"code = \xff", b"\0", b"[[["])
def test_what_is_no_programme_at_all_is_named(put: Put, content: bytes) -> None:
    put("").write_bytes(content)
    with pytest.raises(ProgrammeError, match=r"mine/programme\.toml|mine"):
        registry.reload()


def test_a_folder_that_is_not_there_is_named(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(registry.FOLDERS, "/no/such/folder")
    with pytest.raises(ProgrammeError, match="/no/such/folder: there is no such folder"):
        registry.reload()


def test_several_folders_are_read(put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(MINIMAL)
    second = tmp_path / "second" / "county"
    second.mkdir(parents=True)
    other = changed(('code = "minimal"', 'code = "county"'), ('prefix = "ZX"', 'prefix = "XQ"'))
    (second / registry.FILE).write_text(other, "utf-8")
    monkeypatch.setenv(registry.FOLDERS, f"{tmp_path / 'city'}:{tmp_path / 'second'}")
    registry.reload()
    assert codes() == SHIPPED | {"minimal", "county"}


# ---- a proof is remembered by digest


def test_what_was_proven_is_not_proven_again_and_a_changed_letter_is(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(registry.MEMORY, str(tmp_path / "proofs"))
    proven: list[str] = []
    demand = verification.demand

    def noted(one: Programme, *of: str) -> None:
        proven.append(one.code)
        demand(one, *of)

    monkeypatch.setattr(verification, "demand", noted)

    def load() -> list[str]:
        proven.clear()
        registry._proven.cache_clear()  # as another process would begin
        registry.reload()
        return sorted(proven)

    put(MINIMAL)
    assert load() == sorted({*SHIPPED, "minimal"})
    assert load() == []
    put(MINIMAL.replace('en = "The least"', 'en = "The smallest"'))
    assert load() == ["minimal"]
    monkeypatch.setattr(registry, "_rules", lambda: "rules of another version")
    assert load() == sorted({*SHIPPED, "minimal"})


def test_what_was_refused_is_never_remembered_as_proven(put: Put) -> None:
    put((FOLDER / "broken" / "6_gap_in_the_lights.toml").read_text("utf-8"))
    for _ in range(2):
        registry._proven.cache_clear()
        with pytest.raises(Unproven):
            registry.reload()


def test_without_a_memory_everything_is_proven(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(registry.MEMORY)
    put((FOLDER / "broken" / "6_gap_in_the_lights.toml").read_text("utf-8"))
    with pytest.raises(Unproven):
        registry.reload()
