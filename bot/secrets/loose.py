"""Find codes that no word announces: six or eight digits, or nothing but digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.secrets import numbers
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.numbers import Number
from bot.secrets.spoken import spoken_digits
from bot.secrets.vocabulary import DIGIT_WORDS
from bot.secrets.words import Token

_CODE_DIGITS = (6, 8)
_ONLY_DIGITS = re.compile(r"[\s\"'()*.,;:!?]*([0-9]+(?:[ -]{1,3}[0-9]+)*)[\s\"'()*.,;:!?]*")
_UNEQUAL_GROUPS = ([5, 3], [3, 5], [3, 3, 2], [2, 3, 3], [3, 2, 3], [2, 2, 4], [4, 2, 2])
_FEWEST_SPOKEN = 6
_RANGE = 5  # 7496-7499 is a range of ports


def find_loose(low: str, folded: Folded, tokens: Sequence[Token]) -> Iterator[Secret]:
    """Yield codes without a word; in `low` addresses and dates are blanked."""
    only = _ONLY_DIGITS.fullmatch(folded.low)
    if only:
        yield from _only_digits(only, tokens)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "number":
            number = numbers.number_at(tokens, place)
            yield from _codes(low, tokens, number)
            place = number.last
        elif token.kind == "word" and token.text in DIGIT_WORDS:
            end, count = spoken_digits(tokens, place)
            if count >= _FEWEST_SPOKEN:
                yield Secret(Kind.CODE, token.start, end)
        place += 1


def _only_digits(only: re.Match[str], tokens: Sequence[Token]) -> Iterator[Secret]:
    groups = tuple(re.findall("[0-9]+", only[1]))
    number = Number(groups, 0, 0)
    kind = _kind_alone(number)
    if kind and not (len(groups) > 1 and _is_list(number)):
        yield Secret(kind, *only.span(1))


def _kind_alone(number: Number) -> Kind | None:
    """Return what a message is that holds nothing but this number."""
    digits = len(number.digits)
    if digits in _CODE_DIGITS and _is_regular(number.groups):
        return Kind.CODE
    if digits == 4 and not numbers.is_known(number):
        return Kind.PIN
    if digits == 7 and len(number.groups) == 1:
        return Kind.ACCOUNT
    return Kind.CODE if digits > 8 and len(number.groups) == 1 else None


def _codes(low: str, tokens: Sequence[Token], number: Number) -> Iterator[Secret]:
    if _is_grouped_code(tokens, number) and not _is_list(number):
        if not _is_kept(low, tokens, number):
            yield Secret(Kind.CODE, tokens[number.first].start, tokens[number.last].end)
        return
    for place in range(number.first, number.last + 1):
        if tokens[place].kind == "number" and len(tokens[place].text) in _CODE_DIGITS:
            single = numbers.alone(tokens, place)
            if not _is_kept(low, tokens, single):
                yield Secret(Kind.CODE, tokens[place].start, tokens[place].end)


def _is_grouped_code(tokens: Sequence[Token], number: Number) -> bool:
    grouped = len(number.groups) > 1 and len(number.digits) in _CODE_DIGITS
    gaps = (token.text for token in tokens[number.first : number.last] if token.kind != "number")
    return grouped and set(gaps) <= {" ", "-"} and _is_regular(number.groups)


def _is_kept(low: str, tokens: Sequence[Token], number: Number) -> bool:
    if " " in (low[tokens[number.first].start], low[tokens[number.last].start]):
        return True  # part of an address, a date or a time
    if numbers.is_glued_left(low, tokens, number) or numbers.is_glued_right(low, tokens, number):
        return True
    if numbers.is_round(number) or (len(number.groups) == 1 and numbers.is_date(number.digits)):
        return True
    return numbers.has_unit(tokens, number) or numbers.is_named(tokens, number)


def _is_regular(groups: Sequence[str]) -> bool:
    """Return whether people write a code in such groups: 3 3, 4 4, 2 2 2, 5 3, 3 3 2."""
    sizes = [len(group) for group in groups]
    if len(sizes) == 1:
        return True
    return len(set(sizes)) == 1 or sizes in _UNEQUAL_GROUPS


def _is_list(number: Number) -> bool:
    """Return whether groups are numbers of their own: ports, years, a short range."""
    if numbers.is_known(number):
        return True
    first, last = int(number.groups[0]), int(number.groups[-1])
    return [len(group) for group in number.groups] == [4, 4] and 0 < last - first <= _RANGE
