"""What names look like in a sentence, as patterns for spaCy's EntityRuler; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kb.gateway import Gateways, Names
from kb.language import Language

# What may follow a name: a German ending, then "-Server" and the like ("europäische",
# "Asien-Server").
ENDING = r"(?:ische[nrsm]?|e[nrsm]?|n|s)?"
_KINDS = r"(?:server|gateway|host|standort|region|verbindung|website|webseite|seite)(?:s|n|en)?"
KIND = rf"(?:-?{_KINDS})?"
KIND_WORD = re.compile(_KINDS, re.IGNORECASE)
ROLES = {
    "backup": rf"(?:backups?|back-ups?|ersatz|reserve|ausweich){KIND}",
    "primary": rf"(?:primary|primaries|prim(?:ä|ae|a)r(?:e[nrms]?)?|haupt){KIND}",
}
KB_NUMBER = r"(?i)^kb-?[0-9]{2,6}$"
SHORTEST_INFLECTED = 4
HOST_LIKE = r"(?i)^(?:[a-z0-9_-]+\.)+(?:[a-z]{2,})\.?$"
ADDRESS_LIKE = r"^(?:\d{1,3}\.){3}\d{1,3}$"
PORT = r"^[0-9]{1,5}$"
STATE_WORDS = {"open", "offen", "closed", "zu", "reachable", "erreichbar", "up", "down"}
RANGE = re.compile(r"(?<=\d{2})[-–—](?=\d{2})")  # "4000-4001"
SEPARATORS = re.compile(r"[:/,;|()\[\]?!\"'„“”]|\.(?=\s|$)")
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARE = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
PLATFORMS = {
    "linux": ("linux", "ubuntu", "debian", "fedora", "suse"),
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


def entity_patterns(gateways: Gateways, hosts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the patterns for all that the gateway list names, and for what people say besides."""
    yield from _name_patterns("place", gateways.places)
    yield from _name_patterns("product", gateways.products)
    yield from _name_patterns("unlisted_place", gateways.elsewhere)
    yield {"label": "host", "pattern": [{"LOWER": {"IN": sorted(hosts)}}]}
    yield {"label": "host", "pattern": [{"TEXT": {"REGEX": HOST_LIKE}}]}
    yield {"label": "host", "pattern": [{"TEXT": {"REGEX": ADDRESS_LIKE}}]}
    yield {"label": "port", "pattern": [{"TEXT": {"REGEX": PORT}}]}
    yield {"label": "kb", "pattern": [{"TEXT": {"REGEX": KB_NUMBER}}]}
    yield {"label": "kb", "pattern": [{"LOWER": "kb"}, {"TEXT": {"REGEX": r"^[0-9]{2,6}$"}}]}
    for role, words in ROLES.items():
        yield {"label": "role", "id": role, "pattern": [{"LOWER": {"REGEX": f"^{words}$"}}]}
    for platform, names in PLATFORMS.items():
        yield {"label": "platform", "id": platform, "pattern": [{"LOWER": {"IN": list(names)}}]}
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


def host_names(gateways: Gateways) -> Iterator[tuple[str, str]]:
    """Yield every way to write a listed host: whole, its first label, hyphen for underscore."""
    for row in gateways.rows:
        label = row.host.partition(".")[0]
        names = {row.host} if label == "www" else {row.host, label}
        for name in names:
            yield name, row.host
            yield name.replace("_", "-"), row.host
