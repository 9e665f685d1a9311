"""Find gateways, ports and the like in a sentence, with spaCy's EntityRuler; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import spacy

from kb.gateways import Gateways, Names
from kb.language import Language

# What may follow a name: a German ending, then "-Server" and the like ("europäische",
# "Asien-Server").
ENDING = r"(?:ische[nrsm]?|e[nrsm]?|n|s)?"
KIND = (
    r"(?:-?(?:server|gateway|host|standort|region|verbindung|website|webseite|seite)(?:s|n|en)?)?"
)
SHORTEST_INFLECTED = 4
HOST_LIKE = r"(?i)^(?:[a-z0-9_-]+\.)+(?:[a-z]{2,})\.?$"
ADDRESS_LIKE = r"^(?:\d{1,3}\.){3}\d{1,3}$"
PORT = r"^\d{1,5}$"
PORT_WORDS = {"port", "ports", "tcp"}
STATE_WORDS = {"open", "offen", "closed", "zu", "reachable", "erreichbar", "up", "down"}
SEPARATORS = re.compile(r"[:/,;|()\[\]?!\"'„“”]|\.(?=\s|$)")
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARE = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
PLATFORMS = {
    "linux": ("linux", "ubuntu", "debian", "fedora", "mint", "suse", "arch"),
    "macos": ("mac", "macs", "macos", "macbook", "imac", "osx", "mac-os", "mac-book"),
    "windows": ("windows", "win10", "win11", "windows10", "windows11"),
}
PLATFORM_WORDS = {word for words in PLATFORMS.values() for word in words}
SAME = r"gleich(?:e[nrms]?)?|selbe[nrm]?|(?:der|die|das|den|dem)selben?|same|identical|identisch\w*"
OTHER = (
    "ander(?:e[nrms]?|s)|zweite[nrms]?|fremde[nrms]?|weitere[nrms]?|different|other|another|second"
)
USER = (
    "(?:user|users|benutzer|nutzer|login|logins|username|usernames|benutzername[ns]?|usernamen?|"
    "nutzername[ns]?|benutzerkennung|kennung|person|name|names|namen|account name)"
)
PEOPLE = (
    "(?:wife|husband|colleagues?|partner|boss|spouse|someone|somebody|"
    "frau|mann|kolleg(?:e|en|in|innen)|partnerin|chef|chefin|jemand(?:en)?)"
)
NOT = {"not", "nicht"}
NONE = re.compile(r"\b(?:no|kein(?:e[nrms]?)?) +$", re.IGNORECASE)  # "no Mac", but "no, Mac"
INSTEAD = {"without", "ohne", "statt", "anstatt"}
ARTICLES = {"a", "an", "the", "my", "der", "die", "das", "den", "dem", "einem", "einen", "meinem"}
PREPOSITIONS = {"on", "for", "with", "using", "auf", "unter", "für", "fuer", "mit", "am", "bei"}
LINKS = {"and", "but", "und", "aber", "sondern"}
# What may stand beside "anderer" or "same" in a message that speaks of the user name alone.
SMALL_WORDS = (
    ARTICLES
    | PREPOSITIONS
    | LINKS
    | set(
        "und wenn es ein eine ist wäre war if it is was what about one ja yes no nein nee nur just "
        "auch also too noch jetzt now bitte please doch eher i mean ich meine wie how in beim dann "
        "then or oder so ok okay".split()
    )
)
USER_ALONE = "user_alone"
OPPOSITE = {"same-user": "other-user", "other-user": "same-user"}


@dataclass(frozen=True)
class Entity:
    """A find: ``kind`` is place, product, host, port, platform, user, or unlisted_host/_port."""

    kind: str
    value: str
    start: int
    end: int


class EntityFinder:
    """Blank German and English pipelines with the names that the knowledge base knows."""

    def __init__(self, gateways: Gateways) -> None:
        self._hosts = dict(_host_names(gateways))
        self._ports = {port for row in gateways.rows for port in (*row.ports, *row.also)}
        patterns = list(_patterns(gateways, self._hosts))
        self._pipelines = {language: _pipeline(language, patterns) for language in Language}

    def find(self, text: str, language: Language) -> list[Entity]:
        """Return what the text names, from left to right."""
        document = self._pipelines[language](SEPARATORS.sub(" ", text))
        finds = (self._entity(span, text) for span in document.ents)
        return [entity for entity in finds if entity is not None]

    def _variant(self, span: Any, text: str) -> Entity | None:
        """Return a platform or user; none for "not on a Mac", the other for "not the same"."""
        kind, value = span.label_, span.ent_id_
        before = [token.lower_ for token in span.doc[: span.start] if not token.is_space]
        has_none = NONE.search(text[: span.start_char]) is not None
        if kind == "platform":
            denied = has_none or _is_denied(before)
            return None if denied else Entity(kind, value, span.start_char, span.end_char)
        words = {token.lower_ for token in span.doc if token.is_alpha and token not in span}
        if kind == USER_ALONE and words - SMALL_WORDS - NOT:
            return None
        while before and before[-1] in ARTICLES:
            before.pop()
        if has_none or (before and before[-1] in NOT):
            value = OPPOSITE[value]
        return Entity("user", value, span.start_char, span.end_char)

    def _entity(self, span: Any, text: str) -> Entity | None:
        kind, value = span.label_, span.ent_id_ or span.text
        if kind in ("platform", "user", USER_ALONE):
            return self._variant(span, text)
        if kind == "host":
            listed = self._hosts.get(span.text.lower().rstrip("."))
            kind, value = ("host", listed) if listed else ("unlisted_host", span.text.lower())
        if kind == "port":
            value = str(int(value))
            if int(value) not in self._ports:
                if not _is_meant_as_port(span, text):
                    return None
                kind = "unlisted_port"
        return Entity(kind, value, span.start_char, span.end_char)


def _is_denied(before: list[str]) -> bool:
    """Return whether the words before a name deny it: "nicht auf dem Mac", "linux, not windows".

    "It does not work on Windows" and "startet nicht auf dem Mac" deny the verb, not the name.
    """
    words = list(before)
    while words and words[-1] in ARTICLES | PREPOSITIONS:
        words.pop()
    if (words[-1:] and words[-1] in INSTEAD) or words[-2:] == ["instead", "of"]:
        return True
    if not words or words[-1] not in NOT:
        return False
    return len(words) == 1 or words[-2] in LINKS or words[-2] in PLATFORM_WORDS


def _is_meant_as_port(span: Any, text: str) -> bool:
    """Tell "port 22", "host:22" and "22 open" from a bare number, which may be a code."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    colon = text[: span.start_char].endswith(":") and not before.isdigit() and "." in before
    return before in PORT_WORDS or after in STATE_WORDS or colon


def _pipeline(language: Language, patterns: list[dict[str, Any]]) -> Any:
    pipeline = spacy.blank(language.value)
    # German keeps "Asien-Server" whole, English splits "auto-update": we need them alike.
    pipeline.tokenizer.infix_finditer = None
    ruler: Any = pipeline.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns(patterns)
    return pipeline


def _patterns(gateways: Gateways, hosts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    yield from _name_patterns("place", gateways.places)
    yield from _name_patterns("product", gateways.products)
    yield {"label": "host", "pattern": [{"LOWER": {"IN": sorted(hosts)}}]}
    yield {"label": "host", "pattern": [{"TEXT": {"REGEX": HOST_LIKE}}]}
    yield {"label": "host", "pattern": [{"TEXT": {"REGEX": ADDRESS_LIKE}}]}
    yield {"label": "port", "pattern": [{"TEXT": {"REGEX": PORT}}]}
    for platform, words in PLATFORMS.items():
        yield {"label": "platform", "id": platform, "pattern": [{"LOWER": {"IN": list(words)}}]}
    for number in ("7", "8", "10", "11"):
        pattern = [{"LOWER": "win"}, {"LOWER": number}]
        yield {"label": "platform", "id": "windows", "pattern": pattern}
    yield from _user_patterns()


def _user_patterns() -> Iterator[dict[str, Any]]:
    named = {"LOWER": {"REGEX": f"^{USER}$"}}
    for identifier, words in (("same-user", SAME), ("other-user", OTHER)):
        adjective = {"LOWER": {"REGEX": f"^(?:{words})$"}}
        for pattern in ([adjective, named], [adjective, {"LOWER": "tws"}, named]):
            yield {"label": "user", "id": identifier, "pattern": pattern}
        yield {"label": USER_ALONE, "id": identifier, "pattern": [adjective]}
    to = {"LOWER": {"IN": ["for", "to", "with", "für", "fuer", "an", "mit"]}}
    whose = {
        "LOWER": {"REGEX": r"^(?:my|a|an|the|our|mein|meine[nmr]?|eine[nm]?|unser\w*)$"},
        "OP": "?",
    }
    person = {"LOWER": {"REGEX": f"^{PEOPLE}$"}}
    yield {"label": "user", "id": "other-user", "pattern": [to, whose, person]}


def _name_patterns(kind: str, names: Names) -> Iterator[dict[str, Any]]:
    for identifier, languages in names.items():
        aliases = {alias.lower() for language in Language for alias in languages[language]}
        for form in sorted({form for alias in aliases for form in _spellings(alias)}):
            for words in {tuple(form.split()), ("-".join(form.split()),)}:
                yield {"label": kind, "id": identifier, "pattern": _tokens(words)}


def _tokens(words: tuple[str, ...]) -> list[dict[str, Any]]:
    *first, last = words
    ending = (ENDING if len(last) >= SHORTEST_INFLECTED else "") + KIND
    return [
        *({"LOWER": word} for word in first),
        {"LOWER": {"REGEX": f"^{re.escape(last)}{ending}$"}},
    ]


def _spellings(word: str) -> Iterable[str]:
    """Return the word as people type it: with umlauts, with ae/oe/ue, without."""
    return {word, word.translate(_WITH_E), word.translate(_BARE)}


def _host_names(gateways: Gateways) -> Iterator[tuple[str, str]]:
    """Yield every way to write a listed host: whole, its first label, hyphen for underscore."""
    for row in gateways.rows:
        label = row.host.partition(".")[0]
        names = {row.host} if label == "www" else {row.host, label}
        for name in names:
            yield name, row.host
            yield name.replace("_", "-"), row.host
