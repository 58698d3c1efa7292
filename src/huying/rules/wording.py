"""Words for people, Chinese first: the label of anything that a programme names."""

from msgspec import Struct


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """One wording in both languages."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """The wording in `language` ("zh…", or anything else for English)."""
        return self.zh if language.startswith("zh") else self.en
