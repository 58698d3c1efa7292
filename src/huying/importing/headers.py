"""Headers as people write them, in one form: 诉求内容（必填）, *诉求内容：, Created_Date and "created date" are the same thing."""

import re
import unicodedata

BRACKETS = re.compile(r"[(\[{<【〔《「][^()\[\]{}<>【】〔〕《》「」]*[)\]}>】〕》」]")
MARKS = re.compile(r"必填项?|选填项?|[\s*:_./\\\"'“”‘’·、,;，；：|()\[\]{}<>【】〔〕《》「」-]+")


def plain(caption: str) -> str:
    """The header without case, blanks, marks and the signs of brackets; "#" and "no." stay something."""
    folded = unicodedata.normalize("NFKC", caption).casefold()
    return MARKS.sub("", folded) or folded.strip()


def forms(caption: str) -> list[str]:
    """What a header may be known by, the whole of it first: itself, and itself without what stands in brackets."""
    folded = unicodedata.normalize("NFKC", caption)
    return list(dict.fromkeys(form for form in (plain(caption), plain(BRACKETS.sub("", folded))) if form))
