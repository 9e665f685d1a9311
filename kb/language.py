"""The two languages Lotse speaks."""

from __future__ import annotations

from enum import Enum


class Language(str, Enum):
    """A language by its ISO 639-1 code."""

    ENGLISH = "en"
    GERMAN = "de"

    @classmethod
    def parse(cls, value: object) -> Language | None:
        """Return the language that a tag such as ``de-CH`` or ``EN_us`` names, else None."""
        if not isinstance(value, str):
            return None
        code = value.strip().lower().replace("_", "-").partition("-")[0]
        return next((language for language in cls if language.value == code), None)
