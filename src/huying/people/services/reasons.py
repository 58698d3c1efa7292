"""Why somebody does what others will look at: a few words, not a treatise."""

from huying.rules.errors import BadInput
from huying.rules.wording import Text

SHORTEST = 4  # characters of a reason
LONGEST = 200
REASON = Text("请写明理由（4至200个字）", "say why (4 to 200 characters).")


def reason(typed: str) -> str:
    """The reason, trimmed. Raises BadInput for none, or one too long."""
    words = typed.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise BadInput(field="reason", problem=REASON)
    return words
