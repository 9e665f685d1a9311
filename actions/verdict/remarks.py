"""What is worth saying beside the cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from actions.probing.finding import Reason
from actions.verdict.next_steps import SIDES
from actions.verdict.sightings import Sightings, at_of
from actions.verdict.situation import Situation
from actions.verdict.verdict import Cause, HostPort, Remark, Side
from actions.verdict.views import State
from kb.gateway import Gateway, Gateways

MOST_MINUTES_APART = 30
CHINA_FOOTNOTE = 3
_NOTHING_WRONG = frozenset({Cause.PATH_OPEN, Cause.WEB_PATH_OPEN, Cause.WEB_REACHED})
_ABOUT_PROXY = frozenset({Cause.HTTP_PROXY, Cause.WEB_ONLY_BY_PROXY, Cause.SEEN_THROUGH_PROXY})
_ABOUT_NAMES = frozenset({Cause.NAME_SERVER, Cause.SOME_HOSTS})


@dataclass(frozen=True)
class Matter:
    """All that a remark may depend on; ``targets`` are those of the verdict."""

    cause: Cause
    situation: Situation
    sightings: Sightings
    targets: Sequence[HostPort]
    rows: Sequence[Gateway]
    gateways: Gateways


def find_remarks(matter: Matter) -> tuple[Remark, ...]:
    """Return the remarks that apply, the most important first."""
    return tuple(remark for remark in Remark if _APPLIES[remark](matter))


def find_others(matter: Matter) -> tuple[HostPort, ...]:
    """Return the ports that our server does not reach and that the cause is not about."""
    seen = matter.sightings
    failed = [at_of(each) for each in (*seen.server, *seen.compared) if each.reason.is_failure]
    explained = set(matter.targets)
    if matter.cause is Cause.OUR_NETWORK:
        return ()
    if SIDES[matter.cause] is Side.YOURS:
        explained = set()
    elif matter.situation.passed:
        explained = {at_of(each) for each in seen.computer}
    return tuple(port for port in failed if port not in explained)


def are_far_apart(sightings: Sightings) -> bool:
    """Return whether our server and the computer looked at times too different to compare."""
    ours = [each.seen for each in sightings.server if each.seen]
    theirs = [each.seen for each in sightings.computer if each.seen]
    if not ours or not theirs:
        return False
    return abs(max(ours) - max(theirs)) > timedelta(minutes=MOST_MINUTES_APART)


def _others_fail_too(matter: Matter) -> bool:
    """Return whether our server fails at other ports, and the computer at all of them as well."""
    seen, others = matter.sightings, find_others(matter)
    theirs = (*seen.computer, *seen.shared, *seen.web)
    failed = {at_of(each) for each in theirs if each.reason.is_failure}
    return bool(others) and failed.issuperset(others)


def _web_inspected(matter: Matter) -> bool:
    inspected = matter.situation.web_issuer is not None
    return inspected and matter.cause is not Cause.TLS_INSPECTION


def _web_fails(matter: Matter) -> bool:
    return matter.cause is Cause.PATH_OPEN and matter.situation.web.state is State.FAILED


def _http_proxy(matter: Matter) -> bool:
    s = matter.situation
    return s.proxy and s.trading and matter.cause not in _ABOUT_PROXY


def _hyphen_spelling(matter: Matter) -> bool:
    return matter.cause in _ABOUT_NAMES and all("_" in host for host, _ in matter.targets)


def _china(matter: Matter) -> bool:
    chinese = {row.host for row in matter.gateways.rows if CHINA_FOOTNOTE in row.footnotes}
    fails = matter.situation.computer.fails or matter.situation.server.fails
    asked = [row.host in chinese for row in matter.rows]
    failed = fails and any(host in chinese for host, _ in matter.targets)
    return failed or (bool(asked) and all(asked))


def _no_ping(matter: Matter) -> bool:
    silent = {row.host for row in matter.gateways.rows if not row.answers_ping}
    return any(
        each.host in silent and each.reason is not Reason.OK for each in matter.sightings.pings
    )


_APPLIES: dict[Remark, Callable[[Matter], bool]] = {
    Remark.FAR_APART: lambda matter: are_far_apart(matter.sightings),
    Remark.OTHERS_FAIL_TOO: _others_fail_too,
    Remark.OTHERS_FAIL: lambda matter: bool(find_others(matter)) and not _others_fail_too(matter),
    Remark.ONE_PORT_UNSEEN: lambda matter: matter.situation.half_seen,
    Remark.WEB_INSPECTED: _web_inspected,
    Remark.WEB_FAILS: _web_fails,
    Remark.HTTP_PROXY: _http_proxy,
    Remark.HYPHEN_SPELLING: _hyphen_spelling,
    Remark.CHINA: _china,
    Remark.NO_PING: _no_ping,
    Remark.TCP_ONLY: lambda matter: matter.cause is Cause.PATH_OPEN and matter.situation.tcp_only,
    Remark.LOAD_BALANCER: lambda matter: matter.cause in _NOTHING_WRONG,
}
