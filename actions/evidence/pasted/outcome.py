"""Make observations of what the tools said, and name what is not on the list."""

from __future__ import annotations

from collections.abc import Set

from actions.evidence.observation import Observation, Vantage
from actions.evidence.pasted import curl
from actions.evidence.pasted.commands import Command
from actions.evidence.pasted.hint import Hint
from actions.evidence.pasted.hosts import ListedHosts, is_address, shown, spelled_plainly
from actions.evidence.pasted.report import PROXY_MARK, Report
from actions.probing.finding import Reason

_MOST_UNLISTED = 5


def observations_of(reports: list[Report], listed: ListedHosts) -> tuple[Observation, ...]:
    """Return one observation for each listed host and port; of contradicting ones, the failure."""
    best: dict[tuple[str, int | None], Observation] = {}
    for report in reports:
        observation = _observation(report, listed)
        if observation is None:
            continue
        key = (observation.host, observation.port)
        if key not in best or _weight(observation.reason) > _weight(best[key].reason):
            best[key] = observation
    return tuple(best.values())


def unlisted_of(
    reports: list[Report], commands: list[Command], listed: ListedHosts
) -> tuple[str, ...]:
    """Return what was tried and is not listed, without what is of the person's own network.

    An address counts only where it was typed: another one may be the person's own.
    """
    typed = {spelled_plainly(command.host) for command in commands if command.host}
    strangers = [
        shown(listed.find(report.host) or report.host, report.port)
        for report in reports
        if report.host and not _is_listed(report, listed)
        if not (report.has_no_port and listed.begins(report.host))
        if _is_meant(report, report.host, typed)
    ]
    return tuple(dict.fromkeys(stranger for stranger in strangers if stranger))[:_MOST_UNLISTED]


def _is_meant(report: Report, host: str, typed: Set[str]) -> bool:
    """Return whether the person asked about a host; curl may name their proxy in its place."""
    is_typed = spelled_plainly(host) in typed
    if is_address(host):
        return is_typed and not report.hint
    return is_typed or not typed or report.tool != curl.TOOL


def hint_of(reports: list[Report], listed: ListedHosts) -> Hint | None:
    """Return what kept the outputs from telling of a port; None where none of them says why."""
    hints = {_hint(report, listed) for report in reports}
    return next((hint for hint in Hint if hint in hints), None)


def _hint(report: Report, listed: ListedHosts) -> Hint | None:
    host = listed.find(report.host) if report.host else None
    if report.hint:
        is_strange = report.host and not host and not is_address(report.host)
        return None if is_strange else report.hint
    needs_port = report.port is None and not report.has_no_port and not report.name_only
    return Hint.PORT if host and needs_port and report.reason.is_finding else None


def _observation(report: Report, listed: ListedHosts) -> Observation | None:
    host = listed.find(report.host) if report.host else None
    is_whole = report.has_no_port or report.port is not None or report.name_only
    says_nothing = report.reason is Reason.UNKNOWN and not report.tool.endswith(PROXY_MARK)
    if host is None or not is_whole or says_nothing or not _is_listed(report, listed):
        return None
    return Observation(
        Vantage.COMPUTER,
        host,
        report.port,
        report.reason,
        milliseconds=report.milliseconds,
        issuer=report.issuer,
        tool=report.tool or None,
    )


def _is_listed(report: Report, listed: ListedHosts) -> bool:
    host = listed.find(report.host) if report.host else None
    return host is not None and (report.port is None or report.port in listed.ports_of(host))


def _weight(reason: Reason) -> int:
    """Return more for what counts more: a failure, best with its cause, counts before a success."""
    if reason is Reason.FAILED:
        return 2
    return 3 if reason.is_failure else int(reason is Reason.OK)
