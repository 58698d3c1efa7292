"""Keys that belong to one installation: made on first use, readable by its owner alone.

``HUYING_SECRET_KEY`` and ``HUYING_FIELD_KEY`` in the environment take precedence, for machines that share a database.
Losing the field key loses the sealed contact data of everybody who wrote: back it up apart from the database.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from pathlib import Path

from huying.config.home import home


def secret_key() -> str:
    """Django's signing key."""
    return os.environ.get("HUYING_SECRET_KEY") or _kept("secret-key")


def field_key() -> str:
    """Key of the sealed fields: 32 random bytes as URL-safe base64 (what ``Fernet`` takes)."""
    return os.environ.get("HUYING_FIELD_KEY") or _kept("field-key")


def _kept(name: str) -> str:
    folder = home() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write a new key whole before it gets its name, so that two processes starting together agree on one."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key stands
    finally:
        Path(draft).unlink()
