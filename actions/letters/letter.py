"""Write the letter to IT: what to allow, why, what was seen, and how to verify it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.evidence.observation import Evidence
from actions.letters.destinations import BROKER, SOURCE, Destination, destinations_of, footnotes_of
from actions.letters.document import Document
from actions.letters.layout import paragraph, points, table
from actions.letters.letter_words import WORDS
from actions.letters.observations import date_text, in_utc, tell_observations
from actions.letters.requests import requests, what_it_is_for
from actions.letters.verification import verification
from kb.gateway import Gateway, Gateways
from kb.language import Language


def write_letter(
    rows: Sequence[Gateway],
    evidence: Evidence,
    gateways: Gateways,
    language: Language,
    now: datetime,
) -> Document:
    """Return the letter about some rows; ``now`` and all times in it are in UTC.

    Of the evidence, only what was seen of the rows' hosts and ports is told; there may be none.
    """
    words = WORDS[language]
    destinations = destinations_of(rows, gateways, language)
    sections = [
        (words["connections"], _connections(destinations, gateways, language)),
        (words["purpose"], points(what_it_is_for(rows, gateways, language))),
        (words["request"], points(requests(destinations, evidence, gateways, language))),
        (words["observations"], tell_observations(evidence, destinations, language)),
        (words["verification"], verification(destinations, evidence, gateways, language)),
        (words["source"], _source(gateways, language)),
    ]
    parts = [
        f"{words['subject_label']}: {words['subject'].format(broker=BROKER)}",
        date_text(now, language),
        words["greeting"],
        paragraph(words["opening"].format(broker=BROKER)),
        *(f"{number}. {title}\n\n{text}" for number, (title, text) in enumerate(sections, 1)),
        f"{words['closing']}\n{words['signature']}",
    ]
    name = f"{words['file']}-{in_utc(now).date().isoformat()}.txt"
    return Document(name, "text/plain", "\n\n".join(parts) + "\n")


def _connections(
    destinations: Sequence[Destination], gateways: Gateways, language: Language
) -> str:
    words = WORDS[language]
    keys = ("protocol", "direction", "local")
    head = [words["host_head"], words["port_head"], words["purpose_head"]]
    rows = [
        [each.host, ", ".join(map(str, each.all_ports)), "; ".join(each.purposes)]
        for each in destinations
    ]
    notes = footnotes_of(destinations, gateways, language)
    parts = [
        table([[words[f"{key}_label"], words[key]] for key in keys]),
        table([head, *rows], has_head=True),
        *(paragraph(note) for note in notes),
    ]
    return "\n\n".join(parts)


def _source(gateways: Gateways, language: Language) -> str:
    words = WORDS[language]
    reviewed = gateways.reviewed.strftime(words["date_format"])
    return paragraph(words["article"].format(source=SOURCE, broker=BROKER, reviewed=reviewed))
