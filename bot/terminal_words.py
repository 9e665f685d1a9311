"""The words for what a check from this machine came to."""

from __future__ import annotations

from collections.abc import Mapping

from actions.probing.finding import Reason
from kb.language import Language

# Where the words for our server would speak of another machine than this.
REASONS: Mapping[Language, Mapping[Reason, str]] = {
    Language.ENGLISH: {
        Reason.DNS_FAILURE: "the name server of this machine gave no answer",
        Reason.NOT_ALLOWED: "the name leads to an address that is not public",
        Reason.UNREACHABLE: "no route there from this machine",
    },
    Language.GERMAN: {
        Reason.DNS_FAILURE: "der Namensserver dieses Rechners hat nicht geantwortet",
        Reason.NOT_ALLOWED: "der Name führt zu einer nicht öffentlichen Adresse",
        Reason.UNREACHABLE: "von diesem Rechner aus kein Weg dorthin",
    },
}
TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "all": (
            "{what}: reached. All {count} connections from this machine succeeded, at {time} UTC."
        ),
        "one": "{what}: reached. The connection from this machine succeeded, at {time} UTC.",
        "none": (
            "{what}: not reached. None of {count} connections from this machine succeeded, at "
            "{time} UTC."
        ),
        "none_of_one": (
            "{what}: not reached. The connection from this machine did not succeed, at {time} UTC."
        ),
        "some": (
            "{what}: partly reached. {good} of {count} connections from this machine succeeded, "
            "at {time} UTC."
        ),
        "unknown": (
            "{what}: not known yet. {good} of {count} connections from this machine succeeded by "
            "{time} UTC, {unknown} came to no result."
        ),
        "some_unknown": (
            "{what}: not all reached. {good} of {count} connections from this machine succeeded "
            "by {time} UTC, {unknown} came to no result."
        ),
        "all_well": (
            "If TWS still does not connect on this machine, look at its login and proxy settings "
            "and at security software. Other machines and networks may fare differently."
        ),
        "office": (
            "Web traffic gets out on 443 and the ports of TWS do not, as with a typical office "
            "firewall."
        ),
        "underscore": "Some filters reject the underscore in the names of backup hosts.",
        "firewall": "What a firewall must let out, to pass on to your IT:",
    },
    Language.GERMAN: {
        "all": (
            "{what}: erreicht. Alle {count} Verbindungen von diesem Rechner aus sind gelungen, um "
            "{time} UTC."
        ),
        "one": (
            "{what}: erreicht. Die Verbindung von diesem Rechner aus ist gelungen, um {time} UTC."
        ),
        "none": (
            "{what}: nicht erreicht. Keine von {count} Verbindungen von diesem Rechner aus ist "
            "gelungen, um {time} UTC."
        ),
        "none_of_one": (
            "{what}: nicht erreicht. Die Verbindung von diesem Rechner aus ist nicht gelungen, um "
            "{time} UTC."
        ),
        "some": (
            "{what}: teilweise erreicht. {good} von {count} Verbindungen von diesem Rechner aus "
            "sind gelungen, um {time} UTC."
        ),
        "unknown": (
            "{what}: noch nicht bekannt. Gelungene Verbindungen von diesem Rechner aus bis {time} "
            "UTC: {good} von {count}; ohne Ergebnis: {unknown}."
        ),
        "some_unknown": (
            "{what}: nicht alles erreicht. Gelungene Verbindungen von diesem Rechner aus bis "
            "{time} UTC: {good} von {count}; ohne Ergebnis: {unknown}."
        ),
        "all_well": (
            "Verbindet sich die TWS auf diesem Rechner trotzdem nicht, sehen Sie nach der "
            "Anmeldung, den Proxy-Einstellungen und der Sicherheitssoftware. Auf anderen Rechnern "
            "und in anderen Netzen kann es anders aussehen."
        ),
        "office": (
            "Webverkehr kommt über 443 hinaus, die Ports der TWS nicht, wie bei einer typischen "
            "Büro-Firewall."
        ),
        "underscore": ("Manche Filter lehnen den Unterstrich in den Namen der Ersatzserver ab."),
        "firewall": "Was eine Firewall hinauslassen muss, zum Weitergeben an Ihre IT:",
    },
}
_NAME, _TLS, _OTHER_CERTIFICATE, _AGAIN = "name", "tls", "other_certificate", "again"
_GROUPS: Mapping[Reason, str] = {
    Reason.NAME_NOT_FOUND: _NAME,
    Reason.DNS_FAILURE: _NAME,
    Reason.NOT_TLS: _TLS,
    Reason.TLS_REFUSED: _TLS,
    Reason.TLS_TIMEOUT: _TLS,
    Reason.CERTIFICATE_WRONG_HOST: _OTHER_CERTIFICATE,
    Reason.CERTIFICATE_UNTRUSTED: _OTHER_CERTIFICATE,
    Reason.NOT_FINISHED: _AGAIN,
    Reason.NOT_TRIED: _AGAIN,
}
_ADVICE: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        Reason.TIMEOUT: (
            "No answer means that a firewall drops the connection or that the other end is down: "
            "compare with another network, such as your phone's hotspot."
        ),
        Reason.REFUSED: (
            "What is turned down at once was rejected by a firewall or security software, or "
            "nothing listens at the other end right now."
        ),
        Reason.RESET: "What is accepted and then cut off often meets a firewall on the way.",
        Reason.UNREACHABLE: (
            "Where there is no route, look at the network connection and the VPN of this machine."
        ),
        Reason.NOT_ALLOWED: (
            "A listed name that leads to an address that is not public was redirected, by a DNS "
            "filter or the login page of a network; nothing was connected to there."
        ),
        Reason.CERTIFICATE_EXPIRED: (
            "A certificate that is not valid at this date can mean that the clock of this machine "
            "is wrong."
        ),
        _NAME: ("Where the name is not found, look at the name server that this machine uses."),
        _TLS: "Where TLS fails, something on the way may interfere, such as a proxy or a firewall.",
        _OTHER_CERTIFICATE: (
            "A certificate of another issuer or host mostly means that a firewall, a proxy or "
            "security software inspects TLS."
        ),
        _AGAIN: "What came to no result says nothing: run the command again.",
    },
    Language.GERMAN: {
        Reason.TIMEOUT: (
            "Keine Antwort heißt, dass eine Firewall die Verbindung verwirft oder die Gegenseite "
            "ausgefallen ist: Vergleichen Sie mit einem anderen Netz, etwa dem Hotspot Ihres "
            "Telefons."
        ),
        Reason.REFUSED: (
            "Was sofort abgelehnt wird, hat eine Firewall oder Sicherheitssoftware "
            "zurückgewiesen, oder auf der Gegenseite lauscht gerade nichts."
        ),
        Reason.RESET: (
            "Was angenommen und dann abgebrochen wird, trifft oft unterwegs auf eine Firewall."
        ),
        Reason.UNREACHABLE: (
            "Wo es keinen Weg gibt, sehen Sie nach der Netzwerkverbindung und dem VPN dieses "
            "Rechners."
        ),
        Reason.NOT_ALLOWED: (
            "Ein gelisteter Name, der zu einer nicht öffentlichen Adresse führt, wurde umgeleitet, "
            "von einem DNS-Filter oder der Anmeldeseite eines Netzes; dorthin wurde nicht "
            "verbunden."
        ),
        Reason.CERTIFICATE_EXPIRED: (
            "Gilt ein Zertifikat nicht zu diesem Datum, geht vielleicht die Uhr dieses Rechners "
            "falsch."
        ),
        _NAME: (
            "Wo der Name nicht gefunden wird, sehen Sie nach dem Namensserver, den dieser Rechner "
            "benutzt."
        ),
        _TLS: (
            "Wo TLS scheitert, greift vielleicht unterwegs etwas ein, etwa ein Proxy oder eine "
            "Firewall."
        ),
        _OTHER_CERTIFICATE: (
            "Ein Zertifikat eines anderen Ausstellers oder Hosts heißt meist, dass eine Firewall, "
            "ein Proxy oder Sicherheitssoftware TLS prüft."
        ),
        _AGAIN: "Was kein Ergebnis hat, sagt nichts: Führen Sie den Befehl noch einmal aus.",
    },
}
ADVICE: Mapping[Language, Mapping[Reason, str]] = {
    language: {
        reason: texts[_GROUPS.get(reason, reason)]
        for reason in Reason
        if _GROUPS.get(reason, reason) in texts
    }
    for language, texts in _ADVICE.items()
}
"""What a result means and what to do, by reason; reasons of one kind share a sentence."""
