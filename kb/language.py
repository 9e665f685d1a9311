"""The two languages Lotse speaks."""

from __future__ import annotations

import re
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


_NAMES = {
    Language.GERMAN: r"(?:deutsch|german)",
    Language.ENGLISH: r"(?:englisch|english)",
}
_POLITE = r"(?:bitte|please|pls|plz|lieber|rather|prefer\w*|gern\w*)"
_INTO = r"(?:auf|in|ins|zu|zum|to|into|nach|with)"
_SPEAK = (
    r"(?:answer\w*|repl(?:y|ies)|respond\w*|speak\w*|talk\w*|write|switch\w*|continu\w+|"
    r"(?:go|carry) on|stay|chat\w*|explain\w*|antwort\w*|schreib\w*|sprich\w*|sprech\w*|rede\w*|"
    r"wechs\w+|weiter\w*|umschalt\w*|schalt\w*|erkl(?:ä|ae)r\w*|umstell\w*)"
)
_NOT_BEING = r"(?<!is )(?<!ist )(?<!are )(?<!sind )"  # "my TWS is in German" is no wish
_WISHES = (
    # the whole message: "English please", "auf Deutsch!", "kannst du Englisch?"
    r"^\W*(?:(?:{polite}|und|and|now|jetzt|nur|only|ok|hi|hallo|hello|{into})\W+)*{name}"
    r"(?:\W+(?:{polite}|now|jetzt|only|reden|weiter|version|ok))*\W*$",
    r"^\W*(?:{polite}\W+)?(?:kannst|können|koennen|könnten|do|can|could)\W+(?:du|sie|wir|ihr|you|we)"
    r"(?:\W+(?:auch|bitte|also|please|do|speak))*\W+{name}\b(?:\W+{polite})*\W*$",
    # "change the language to German", but not "change the menus to German"
    r"\bchang\w*(?:\W+(?:the|this|our|your|chat|conversation|language|it))*\W+{into}\s+{name}\b",
    # "please answer in German", "können wir auf Englisch weitermachen"
    r"\b{speak}\b[^.!?\n]{{0,25}}?(?:\b{into}\s+)?\b{name}\b",
    r"\b{into}\s+{name}\b[^.!?\n]{{0,20}}\b{speak}\b",
    r"\b{polite}\b[^.!?\n]{{0,30}}{not_being}\b{into}\s+{name}\b\W*(?:$|[.!?:])",
    r"{not_being}\b{into}\s+{name}\b,?\s+{polite}\b",
    r"\b(?:i|we)(?:'d| would| d)? {polite}\s+(?:\w+\s+){{0,3}}(?:in )?{name}\b",
)
_WISH_PATTERNS = {
    language: [
        re.compile(
            wish.format(name=name, polite=_POLITE, into=_INTO, speak=_SPEAK, not_being=_NOT_BEING),
            re.IGNORECASE,
        )
        for wish in _WISHES
    ]
    for language, name in _NAMES.items()
}


def wished_language(text: str) -> Language | None:
    """Return the one language that a text asks to go on in; None where it only mentions one."""
    wished = [
        language
        for language, patterns in _WISH_PATTERNS.items()
        if any(pattern.search(text) for pattern in patterns)
    ]
    return wished[0] if len(wished) == 1 else None
