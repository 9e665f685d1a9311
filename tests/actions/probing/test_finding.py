"""What a finding says, and that it passes between workers unchanged."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.history import NoHistory, PeriodRow, StoredHistory

SEEN = datetime(2026, 11, 26, 14, 2, 3, 456, tzinfo=timezone.utc)
TARGET = Target("gateway.test", 4001, tls=True)
NO_RESULT = {Reason.NOT_FINISHED, Reason.NOT_TRIED, Reason.UNKNOWN}


def step(kind: Step, reason: Reason = Reason.OK) -> StepFinding:
    return StepFinding(kind, reason, 7)


def found(reason: Reason) -> Finding:
    """Return a finding of both families, of which IPv6 works no further than TCP."""
    untrusted = (step(Step.TCP), step(Step.TLS), step(Step.CERTIFICATE, reason))
    refused = (step(Step.TCP, Reason.REFUSED),)
    routes = (Route(4, untrusted, "Büro „Süd“"), Route(6, refused))
    return Finding(TARGET, reason, 42, SEEN, step(Step.NAME), routes)


@pytest.mark.parametrize(
    "finding",
    [
        *(found(reason) for reason in Reason),
        Finding(TARGET, Reason.NOT_TRIED, 0, SEEN),
        Finding(TARGET, Reason.NAME_NOT_FOUND, 3, SEEN, step(Step.NAME, Reason.NAME_NOT_FOUND)),
    ],
)
def test_a_finding_passes_between_workers_unchanged(finding: Finding) -> None:
    assert Finding.from_json(json.loads(json.dumps(finding.as_json()))) == finding


@pytest.mark.parametrize("reason", Reason)
def test_only_what_was_found_out_is_a_finding_and_only_ok_is_good(reason: Reason) -> None:
    assert reason.is_finding is (reason not in NO_RESULT)
    assert reason.is_failure is (reason not in NO_RESULT | {Reason.OK})


def test_the_issuer_is_that_of_the_route_that_decided() -> None:
    good = Route(4, (step(Step.TCP), step(Step.CERTIFICATE)), "Good")
    bad = Route(6, (step(Step.CERTIFICATE, Reason.CERTIFICATE_UNTRUSTED),), "Inspection")
    routes = (bad, good)

    assert Finding(TARGET, Reason.OK, 1, SEEN, routes=routes).issuer == "Good"
    assert (
        Finding(TARGET, Reason.CERTIFICATE_UNTRUSTED, 1, SEEN, routes=routes).issuer == "Inspection"
    )
    assert Finding(TARGET, Reason.REFUSED, 1, SEEN, routes=routes).issuer is None


class Periods:
    """A store that keeps what it is given."""

    def __init__(self) -> None:
        self.added: list[tuple[str, int, str, datetime]] = []

    def add(self, host: str, port: int, result: str, seen: datetime) -> None:
        """Keep it."""
        self.added.append((host, port, result, seen))

    def current(self, ports: object) -> list[PeriodRow]:
        """Return what was kept, as periods that have just begun."""
        return [(*kept, kept[3], None) for kept in self.added]


@pytest.mark.parametrize("reason", Reason)
def test_only_findings_are_remembered(reason: Reason) -> None:
    store = Periods()
    history = StoredHistory(store)

    history.record(found(reason))

    remembered = [(each.host, each.port, each.reason, each.since) for each in history.periods()]
    expected = [] if reason in NO_RESULT else [("gateway.test", 4001, reason, SEEN)]
    assert remembered == expected


def test_no_history_remembers_nothing() -> None:
    history = NoHistory()

    history.record(found(Reason.REFUSED))

    assert history.periods() == []
