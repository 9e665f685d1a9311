"""The words of a letter for what was seen, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from kb.language import Language

VANTAGES: Mapping[Language, Mapping[Vantage, str]] = {
    Language.ENGLISH: {
        Vantage.SERVER: "From the server of the help chatbot Lotse",
        Vantage.BROWSER: "From my browser",
        Vantage.COMPUTER: "From my computer",
    },
    Language.GERMAN: {
        Vantage.SERVER: "Vom Server des Hilfe-Chatbots Lotse aus",
        Vantage.BROWSER: "Aus meinem Browser",
        Vantage.COMPUTER: "Von meinem Rechner aus",
    },
}
REASONS: Mapping[Language, Mapping[Reason, str]] = {
    Language.ENGLISH: {
        Reason.OK: "connection succeeded",
        Reason.NAME_NOT_FOUND: "host name not found",
        Reason.DNS_FAILURE: "the name server gave no usable answer",
        Reason.NOT_ALLOWED: "not tried: the name leads to a non-public address",
        Reason.REFUSED: "connection refused",
        Reason.TIMEOUT: "no answer (time-out)",
        Reason.RESET: "connection reset",
        Reason.UNREACHABLE: "no route to the host",
        Reason.NOT_TLS: "connected, but TLS is not spoken there",
        Reason.TLS_REFUSED: "connected, but TLS was refused",
        Reason.TLS_TIMEOUT: "connected, but no TLS answer (time-out)",
        Reason.CERTIFICATE_EXPIRED: "connected, but the certificate is not valid at this time",
        Reason.CERTIFICATE_WRONG_HOST: "connected, but the certificate is for another host",
        Reason.CERTIFICATE_UNTRUSTED: "connected, but the certificate's issuer is not trusted",
        Reason.NOT_FINISHED: "the check did not finish",
        Reason.NOT_TRIED: "not checked",
        Reason.FAILED: "failed, reason not given",
        Reason.UNKNOWN: "no clear result",
    },
    Language.GERMAN: {
        Reason.OK: "Verbindung gelungen",
        Reason.NAME_NOT_FOUND: "Hostname nicht gefunden",
        Reason.DNS_FAILURE: "keine brauchbare Antwort des Namensservers",
        Reason.NOT_ALLOWED: "nicht versucht: Der Name führt zu einer nicht öffentlichen Adresse",
        Reason.REFUSED: "Verbindung abgelehnt",
        Reason.TIMEOUT: "keine Antwort (Zeitüberschreitung)",
        Reason.RESET: "Verbindung zurückgesetzt",
        Reason.UNREACHABLE: "kein Weg zum Host",
        Reason.NOT_TLS: "verbunden, aber dort wird kein TLS gesprochen",
        Reason.TLS_REFUSED: "verbunden, aber TLS abgelehnt",
        Reason.TLS_TIMEOUT: "verbunden, aber keine TLS-Antwort (Zeitüberschreitung)",
        Reason.CERTIFICATE_EXPIRED: "verbunden, aber das Zertifikat gilt zu dieser Zeit nicht",
        Reason.CERTIFICATE_WRONG_HOST: "verbunden, aber das Zertifikat gilt für einen anderen Host",
        Reason.CERTIFICATE_UNTRUSTED: (
            "verbunden, aber dem Aussteller des Zertifikats wird nicht vertraut"
        ),
        Reason.NOT_FINISHED: "Prüfung nicht beendet",
        Reason.NOT_TRIED: "nicht geprüft",
        Reason.FAILED: "misslungen, ohne Angabe des Grundes",
        Reason.UNKNOWN: "kein eindeutiges Ergebnis",
    },
}
WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "nothing": "Nothing has been checked yet.",
        "not_checked": "not checked",
        "time_unknown": "time unknown",
        "with": "with",
        "ping": "ping",
        "answered": "answered",
        "issuer": 'certificate issued by "{issuer}"',
        "browser_unknown": "cannot be determined from a browser",
        "browser_cannot": "A browser can only check websites, not the other ports.",
        "server_proves": (
            "This shows whether the hosts answer that server. It says nothing about our network."
        ),
        "only_server": (
            "These connections succeed from the Lotse server, but not from my computer: "
            "{connections}."
        ),
        "http_proxy": "My computer is set up to use an HTTP proxy.",
    },
    Language.GERMAN: {
        "nothing": "Bisher ist nichts geprüft.",
        "not_checked": "nicht geprüft",
        "time_unknown": "Zeit unbekannt",
        "with": "mit",
        "ping": "Ping",
        "answered": "beantwortet",
        "issuer": "Zertifikat ausgestellt von „{issuer}“",
        "browser_unknown": "aus einem Browser nicht feststellbar",
        "browser_cannot": "Ein Browser kann nur Websites prüfen, nicht die anderen Ports.",
        "server_proves": (
            "Das zeigt, ob die Hosts diesem Server antworten. Über unser Netz sagt es nichts aus."
        ),
        "only_server": (
            "Diese Verbindungen gelingen vom Lotse-Server aus, nicht aber von meinem Rechner aus: "
            "{connections}."
        ),
        "http_proxy": "Auf meinem Rechner ist ein HTTP-Proxy eingestellt.",
    },
}
