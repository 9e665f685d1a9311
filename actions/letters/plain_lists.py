"""Lists for people, spreadsheets and programs: CSV, JSON and one host and port a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from actions.letters.destinations import SOURCE, Destination, footnotes_of
from actions.letters.list_words import CSV_HEAD, WORDS, comments, head_comments
from kb.gateway import Gateways
from kb.language import Language

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_list(destinations: Sequence[Destination], gateways: Gateways, language: Language) -> str:
    """Return a line for each host and port, as RFC 4180 has it, with a head in the language.

    No cell begins as a formula would, so that a spreadsheet takes all for text.
    """
    words, file = WORDS[language], io.StringIO()
    writer = csv.writer(file)
    writer.writerow(CSV_HEAD[language])
    for each in destinations:
        for port in each.all_ports:
            need = words["needed"] if port in each.ports else words["also"]
            purposes, spelling = "; ".join(each.purposes), each.other_spelling or ""
            cells = (each.host, port, "TCP", words["outgoing"], need, purposes, spelling)
            writer.writerow(map(_cell, (*cells, SOURCE, gateways.reviewed.isoformat())))
    return file.getvalue()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def json_list(destinations: Sequence[Destination], gateways: Gateways, language: Language) -> str:
    """Return an object whose keys are the same in both languages, in this order.

    ``source`` and ``reviewed`` (the list's date), ``language`` (of the texts), ``protocol`` and
    ``direction``; ``notes``, a list of texts; and ``hosts``, each an object with ``host``,
    ``other_spelling`` (of a backup host, else null), ``ports`` (needed), ``also`` (only listed by
    the broker), ``purposes`` (texts) and ``answers_ping`` (false where the broker says that the
    host does not, null where nothing is said).
    """
    content = {
        "source": SOURCE,
        "reviewed": gateways.reviewed.isoformat(),
        "language": language.value,
        "protocol": "tcp",
        "direction": "outgoing",
        "notes": footnotes_of(destinations, gateways, language),
        "hosts": [
            {
                "host": each.host,
                "other_spelling": each.other_spelling,
                "ports": list(each.ports),
                "also": list(each.also),
                "purposes": list(each.purposes),
                "answers_ping": None if each.answers_ping else False,
            }
            for each in destinations
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def text_list(destinations: Sequence[Destination], gateways: Gateways, language: Language) -> str:
    """Return a line ``host:port`` for each, and all else in lines that begin with ``#``."""
    lines = head_comments(destinations, gateways, language, "#")
    needed = [f"{each.host}:{port}" for each in destinations for port in each.ports]
    also = [f"{each.host}:{port}" for each in destinations for port in each.also]
    lines += ["", *needed]
    if also:
        lines += ["", *comments([WORDS[language]["also_comment"]], "#"), *also]
    return "\n".join(lines) + "\n"
