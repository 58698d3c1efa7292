"""What `huying help` says: every command of ours, by the name it is called by."""

import pytest
from django.core.management import call_command, get_commands

from huying.config.cli import LAUNCHERS, RENAMED, main
from huying.config.overview import COMMANDS


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_help_lists_the_commands_as_people_type_them(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments)
    said = capsys.readouterr().out
    assert "import " in said
    assert "import_file" not in said


def test_every_command_of_ours_is_listed_and_none_that_is_not_there() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("huying.")}
    assert {RENAMED.get(name, name) for name in COMMANDS} == ours | LAUNCHERS.keys()


def test_the_help_of_import_calls_it_import(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_file", "--help")
    assert " import [-h]" in capsys.readouterr().out
