"""Find secrets by their own form, whatever words stand around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.secrets.checksums import IBAN_LENGTHS, is_card_number, is_iban
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.vocabulary import KEEP_BEFORE, KNOWN_NUMBERS

_ACCOUNT = re.compile(
    r"(?<![0-9a-z])(?:(?P<short>du|df|di|u)(?P<gap>[ .-]?)|[fi]-?)"
    r"(?P<number>[0-9](?:[ .-]?[0-9]){4,8})(?![0-9a-z])"
)
_IBAN = re.compile(r"(?<![0-9a-z])[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]){11,30}")
_BANK_WORDS = re.compile(r"iban|bank|konto|account|überw|ueberw")
_CARD = re.compile(
    r"(?<![0-9a-z.])(?:[0-9](?:[ -]?[0-9]){12,18}|[0-9]{4}(?:[./_][0-9]{4}){3})(?![0-9a-z])"
)
_CARD_WORDS = re.compile(r"kredit|credit|\bcard|\bkarte|kartennummer|visa|master ?card|amex|debit")
_WORDS_BEFORE = 30
_MAIL = (
    re.compile(r"(?<![\w.+%-])(?!git@)[\w.+%-]+@(?:[\w-]+\.)+[^\W\d_]{2,}"),
    re.compile(
        r"(?<![\w.+%-])(?!git@)[\w.+%-]+ {0,2}(?:[\[({<] ?(?:at|@|a) ?[\])}>]|@) {0,2}"
        r"(?:[\w-]+ ?(?:\.|[\[({<] ?(?:dot|punkt|\.) ?[\])}>]) ?)+[^\W\d_]{2,}"
    ),
    re.compile(
        r"(?<![\w.+%-])[\w.+%-]+ (?:at|ät|@) [\w-]{1,63}(?: (?:dot|punkt) [\w-]{1,63}){0,3}"
        r" (?:dot|punkt) [^\W\d_]{2,6}(?![\w])"
    ),
)
_PHONES = (
    re.compile(r"(?<![\w.+/:])(?:\+ ?|00)[1-9](?:[ ()/.-]{0,3}[0-9]){7,14}(?![0-9])"),
    re.compile(r"(?<![\w.,:+/-])\(?0 ?[1-9](?:[ ()/.-]{0,3}[0-9]){7,11}(?![\w])"),
    re.compile(
        r"(?<![\w.+/:-])(?:1[-. ])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[0-9]{3}[-. ][0-9]{4}"
        r"(?![\w])"
    ),
)
_PHONE_DATE = re.compile(r"\(?[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}")
_LAST_WORD = re.compile(r"([a-z]+)[ :=#.-]{0,3}$")
_DIGITS = re.compile(r"[0-9]+")


def find_shapes(folded: Folded) -> Iterator[Secret]:
    """Yield accounts, IBANs, cards, e-mail addresses and phone numbers."""
    yield from _accounts(folded)
    yield from _ibans(folded.low)
    yield from _cards(folded.low)
    for pattern in _MAIL:
        for found in pattern.finditer(folded.low):
            yield Secret(Kind.EMAIL, *found.span())
    for pattern in _PHONES:
        for found in pattern.finditer(folded.low):
            if not (_PHONE_DATE.match(found[0]) or _is_named(folded.low, found.start())):
                yield Secret(Kind.PHONE, *found.span())


def _accounts(folded: Folded) -> Iterator[Secret]:
    for found in _ACCOUNT.finditer(folded.low):
        letters = folded.plain[found.start() : found.start("number")].strip(" .-")
        digits = len(_only_digits(found["number"]))
        if found["gap"] in (" ", ".") and (letters != letters.upper() or letters == "DI"):
            continue  # "hast du 100000 Euro", "di. 12345"
        if digits >= (5 if found["short"] and not found["gap"] else 6) and digits <= 9:
            yield Secret(Kind.ACCOUNT, *found.span())


def _ibans(low: str) -> Iterator[Secret]:
    for found in _IBAN.finditer(low):
        length = IBAN_LENGTHS.get(found[0][:2])
        places = [place for place in range(*found.span()) if low[place] not in " -"]
        if length is None or len(places) < length:
            continue
        compact = "".join(low[place] for place in places[:length])
        before = low[max(0, found.start() - _WORDS_BEFORE) : found.start()]
        if is_iban(compact) or (_BANK_WORDS.search(before) and len(_only_digits(compact)) >= 12):
            yield Secret(Kind.IBAN, found.start(), places[length - 1] + 1)


def _cards(low: str) -> Iterator[Secret]:
    for found in _CARD.finditer(low):
        digits = _only_digits(found[0])
        groups = _DIGITS.findall(found[0])
        if len(groups) > 1 and KNOWN_NUMBERS.issuperset(groups):
            continue  # a list of ports
        before = low[max(0, found.start() - _WORDS_BEFORE) : found.start()]
        if is_card_number(digits) or (len(digits) in (15, 16) and _CARD_WORDS.search(before)):
            yield Secret(Kind.CARD, *found.span())


def _is_named(low: str, start: int) -> bool:
    """Return whether the word before says that a number is something else than a phone's."""
    word = _LAST_WORD.search(low, max(0, start - _WORDS_BEFORE), start)
    return word is not None and word[1] in KEEP_BEFORE


def _only_digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))
