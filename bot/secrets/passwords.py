"""Find passwords: what stands behind "password is", and sometimes before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.secrets import numbers
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.password_words import is_no_password
from bot.secrets.vocabulary import COPULAS, KEPT_VALUES, KNOWN_NUMBERS, LINKS, UNITS
from bot.secrets.words import Cue, Token

_MOST_WORDS = 6
_FEWEST_LOOSE = 7
_LONGEST_NUMBER = 2  # in "password for account 12 is …"
_SIGNS_BETWEEN = frozenset(":=>.!?;,()-*")
_USERS = frozenset("user users benutzer benutzername username nutzer login".split())
_LONGEST = 80
_SIGNS = re.compile(r"[!@#$%^&*+=~?§€|<>]")
_SHORT_CUE = re.compile(r"(?<![a-z])pass ?[:=]")
_PAIR = re.compile(
    r"(?<![a-z])(?:zugangsdaten|anmeldedaten|logindaten|credentials|login|zugang|anmeldung)(?:s|e)?"
    r"(?: data| details)? ?[:=-]? ?[a-z0-9._@-]{3,40} ?[/|,;] ?(?=\S)"
)
_DRAWN = re.compile(
    r"(?<![^\s\"'(:;,/])(?=[a-z0-9_-]{0,40}[!#$&*][a-z0-9_!#$&*-]{0,40}(?![^\s\"'),.;:?]))"
    r"(?=[^0-9\s]{0,40}[0-9])(?=(?:[^a-z\s]{0,8}[a-z]){3})[a-z0-9_-][a-z0-9_!#$&*-]{6,40}[a-z0-9]"
    r"(?![^\s\"'),.;:?!])"
)  # letters, digits and a sign in one word
_QUOTED = re.compile(rf"([\"'])(?P<value>[^\s\"'](?:[^\"'\n]{{0,{_LONGEST}}}[^\s\"'])?)\1")
_RUN = re.compile(rf"[^\s\"]{{1,{_LONGEST}}}")
_PHRASES = frozenset(("passphrase", "merksatz"))
_PHRASE = re.compile(r"[a-z0-9 -]{8,80}(?=$|[\n.,;!?])")
_CLAUSE_END = re.compile(
    r"[\"')]*\s*(?:$|[,;.!?/|)\n]|(?:und|and|aber|but|user|benutzer\w*|username|oder|or|pin|code"
    r"|konto|account|auf|geht|funktioniert|klappt|for|fur|bei|at)\b)"
)
_NEW = re.compile(
    r"(?<![a-z])(?:neue?s?|new(?: one)?|jetzt|now|alte?s?|old(?: one)?|danach|then)"
    r" (?:ist|is|war|was|lautet|[:=]) ?"
)
_NEW_WITHIN = 40
_BACK = re.compile(
    r"(?P<value>\S{4,80})['\")]* (?:ist|is|war|was|als|as|\() ?"
    r"(?:ein |a |mein |meine |das |my |the |unser |our )?"
    r"(?:neues |altes |new |old )?$"
)
_ENTERED = re.compile(
    r"(?<![a-z])(?:nehme|nahm|benutze|verwende|nutze|tippe|gebe|use|used|using|enter|entered|typed?|tried|try"
    r"|versuche|versucht|probiere|to|auf) (?:immer |always |it |es )?"
)
_BACK_WITHIN = 130
_TRAILING = ".,;:?)]}>\"'*"


@dataclass
class _Link:
    """How a password hangs on its word."""

    colon: bool = False
    copula: bool = False
    foreign: int = 0
    loose: bool = False
    words: int = 0
    user: bool = False  # what comes may be the name of a user


def find_passwords(
    folded: Folded, tokens: Sequence[Token], cues: Sequence[Cue]
) -> Iterator[Secret]:
    """Yield what stands where a password would."""
    places = {cue.place for cue in cues}
    for cue in cues:
        if cue.kind is Kind.PASSWORD:
            yield from _behind(folded, tokens, cue.place, places)
            yield from _before(folded, tokens[cue.place].start)
    if any(cue.kind is Kind.PASSWORD for cue in cues):
        yield from _entered(folded)
    for found in _PAIR.finditer(folded.low):
        value = _read(folded, found.end())
        if value and _looks_drawn(value[0]):
            yield Secret(Kind.PASSWORD, value[1], value[1] + len(value[0]))
    for found in _DRAWN.finditer(folded.low):
        yield Secret(Kind.PASSWORD, *found.span())
    for found in _SHORT_CUE.finditer(folded.low):
        value = _read(folded, _skip_blanks(folded.low, found.end()))
        if value and _looks_drawn(value[0]):
            yield Secret(Kind.PASSWORD, value[1], value[1] + len(value[0]))


def _behind(folded: Folded, tokens: Sequence[Token], cue: int, cues: set[int]) -> Iterator[Secret]:
    link = _Link()
    for place in range(cue + 1, len(tokens)):
        token = tokens[place]
        if token.kind == "space" or token.text in _SIGNS_BETWEEN or _is_genitive(folded, token):
            if not _passes(link, token):
                return
            continue
        value = _read(folded, token.start, tokens[cue].text in _PHRASES and link.colon)
        if value and _is_password(folded, tokens, place, value, link):
            secret = Secret(Kind.PASSWORD, value[1], value[1] + len(value[0]))
            yield secret
            yield from _second(folded, secret.end)
            return
        if place in cues or not _goes_on(link, token):
            return


def _is_genitive(folded: Folded, token: Token) -> bool:
    """Return whether this is the sign of "the password's …"."""
    return token.text == "'" and folded.low.startswith("s ", token.end)


def _passes(link: _Link, token: Token) -> bool:
    """Take a sign or blanks into account; return whether the password may still come."""
    if token.text in (":", "=", ">"):
        link.colon, link.user = True, False
    link.copula = link.copula or token.text == "'"
    link.loose = link.loose or token.text == ","
    return token.text not in (".", "!", "?", ";") and ("\n" not in token.text or link.colon)


def _goes_on(link: _Link, token: Token) -> bool:
    """Take a word into account; return whether the password may still come."""
    link.words += 1
    if link.words > _MOST_WORDS:
        return False
    link.user = link.user or token.text in _USERS
    if token.kind == "number" and len(token.text) > _LONGEST_NUMBER:
        return False
    if token.text in COPULAS:
        link.copula, link.user = True, False
    elif token.text not in LINKS and token.text not in ("s", "fur", "for"):
        link.foreign += 1
        link.loose = link.loose or link.copula or link.colon
    return True


def _read(folded: Folded, start: int, phrase: bool = False) -> tuple[str, int] | None:
    """Return what is written here without quotes and closing signs, and where it begins."""
    while folded.plain.startswith("*", start):
        start += 1
    quoted = _QUOTED.match(folded.plain, start)
    if quoted:
        return quoted["value"], quoted.start("value")
    run = (phrase and _PHRASE.match(folded.low, start)) or _RUN.match(folded.plain, start)
    if run is None or run[0][0] == "[":
        return None
    value = run[0].rstrip(_TRAILING)
    return (value, start) if value else None


def _is_password(
    folded: Folded, tokens: Sequence[Token], place: int, value: tuple[str, int], link: _Link
) -> bool:
    text, start = value
    low = text.lower()
    if KEPT_VALUES.fullmatch(low) or link.user:
        return False
    linked = link.colon or link.copula
    if link.loose:
        return _has_both(text) and len(text) >= _FEWEST_LOOSE
    if low.isdigit():
        return _are_digits_meant(tokens, place, linked)
    if start > tokens[place].start and folded.plain[start - 1] in "\"'" and not link.foreign:
        return linked or not is_no_password(low)
    if _looks_drawn(text):
        return linked or _has_both(text) or len(text) >= 8
    if link.foreign or not linked or is_no_password(low):
        return False
    return bool(_CLAUSE_END.match(folded.low, start + len(text)))


def _are_digits_meant(tokens: Sequence[Token], place: int, linked: bool) -> bool:
    digits = tokens[place].text
    if len(digits) < 4 or numbers.has_unit(tokens, numbers.alone(tokens, place)):
        return False
    return linked or not (numbers.is_year(digits) or digits in KNOWN_NUMBERS)


def _looks_drawn(text: str) -> bool:
    """Return whether a text is not a mere word: digits and letters, or signs inside."""
    letters = any(map(str.isalpha, text))
    return letters and (_has_both(text) or bool(_SIGNS.search(text[1:-1])))


def _has_both(text: str) -> bool:
    digits = any(map(str.isdigit, text))
    counted = re.fullmatch(r"[0-9]+[-.]?([a-z]+)", text.lower())
    return digits and any(map(str.isalpha, text)) and not (counted and counted[1] in UNITS)


def _second(folded: Folded, end: int) -> Iterator[Secret]:
    """Yield the other one of "the old password was …, the new one is …"."""
    found = _NEW.search(folded.low, end, end + _NEW_WITHIN)
    value = _read(folded, found.end()) if found else None
    if value and _looks_drawn(value[0]):
        yield Secret(Kind.PASSWORD, value[1], value[1] + len(value[0]))


def _before(folded: Folded, cue_start: int) -> Iterator[Secret]:
    """Yield the one of "… as my password"."""
    begin = max(0, cue_start - _BACK_WITHIN)
    found = _BACK.search(folded.low[begin:cue_start])
    if not found:
        return
    start = begin + found.start("value")
    value = _read(folded, start + (folded.plain[start] in "\"'("))
    if value and _looks_drawn(value[0]) and not KEPT_VALUES.fullmatch(value[0].lower()):
        yield Secret(Kind.PASSWORD, value[1], value[1] + len(value[0]))


def _entered(folded: Folded) -> Iterator[Secret]:
    """Yield the one of "the password failed, I use …"."""
    for found in _ENTERED.finditer(folded.low):
        value = _read(folded, found.end())
        if not value or KEPT_VALUES.fullmatch(value[0].lower()):
            continue
        text, start = value
        if " " not in text and _looks_drawn(text) and (_SIGNS.search(text[1:-1]) or len(text) >= 7):
            yield Secret(Kind.PASSWORD, start, start + len(text))


def _skip_blanks(low: str, start: int) -> int:
    while start < len(low) and low[start] == " ":
        start += 1
    return start
