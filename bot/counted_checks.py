"""Count what port checks find."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.metrics import Metrics
from bot.stores.check_history import CheckHistory
from bot.stores.writer import Writer


class CountedChecks(CheckHistory):
    """A history of checks that counts its findings by reason, which is a closed set."""

    def __init__(self, engine: sa.engine.Engine, writer: Writer, metrics: Metrics) -> None:
        super().__init__(engine, writer)
        self._metrics = metrics

    def add(self, host: str, port: int, result: str, seen: datetime) -> None:
        """Keep a finding and count it."""
        self._metrics.port_check(result)
        super().add(host, port, result, seen)
