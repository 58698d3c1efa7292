"""Translations without gettext's tools: merge what the rooms wrote, compile what Django reads.

Each room keeps ``src/huying/locale/fragments/<room>.po`` (msgid Chinese, msgstr English). They are the source;
``locale/en/LC_MESSAGES/django.po`` and ``.mo`` are made from them and not kept in the repository.
With ``--check`` nothing is written and two fragments that disagree are an error.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "src" / "huying" / "locale"
CATALOGUE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "huying",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def merged() -> tuple[polib.POFile, list[str]]:
    """All fragments as one catalogue, sorted by message, and a sentence for every two that disagree (the first by file
    name then stands).
    """
    conflicts: list[str] = []
    entries: dict[tuple[str, str], tuple[polib.POEntry, Path]] = {}
    for path in sorted(LOCALE.glob("fragments/*.po")):
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt or "", entry.msgid)
            known = entries.setdefault(key, (entry, path))
            if _text(known[0]) != _text(entry):
                conflicts.append(
                    f"“{entry.msgid}” is “{_text(known[0])}” in {known[1].name} and “{_text(entry)}” in {path.name};"
                    " agree on one, or tell them apart with msgctxt"
                )
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = METADATA
    for key in sorted(entries):
        entry = entries[key][0]
        entry.occurrences, entry.flags = [], [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.append(entry)
    return catalogue, conflicts


def _text(entry: polib.POEntry) -> str:
    return str(entry.msgstr or sorted(entry.msgstr_plural.items()))


def main(arguments: list[str]) -> None:
    """Merge and compile, or only check."""
    catalogue, conflicts = merged()
    print("\n".join(conflicts), file=sys.stderr, end="\n" if conflicts else "")
    if "--check" in arguments:
        sys.exit(1 if conflicts else 0)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    print(f"translations: {len(catalogue)} messages")


if __name__ == "__main__":
    main(sys.argv[1:])
