"""Both kinds of event loop: the server's is uvloop's, as Rasa sets it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run each test in both."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
