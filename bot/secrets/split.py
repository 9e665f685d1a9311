"""Find a secret that is said in a message of its own: "My PIN is", and then "12345"."""

from __future__ import annotations

import re

from bot.secrets.folding import fold
from bot.secrets.kinds import Kind
from bot.secrets.redaction import Redacted, find_secrets, redact
from bot.secrets.understood import is_filler
from bot.secrets.vocabulary import BARE_CODES, COPULAS, kind_of

_WORD = re.compile(r"[^\W\d_]+")
_WAITS = re.compile(r"[:=]\s*$")
_NUMBER = re.compile(r"[\s.-]*\d[\d\s.-]*")
_LONGEST_ANNOUNCEMENT = 80
_SPELT = (Kind.PIN, Kind.CODE, Kind.ACCOUNT, Kind.PHONE)


def redact_after(previous: str, text: str) -> Redacted:
    """Return a text without its secrets, also such as the person's last message has announced.

    Only one word, or digits alone, can be what was announced; everything else stands for itself.
    """
    found = redact(text)
    if found.kinds or not _announces(previous, text):
        return found
    is_open = bool(_WAITS.search(previous)) or _words(previous)[-1] in COPULAS
    start = f"{previous.strip()} " if is_open else f"{previous.strip()}: "
    kinds = [each.kind for each in find_secrets(start + text) if each.start >= len(start)]
    if not kinds or not (is_open or kinds[0] in _SPELT):
        return found
    return Redacted(kinds[0].placeholder, (kinds[0],))


def _announces(previous: str, text: str) -> bool:
    """Return whether a message says nothing but what the next one might be."""
    words = _words(previous) if len(previous) <= _LONGEST_ANNOUNCEMENT else []
    is_value = bool(_NUMBER.fullmatch(text.strip())) or len(text.split()) == 1
    is_cue = any(kind_of(word) or word in BARE_CODES for word in words) and all(
        map(is_filler, words)
    )
    return is_value and is_cue and not any(map(str.isdigit, previous)) and "?" not in previous


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).low)
