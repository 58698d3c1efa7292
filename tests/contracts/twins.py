"""Two programmes that know the same words: the shipped one, and its twin, whose every role, state and action has the same code."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from huying.programmes import registry

CHANGES = {
    'code = "appeal"': 'code = "hotline"',
    'prefix = "SQ"': 'prefix = "RX"',
    'zh = "网民诉求督办", en = "Online appeals"': 'zh = "热线工单", en = "Hotline tickets"',
    'zh = "受理员", en = "Intake clerk"': 'zh = "接线员", en = "Operator"',
}


@contextmanager
def twins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Both programmes are published: the city has the second in a folder of its own. Gives its file; who changes that must
    have the registry read it anew.
    """
    source = (registry.SHIPPED / "appeal" / registry.FILE).read_text("utf-8")
    for old, new in CHANGES.items():
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    file = folder / "hotline" / registry.FILE
    file.parent.mkdir()
    file.write_text(source, "utf-8")
    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(folder))
        registry.reload()
        yield file
    registry.reload()
