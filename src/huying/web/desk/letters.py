"""The letter of a case, as words to compare, and where a case stands, in a word."""

from huying.ledger import models
from huying.programmes.registry import load
from huying.rules.wording import Text

READ = 4000  # characters of a letter that are enough to know what it is about


def texts(row: models.Case) -> tuple[str, str]:
    """Title and text of the letter: what the first event said."""
    opening = load(row.programme, row.version).actions[load(row.programme, row.version).start]
    prose = [name for name, field in opening.fields.items() if field.type == "prose"]
    said = dict(models.Passage.objects.filter(case=row, field__in=prose).order_by("-id").values_list("field", "text"))
    rest = "\n".join(said[name] for name in prose[1:] if name in said)
    return row.title, rest[:READ]


def state(row: models.Case) -> Text:
    """The state's name."""
    return load(row.programme, row.version).states[row.state].name
