"""Find access tokens and keys: by their maker's form, or because they look drawn by lot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret

_FORMS = re.compile(
    r"(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?-[\w-]{6,}|xapp-[\w-]{6,}"
    r"|(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}"
    r"|sk-[\w-]{12,}|[sprk]{2}_(?:live|test)_\w{10,}|AIza[\w-]{20,}|npm_\w{20,}|pypi-[\w-]{20,}"
    r"|SG\.[\w-]{10,}\.[\w-]{10,})"
)
_JWT = re.compile(r"(?<![\w.-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)*")
_KEY_BLOCK = re.compile(r"-{4,5}BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-{4,5}")
_KEY_END = re.compile(r"-{4,5}END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-{4,5}")
_NAMED = re.compile(
    r"(?<![a-z])(?:(?:access|refresh|auth|api|app|bot|slack|csrf|session|client)?[ _-]?"
    r"(?:token|secret|api[ _-]?key|api-?schlusse?l|apikey)(?:[ _-]?key)?|sessionid|session_id"
    r"|geheimer? schlussel|secret[ _-]?key|private[ _-]?key"
    r"|(?:aktivierungs|einrichtungs|wiederherstellungs|activation|setup|recovery|backup)[ _-]?"
    r"(?:schlussel|key|code))"
    r"(?:['\"]? ?(?:[:=]|=>|->) ?| (?:ist|is|lautet|war|was)(?: :)? | )['\"]?"
    r"(?P<value>[\w+/=.~-]{8,})"
)
_HEADER = re.compile(
    r"(?<![a-z])(?:bearer|authorization: ?basic|basic auth:?) (?P<value>[\w+/=.~-]{8,})"
)
_RUN = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_LABEL_OF_PUBLIC = re.compile(
    r"(?:sha-?[0-9]*|md5|checksum|pr(?:ue|u)fsumme|finger(?:print|abdruck)|hash(?:wert)?"
    r"|thumbprint|serial|commit|session-id(?:-ctx)?|master-key|psk|modulus|digest|subject key"
    r"|authority key)[^\n]{0,30}$"
)
_LABEL_LENGTH = 60
_HEX_LENGTH = 32
_SHORTEST_PART = 5
_FEWEST_DIGITS = 16  # a token of digits alone; no version, port or amount is as long
_SHORTEST_OF_LETTERS = 20
_RANDOM_SHARE_OF_LETTERS = 0.4
_RANDOM_SHARE = 0.34  # of neighbours that change between capital, small and digit; words have 0.1


def find_tokens(folded: Folded) -> Iterator[Secret]:
    """Yield access tokens, keys and whatever looks as if a machine had drawn it by lot."""
    yield from _key_blocks(folded.plain)
    for pattern in (_FORMS, _JWT):
        for found in pattern.finditer(folded.plain):
            yield Secret(Kind.TOKEN, *found.span())
    for pattern in (_NAMED, _HEADER):
        for found in pattern.finditer(folded.low):
            start, end = found.span("value")
            value = folded.plain[start:end].rstrip(".")
            if _is_odd(value):
                yield Secret(Kind.TOKEN, start, start + len(value))
    for found in _RUN.finditer(folded.plain):
        if _is_random(found[0]) and not _is_public(folded.low, found.start()):
            yield Secret(Kind.TOKEN, *found.span())


def _key_blocks(plain: str) -> Iterator[Secret]:
    place = 0
    while begin := _KEY_BLOCK.search(plain, place):
        end = _KEY_END.search(plain, begin.end())
        place = end.end() if end else len(plain)
        yield Secret(Kind.TOKEN, begin.start(), place)


def _is_random(run: str) -> bool:
    parts = [part for part in re.split(r"[+/_=-]", run) if part]
    letters = "".join(parts)
    if letters.isdigit() or (
        letters == letters.upper() != letters.lower() and not _is_hex(letters)
    ):
        return False
    if len(parts) > len(letters) / _SHORTEST_PART:
        return False  # a path, or words with hyphens
    if _is_hex(letters):
        return len(letters) >= _HEX_LENGTH and not letters.isalpha()
    changes = sum(_class(one) != _class(two) for one, two in pairwise(letters))
    share = _RANDOM_SHARE if _has_digit(letters) else _RANDOM_SHARE_OF_LETTERS
    return changes >= share * len(letters)


def _is_hex(letters: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", letters))


def _is_odd(value: str) -> bool:
    """Return whether a value after "token" is more than a word or a version."""
    if value.isdigit():
        return len(value) >= _FEWEST_DIGITS
    if not any(each.isalpha() for each in value) or re.fullmatch(r"v?[0-9.]+\w?", value):
        return False
    mixed = value != value.lower() and value != value.upper()
    return _has_digit(value) or (mixed and len(value) >= _SHORTEST_OF_LETTERS)


def _is_public(low: str, start: int) -> bool:
    return bool(_LABEL_OF_PUBLIC.search(low, max(0, start - _LABEL_LENGTH), start))


def _has_digit(text: str) -> bool:
    return any(each.isdigit() for each in text)


def _class(character: str) -> int:
    return 0 if character.isdigit() else 1 if character.isupper() else 2
