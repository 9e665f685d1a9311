"""What the page does by itself: load, keep quiet, open and close."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.widget_files import join_widget
from tests.browser.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLES = {"de": "Hilfe · Lotse-Demo", "en": "Help centre · Lotse demo"}
HEADINGS = {"de": "Wobei können wir helfen?", "en": "What do you need help with?"}
LAUNCHERS = {"de": "Lotse fragen", "en": "Ask Lotse"}
NOTHING: dict[str, list[str]] = {"session": [], "local": [], "databases": [], "cookies": []}
MOST_TABS = 60
MOST_BYTES_AT_FIRST, MOST_BYTES = 11_000, 26_500


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_page_speaks_the_asked_language(chat: Chat, language: str) -> None:
    await chat.visit(language)

    await expect(chat.page).to_have_title(TITLES[language])
    await expect(chat.page.locator("html")).to_have_attribute("lang", language)
    await expect(chat.page.locator("h1:visible")).to_have_text(HEADINGS[language])
    await expect(chat.launcher).to_have_text(LAUNCHERS[language])


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_whole_conversation_leaves_the_console_empty(chat: Chat, language: str) -> None:
    await chat.open(language)
    await chat.ask("dsc+ login")
    await chat.press("Schritt für Schritt" if language == "de" else "Step by step")

    assert chat.complaints == []


async def test_before_the_chat_opens_nothing_is_stored_and_the_api_not_called(chat: Chat) -> None:
    await chat.visit()
    await chat.page.wait_for_load_state("networkidle")

    assert await chat.stored() == NOTHING
    assert [path for path in chat.requests if path.startswith("/api")] == []


async def test_what_loads_before_the_first_click_is_small(chat: Chat) -> None:
    await chat.visit()
    await chat.page.wait_for_load_state("networkidle")
    first, second = join_widget()

    assert "/widget.js" in chat.requests
    assert not any("chat-" in path for path in chat.requests)
    assert len(first.packed) < MOST_BYTES_AT_FIRST
    assert len(first.packed) + len(second.packed) < MOST_BYTES


async def test_everything_comes_from_our_own_server(chat: Chat) -> None:
    await chat.open()
    await chat.ask("dsc+ anmeldung")

    foreign = [url for url in chat.requests if not url.startswith(("/", "data:"))]
    assert foreign == []


async def test_an_open_chat_stores_exactly_its_session(chat: Chat) -> None:
    await chat.open()
    await chat.ask("dsc+ anmeldung")

    assert await chat.stored() == {**NOTHING, "session": ["lotse-session"]}


async def test_a_topic_of_the_page_opens_the_chat_and_asks(chat: Chat) -> None:
    await chat.visit("de")
    await chat.page.get_by_role("link", name="Wofür ist Port 4001 da?").click()
    answer = await chat.answered()

    await expect(chat.questions).to_have_text(["Sie: Wofür ist Port 4001 da?"])
    await expect(answer).to_have_attribute("data-kind", "answer")


async def test_the_keyboard_alone_is_enough(chat: Chat) -> None:
    await chat.visit("de")
    keyboard = chat.page.keyboard

    for _ in range(MOST_TABS):
        await keyboard.press("Tab")
        if await chat.launcher.evaluate("node => node.matches(':focus')"):
            break
    await keyboard.press("Enter")
    await expect(chat.field).to_be_focused()
    await keyboard.type("dsc+ anmeldung")
    await keyboard.press("Enter")
    await expect(await chat.answered()).to_contain_text("Prüfcode")
    await expect(chat.field).to_be_focused()
    await keyboard.press("Escape")

    await expect(chat.dialog).to_be_hidden()
    await expect(chat.launcher).to_be_focused()


async def test_on_a_phone_the_chat_covers_the_page_and_spares_the_keyboard(chat: Chat) -> None:
    await chat.page.set_viewport_size({"width": 390, "height": 844})
    await chat.open("de")

    assert await chat.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert await chat.dialog.evaluate("node => node.matches(':modal')")
    await expect(chat.field).not_to_be_focused()
