"""What a store remembers becomes periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

import pytest

from actions.probing.finding import Finding, Reason, Target
from actions.probing.history import Period, PeriodRow, StoredHistory

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
TARGET = Target("a.test", 4001, tls=False)


class Store:
    """A store in memory."""

    def __init__(self, *rows: PeriodRow) -> None:
        self.rows = list(rows)

    def add(self, host: str, port: int, result: str, seen: datetime) -> None:
        """Begin a period."""
        self.rows.append((host, port, result, seen, seen, None))

    def current(self, ports: object) -> Sequence[PeriodRow]:
        """Return all."""
        return self.rows


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.value)
def test_findings_are_kept_and_what_is_none_is_not(reason: Reason) -> None:
    history = StoredHistory(Store())

    history.record(Finding(TARGET, reason, 1, NOW))

    expected = [Period("a.test", 4001, reason, NOW, NOW)] if reason.is_finding else []
    assert history.periods() == expected


def test_a_result_of_another_version_is_left_out_and_mentioned_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    newer: PeriodRow = ("b.test", 4001, "what_is_new", NOW, NOW, None)
    history = StoredHistory(Store(newer, ("a.test", 4001, "ok", NOW, NOW, None)))

    found = [history.periods() for _ in range(3)]

    assert found == [[Period("a.test", 4001, Reason.OK, NOW, NOW)]] * 3
    assert len(caplog.messages) == 1
    assert "what_is_new" not in caplog.text
