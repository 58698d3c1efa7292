"""Nothing is read into a type that msgspec has not learnt of before threads run: two first readers would crash the process."""

import ast
import builtins
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import huying

SOURCES = sorted(Path(huying.__file__).parent.rglob("*.py"))
TOGETHER = """
import sys, threading
from huying.programmes import registry
sys.setswitchinterval(1e-6)
begin = threading.Barrier(4)
def read():
    begin.wait()
    registry.reload()
threads = [threading.Thread(target=read) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
"""


def read_types(tree: ast.AST) -> Iterator[str]:
    """The types, by name, that a module asks msgspec to read."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        kinds = [one.value for one in call.keywords if one.arg == "type" and name == "decode"]
        kinds += call.args[1:2] if name == "convert" else []
        kinds += call.args[:1] if name == "Decoder" else []
        yield from (kind.id for kind in kinds if isinstance(kind, ast.Name))


def known_types(tree: ast.AST) -> Iterator[str]:
    """The types that a module marks as readable."""
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef) and any(getattr(one, "id", "") == "readable" for one in kind.decorator_list):
            yield kind.name


def test_every_type_that_is_read_was_made_known_when_it_was_defined() -> None:
    trees = [ast.parse(source.read_text("utf-8")) for source in SOURCES]
    read = {name for tree in trees for name in read_types(tree)} - {"kind"}  # what `readable` itself calls it
    read -= vars(builtins).keys()  # lists and texts have nothing to be learnt
    assert read == {name for tree in trees for name in known_types(tree)}


def test_threads_that_read_a_type_first_and_together_survive() -> None:
    done = subprocess.run([sys.executable, "-c", TOGETHER], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
