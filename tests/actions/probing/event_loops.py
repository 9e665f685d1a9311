"""Both event loops that a probe runs on: asyncio's own, and uvloop's, which Rasa brings."""

from __future__ import annotations

import asyncio

import pytest
import uvloop


@pytest.fixture(params=[asyncio.DefaultEventLoopPolicy, uvloop.EventLoopPolicy], ids=["own", "uv"])
def both_event_loops(request: pytest.FixtureRequest) -> asyncio.AbstractEventLoopPolicy:
    """Run each test of a module on both; call it ``event_loop_policy`` there."""
    policy: asyncio.AbstractEventLoopPolicy = request.param()
    return policy
