"""Somebody types a command before anything was prepared: they are told what comes first, in one line."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_command_on_an_empty_database_says_to_prepare_it(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [Path(sys.executable).with_name("huying"), "log", "verify"],
        env=environment | {"HUYING_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "huying prepare" in done.stderr
    assert "Traceback" not in done.stderr
