"""Programmes beside the shipped ones, as if a city had a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huying.programmes import registry

STRANGE = Path(__file__).resolve().parents[1] / "programmes" / "strange"
Publish = Callable[..., None]


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The strange programmes of the tests are published."""
    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(STRANGE))
        registry.reload()
        yield
    registry.reload()


@pytest.fixture
def variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publish]:
    """Publishes one of the strange programmes with some of its text changed, under another code."""

    def publish(of: str, code: str, *changes: tuple[str, str]) -> None:
        source = (STRANGE / of / registry.FILE).read_text("utf-8")
        prefix = next(line for line in source.splitlines() if line.startswith("prefix"))
        for old, new in ((f'code = "{of}"', f'code = "{code}"'), (prefix, 'prefix = "BB"'), *changes):
            assert old in source, old
            source = source.replace(old, new)
        (tmp_path / code).mkdir()
        (tmp_path / code / registry.FILE).write_text(source, "utf-8")
        registry.reload()

    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(tmp_path))
        yield publish
    registry.reload()
