"""The words of firewall lists, in both languages, and the comments that begin each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actions.letters.destinations import BROKER, PORTS_FOOTNOTE, SOURCE, Destination, footnotes_of
from actions.letters.layout import paragraph
from kb.gateway import Gateways
from kb.language import Language

CSV_HEAD: Mapping[Language, Sequence[str]] = {
    Language.ENGLISH: (
        "Host",
        "Port",
        "Protocol",
        "Direction",
        "Need",
        "Used for",
        "Other spelling",
        "Source",
        "Reviewed",
    ),
    Language.GERMAN: (
        "Host",
        "Port",
        "Protokoll",
        "Richtung",
        "Bedarf",
        "Verwendung",
        "Andere Schreibweise",
        "Quelle",
        "Stand",
    ),
}
WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "needed": "needed",
        "also": "also listed by the broker",
        "outgoing": "outgoing",
        "title": "Outgoing TCP connections to {broker}",
        "source": "Source: {source} of the broker and public copies of it; reviewed {reviewed}",
        "replies": (
            "Replies have to come back on established connections; local ports are random, above "
            "1024."
        ),
        "spelling": (
            "The broker writes backup hosts with an underscore. Other public sources write a "
            "hyphen; allow that spelling, too: {names}"
        ),
        "also_comment": "Also listed by the broker:",
    },
    Language.GERMAN: {
        "needed": "benötigt",
        "also": "vom Broker auch genannt",
        "outgoing": "ausgehend",
        "title": "Ausgehende TCP-Verbindungen zu {broker}",
        "source": (
            "Quelle: {source} des Brokers und öffentliche Abschriften davon; Stand {reviewed}"
        ),
        "replies": (
            "Antworten müssen auf bestehenden Verbindungen zurückkommen; lokale Ports sind "
            "zufällig, oberhalb von 1024."
        ),
        "spelling": (
            "Der Broker schreibt Ersatzserver mit Unterstrich. Andere öffentliche Quellen "
            "schreiben einen Bindestrich; erlauben Sie auch diese Schreibweise: {names}"
        ),
        "also_comment": "Vom Broker auch genannt:",
    },
}


def head_comments(
    destinations: Sequence[Destination], gateways: Gateways, language: Language, mark: str
) -> list[str]:
    """Return comment lines: what the list is, its source and date, and what to know of its hosts.

    They name a host's other spelling, but the hosts themselves only with a footnote.
    """
    words = WORDS[language]
    texts = [
        words["title"].format(broker=BROKER),
        words["source"].format(source=SOURCE, reviewed=gateways.reviewed.isoformat()),
        words["replies"],
    ]
    if spellings := [each.other_spelling for each in destinations if each.other_spelling]:
        texts.append(words["spelling"].format(names=", ".join(spellings)))
    if any(PORTS_FOOTNOTE in each.footnotes for each in destinations):
        texts.append(gateways.footnotes[PORTS_FOOTNOTE][language])
    texts += footnotes_of(destinations, gateways, language)
    return comments(texts, mark)


def comments(texts: Iterable[str], mark: str) -> list[str]:
    """Return texts as comment lines; an empty text is an empty comment."""
    return [
        line
        for text in texts
        for line in (paragraph(text, f"{mark} ", f"{mark} ") or mark).split("\n")
    ]


def by_ports(destinations: Iterable[Destination]) -> dict[tuple[int, ...], list[Destination]]:
    """Return the hosts that need the same ports together, in the list's order."""
    groups: dict[tuple[int, ...], list[Destination]] = {}
    for each in destinations:
        groups.setdefault(each.all_ports, []).append(each)
    return groups
