"""When our own checks say that something is down, since when, and when that is over."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.probing.finding import Reason
from actions.probing.history import Period
from actions.probing.incident import FRESH, SKEW, Incident, answer_again, find_incident

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def period(host: str, reason: Reason, since: int = 30, last: int = 1, port: int = 4001) -> Period:
    """Return a period that began and was last seen so many minutes ago."""
    return Period(host, port, reason, NOW - since * MINUTE, NOW - last * MINUTE)


OK, DOWN, SLOW = Reason.OK, Reason.REFUSED, Reason.TIMEOUT


@pytest.mark.parametrize(
    "periods",
    [
        pytest.param([], id="nothing known"),
        pytest.param([period("a", OK), period("b", OK)], id="all up"),
        pytest.param([period("a", DOWN), period("b", OK)], id="one host"),
        pytest.param([period("a", DOWN)], id="one host, nothing else known"),
        pytest.param([period("a", DOWN), period("a", DOWN, port=4000)], id="two ports of one host"),
        pytest.param([period("a", DOWN), period("b", DOWN, last=11)], id="the second is stale"),
        pytest.param([period("a", DOWN, last=60), period("b", DOWN, last=60)], id="all stale"),
        pytest.param([period("a", OK, since=1), period("b", OK, since=1)], id="cleared"),
        pytest.param([period("a", DOWN), period("b", Reason.NOT_FINISHED)], id="not finished"),
        pytest.param([period("a", DOWN), period("b", Reason.NOT_TRIED)], id="not tried"),
        pytest.param([period("a", DOWN), period("b", Reason.UNKNOWN)], id="unknown"),
    ],
)
def test_there_is_no_incident(periods: list[Period]) -> None:
    assert find_incident(periods, NOW) is None


@pytest.mark.parametrize(
    "reason", [reason for reason in Reason if reason.is_failure], ids=lambda reason: reason.value
)
def test_two_hosts_that_fail_are_an_incident_whatever_the_reason(reason: Reason) -> None:
    found = find_incident([period("a", reason), period("b", reason), period("c", OK)], NOW)

    assert found is not None
    assert (found.hosts, found.is_everything) == (("a", "b"), False)


def test_an_incident_lasts_from_when_several_failed_to_the_last_look() -> None:
    periods = [
        period("a", DOWN, since=50, last=4),
        period("b", SLOW, since=20, last=2),
        period("c", OK, since=500, last=1),
    ]

    found = find_incident(periods, NOW)

    assert found == Incident(("a", "b"), NOW - 20 * MINUTE, NOW - 2 * MINUTE, is_everything=False)


def test_a_stale_failure_does_not_make_an_incident_older() -> None:
    periods = [
        period("a", DOWN, since=20),
        period("b", DOWN, since=10),
        period("c", DOWN, since=900, last=800),
    ]

    found = find_incident(periods, NOW)

    assert found is not None
    assert (found.hosts, found.since) == (("a", "b"), NOW - 10 * MINUTE)


def test_hosts_are_named_once_in_the_order_of_the_periods() -> None:
    periods = [period("b", DOWN), period("a", DOWN), period("b", SLOW, port=4000)]

    found = find_incident(periods, NOW)

    assert found is not None
    assert found.hosts == ("b", "a")


def test_where_nothing_fresh_works_everything_is_down() -> None:
    periods = [period("a", DOWN), period("b", SLOW), period("c", OK, last=60)]

    found = find_incident(periods, NOW)

    assert found is not None
    assert found.is_everything


def test_one_port_that_works_means_that_not_everything_is_down() -> None:
    periods = [period("a", DOWN), period("b", DOWN), period("b", OK, port=443)]

    found = find_incident(periods, NOW)

    assert found is not None
    assert not found.is_everything


@pytest.mark.parametrize(
    ("age", "is_incident"),
    [
        (FRESH, True),
        (FRESH + timedelta(microseconds=1), False),
        (timedelta(0), True),
        (-SKEW, True),  # another worker's clock is a little ahead
        (-SKEW - timedelta(microseconds=1), False),
        (timedelta(days=-2), False),
    ],
)
def test_fresh_ends_exactly_at_its_limit(age: timedelta, is_incident: bool) -> None:
    seen = [Period(host, 4001, DOWN, NOW - timedelta(hours=1), NOW - age) for host in "ab"]

    assert (find_incident(seen, NOW) is not None) is is_incident


def test_an_incident_clears_itself_once_one_of_two_hosts_is_back() -> None:
    before = [period("a", DOWN), period("b", DOWN)]
    after = [period("a", DOWN), period("b", OK, since=0, last=0)]

    assert find_incident(before, NOW) is not None
    assert find_incident(after, NOW) is None


def test_hosts_answer_again_once_fresh_checks_of_each_succeed() -> None:
    assert answer_again("ab", [period("a", OK), period("b", OK), period("b", OK, port=4000)], NOW)


@pytest.mark.parametrize(
    "periods",
    [
        pytest.param([], id="nothing known"),
        pytest.param([period("a", OK)], id="nothing known of one"),
        pytest.param([period("a", OK), period("b", DOWN)], id="one still fails"),
        pytest.param([period("a", OK), period("b", OK, last=11)], id="one seen too long ago"),
        pytest.param([period("a", OK), period("b", OK, last=-3)], id="one seen in the future"),
        pytest.param([period("a", OK), period("b", OK), period("b", SLOW, port=4000)], id="a port"),
        pytest.param([period("a", OK), period("b", Reason.NOT_FINISHED)], id="not finished"),
    ],
)
def test_otherwise_it_is_not_said_to_be_over(periods: list[Period]) -> None:
    assert not answer_again("ab", periods, NOW)
