"""Tell from its neighbours whether a find is meant: denied names, numbers that are no ports."""

from __future__ import annotations

import re
from typing import Any

from spacy.lang.en.stop_words import STOP_WORDS

from bot.nlu.entity_patterns import (
    ARTICLES,
    LINKS,
    NONE,
    NOT,
    PLATFORM_WORDS,
    PREPOSITIONS,
    STATE_WORDS,
)

INSTEAD = {"without", "ohne", "statt", "anstatt"}
# "I am not on a Mac", "I don't use Windows": these verbs say what somebody has, others what fails.
HAVING = set(
    "use using own have run be am m is are arbeite arbeiten nutze nutzen verwende benutze habe "
    "haben bin sind".split()
)
OTHER_NUMBER_BEFORE = re.compile(
    r"(?:\b(?:code|pin|passcode|fehler\w*|error|errors|konto\w*|account|kundennummer|kundennr|nummer|number|kennung|"
    r"kb|artikel|article|antwortcode|prüfcode|response|challenge|seriennummer|serial|build|version|seite|page|schritt|step)"
    r"(?:\s+(?:ist|lautet|war|is|was|of|no|nr|heißt|reads))?[\s.:=#-]*)$",
    re.IGNORECASE,
)
OTHER_NUMBER_AFTER = re.compile(
    r"^\s*(?:%|€|\$|(?:euros?|eur|usd|chf|dollars?|gbp|franken|shares?|aktien?|stück|prozent|percent|"
    r"min(?:ute[ns]?)?s?|stunden?|hours?|seconds?|sekunden?|tage[n]?|days?|wochen|weeks?|contracts?|kontrakte?|mal|"
    r"times|orders?|kunden|clients?|users?|nutzer|zeichen|characters|digits|mb|gb|kb|bit)\b)",
    re.IGNORECASE,
)
LONGEST_LEAD = 20  # characters before a number that may say that it is a port
BUT_WORDS = 4  # between "not" and a name that "but" follows: "not on a Mac but on Linux"
_APART = re.compile(r"[,;:(–-]\s*(?:aber |but )?(?:not|nicht) (?:\w+ ){0,2}$", re.IGNORECASE)
_INSTEAD_OF_IT = re.compile(r"\W{0,3}\s*(?:but|sondern|rather)\b", re.IGNORECASE)
_IS_AT_START = re.compile(r"\W*(?:und |and )?(?:ist|is|sind|are|läuft|geht)\s+", re.IGNORECASE)
_PORT_WORD = re.compile(r"(?:^|[\s(-])(?:ports?|tcp)[\s:#-]*$", re.IGNORECASE)


def is_denied(before: list[str], text_before: str, text_after: str) -> bool:
    """Return whether the words before a name deny it: "nicht auf dem Mac", "linux, not windows".

    "It does not work on Windows" and "startet nicht auf dem Mac" deny the verb, not the name,
    unless another is named instead: "nicht auf dem Mac, sondern …".
    """
    if _APART.search(text_before):
        return True
    if _INSTEAD_OF_IT.match(text_after) and any(_is_not(word) for word in before[-BUT_WORDS:]):
        return True
    words = list(before)
    while words and words[-1] in ARTICLES | PREPOSITIONS:
        words.pop()
    if (words[-1:] and words[-1] in INSTEAD) or words[-2:] == ["instead", "of"]:
        return True
    if words[-1:] and words[-1] in HAVING:
        return len(words) > 1 and _is_not(words[-2])
    if not words or not _is_not(words[-1]):
        return False
    verb = words[-2] if len(words) > 1 else ""
    return not verb or verb in LINKS | PLATFORM_WORDS | HAVING


def is_none(text_before: str) -> bool:
    """Return whether "no" or "kein" stands right before: "no Mac", but not "no, Mac"."""
    return NONE.search(text_before) is not None


def _is_not(word: str) -> bool:
    return word in NOT or word == "t" or word.endswith("n’t")  # "don't" comes as "don", "t"


def is_other_number(before: str, after: str) -> bool:
    """Return whether a number is a code, an amount or the like: "Code ist 4001", "80 minutes"."""
    if _PORT_WORD.search(before):
        return False
    return bool(OTHER_NUMBER_BEFORE.search(before) or OTHER_NUMBER_AFTER.search(after))


def is_meant_as_port(span: Any, text: str) -> bool:
    """Tell "port 22", "host:22" and "22 open" from a bare number, which may be a code."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    start = text[max(0, span.start_char - LONGEST_LEAD) : span.start_char]
    colon = start.endswith(":") and not before.isdigit() and "." in before
    is_named = _PORT_WORD.search(start) is not None
    is_first = span.start_char <= LONGEST_LEAD
    is_asked = is_first and _IS_AT_START.fullmatch(start) is not None  # "is 7497 in … open"
    return is_named or is_asked or after in STATE_WORDS or colon


def is_small_word(span: Any, kinds: re.Pattern[str]) -> bool:
    """Return whether a short name is just a word: "tell us", but not "US" or "the us gateway"."""
    word = span.text
    if len(span) > 1 or word != word.lower() or word not in STOP_WORDS:
        return False
    following = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return kinds.fullmatch(following) is None
