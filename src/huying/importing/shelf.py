"""Uploaded files, and the rows refused from them, while they are needed: one place for each run, closed to other users."""

import os
import uuid
from pathlib import Path

from django.conf import settings


def keep(name: str, content: bytes) -> None:
    """Write the content, whole before it gets its name, and on disk before a row says so."""
    target = path(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{name}.{uuid.uuid4().hex}")
    with draft.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def path(name: str) -> Path:
    """Where it lies. Names are made by us: the id of a run."""
    return Path(settings.MEDIA_ROOT) / "imports" / name


def rejects(name: str) -> str:
    """What the refused rows of a file are called."""
    return f"{name}.rejects.csv"


def drop(name: str) -> None:
    """Forget it; nothing happens where it is gone already."""
    path(name).unlink(missing_ok=True)
