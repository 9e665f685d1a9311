"""A browser, and tabs on a running server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.browser import FLAGS, find_browser
from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import PretendLotse, running_pretend
from tests.servers import Lotse

WAIT_MS = 15_000


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a browser; where there is none, the tests fail."""
    expect.set_options(timeout=WAIT_MS)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=find_browser(), args=list(FLAGS)
        )
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, lotse: Lotse) -> AsyncIterator[Chat]:
    """Return a fresh tab; its scripts may not complain."""
    tab = await new_chat(browser, lotse.url)
    yield tab
    await tab.page.context.close()
    assert tab.script_complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def pretend() -> AsyncIterator[PretendLotse]:
    """Return a server that answers what the test tells it to."""
    async with running_pretend() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def pretend_chat(browser: Browser, pretend: PretendLotse) -> AsyncIterator[Chat]:
    """Return a fresh tab on the pretend server; its scripts may not complain."""
    tab = await new_chat(browser, pretend.url)
    yield tab
    await tab.page.context.close()
    assert tab.script_complaints == []
