"""Say what the words of a check mean to people who ask; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.reply import Reply
from actions.turn import Turn
from kb.language import Language

_ASKS = re.compile(
    r"\b(?:what (?:is|are|does|do)|what's|meaning of|define|was (?:ist|sind|bedeutet|hei(?:ß|ss)t)|"
    r"bedeutung|erkl(?:ä|ae)r\w*|explain)\b",
    re.IGNORECASE,
)
_TERMS: Mapping[str, tuple[str, Mapping[Language, str]]] = {
    "refused": (
        r"refused|abgelehnt|abgewiesen|connection refused",
        {
            Language.ENGLISH: (
                "**Refused** means that something answered at once and turned the connection "
                "down: nothing listens on that port, or a firewall is set to reject. The way there "
                "works."
            ),
            Language.GERMAN: (
                "**Abgelehnt** heißt: Etwas hat sofort geantwortet und die Verbindung "
                "zurückgewiesen. Entweder lauscht auf dem Port nichts, oder eine Firewall weist "
                "ab. Der Weg dorthin geht."
            ),
        },
    ),
    "timeout": (
        r"time-?out\w*|timed out|no answer|keine antwort|zeit(?:ü|ue)berschreitung",
        {
            Language.ENGLISH: (
                "**No answer** (a time-out) means that nothing at all came back in the time limit. "
                "Most often a firewall on the way drops the packets without a word."
            ),
            Language.GERMAN: (
                "**Keine Antwort** (Zeitüberschreitung) heißt: Innerhalb der Zeitgrenze kam gar "
                "nichts zurück. Meist verwirft eine Firewall auf dem Weg die Pakete wortlos."
            ),
        },
    ),
    "reset": (
        r"reset|cut off|abgebrochen|zur(?:ü|ue)ckgesetzt",
        {
            Language.ENGLISH: (
                "**Cut off** (a reset) means that the connection was accepted and then broken off, "
                "by the other end or by something in between such as a filter."
            ),
            Language.GERMAN: (
                "**Abgebrochen** (Reset) heißt: Die Verbindung wurde angenommen und dann gekappt, "
                "von der Gegenseite oder von etwas dazwischen, etwa einem Filter."
            ),
        },
    ),
    "firewall": (
        r"(?:eine? )?firewall",
        {
            Language.ENGLISH: (
                "A **firewall** decides which connections may leave or enter a computer or a "
                "network. TWS needs outgoing TCP 4000 and 4001; many office firewalls only let web "
                "traffic (443) out."
            ),
            Language.GERMAN: (
                "Eine **Firewall** entscheidet, welche Verbindungen einen Rechner oder ein Netz "
                "verlassen oder erreichen dürfen. Die TWS braucht ausgehend TCP 4000 und 4001; "
                "viele Firmen-Firewalls lassen nur Web-Verkehr (443) hinaus."
            ),
        },
    ),
    "backup": (
        r"backup(?:[- ]?(?:server|gateway|host))?|ersatz(?:server|gateway)|hb1",
        {
            Language.ENGLISH: (
                "A **backup** is a region's second gateway, for when its primary is away. Its name "
                "ends in `_hb1` before the domain; a firewall must allow both."
            ),
            Language.GERMAN: (
                "Ein **Ersatzserver** ist das zweite Gateway einer Region, falls der Hauptserver "
                "ausfällt. Sein Name endet vor der Domain auf `_hb1`; die Firewall muss beide "
                "erlauben."
            ),
        },
    ),
    "gateway": (
        r"gateways?",
        {
            Language.ENGLISH: (
                "A **gateway** is one of the broker's machines that TWS connects to, on TCP 4000 "
                "and 4001. IB Gateway, by contrast, is a program on your own computer."
            ),
            Language.GERMAN: (
                "Ein **Gateway** ist hier ein Rechner des Brokers, mit dem sich die TWS verbindet, "
                "über TCP 4000 und 4001. IB Gateway dagegen ist ein Programm auf Ihrem Rechner."
            ),
        },
    ),
    "code": (
        r"result code|ergebnis-?code|lotse1\S*",
        {
            Language.ENGLISH: (
                "The **result code** is the last line that the command for your computer prints, "
                "beginning with `LOTSE1-`. It holds results and times, no name and no address; "
                "paste it here and I draw the conclusion."
            ),
            Language.GERMAN: (
                "Der **Ergebniscode** ist die letzte Zeile, die der Befehl für Ihren Rechner "
                "ausgibt; er beginnt mit `LOTSE1-`. Darin stehen Ergebnisse und Zeiten, kein Name "
                "und keine Adresse. Fügen Sie ihn hier ein, dann sage ich, was daraus folgt."
            ),
        },
    ),
    "inspection": (
        r"(?:tls|ssl)[- ](?:inspection|inspektion)|zertifikat\w*|certificates?",
        {
            Language.ENGLISH: (
                "A **certificate** proves to your computer whom it is talking to. With **TLS "
                "inspection** a device of your network reads along and shows a certificate of its "
                "own instead, which TWS may refuse."
            ),
            Language.GERMAN: (
                "Ein **Zertifikat** weist Ihrem Rechner nach, mit wem er spricht. Bei der "
                "**TLS-Inspektion** liest ein Gerät Ihres Netzes mit und zeigt stattdessen ein "
                "eigenes Zertifikat, das die TWS ablehnen kann."
            ),
        },
    ),
}
LONGEST = 80  # characters; who writes more asks more
_SMALL = (
    r"(?:a|an|the|this|that|here|in|case|it|mean|means|by|ein|eine|einen|der|die|das|hier|"
    r"denn|eigentlich|genau|bitte|please|mir|me|mal|heißt|heisst|bedeutet|word|wort|bei|euch)"
)


def explain_term(turn: Turn) -> Reply | None:
    """Return what a word means, where a message asks for that and for nothing else."""
    asked = _ASKS.search(turn.text)
    if asked is None:
        return None
    if len(turn.text) > LONGEST:
        return None
    rest = (turn.text[: asked.start()] + " " + turn.text[asked.end() :]).strip(" ?!.,\"'„“”`:")
    for pattern, texts in _TERMS.values():
        whole = rf"(?:{_SMALL}\W+)*[\"'„“”`]?(?:{pattern})[\"'„“”`]?(?:\W+{_SMALL})*"
        if re.fullmatch(whole, rest, re.IGNORECASE):
            return Reply("answer", turn.language, texts[turn.language])
    return None
