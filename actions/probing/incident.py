"""Tell from our own checks whether something is down, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.probing.finding import Reason
from actions.probing.history import Period

FRESH = timedelta(minutes=10)  # what was seen longer ago says nothing about now
SKEW = timedelta(minutes=2)  # so far ahead may another worker's clock be; more is a wrong clock
FEWEST_HOSTS = 2  # one host alone may be maintained, and has a backup


@dataclass(frozen=True)
class Incident:
    """Several hosts that do not answer our checks; times are in UTC.

    ``since`` is from when on several of them have not. ``is_everything`` says that nothing at all
    answers, which may be our own network.
    """

    hosts: tuple[str, ...]
    since: datetime
    last: datetime
    is_everything: bool


def find_incident(periods: Sequence[Period], now: datetime) -> Incident | None:
    """Return the incident that the fresh ones among the current periods show."""
    fresh = [period for period in periods if _is_fresh(period, now)]
    failing = [period for period in fresh if period.reason.is_failure]
    hosts = tuple(dict.fromkeys(period.host for period in failing))
    if len(hosts) < FEWEST_HOSTS:
        return None
    began = sorted(min(each.since for each in failing if each.host == host) for host in hosts)
    last = max(period.last for period in failing)
    works = any(period.reason is Reason.OK for period in fresh)
    return Incident(hosts, began[FEWEST_HOSTS - 1], last, is_everything=not works)


def answer_again(hosts: Iterable[str], periods: Sequence[Period], now: datetime) -> bool:
    """Return whether fresh checks of all the hosts succeed and none fails; unknown is no."""
    for host in hosts:
        fresh = [each for each in periods if each.host == host and _is_fresh(each, now)]
        if not fresh or any(each.reason is not Reason.OK for each in fresh):
            return False
    return True


def _is_fresh(period: Period, now: datetime) -> bool:
    return -SKEW <= now - period.last <= FRESH
