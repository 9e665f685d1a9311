"""Find numbers that a word announces: PIN, codes, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.secrets import numbers
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.numbers import Number
from bot.secrets.spoken import spoken_digits
from bot.secrets.vocabulary import (
    BACK_COPULAS,
    BACK_LINKS,
    BIRTH,
    COPULAS,
    KEEP_BEFORE,
    KEPT_VALUES,
    KNOWN_NUMBERS,
    LINKS,
    OWNERS,
)
from bot.secrets.words import Cue, Token, word_before

_MOST_WORDS = 8
_MOST_BACK_WORDS = 4
_MOST_DIGITS: Mapping[Kind, int] = {Kind.PIN: 8, Kind.CODE: 10, Kind.ACCOUNT: 12}
_ACCOUNT_LINKS = frozenset("hat has mit with die".split())
_FEWEST_ACCOUNT = 6
_LETTER_CODE = re.compile(r"[a-z0-9]{5,12}(?![\w]|[.:/@-][0-9a-z])")
_LETTERS_BEFORE = re.compile(
    r"(?<![\w./:@-])(?P<value>[a-z0-9]{5,12})[\"']? (?:als|as|ist|is) (?:[a-z]+[ -]){0,3}$"
)
_BACK_WITHIN = 80
_FEWEST_LETTERS = 4  # codes that must have six digits have no letters
_CAPITALS = re.compile(r"[A-Z]{5,10}")
_PIN_GROUP = 3
_CODE_GROUP = 5


@dataclass
class _Walk:
    """How far a walk from a cue has come, and how tight the link still is."""

    cue: Cue
    strong: bool = True
    copula: bool = False
    words: int = 0
    foreign: str = ""
    found_digits: int = 0


class CuedNumbers:
    """Walks from each cue to the numbers that it announces."""

    def __init__(self, folded: Folded, tokens: Sequence[Token], cues: Sequence[Cue]) -> None:
        self._folded = folded
        self._tokens = tokens
        self._cues = {cue.place: cue for cue in cues}

    def find(self) -> Iterator[Secret]:
        """Yield the PINs, codes and accounts that stand behind or before their words."""
        for cue in self._cues.values():
            if cue.kind in _MOST_DIGITS:
                yield from self._behind(cue)
                yield from self._before(cue)

    def _behind(self, cue: Cue) -> Iterator[Secret]:
        walk = _Walk(cue)
        place = cue.place + 1
        while place < len(self._tokens) and walk.words <= _MOST_WORDS:
            token = self._tokens[place]
            secret, place = self._value(walk, place)
            if secret:
                yield secret
            elif token.kind in ("space", "sign"):
                if not self._passes(walk, place - 1):
                    return
            elif token.kind == "word" and not self._goes_on(walk, place - 1):
                return

    def _value(self, walk: _Walk, place: int) -> tuple[Secret | None, int]:
        """Return the secret that stands here, if one does, and where to go on."""
        token, kind = self._tokens[place], walk.cue.kind
        if token.kind not in ("word", "number"):
            return None, place + 1
        end = self._end_of_letters(walk, token) or self._end_of_spoken(walk, place)
        if end:
            following = next(
                (at for at in range(place, len(self._tokens)) if self._tokens[at].start >= end),
                len(self._tokens),
            )
            walk.strong, walk.words = False, 0
            return Secret(kind, token.start, end), following
        if token.kind != "number":
            return None, place + 1
        number = self._number(kind, place)
        if not self._is_secret(walk, number):
            return None, number.last + 1
        walk.strong, walk.words, walk.found_digits = False, 0, len(number.digits)
        return Secret(kind, token.start, self._tokens[number.last].end), number.last + 1

    def _number(self, kind: Kind, place: int) -> Number:
        longest = _PIN_GROUP if kind is Kind.PIN else _CODE_GROUP
        number = numbers.number_at(self._tokens, place, longest)
        if len(number.digits) > _MOST_DIGITS[kind]:
            return numbers.alone(self._tokens, place)
        if kind is Kind.CODE and len(number.digits) not in (6, 8):
            return numbers.alone(self._tokens, place)
        return number

    def _is_secret(self, walk: _Walk, number: Number) -> bool:
        cue, digits = walk.cue, len(number.digits)
        fewest = _FEWEST_ACCOUNT if cue.kind is Kind.ACCOUNT else cue.fewest
        if not fewest <= digits <= _MOST_DIGITS[cue.kind] or self._is_measured(number):
            return False
        if walk.strong:
            return self._is_meant(walk, number)
        if cue.bare or cue.kind is Kind.ACCOUNT or walk.found_digits not in (0, digits):
            return False
        named = numbers.is_named(self._tokens, number, weak=not walk.found_digits)
        loose = numbers.is_glued_left(self._folded.low, self._tokens, number)
        start, end = self._tokens[number.first].start, self._tokens[number.last].end
        dotted = "." in self._folded.low[start:end]  # a version
        return not (
            named or loose or dotted or numbers.is_known(number) or numbers.is_round(number)
        )

    def _is_meant(self, walk: _Walk, number: Number) -> bool:
        """Return whether a number right behind its word is the secret."""
        cue = walk.cue
        if cue.kind is Kind.ACCOUNT:
            return not numbers.is_round(number)
        if not cue.bare or len(number.digits) >= _FEWEST_ACCOUNT:
            return True
        owner = word_before(self._tokens, cue.place)
        owned = owner in OWNERS and walk.copula
        return owned and (owner[:2] in ("me", "my") or number.digits not in KNOWN_NUMBERS)

    def _is_measured(self, number: Number) -> bool:
        glued = numbers.is_glued_right(self._folded.low, self._tokens, number)
        return glued or numbers.has_unit(self._tokens, number)

    def _passes(self, walk: _Walk, place: int) -> bool:
        """Take a sign or blanks into account; return whether the walk may go on."""
        text = self._tokens[place].text
        if text in ("!", ";") or (text in (".", "?") and not walk.strong):
            return False
        if "\n" in text and not walk.strong:
            return False
        inside = text == ":" and self._tokens[place - 1].kind == "number"  # a time, an address
        if text in (":", "=", ">") and walk.foreign not in KEEP_BEFORE and not inside:
            walk.strong = walk.copula = True
        return True

    def _goes_on(self, walk: _Walk, place: int) -> bool:
        """Take a word into account; return whether the walk may go on."""
        word = self._tokens[place].text
        other = self._cues.get(place)
        if other and other.kind is not Kind.PHONE:
            return False  # that word has a walk of its own
        walk.words += 1
        if word in LINKS or (walk.cue.kind is Kind.ACCOUNT and word in _ACCOUNT_LINKS):
            if word in COPULAS and walk.foreign not in KEEP_BEFORE:
                walk.strong = walk.copula = True
        elif word in BIRTH and walk.cue.kind is Kind.PIN:
            walk.strong = True
        else:
            walk.strong, walk.foreign = False, word
        return True

    def _end_of_letters(self, walk: _Walk, token: Token) -> int:
        """Return where a code of letters and digits ends that stands right behind its word."""
        if walk.cue.kind is not Kind.CODE or walk.cue.fewest != _FEWEST_LETTERS or not walk.strong:
            return 0
        found = _LETTER_CODE.match(self._folded.low, token.start)
        if not found or KEPT_VALUES.fullmatch(found[0]):
            return 0
        written = self._folded.plain[found.start() : found.end()]
        if written.isdigit() or (walk.cue.bare and written != written.upper()):
            return 0
        mixed = (
            any(map(str.isdigit, written)) and not self._folded.plain[found.start() - 1].isalnum()
        )
        loud = walk.copula and not walk.cue.bare and bool(_CAPITALS.fullmatch(written))
        return found.end() if mixed or loud else 0

    def _end_of_spoken(self, walk: _Walk, place: int) -> int:
        """Return where digits end that are written as words, at least four."""
        end, count = spoken_digits(self._tokens, place)
        return end if count >= max(4, walk.cue.fewest) and walk.cue.kind is not Kind.ACCOUNT else 0

    def _letters_before(self, cue: Cue) -> Iterator[Secret]:
        """Yield the code of "A7K9Q as a temporary code"."""
        end = self._tokens[cue.place].start
        begin = max(0, end - _BACK_WITHIN)
        found = _LETTERS_BEFORE.search(self._folded.low[begin:end])
        if not found or KEPT_VALUES.fullmatch(found["value"]):
            return
        start, end = begin + found.start("value"), begin + found.end("value")
        written = self._folded.plain[start:end]
        mixed = not written.isalpha() and not written.isdigit()
        if mixed and (not cue.bare or written == written.upper()):
            yield Secret(cue.kind, start, end)

    def _before(self, cue: Cue) -> Iterator[Secret]:
        """Yield the number of "4711 is my PIN"."""
        if cue.kind is Kind.CODE and cue.fewest == _FEWEST_LETTERS:
            yield from self._letters_before(cue)
        seen: list[str] = []
        for place in range(cue.place - 1, max(-1, cue.place - 12), -1):
            token = self._tokens[place]
            if token.kind == "number":
                yield from self._number_before(cue, place, seen)
                return
            if token.kind == "word":
                seen.append(token.text)
                linked = token.text in BACK_LINKS or seen[0] in ("as", "als")
                if not linked or len(seen) > _MOST_BACK_WORDS:
                    return
            elif token.text not in " \"'()=*" and token.kind == "sign":
                return

    def _number_before(self, cue: Cue, place: int, between: Sequence[str]) -> Iterator[Secret]:
        number = numbers.alone(self._tokens, place)
        fewest = _FEWEST_ACCOUNT if cue.kind is Kind.ACCOUNT or cue.bare else cue.fewest
        if not fewest <= len(number.digits) <= _MOST_DIGITS[cue.kind]:
            return
        if self._is_measured(number) or numbers.is_named(self._tokens, number):
            return
        if numbers.is_glued_left(self._folded.low, self._tokens, number):
            return
        asked = word_before(self._tokens, place) in BACK_COPULAS
        tight = asked or not BACK_COPULAS.isdisjoint(between)
        if tight or (not between and not numbers.is_known(number)):
            token = self._tokens[place]
            yield Secret(cue.kind, token.start, token.end)
