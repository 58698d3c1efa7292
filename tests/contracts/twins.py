"""Two programmes that know the same words: the shipped one, and its twin, whose every role, state and action has the same code."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from huying.people.roles import roles
from huying.programmes import catalogue

CHANGES = {
    'code = "appeal"': 'code = "hotline"',
    'prefix = "SQ"': 'prefix = "RX"',
    'zh = "网民诉求督办", en = "Online appeals"': 'zh = "热线工单", en = "Hotline tickets"',
    'zh = "受理员", en = "Intake clerk"': 'zh = "接线员", en = "Operator"',
}


@contextmanager
def twins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both programmes are published, as though their files had been shipped."""
    source = files(catalogue.__package__ or "").joinpath("appeal.toml").read_text("utf-8")
    (folder / "appeal.toml").write_text(source, "utf-8")
    for old, new in CHANGES.items():
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    (folder / "hotline.toml").write_text(source, "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "files", lambda _: folder)
        forget()
        yield
    forget()


def forget() -> None:
    """What was remembered of the programmes."""
    for remembered in (catalogue.published, catalogue.load, roles):
        remembered.cache_clear()
