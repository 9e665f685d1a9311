"""Read command line arguments into what they name: places, products, hosts, rows, roles, ports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.naming_error import NamingErrors
from bot.nlu.entities import Entity, EntityFinder
from kb.gateway import Gateway, Gateways
from kb.language import Language

MOST_WORDS = 4  # of a name, such as "TWS cloud settings"
HIGHEST_PORT = 65_535
EVERYTHING = frozenset({"all", "alle", "alles"})
LINKING_WORDS = frozenset(
    "the a in of at on and or for port ports server servers "
    "der die das den dem in von im am auf und oder für fuer".split()
)
_SEPARATORS = re.compile(r"[\s,;/]+")
_SCHEME = re.compile(r"^\s*https?://", re.IGNORECASE)
_WITH_PORT = re.compile(r"([^:]+):([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")
_HOST_LIKE = re.compile(r"[^.]+\.[^.].*|\[?[0-9a-f]*:[0-9a-f:.]*\]?", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """What a part of the arguments names; ``said`` is how it was written.

    ``kind`` is place, product, host, row, role, port or all.
    """

    kind: str
    value: str
    said: str

    def names(self, row: Gateway) -> bool:
        """Return whether this is true of a row."""
        values: dict[str, Iterable[str]] = {
            "place": row.places,
            "product": (row.product,),
            "host": (row.host,),
            "row": (row.id,),
            "role": (row.role.value,),
            "port": [str(port) for port in ports_of([row])],
            "all": (self.value,),
        }
        return self.value in values[self.kind]


def ports_of(rows: Iterable[Gateway]) -> list[int]:
    """Return the rows' ports, both those that a check tries and those that are only listed."""
    return [port for row in rows for port in row.all_ports]


@dataclass(frozen=True)
class _Word:
    """A word, and what is left of its argument from there on."""

    text: str
    rest: str


class NameReader:
    """Reads arguments into terms, the longest name first: "new york" as one argument or two."""

    def __init__(self, gateways: Gateways, language: Language, errors: NamingErrors) -> None:
        self._gateways = gateways
        self._language = language
        self._errors = errors
        self._names = dict(_exact_names(gateways))

    @cached_property
    def _finder(self) -> EntityFinder:
        """Return what knows inflected names; it takes a while to make."""
        return EntityFinder(self._gateways)

    def read(self, arguments: Sequence[str]) -> list[Term]:
        """Return what the arguments name, in order; raise `NamingError` where one is unknown."""
        words = [word for argument in arguments for word in _words(argument)]
        terms = []
        while words:
            term, used = self._next(words)
            words = words[used:]
            if term is not None:
                terms.append(term)
        return terms

    def _next(self, words: Sequence[_Word]) -> tuple[Term | None, int]:
        """Return the term that the first words are, if any, and how many words that takes."""
        for count in range(min(MOST_WORDS, len(words)), 0, -1):
            said = " ".join(word.text for word in words[:count])
            if term := self._term(said):
                return term, count
        first = words[0]
        if first.text.casefold() in LINKING_WORDS:
            return None, 1
        if _HOST_LIKE.fullmatch(first.text):
            raise self._errors.unlisted_host(first.text)
        raise self._errors.unknown(first.rest)

    def _term(self, said: str) -> Term | None:
        if _NUMBER.fullmatch(said):
            return self._port(said)
        kind, value = self._names.get(said.casefold(), ("", ""))
        return Term(kind, value, said) if kind else self._found(said)

    def _port(self, said: str) -> Term:
        number = said.lstrip("0")
        if not number or len(number) > len(str(HIGHEST_PORT)) or int(number) > HIGHEST_PORT:
            raise self._errors.error("impossible_port", said)
        if int(number) not in ports_of(self._gateways.rows):
            raise self._errors.error("unlisted_port", said)
        return Term("port", number, said)

    def _found(self, said: str) -> Term | None:
        """Return what a sentence would mean by exactly these words, inflected or not."""
        found = [each for each in self._finder.find(said, self._language) if _is_whole(each, said)]
        for each in found:
            if each.kind == "unlisted_place":
                raise self._errors.elsewhere(each.value)
            if each.kind in ("place", "product", "host", "role"):
                return Term(each.kind, each.value, said)
        return None


def _is_whole(found: Entity, said: str) -> bool:
    return (found.start, found.end) == (0, len(said))


def _exact_names(gateways: Gateways) -> Iterable[tuple[str, tuple[str, str]]]:
    """Yield what is never inflected; in a sentence "us" may be a pronoun, here it is a country."""
    for kind, listed in (("product", gateways.products), ("place", gateways.places)):
        for identifier, languages in listed.items():
            for name in (identifier, *(name for names in languages.values() for name in names)):
                yield name.casefold(), (kind, identifier)
    yield from ((row.host, ("host", row.host)) for row in gateways.rows)
    yield from ((row.id, ("row", row.id)) for row in gateways.rows)
    yield from ((word, ("all", "all")) for word in EVERYTHING)


def _words(argument: str) -> list[_Word]:
    split = [part for part in _SEPARATORS.split(_SCHEME.sub("", argument)) if part]
    texts = [text for part in split for text in _host_and_port(part)]
    return [_Word(text, " ".join(texts[index:])) for index, text in enumerate(texts)]


def _host_and_port(part: str) -> tuple[str, ...]:
    found = _WITH_PORT.fullmatch(part)
    return (found[1], found[2]) if found else (part.rstrip(".") or part,)
