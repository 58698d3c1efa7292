"""Where this installation keeps its own files: database, attachments, secrets.

``HUYING_HOME`` names the folder. Without it a checkout uses ``.huying`` beside its Makefile, and an installed package
``~/.local/share/huying``.
"""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
PROOFS = "proofs"  # folder in it: which programmes were proven


def is_checkout() -> bool:
    """Whether the package runs from a source tree (and not from site-packages)."""
    return (CHECKOUT / "pyproject.toml").is_file() and PACKAGE.parent.name == "src"


def home() -> Path:
    """The folder of this installation; made on first use, closed to other users."""
    named = os.environ.get("HUYING_HOME")
    if named:
        folder = Path(named).expanduser().resolve()
    elif is_checkout():
        folder = CHECKOUT / ".huying"
    else:
        folder = Path.home() / ".local" / "share" / "huying"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
