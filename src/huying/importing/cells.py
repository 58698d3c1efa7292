"""Cells as they come out of files: text without what spreadsheets and web pages leave in it."""

import html
import re
from typing import Any

Row = list[Any]
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how .xlsx writes a control character
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr)>", re.IGNORECASE)
TAG = re.compile(r"</?(?:p|div|span|font|b|i|u|strong|em|a|ul|ol|li|tr|td|img|o:p)(?:\s[^<>]*)?/?>", re.IGNORECASE)
ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|thinsp|quot|apos|middot|mdash|ldquo|rdquo|hellip|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
)


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without their ".0", nothing for an empty cell, no leftovers of web pages."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cleaned(str(cell)).strip()


def cleaned(text: str) -> str:
    """The text without escapes, tags and entities that were never meant to be read."""
    if "_x" in text:
        text = ESCAPED.sub(_character, text).replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text:
        text = TAG.sub("", BREAK.sub("\n", text))
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found.group()).replace("\xa0", " "), text)
    return text


def _character(escaped: re.Match[str]) -> str:
    code = int(escaped.group(1), 16)
    return chr(code) if code in (9, 10, 13) else ""


def tidy(text: str) -> str:
    """Paragraphs without the tabs and blank lines that web pages leave around them."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def harmless(cell: str) -> str:
    """The cell's text, marked as text where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def unmarked(cell: str) -> str:
    """The text of a cell that `harmless` marked: refused rows come back to us when they are corrected."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell
