"""Write times of day for people."""

from __future__ import annotations

from datetime import datetime

WITH_DATE = "%Y-%m-%d %H:%M"


def clock(time: datetime, other: datetime, with_date: str = WITH_DATE) -> str:
    """Return the time of day, with the date where it is another than that of the other time."""
    return time.strftime("%H:%M" if time.date() == other.date() else with_date)
