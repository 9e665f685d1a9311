"""What the systems' own error texts mean, in English and German."""

from __future__ import annotations

from collections.abc import Iterable

from actions.probing.finding import Reason

_PHRASES: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        Reason.DNS_FAILURE,
        (
            "temporary failure in name resolution",
            "temporärer fehler bei der namensauflösung",
            "host name lookup failure",
            "non-recoverable failure in name resolution",
            "resolving timed out",
            "timeout while contacting dns",
        ),
    ),
    (
        Reason.NAME_NOT_FOUND,
        (
            "name or service not known",
            "nodename nor servname",
            "no address associated with hostname",
            "unknown host",
            "host unknown",
            "no such host is known",
            "could not resolve host",
            "couldn't resolve host",
            "name does not resolve",
            "not known",
            "der name oder der dienst ist nicht bekannt",
            "zu diesem hostnamen gehört keine adresse",
            "der angegebene host ist unbekannt",
            "es ist kein solcher host bekannt",
            "der host war unbekannt",
        ),
    ),
    (
        Reason.REFUSED,
        (
            "connection refused",
            "actively refused",
            "verbindungsaufbau abgelehnt",
            "verbindung verweigert",
            "die verbindung verweigerte",
            "wsaeconnrefused",
        ),
    ),
    (
        Reason.RESET,
        (
            "connection reset",
            "reset by peer",
            "connection aborted",
            "forcibly closed",
            "kommunikationspartner zurückgesetzt",
            "remotehost geschlossen",
        ),
    ),
    (
        Reason.UNREACHABLE,
        (
            "no route to host",
            "network is unreachable",
            "network unreachable",
            "host is unreachable",
            "host is down",
            "unreachable network",
            "unreachable host",
            "keine route zum zielrechner",
            "netzwerk ist nicht erreichbar",
            "der rechner ist nicht aktiv",
            "nicht erreichbaren netzwerk",
            "nicht erreichbaren host",
        ),
    ),
    (
        Reason.TIMEOUT,
        (
            "timed out",
            "timeout",
            "time-out",
            "time out",
            "wartezeit für die verbindung ist abgelaufen",
            "zeitüberschreitung",
            "did not properly respond",
            "nicht richtig reagiert",
            "semaphore",
        ),
    ),
)


def reason_in(text: str) -> Reason:
    """Return what an error text says of why something failed; FAILED where it does not say."""
    low = " ".join(text.lower().split())
    for reason, phrases in _PHRASES:
        if any(phrase in low for phrase in phrases):
            return reason
    return Reason.FAILED


def most_telling(reasons: Iterable[Reason]) -> Reason:
    """Return the reason that tells most of one that failed at all its addresses."""
    found = list(reasons)
    vague = (Reason.FAILED, Reason.UNREACHABLE)
    telling = [reason for reason in found if reason not in vague]
    named = [reason for reason in found if reason is not Reason.FAILED]
    return (telling or named or found or [Reason.FAILED])[0]
