"""Every combination of what three places may say about the gateways of Europe, or a website."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import product

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason

NOON = datetime(2026, 11, 25, 14, 3, tzinfo=timezone.utc)
PRIMARY, BACKUP = "zdc1.ibllc.com", "zdc1_hb1.ibllc.com"
TRADING = tuple((host, port) for host in (PRIMARY, BACKUP) for port in (4000, 4001))
WEB = ("www.interactivebrokers.com", 443)
OUR_ISSUER, OTHER_ISSUER = "DigiCert Inc", "Zscaler Inc."
EUROPE, WEBSITE = ("tws-europe-primary", "tws-europe-backup"), ("web-us",)

Ports = Mapping[tuple[str, int], Reason]


def _all(reason: Reason) -> Ports:
    return dict.fromkeys(TRADING, reason)


def _on(port: int, reason: Reason) -> Ports:
    return {each: reason if each[1] == port else Reason.OK for each in TRADING}


def _of(host: str, reason: Reason) -> Ports:
    return {each: reason if each[0] == host else Reason.OK for each in TRADING}


SERVER: Mapping[str, Ports] = {
    "nothing": {},
    "ok": {**_all(Reason.OK), WEB: Reason.OK},
    "undecided": {**_all(Reason.NOT_FINISHED), WEB: Reason.NOT_TRIED},
    "primary down": {**_of(PRIMARY, Reason.TIMEOUT), WEB: Reason.OK},
    "4000 down": {**_on(4000, Reason.REFUSED), WEB: Reason.OK},
    "backup down": {**_of(BACKUP, Reason.TIMEOUT), WEB: Reason.OK},
    "down": {**_all(Reason.TIMEOUT), WEB: Reason.OK},
    "down, web unseen": _all(Reason.TIMEOUT),
    "blind": {**_all(Reason.TIMEOUT), WEB: Reason.TIMEOUT},
}
BROWSER: Mapping[str, Ports] = {
    "nothing": {},
    "reachable": {WEB: Reason.OK},
    "unknown": {WEB: Reason.UNKNOWN},
}
ALL_FAIL = (
    Reason.NAME_NOT_FOUND,
    Reason.REFUSED,
    Reason.TIMEOUT,
    Reason.UNREACHABLE,
    Reason.RESET,
    Reason.FAILED,
)
COMPUTER: Mapping[str, Ports] = {
    "nothing": {},
    "undecided": _on(4001, Reason.NOT_FINISHED),
    "ok": _all(Reason.OK),
    **{reason.value: _all(reason) for reason in ALL_FAIL},
    "not_tls": _on(4001, Reason.NOT_TLS),
    "untrusted": _on(4001, Reason.CERTIFICATE_UNTRUSTED),
    "expired": _on(4001, Reason.CERTIFICATE_EXPIRED),
    "wrong_host": _on(4001, Reason.CERTIFICATE_WRONG_HOST),
    "only 4001 timeout": _on(4001, Reason.TIMEOUT),
    "only primary timeout": _of(PRIMARY, Reason.TIMEOUT),
    "only backup timeout": _of(BACKUP, Reason.TIMEOUT),
    "only backup name": _of(BACKUP, Reason.NAME_NOT_FOUND),
}
COMPUTER_WEB: Mapping[str, Ports] = {
    "nothing": {},
    "ok": {WEB: Reason.OK},
    "undecided": {WEB: Reason.NOT_FINISHED},
    "timeout": {WEB: Reason.TIMEOUT},
    "refused": {WEB: Reason.REFUSED},
    "wrong_host": {WEB: Reason.CERTIFICATE_WRONG_HOST},
    "untrusted": {WEB: Reason.CERTIFICATE_UNTRUSTED},
}
PROXY: Mapping[str, bool | None] = {"unknown": None, "no": False, "yes": True}


@dataclass(frozen=True)
class Combination:
    """One row: the names of what each place says."""

    server: str
    computer: str
    web: str
    browser: str
    proxy: str

    @property
    def names(self) -> tuple[str, ...]:
        return self.server, self.computer, self.web, self.browser, self.proxy

    @property
    def evidence(self) -> Evidence:
        computer = {**COMPUTER[self.computer], **COMPUTER_WEB[self.web]}
        return Evidence(
            (
                *_seen(Vantage.SERVER, SERVER[self.server]),
                *_seen(Vantage.COMPUTER, computer),
                *_seen(Vantage.BROWSER, BROWSER[self.browser]),
            ),
            PROXY[self.proxy],
        )


def combinations(rows: tuple[str, ...]) -> Iterator[Combination]:
    """Return every combination there is; the website's without what is said of TWS."""
    computer = COMPUTER if rows == EUROPE else ("nothing",)
    for names in product(SERVER, computer, COMPUTER_WEB, BROWSER, PROXY):
        yield Combination(*names)


def seen(
    vantage: Vantage, ports: Iterable[tuple[str, int | None]], reason: Reason, **changes: object
) -> tuple[Observation, ...]:
    """Return observations of several ports with one reason."""
    found = [Observation(vantage, host, port, reason, NOON) for host, port in ports]
    return tuple(replace(each, **changes) for each in found)  # type: ignore[arg-type]


def _seen(vantage: Vantage, ports: Ports) -> Iterator[Observation]:
    for (host, port), reason in ports.items():
        issuer = _issuer(vantage, port, reason)
        yield Observation(vantage, host, port, reason, NOON, 21, issuer)


def _issuer(vantage: Vantage, port: int, reason: Reason) -> str | None:
    if vantage is Vantage.BROWSER or port == 4000:
        return None
    return {Reason.OK: OUR_ISSUER, Reason.CERTIFICATE_UNTRUSTED: OTHER_ISSUER}.get(reason)
