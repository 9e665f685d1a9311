"""Several tabs with one conversation, and what is kept in the browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTIONS = {"de": "dsc+ anmeldung", "en": "dsc+ login"}


async def second_tab(chat: Chat) -> Chat:
    return Chat(await chat.page.context.new_page(), chat.url)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_two_tabs_show_the_same_conversation_as_it_goes_on(chat: Chat, language: str) -> None:
    await chat.open(language)
    await chat.ask(QUESTIONS[language])
    other = await second_tab(chat)
    await other.open(language)
    await expect(other.answers).to_have_count(1)

    await other.ask("TWS API Linux")
    await expect(chat.answers).to_have_count(2)
    await chat.ask("Port 4001")
    await expect(other.answers).to_have_count(3)

    said = [await tab.page.locator(".message .text").all_inner_texts() for tab in (chat, other)]
    assert said[0] == said[1]
    assert await other.stored() == await chat.stored()


async def test_a_check_fills_in_every_tab(chat: Chat) -> None:
    await chat.open("en")
    await chat.ask("hello")
    other = await second_tab(chat)
    await other.open("en")
    await expect(other.answers).to_have_count(1)
    await chat.ask("is the zurich gateway up")

    await expect(other.page.locator("tr[data-gateway]").first).to_be_visible()
    await expect(other.page.locator(".live")).to_have_count(0)


async def test_without_storage_the_chat_works(chat: Chat) -> None:
    await chat.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('off'); } })"
    )
    await chat.open("de")
    answer = await chat.ask(QUESTIONS["de"])

    await expect(answer).to_have_attribute("data-kind", "answer")
