"""A network that comes and goes: nothing is lost, nothing appears twice, both ends agree."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chat import Chat, new_chat
from tests.browser.flapping import Mood, network_to
from tests.servers import Lotse

pytestmark = pytest.mark.asyncio(loop_scope="session")

FLAP_SECONDS, PERIOD_SECONDS = 120.0, 2.0
ASK_SECONDS = 5.0
SETTLE_MS = 60_000
QUESTIONS = {
    "de": [
        "Wie melde ich mich mit der Sicherheitskarte an?",
        "Wofür ist Port 4001 da?",
        "Ist das Gateway in Zürich erreichbar?",
        "ok",
        "Läuft die App noch auf einem BlackBerry?",
    ],
    "en": [
        "How do I log in with my security card?",
        "What is port 4001 for?",
        "Is the Zurich gateway reachable?",
        "ok",
        "Can I still use the app on a BlackBerry?",
    ],
}


async def test_both_ends_have_the_same_transcript_after_two_minutes_of_flapping(
    browser: Browser, lotse: Lotse
) -> None:
    async with network_to(lotse.url) as network:
        chats = {language: await new_chat(browser, network.url) for language in QUESTIONS}
        for language, chat in chats.items():
            await chat.open(language)
            await chat.ask(QUESTIONS[language][0])
        flapping = asyncio.create_task(network.flap(PERIOD_SECONDS, FLAP_SECONDS))
        asked = await asyncio.gather(
            *(_keep_asking(chat, QUESTIONS[name], flapping) for name, chat in chats.items())
        )
        await flapping
        for chat, count in zip(chats.values(), asked, strict=True):
            await expect(chat.waiting).to_have_count(0, timeout=SETTLE_MS)
            await expect(chat.state).to_be_hidden()
            shown = await _shown(chat.page)

            assert shown == await _kept(chat.page, lotse)
            assert len([line for line in shown if line.startswith("user")]) == count + 1
            assert chat.script_complaints == []
            await chat.page.context.close()


async def _keep_asking(chat: Chat, questions: Sequence[str], flapping: asyncio.Task[None]) -> int:
    count = 0
    while not flapping.done():
        await chat.put(questions[count % len(questions)])
        count += 1
        await asyncio.wait({flapping}, timeout=ASK_SECONDS)
    return count


async def _shown(page: Page) -> list[str]:
    """Return who said what, as the page has it."""
    lines: list[str] = await page.locator(".log .message").evaluate_all(
        """nodes => nodes.map((node) => node.classList.contains("user")
          ? `user ${node.querySelector(".text").textContent}` : `bot ${node.dataset.id}`)"""
    )
    return lines


async def _kept(page: Page, lotse: Lotse) -> list[str]:
    """Return the same as the server has it."""
    token = await page.evaluate("sessionStorage.getItem('lotse-session')")
    _, body = await asyncio.to_thread(
        lotse.get, "/api/messages", {"Authorization": f"Bearer {token}"}
    )
    return [_line(message) for message in body["messages"]]


def _line(message: dict[str, Any]) -> str:
    return f"user {message['text']}" if message["role"] == "user" else f"bot {message['id']}"


@pytest.mark.parametrize("language", ["de", "en"])
async def test_where_upgrades_are_blocked_single_calls_do(
    browser: Browser, lotse: Lotse, language: str
) -> None:
    async with network_to(lotse.url) as network:
        network.blocks_upgrades = True
        chat = await new_chat(browser, network.url)
        await chat.open(language)
        checked = await chat.ask(QUESTIONS[language][2])
        await expect(checked.locator("tr[data-gateway]").first).to_be_visible()
        await chat.ask(QUESTIONS[language][1])

        assert await _shown(chat.page) == await _kept(chat.page, lotse)
        assert any(path == "/api/messages" for path in chat.requests)
        await expect(chat.state).to_be_hidden()
        await chat.page.context.close()


async def test_where_upgrades_are_blocked_two_tabs_still_agree(
    browser: Browser, lotse: Lotse
) -> None:
    async with network_to(lotse.url) as network:
        network.blocks_upgrades = True
        chat = await new_chat(browser, network.url)
        await chat.open("de")
        await chat.ask(QUESTIONS["de"][0])
        other = Chat(await chat.page.context.new_page(), network.url)
        await other.open("de")
        await expect(other.answers).to_have_count(1)
        await other.ask(QUESTIONS["de"][1])
        await expect(chat.answers).to_have_count(2)

        assert await _shown(chat.page) == await _shown(other.page)
        await chat.page.context.close()


async def test_a_network_that_swallows_everything_is_noticed_and_survived(
    browser: Browser, lotse: Lotse
) -> None:
    async with network_to(lotse.url) as network:
        chat = await new_chat(browser, network.url)
        await chat.open("en")
        await chat.ask(QUESTIONS["en"][0])
        network.turn(Mood.SILENT)
        await chat.put(QUESTIONS["en"][1])
        await expect(chat.waiting).to_have_count(1)
        await expect(chat.state).not_to_be_empty(timeout=SETTLE_MS)
        network.turn(Mood.DOWN)
        network.turn(Mood.GOOD)
        await expect(chat.waiting).to_have_count(0, timeout=SETTLE_MS)

        assert await _shown(chat.page) == await _kept(chat.page, lotse)
        await chat.page.context.close()
