"""Leave out, of what is to be understood, what only told a secret: "my PIN is [PIN], and how …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.secrets.folding import fold
from bot.secrets.kinds import Kind
from bot.secrets.vocabulary import (
    BARE_CODES,
    COPULAS,
    LINKS,
    LOGIN_CODE,
    NUMBER_WORDS,
    OWNERS,
    kind_of,
)

_FEWEST_WORDS = 3
_PLACEHOLDER = re.compile(rf" ?\[(?:{'|'.join(kind.name for kind in Kind)})\]")
_WORD = re.compile(r"[^\W\d_]+")
_BORDER = re.compile(
    r"(?:(?<=[,;.!?:])|(?<=\s[–—-]))\s+|\n+|(?<!\s)\s+(?=(?:and|but|so|und|aber|also|oder|or)\s)",
    re.IGNORECASE,
)
_BINDING = re.compile(r"^(?:and|but|so|und|aber|also)\s+", re.IGNORECASE)
_SAYING = frozenset(
    (
        "hi hello hey hallo and but so und aber also with mit for fur fuer here hier user username "
        "benutzer benutzername login log in anmeldung please bitte you can sie konnen koennen "
        "call mail email e write reach contact me mich mir on at unter an am erreichen rufen "
        "schreiben see siehe this that dies response challenge new neues neue neuer card karte"
    ).split()
)
_FILLERS = _SAYING | BARE_CODES | COPULAS | LINKS | LOGIN_CODE | NUMBER_WORDS | OWNERS


def to_understand(text: str) -> str:
    """Return a text without the clauses that only tell a secret.

    Where too little would be left, the text stays as it is; so do placeholders in other clauses.
    """
    if not _PLACEHOLDER.search(text):
        return text
    clauses = [part for part in _BORDER.split(text) if not _only_tells(part)]
    rest = _BINDING.sub("", " ".join(clauses).strip(" ,;:–—-"))
    return rest if len(_WORD.findall(rest)) >= _FEWEST_WORDS else text


def _only_tells(clause: str) -> bool:
    return bool(_PLACEHOLDER.search(clause)) and all(map(is_filler, _words(clause)))


def _words(clause: str) -> Iterator[str]:
    yield from _WORD.findall(fold(_PLACEHOLDER.sub(" ", clause)).low)


def is_filler(word: str) -> bool:
    """Return whether a folded word says nothing beside a secret, or announces it."""
    return word in _FILLERS or kind_of(word) is not None
