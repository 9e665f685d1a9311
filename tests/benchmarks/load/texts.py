"""What is said under load: the dialogues as they are, or each text as nobody has written it yet."""

from __future__ import annotations

import random
import string

LONG_SCRIPT = (
    "hallo",
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "Schritt für Schritt bitte",
    "weiter",
    "weiter",
    "wie hoch ist der Marginzins für Dollar",
    "Welche Ports muss unsere Firewall freigeben?",
    "Wie nehme ich mein TWS-Layout auf einen neuen PC mit?",
    "was kannst du",
    "vielen Dank",
)
"""Said over and over in one conversation; as long as what is measured of it."""

SHORT_WORDS = 4
"""Shorter texts get no name: "weiter Kalumo" would be another message, not another spelling."""
SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou")
SYLLABLES_A_NAME = 5


class NewTexts:
    """Writes texts anew, so that nothing of them is remembered: not before repair, nor after it.

    Each gets a typing mistake; one of several words ends with a name that nobody has, too, since
    spelling repair makes the first of the remembered text again.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._used: set[str] = set()

    def renew(self, text: str) -> str:
        """Return a text as it was not said before."""
        new = text
        while new == text or new in self._used:
            new = self._with_name(with_typo(new, self._chance))
        self._used.add(new)
        return new

    def _with_name(self, text: str) -> str:
        if len(text.split()) < SHORT_WORDS:
            return text
        name = "".join(self._chance.choices(SYLLABLES, k=SYLLABLES_A_NAME))
        return f"{text} {name.capitalize()}"


def with_typo(text: str, chance: random.Random) -> str:
    """Return a text with another letter in its longest word, or another digit where it has one."""
    word = next((word for word in text.split() if word.isdigit()), max(text.split(), key=len))
    letters = string.digits if word.isdigit() else string.ascii_lowercase
    place = text.index(word) + chance.randrange(len(word))
    return text[:place] + chance.choice(letters) + text[place + 1 :]
