"""The words for what was seen, from where and when."""

from __future__ import annotations

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from actions.verdict.wording import SightingWords

# "reached", never "open": what one place reaches, another may not.
ENGLISH_SIGHTINGS = SightingWords(
    places={
        Vantage.SERVER: "From our server",
        Vantage.COMPUTER: "From your computer",
        Vantage.BROWSER: "From your browser",
    },
    reasons={
        Reason.OK: "reached",
        Reason.NAME_NOT_FOUND: "name not found",
        Reason.DNS_FAILURE: "no answer from the name server",
        Reason.NOT_ALLOWED: "the name leads to an address that is not public",
        Reason.REFUSED: "refused",
        Reason.TIMEOUT: "no answer (time-out)",
        Reason.RESET: "accepted, then cut off",
        Reason.UNREACHABLE: "no route",
        Reason.NOT_TLS: "answers, but not in TLS",
        Reason.TLS_REFUSED: "TLS refused",
        Reason.TLS_TIMEOUT: "no answer to TLS",
        Reason.CERTIFICATE_EXPIRED: "certificate expired",
        Reason.CERTIFICATE_WRONG_HOST: "certificate for another host",
        Reason.CERTIFICATE_UNTRUSTED: "issuer of the certificate not trusted",
        Reason.NOT_FINISHED: "not finished",
        Reason.NOT_TRIED: "not tried",
        Reason.FAILED: "failed, no reason given",
        Reason.UNKNOWN: "cannot be known",
    },
    ping_reasons={
        Reason.OK: "ping answered",
        Reason.TIMEOUT: "ping not answered",
        Reason.FAILED: "ping not answered",
    },
    at="{place} at {last} UTC",
    at_on_day="{place} on {day} at {last} UTC",
    between="{place} between {first} and {last} UTC",
    without_time="{place} (time not given)",
    through_proxy="{result}, through a proxy",
    day="%Y-%m-%d",
    many="{ports} ports of {hosts} hosts",
    many_pings="{hosts} hosts",
)

GERMAN_SIGHTINGS = SightingWords(
    places={
        Vantage.SERVER: "Von unserem Server aus",
        Vantage.COMPUTER: "Von Ihrem Rechner aus",
        Vantage.BROWSER: "Von Ihrem Browser aus",
    },
    reasons={
        Reason.OK: "erreicht",
        Reason.NAME_NOT_FOUND: "Name nicht gefunden",
        Reason.DNS_FAILURE: "keine Antwort vom Namensserver",
        Reason.NOT_ALLOWED: "der Name führt zu einer nicht öffentlichen Adresse",
        Reason.REFUSED: "abgewiesen",
        Reason.TIMEOUT: "keine Antwort (Zeitüberschreitung)",
        Reason.RESET: "angenommen, dann abgebrochen",
        Reason.UNREACHABLE: "kein Weg dorthin",
        Reason.NOT_TLS: "antwortet, aber nicht mit TLS",
        Reason.TLS_REFUSED: "TLS abgelehnt",
        Reason.TLS_TIMEOUT: "keine Antwort auf TLS",
        Reason.CERTIFICATE_EXPIRED: "Zertifikat abgelaufen",
        Reason.CERTIFICATE_WRONG_HOST: "Zertifikat eines anderen Hosts",
        Reason.CERTIFICATE_UNTRUSTED: "Aussteller des Zertifikats unbekannt",
        Reason.NOT_FINISHED: "nicht fertig geworden",
        Reason.NOT_TRIED: "nicht versucht",
        Reason.FAILED: "gescheitert, ohne Angabe von Gründen",
        Reason.UNKNOWN: "nicht feststellbar",
    },
    ping_reasons={
        Reason.OK: "Ping beantwortet",
        Reason.TIMEOUT: "Ping nicht beantwortet",
        Reason.FAILED: "Ping nicht beantwortet",
    },
    at="{place} um {last} UTC",
    at_on_day="{place} am {day} um {last} UTC",
    between="{place} zwischen {first} und {last} UTC",
    without_time="{place} (ohne Zeitangabe)",
    through_proxy="{result}, über einen Proxy",
    day="%d.%m.%Y",
    many="{ports} Ports von {hosts} Hosts",
    many_pings="{hosts} Hosts",
)
