"""Answer what a question is really about the gateway list, whatever it was taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.asked_rows import find_asked_rows
from actions.gateway_choice import (
    HIGHEST_PORT,
    refuse_host,
    refuse_port,
    refuse_scan,
    wants_scan,
)
from actions.gateway_names import label
from actions.glossary import explain_term
from actions.reply import Button, Reply
from actions.turn import Turn
from kb.gateway import Gateways
from kb.language import Language

BARE_WORDS = 6
SHORT_WORDS = 8
_CHECKS = ("check_ports", "name_gateway")
_NOT_UNDERSTOOD = ("nlu_fallback", "nlu_ambiguous", "out_of_scope")
_NAMED_BY = (*_NOT_UNDERSTOOD, "ask", "check_ports", "name_gateway")
_ASKS_NAME = re.compile(
    r"\b(?:which|what|what's|whats|welche[rnsm]?|wie (?:hei(?:ß|ss)t|ist|lautet)|name of|nenn\w*|"
    r"give me|need|brauche|tell me|sag\w*)\b.{0,60}?"
    r"\b(?:host ?names?|hosts?|server ?names?|servername\w*|dns|address\w*|adresse\w*|fqdn|name)\b",
    re.IGNORECASE,
)
_ASKS_STATE = re.compile(
    r"\b(?:up|down|reachable|open|online|works?|working|respond\w*|answer\w*|erreichbar|offen|"
    r"check|pr(?:ü|ue)f\w*|geht|l(?:ä|ae)uft|antwortet|funktioniert|kaputt|tot|port|ports)\b",
    re.IGNORECASE,
)
_OFFERS: Mapping[str, tuple[str, ...]] = {
    "connection-test": ("check_ports", "check_myself"),
    "hosts-and-ports": ("export_gateways", "write_letter"),
    "proxy-and-firewall": ("check_myself", "write_letter"),
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "names": "These are the listed names:",
        "line": "- {label}: `{host}`, TCP {ports}",
        "check": "Check them now",
        "all": "All hosts and ports",
        "check_ports": "Check from your server",
        "check_myself": "Check from my computer",
        "export_gateways": "As a list for the firewall",
        "write_letter": "Letter to IT",
    },
    Language.GERMAN: {
        "names": "Das sind die gelisteten Namen:",
        "line": "- {label}: `{host}`, TCP {ports}",
        "check": "Jetzt prüfen",
        "all": "Alle Hosts und Ports",
        "check_ports": "Von Ihrem Server prüfen",
        "check_myself": "Von meinem Rechner prüfen",
        "export_gateways": "Als Liste für die Firewall",
        "write_letter": "Brief an die IT",
    },
}


def likely_check(turn: Turn) -> str | None:
    """Return ``check_ports`` or ``check_myself`` where an unclear message names a place or host.

    With a place named, that one of two about as likely meanings is the one to act upon.
    """
    likeliest = [str(intent["name"]) for intent in turn.ranking[:2]]
    names_row = any(turn.values(kind) for kind in ("place", "host", "unlisted_place"))
    if turn.intent != "nlu_ambiguous" or not names_row:
        return None
    if likeliest[:1] == ["check_myself"]:
        return "check_myself"
    is_first = likeliest[0] in _CHECKS and len(turn.text.split()) <= SHORT_WORDS
    asks = turn.values("port") or _ASKS_STATE.search(turn.text)
    return "check_ports" if is_first or (asks and set(likeliest) & set(_CHECKS)) else None


def with_next_steps(reply: Reply) -> Reply:
    """Offer what the bot can do about connections below the articles on them."""
    article = str((reply.article or {}).get("id"))
    if reply.kind != "answer" or article not in _OFFERS:
        return reply
    texts = _TEXTS[reply.language]
    added = tuple(Button(texts[intent], intent) for intent in _OFFERS[article])
    return replace(reply, buttons=(*reply.buttons, *added))


def gateway_reply(turn: Turn, gateways: Gateways) -> Reply | None:
    """Return host names that are asked for, or why something is not tried; else None."""
    if turn.pressed:
        return None
    if named := _host_names(turn, gateways):
        return named
    port = int(turn.value("unlisted_port") or 0)
    is_unclear = turn.intent in _NOT_UNDERSTOOD
    if port > HIGHEST_PORT or (port and is_unclear and len(turn.text.split()) <= BARE_WORDS):
        return refuse_port(port, turn.language)
    if turn.intent in _NAMED_BY and (told := explain_term(turn)):
        return told
    if not is_unclear:
        return None
    if wants_scan(turn.text):
        return refuse_scan(gateways, turn.language)
    unlisted = turn.value("unlisted_host")
    if unlisted and len(turn.text.split()) <= BARE_WORDS:
        return refuse_host(unlisted, gateways, turn.language)
    return None


def _host_names(turn: Turn, gateways: Gateways) -> Reply | None:
    """Answer "which host is Zurich's backup" with the name, not with an article or a check."""
    asked = _ASKS_NAME.search(turn.text) and not _ASKS_STATE.search(turn.text)
    names_place = turn.values("place") or turn.values("gateway")
    about_hosts = turn.intent != "ask" or turn.value("article") == "hosts-and-ports"
    if not (asked and names_place and about_hosts and turn.intent in _NAMED_BY):
        return None
    rows = find_asked_rows(turn, gateways, ()).rows
    texts = _TEXTS[turn.language]
    lines = [
        texts["line"].format(
            label=label(row, gateways, turn.language),
            host=row.host,
            ports=", ".join(str(port) for port in row.ports),
        )
        for row in rows
    ]
    buttons = (
        Button(texts["check"], "check_ports", {"rows": "known"}),
        Button(texts["all"], "ask", {"article": "hosts-and-ports"}),
    )
    slots = {"gateways": [row.id for row in rows], "awaiting": None}
    text = "\n".join([texts["names"], "", *lines])
    return Reply("answer", turn.language, text, buttons, slots=slots) if rows else None
