"""Pieces that the patterns of all tools are made of; every repetition is bounded."""

from __future__ import annotations

import re

NAME = r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,9}(?:\.(?![.\w]))?"
"""A host name, perhaps with the dot that ends a full one, or an IPv4 address."""

HOST = rf"(?:[0-9a-f]{{0,4}}:[0-9a-f:.]{{1,40}}(?:%\w{{1,15}})?|{NAME})"
"""A host name or an address as tools print it; an IPv6 address may carry its zone."""

DOTTED = r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,9}(?![\w-])"
"""A host name with at least one dot; a dot behind it may end a sentence."""

WORD_START = r"(?<![\w.-])"
"""Stands before a name that begins a pattern: else it is tried from each of its letters on."""

ADDRESS = (
    r"(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)"
    r"|[0-9a-f]{0,4}:[0-9a-f:]{0,40}:[0-9a-f.]{0,20}(?:%\w{1,15})?)"
)
"""An IP address."""

PORT = r"(?P<port>\d{1,5})(?!\d)"

_SYSTEM_ERRORS = (
    "Connection refused",
    "Connection timed out",
    "Operation timed out",
    "No route to host",
    "Network is unreachable",
    "Connection reset by peer",
    "Host is down",
    "Name or service not known",
    "nodename nor servname provided, or not known",
    "No address associated with hostname",
    "Temporary failure in name resolution",
    "Unknown host",
    "Host name lookup failure",
    "Operation now in progress",
    "Operation not permitted",
    "Invalid argument",
    "TIMEOUT",
    "Verbindungsaufbau abgelehnt",
    "Die Wartezeit für die Verbindung ist abgelaufen",
    "Keine Route zum Zielrechner",
    "Das Netzwerk ist nicht erreichbar",
    "Die Verbindung wurde vom Kommunikationspartner zurückgesetzt",
    "Der Rechner ist nicht aktiv",
    "Der Name oder der Dienst ist nicht bekannt",
    "Zu diesem Hostnamen gehört keine Adresse",
    "Temporärer Fehler bei der Namensauflösung",
)
KNOWN_ERROR = rf"(?P<error>{'|'.join(_SYSTEM_ERRORS)})"
"""An error text that can only be a system's, for messages that are hard to tell from a sentence."""

ERROR = rf"(?P<error>{'|'.join(_SYSTEM_ERRORS)}|[^\n]{{1,200}})"
"""A system's error text; a known one ends where it ends, even if the line goes on."""


def loosely(pattern: str) -> re.Pattern[str]:
    """Return a pattern in any letter case, in which each space also stands for a broken line.

    A space with a question mark behind it may be missing.
    """
    gaps = pattern.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}")
    return re.compile(gaps, re.IGNORECASE)
