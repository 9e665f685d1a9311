"""Take a person's own short word for what came out, "connection refused zdc1.ibllc.com:4001"."""

from __future__ import annotations

import re

from actions.evidence.pasted.hosts import ListedHosts
from actions.evidence.pasted.patterns import DOTTED
from actions.evidence.pasted.report import Report
from actions.probing.finding import Reason

_LONGEST = 160
_REASONS = (
    (
        Reason.REFUSED,
        r"(?:connection |connect |verbindung |verbindungsaufbau )?"
        r"(?:is |was |were |wird |wurde |ist )?(?:actively )?"
        r"(?:refused|abgelehnt|verweigert|zurückgewiesen|econnrefused)",
    ),
    (
        Reason.TIMEOUT,
        r"(?:connection |connect |verbindung |operation |request )?"
        r"(?:timeout|time-out|timed out|times out|zeitüberschreitung|etimedout)",
    ),
    (
        Reason.RESET,
        r"(?:connection |verbindung )?(?:is |was |wird |wurde )?"
        r"(?:reset by peer|reset|zurückgesetzt|econnreset)",
    ),
    (
        Reason.UNREACHABLE,
        r"no route to host|network (?:is )?unreachable|host (?:is )?unreachable|ehostunreach"
        r"|keine route zum (?:ziel)?(?:rechner|host)|netzwerk nicht erreichbar",
    ),
)
_RULES = tuple(
    (reason, re.compile(rf"(?<![\w.-])(?:{pattern})(?![\w-])", re.IGNORECASE))
    for reason, pattern in _REASONS
)
_HOST = re.compile(rf"(?<![\w.@/-]){DOTTED}", re.IGNORECASE)
_PORT = re.compile(r"(?<![\w.-])\d{2,5}(?!\w|[.,:]\d)")
_NOTHING_CAME = re.compile(
    r"(?:no connection|keine verbindung)(?=\s?[:(,;-])", re.IGNORECASE
)  # "no connection refused …" denies it
_WORD = re.compile(r"[^\s:;,.()\[\]=>/|\"'-]+")
_ALLOWED = frozenset(
    "port tcp host server gateway error fehler result ergebnis failed fehlgeschlagen to at on from "
    "for with bei auf für zu zum von mit an im in der die das den dem the a and und telnet nc tnc "
    "curl ncat netcat tcping v vz zv p still immer noch again wieder after nach seit since today "
    "heute jetzt now here hier connect connection verbindung connecting verbindungsaufbau "
    "get getting gets got i ich bekomme erhalte kommt gives says ergibt meldet sagt says me mir "
    "my mein meinem rechner computer pc".split()
)
_FIRST_OF_A_QUESTION = frozenset(
    "is was were wird wurde ist bekomme erhalte kommt ergibt meldet sagt".split()
)


def read_told(text: str, listed: ListedHosts) -> Report | None:
    """Return what a person states of one listed host and port; None for a question or any doubt.

    Every word must be one that such a statement is made of, so that no "if" or "why" slips by.
    """
    if len(text) > _LONGEST or re.search(r"[?!]|(?<!\d)\.\.\.", text):
        return None
    hosts = {listed.find(host) for host in _HOST.findall(text)}
    host = hosts.pop() if len(hosts) == 1 else None
    first = _WORD.search(text)
    if first and first[0].lower() in _FIRST_OF_A_QUESTION:
        return None
    words = _HOST.sub(" ", text)
    ports = set(map(int, _PORT.findall(words)))
    reasons = {reason for reason, rule in _RULES if rule.search(words)}
    is_clear = host and len(ports) == len(reasons) == 1 and _is_statement(words)
    if host is None or not is_clear or not ports <= listed.ports_of(host):
        return None
    return Report("", 0, len(text), reasons.pop(), host, ports.pop())


def _is_statement(words: str) -> bool:
    """Return whether nothing is left that such a statement does not need."""
    for _, rule in _RULES:
        words = rule.sub(" ", words, count=1)
    left = [word.lower() for word in _WORD.findall(_PORT.sub(" ", _NOTHING_CAME.sub(" ", words)))]
    return set(left) <= _ALLOWED
