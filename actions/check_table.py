"""The table of a check, as messages carry it (design: wire formats); no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.clock_text import clock
from actions.evidence.observation import Observation, Vantage
from actions.gateway_names import label
from actions.probing.finding import Finding, Reason, Route, StepFinding, Target
from actions.probing.history import Period
from actions.probing.prober import Asked
from actions.probing.targets import target_of
from actions.reason_text import reason_text
from kb.gateway import Gateway, Gateways
from kb.language import Language

CHECKING = "checking"
_SINCE: Mapping[Language, str] = {
    Language.ENGLISH: "our checks have found this since {since} UTC{before}",
    Language.GERMAN: "so finden es unsere Prüfungen seit {since} UTC{before}",
}
_BEFORE: Mapping[Language, str] = {
    Language.ENGLISH: "; the one before that was at {before}",
    Language.GERMAN: "; die letzte davor war um {before}",
}


@dataclass(frozen=True)
class Tried:
    """A row and one of its ports."""

    row: Gateway
    target: Target

    @property
    def asked(self) -> Asked:
        """Return what the prober takes."""
        return Asked(self.row.id, self.target.port)


def ports_to_try(rows: Sequence[Gateway], ports: Sequence[int], gateways: Gateways) -> list[Tried]:
    """Return what to try: of each row the named ports it has, else its own; each target once."""
    tried = [
        Tried(row, target_of(row, port, gateways))
        for row in rows
        for port in ([port for port in ports if port in row.all_ports] or row.ports)
    ]
    return each_target_once(tried)


def each_target_once(tried: Sequence[Tried]) -> list[Tried]:
    """Return the first of each target: two rows may share one, as IB CAM and New York do."""
    return list({each.target: each for each in reversed(tried)}.values())[::-1]


def rows_of_tried(tried: Sequence[Tried]) -> tuple[Gateway, ...]:
    """Return the rows of what is tried, each once."""
    return tuple(dict.fromkeys(each.row for each in tried))


class TableWriter:
    """Writes check objects for some rows in one language."""

    def __init__(self, tried: Sequence[Tried], gateways: Gateways, language: Language) -> None:
        self._tried = tried
        self._gateways = gateways
        self._language = language

    def from_server(
        self,
        findings: Mapping[Target, Finding],
        now: datetime,
        periods: Sequence[Period] = (),
    ) -> dict[str, Any]:
        """Return what our server found so far; a row without a finding is still being checked."""
        since = {(period.host, period.port): period for period in periods}
        rows = []
        for each in self._tried:
            finding = findings.get(each.target)
            period = since.get((each.target.host, each.target.port))
            rows.append({**self._row(each), **self._found(finding, period)})
        finished = all(each.target in findings for each in self._tried)
        return self._check(Vantage.SERVER, now, rows, finished)

    def from_computer(
        self, seen: Mapping[tuple[str, int | None], Observation], now: datetime
    ) -> dict[str, Any]:
        """Return what the person's computer saw, of the rows that it tried."""
        rows = []
        for each in self._tried:
            observation = seen.get((each.target.host, each.target.port))
            if observation is not None:
                rows.append({**self._row(each), **self._observed(observation)})
        return self._check(Vantage.COMPUTER, now, rows, True)

    def _check(
        self, vantage: Vantage, now: datetime, rows: list[dict[str, Any]], finished: bool
    ) -> dict[str, Any]:
        return {
            "seen_from": vantage.value,
            "time": now.isoformat(timespec="seconds"),
            "finished": finished,
            "rows": rows,
        }

    def _row(self, each: Tried) -> dict[str, Any]:
        return {
            "gateway": each.row.id,
            "host": each.target.host,
            "port": each.target.port,
            "label": label(each.row, self._gateways, self._language),
            "role": each.row.role.value,
            "browser": each.target.port in self._gateways.web_ports,
        }

    def _found(self, finding: Finding | None, period: Period | None) -> dict[str, Any]:
        if finding is None:
            return {"state": CHECKING, "reason": None, "milliseconds": None}
        has_since = period is not None and finding.reason.is_failure
        return {
            "state": finding.reason.value,
            "reason": reason_text(finding.reason, self._language, Vantage.SERVER, finding.issuer),
            "milliseconds": finding.milliseconds if finding.reason.is_finding else None,
            "seen": finding.seen.isoformat(timespec="seconds"),
            "issuer": finding.issuer,
            "name": _step(finding.name) if finding.name else None,
            "routes": [_route(route) for route in finding.routes],
            "detail": self._detail(finding),
            "since": self._since(period) if period and has_since else None,
        }

    def _observed(self, observation: Observation) -> dict[str, Any]:
        reason = observation.reason
        return {
            "state": reason.value,
            "reason": reason_text(reason, self._language, observation.vantage, observation.issuer),
            "milliseconds": observation.milliseconds,
            "seen": observation.seen.isoformat(timespec="seconds") if observation.seen else None,
            "issuer": observation.issuer,
            "detail": None,
            "since": None,
        }

    def _detail(self, finding: Finding) -> str | None:
        """Return how IPv4 and IPv6 differ, where they do."""
        if len({route.reason for route in finding.routes}) < 2:
            return None
        return " · ".join(
            f"IPv{route.family}: {reason_text(route.reason, self._language, Vantage.SERVER)}"
            for route in finding.routes
        )

    def _since(self, period: Period) -> str:
        before = ""
        if period.before:
            before = _BEFORE[self._language].format(before=clock(period.before, period.since))
        return _SINCE[self._language].format(since=clock(period.since, period.last), before=before)


def _route(route: Route) -> dict[str, Any]:
    return {
        "family": route.family,
        "state": route.reason.value,
        "steps": [_step(step) for step in route.steps],
        "issuer": route.issuer,
    }


def _step(step: StepFinding) -> dict[str, Any]:
    return {
        "step": step.step.value,
        "state": step.reason.value,
        "milliseconds": step.milliseconds,
    }


def is_all_open(check: Mapping[str, Any]) -> bool:
    """Return whether every row of a check is open."""
    return all(row["state"] == Reason.OK.value for row in check["rows"])
