"""Say in a few words what was found out about a port; for tables, so without a full stop."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from kb.language import Language

_REASONS: Mapping[Language, Mapping[Reason, str]] = {
    Language.ENGLISH: {
        Reason.OK: "open",
        Reason.NAME_NOT_FOUND: "the name does not exist",
        Reason.DNS_FAILURE: "the name server gave no answer",
        Reason.NOT_ALLOWED: "the name leads to an address that I never connect to",
        Reason.REFUSED: "refused: the connection was turned down at once",
        Reason.TIMEOUT: "no answer within the time limit",
        Reason.RESET: "accepted, then cut off",
        Reason.UNREACHABLE: "no route there",
        Reason.NOT_TLS: "open, but does not speak TLS",
        Reason.TLS_REFUSED: "open, but refuses the TLS handshake",
        Reason.TLS_TIMEOUT: "open, but TLS does not finish in time",
        Reason.CERTIFICATE_EXPIRED: "open, but the certificate is not valid at this date",
        Reason.CERTIFICATE_WRONG_HOST: "open, but the certificate is for another host",
        Reason.CERTIFICATE_UNTRUSTED: "open, but the certificate's issuer is not trusted",
        Reason.NOT_FINISHED: "not finished: nothing can be said yet",
        Reason.NOT_TRIED: "not tried: too many checks at the moment",
        Reason.FAILED: "failed, without a reason given",
        Reason.UNKNOWN: "cannot be known",
    },
    Language.GERMAN: {
        Reason.OK: "offen",
        Reason.NAME_NOT_FOUND: "den Namen gibt es nicht",
        Reason.DNS_FAILURE: "der Namensserver hat nicht geantwortet",
        Reason.NOT_ALLOWED: "der Name führt zu einer Adresse, zu der ich nie verbinde",
        Reason.REFUSED: "abgelehnt: die Verbindung wurde sofort zurückgewiesen",
        Reason.TIMEOUT: "keine Antwort innerhalb der Zeitgrenze",
        Reason.RESET: "angenommen, dann abgebrochen",
        Reason.UNREACHABLE: "kein Weg dorthin",
        Reason.NOT_TLS: "offen, spricht aber kein TLS",
        Reason.TLS_REFUSED: "offen, lehnt aber den TLS-Handshake ab",
        Reason.TLS_TIMEOUT: "offen, aber TLS wird nicht rechtzeitig fertig",
        Reason.CERTIFICATE_EXPIRED: "offen, aber das Zertifikat gilt nicht zu diesem Datum",
        Reason.CERTIFICATE_WRONG_HOST: "offen, aber das Zertifikat gilt für einen anderen Host",
        Reason.CERTIFICATE_UNTRUSTED: "offen, aber der Aussteller des Zertifikats ist unbekannt",
        Reason.NOT_FINISHED: "nicht fertig: noch lässt sich nichts sagen",
        Reason.NOT_TRIED: "nicht versucht: gerade laufen zu viele Prüfungen",
        Reason.FAILED: "fehlgeschlagen, ohne Angabe eines Grundes",
        Reason.UNKNOWN: "nicht feststellbar",
    },
}
# Who sees it changes what can be said: a browser never knows that a port is open.
_SEEN_BY: Mapping[Vantage, Mapping[Language, Mapping[Reason, str]]] = {
    Vantage.SERVER: {
        Language.ENGLISH: {
            Reason.DNS_FAILURE: "our name server gave no answer",
            Reason.REFUSED: "refused: the host is there, but nothing listens on this port",
            Reason.TIMEOUT: "no answer within 2 s",
            Reason.UNREACHABLE: "no route there from our server",
            Reason.TLS_TIMEOUT: "open, but TLS does not finish within 2 s",
        },
        Language.GERMAN: {
            Reason.DNS_FAILURE: "unser Namensserver hat nicht geantwortet",
            Reason.REFUSED: "abgelehnt: der Host ist da, aber auf diesem Port lauscht nichts",
            Reason.TIMEOUT: "keine Antwort binnen 2 s",
            Reason.UNREACHABLE: "von unserem Server aus kein Weg dorthin",
            Reason.TLS_TIMEOUT: "offen, aber TLS wird binnen 2 s nicht fertig",
        },
    },
    Vantage.BROWSER: {
        Language.ENGLISH: {Reason.OK: "reachable"},
        Language.GERMAN: {Reason.OK: "erreichbar"},
    },
    Vantage.COMPUTER: {
        Language.ENGLISH: {
            Reason.NAME_NOT_FOUND: "your name server does not know the name",
            Reason.DNS_FAILURE: "your name server gave no answer",
            Reason.NOT_TRIED: "not tried",
            Reason.NOT_ALLOWED: "not tried",
        },
        Language.GERMAN: {
            Reason.NAME_NOT_FOUND: "Ihr Namensserver kennt den Namen nicht",
            Reason.DNS_FAILURE: "Ihr Namensserver hat nicht geantwortet",
            Reason.NOT_TRIED: "nicht versucht",
            Reason.NOT_ALLOWED: "nicht versucht",
        },
    },
}
_ISSUED_BY = {Language.ENGLISH: "issuer: {}", Language.GERMAN: "Aussteller: {}"}
MOST_NAME = 60  # characters
_NO_NAME = re.compile(r"://|www\.|[^\w .,&'+-]|_")
_NAMED_ISSUER = (Reason.CERTIFICATE_UNTRUSTED, Reason.CERTIFICATE_EXPIRED)


def reason_text(
    reason: Reason, language: Language, vantage: Vantage, issuer: str | None = None
) -> str:
    """Return the reason in words; where the certificate's issuer matters, with its name."""
    words = _SEEN_BY[vantage][language].get(reason) or _REASONS[language][reason]
    if issuer and reason in _NAMED_ISSUER:
        return f"{words} ({_ISSUED_BY[language].format(plain_name(issuer))})"
    return words


def plain_name(issuer: str) -> str:
    """Return an issuer's name without what a channel may take for a link or for markup.

    Whoever answers in the gateway's place chooses it, and so does whoever makes up a result code.
    """
    return " ".join(_NO_NAME.sub(" ", issuer).split())[:MOST_NAME]
