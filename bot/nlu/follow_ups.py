"""Tell what a short message means right after a check, a command or a letter; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FOLLOW_UP = "check_follow_up"
"""The intent of a message that goes on from a check; the entity ``follow_up`` says how."""
MOST_WORDS = 9
FEW_WORDS = 5
CONTEXTS = ("check", "letter", "system")
"""What the last message was about, as the slot ``awaiting`` has it."""
_UNCLEAR = ("check_ports", "name_gateway", "nlu_fallback", "nlu_ambiguous", "out_of_scope")
_POLITE = r"(?:bitte|please|und|and|ok(?:ay)?|so|ja|yes|now|jetzt|mal|doch)"
_ONCE_MORE = r"(?:again|nochmals?|noch ?(?:ein ?)?mal|erneut|once more|one more time|wieder)"
_CHECK = r"(?:check\w*|pr(?:ü|ue)f\w*|test\w*|try|probier\w*|versuch\w*|look|schau\w*|server)"


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_CHECK_AGAIN = _pattern(
    rf"\b{_CHECK}\b(?:\W+\w+){{0,4}}?\W+{_ONCE_MORE}\b",
    rf"\b{_ONCE_MORE}\b(?:\W+\w+){{0,3}}?\W+{_CHECK}\b",
    r"\bre-?check\b",
)
_AGAIN = _pattern(
    rf"^\W*(?:{_POLITE}\W+)*(?:{_ONCE_MORE}|refresh|aktualisier\w*|repeat|wiederhol\w*)"
    rf"(?:\W+{_POLITE})*\W*$"
)
_WHOSE = _pattern(
    r"\bliegt\W+(?:(?:es|das|s)\W*)?(?:(?:nun|jetzt|also|dann)\W*)?(?:an|bei)\W+"
    r"(?:mir|uns|euch|ihnen|dir)\b",
    r"\b(?:an|bei) (?:mir|uns) oder\b|\bwessen (?:schuld|fehler|seite)\b",
    r"\bwer (?:ist|hat) schuld\b",
    r"\bis (?:it|that|this) (?:you|me|us|my|your|our|on my|on your)\b|\b(?:you or me|me or you)\b",
    r"\bwho(?:'s| is) (?:to blame|at fault)\b|\bwhose (?:fault|side|end)\b",
)
_SURE = _pattern(
    r"\b(?:are you|how|bist du|sind sie|ist das|wie|ganz)\W+(?:\w+\W+){0,2}?"
    r"(?:sure|certain|sicher)\b",
    r"^\W*(?:really|wirklich|sicher|sure)\W*$",
)
_WHY = _pattern(
    r"^\W*(?:but |aber |und |and )?(?:why|warum|wieso|weshalb)\b",
    r"\bwas (?:hei(?:ß|ss)t|bedeutet) das\b|\bwhat does (?:that|this|it) mean\b",
    r"^\W*(?:erkl(?:ä|ae)r\w*|explain)\b",
)
_NEXT = _pattern(
    rf"^\W*(?:{_POLITE}\W+)*(?:jetzt|nun|now|then|dann|what now|was nun|was jetzt)\W*$",
    r"\bwhat (?:now|next|should i|shall i|can i|do i) ?(?:do)?\b",
    r"\bwas (?:nun|jetzt|tun|soll ich|kann ich|mach\w* ich|muss ich)\b",
)
_SINCE = _pattern(
    r"\bseit wann\b|\bsince when\b|\bhow long\b|\bwie lange\b|\b(?:gestern|yesterday|vorhin)\b",
    r"\b(?:history|verlauf)\b|\blast night\b|\bletzte nacht\b|\bearlier\b|\bschon (?:so|länger)\b",
    r"\bwann (?:geht|läuft|kommt|ist)\b|\bwhen (?:will|is|does)\b",
)
_OTHER_SUBJECT = _pattern(r"\b(?:code|karte|card|token|pin|limit\w*|key|passwor[dt]|log ?in|api)\b")
_INCIDENT = _pattern(
    r"\bst(?:ö|oe)rung\w*\b|\bausf(?:a|ä|ae)ll\w*\b|\b(?:incidents?|outages?|disruptions?)\b",
)
_LANGUAGE = _pattern(r"\b(?:deutsch\w*|german|englisch\w*|english)\b")
_LETTER = _pattern(
    r"\b(?:k(?:ü|ue)rzer|shorter|pdf|druck\w*|print\w*|ohne (?:pr(?:ü|ue)f)?ergebnisse?)\b",
    r"\bwithout (?:the )?(?:results?|checks?|times?)\b",
)
_UNSURE = _pattern(
    r"\b(?:wei(?:ß|ss) (?:ich )?nicht|weiss nich|keine ahnung|egal|beide[sn]?)\b",
    r"\b(?:don'?t know|no idea)\b",
    r"\b(?:not sure|unsure|both|either|whatever|dunno|idk|kein(?:e|en)? (?:schimmer|plan))\b",
)


@dataclass(frozen=True)
class FollowUp:
    """What a message means: an intent, and what it adds to the entities."""

    intent: str
    entities: Mapping[str, str]


@dataclass(frozen=True)
class Context:
    """Where the conversation stands: what the last message was, and whether rows are known."""

    awaiting: str = ""
    knows_rows: bool = False


def find_follow_up(
    text: str, intent: str, entities: Sequence[tuple[str, str]], context: Context
) -> FollowUp | None:
    """Return what a message means after what was said before; None where it stands alone.

    ``intent`` is what it was taken for, ``entities`` are kinds and values.
    """
    kinds = {kind for kind, _ in entities}
    names = bool(kinds & {"place", "host", "gateway", "unlisted_place", "unlisted_host"})
    count = len(text.split())
    if count > MOST_WORDS:
        return None
    if context.awaiting in CONTEXTS and (found := _in_context(text, kinds, names, context)):
        return found
    if context.knows_rows and not names and (kind := _about_known_rows(text)):
        return FollowUp(FOLLOW_UP, {"follow_up": kind})
    if intent in _UNCLEAR and not names and _INCIDENT.search(text):
        return FollowUp(FOLLOW_UP, {"follow_up": "incident"})
    return None


def _about_known_rows(text: str) -> str | None:
    if _CHECK_AGAIN.search(text):
        return "again"
    return "verdict" if _WHOSE.search(text) else None


def _in_context(text: str, kinds: set[str], names: bool, context: Context) -> FollowUp | None:
    is_few = len(text.split()) <= FEW_WORDS
    if context.awaiting == "system" and is_few:
        if _UNSURE.search(text) and "platform" not in kinds:
            return FollowUp("check_myself", {"follow_up": "unsure", "rows": "known"})
        if "platform" in kinds and not names:
            return FollowUp("check_myself", {"rows": "known"})
    if context.awaiting == "letter" and not names:
        if _LANGUAGE.search(text) or _LETTER.search(text):
            return FollowUp("write_letter", {"rows": "known"})
    if names or not context.knows_rows:
        return None
    if "port" in kinds and is_few:
        intent = "write_letter" if context.awaiting == "letter" else "check_ports"
        return FollowUp(intent, {"rows": "known"})
    kind = _kind(text)
    return FollowUp(FOLLOW_UP, {"follow_up": kind}) if kind else None


def _kind(text: str) -> str | None:
    if _AGAIN.search(text) or _CHECK_AGAIN.search(text):
        return "again"
    if _OTHER_SUBJECT.search(text):
        return None
    if _SURE.search(text):
        return "sure"
    if _SINCE.search(text):
        return "since"
    is_asked = any(each.search(text) for each in (_WHOSE, _WHY, _NEXT))
    return "verdict" if is_asked else None
