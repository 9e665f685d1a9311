"""Tell people honestly that others are before them."""

from __future__ import annotations

from typing import Any

from bot.admission import BusyError
from bot.channels.http_errors import RefusalError


class BusyRefusalError(RefusalError):
    """A message that was not taken, with the place in the queue that it would have had."""

    def __init__(self, error: BusyError) -> None:
        seconds = max(2, error.seconds)  # "1 Sekunden" would be wrong, and too soon
        super().__init__(503, "busy", str(error.place), seconds)
        self._place = error.place

    def body(self) -> dict[str, Any]:
        """Return the error as in every refusal, and the place."""
        return {**super().body(), "place": self._place}
