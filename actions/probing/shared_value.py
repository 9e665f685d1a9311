"""Read a finding that stands in Redis, where anybody may have written it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.foreign_text import clean_name

MOST_BYTES = 8192
"""Much more than a finding with two routes needs."""
OLDEST = timedelta(seconds=60)
AHEAD = timedelta(seconds=5)  # of clocks that are set by the network
MOST_MILLISECONDS = 10_000  # more than twice a check's deadline
_ON_A_ROUTE = (Step.TCP, Step.TLS, Step.CERTIFICATE)
_ONLY_TOLD = (Reason.FAILED, Reason.UNKNOWN)  # a probe never finds these
_UNREADABLE = (ValueError, KeyError, TypeError, OverflowError, RecursionError)


def read_shared(value: bytes, target: Target, now: datetime) -> Finding | None:
    """Return a finding such as a probe of the target makes, made just now; None for all else."""
    try:
        finding = Finding.from_json(json.loads(value))
    except _UNREADABLE:
        return None
    if finding.target != target or not (_is_recent(finding.seen, now) and _is_sound(finding)):
        return None
    return replace(finding, routes=tuple(map(_cleaned, finding.routes)))


def _is_recent(seen: datetime, now: datetime) -> bool:
    return seen.utcoffset() == timedelta(0) and -AHEAD <= now - seen <= OLDEST


def _is_sound(finding: Finding) -> bool:
    families = [route.family for route in finding.routes]
    return (
        _may_be(finding.reason, finding.milliseconds)
        and families in ([], [4], [6], [4, 6])
        and all(map(_is_sound_route, finding.routes))
        and (finding.name is None or _are_sound([finding.name], (Step.NAME,)))
        and _is_founded(finding)
    )


def _is_sound_route(route: Route) -> bool:
    is_name = isinstance(route.issuer, (str, type(None)))
    return is_name and bool(route.steps) and _are_sound(route.steps, _ON_A_ROUTE)


def _are_sound(steps: Iterable[StepFinding], order: tuple[Step, ...]) -> bool:
    steps = tuple(steps)
    in_order = tuple(each.step for each in steps) == order[: len(steps)]
    return in_order and all(_may_be(each.reason, each.milliseconds) for each in steps)


def _may_be(reason: Reason, milliseconds: int) -> bool:
    return reason not in _ONLY_TOLD and 0 <= milliseconds <= MOST_MILLISECONDS


def _is_founded(finding: Finding) -> bool:
    """Return whether a step says what the finding says; that nothing was found needs none."""
    if not finding.reason.is_finding:
        return True
    if finding.name is None:
        return False
    if not finding.routes:  # the name led nowhere
        return finding.reason is finding.name.reason is not Reason.OK
    return finding.reason in [route.reason for route in finding.routes]


def _cleaned(route: Route) -> Route:
    return replace(route, issuer=clean_name(route.issuer) if route.issuer else None)
