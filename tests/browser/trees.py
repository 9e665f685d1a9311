"""What a screen reader finds in the chat; ``python -m tests.browser.trees`` writes it anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import async_playwright

from bot.browser import FLAGS, find_browser
from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import PretendLotse, running_pretend
from tests.browser.states import STATES, Scene

FOLDER = Path(__file__).parent / "trees"
KEPT = ("empty", "answered", "walking", "checked", "deleting", "rating")


async def read_tree(chat: Chat, pretend: PretendLotse, language: str, state: str) -> str:
    """Bring a state about and return the dialog's accessibility tree."""
    await chat.open(language)
    await STATES[state](Scene(chat, pretend, language))
    return await chat.dialog.aria_snapshot() + "\n"


async def write_all() -> None:
    """Write the tree of each state in both languages."""
    FOLDER.mkdir(exist_ok=True)
    async with running_pretend() as pretend, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        for state in KEPT:
            for language in ("de", "en"):
                chat = await new_chat(browser, pretend.url)
                text = await read_tree(chat, pretend, language, state)
                (FOLDER / f"{state}.{language}.yml").write_text(text, encoding="utf-8")
                await chat.page.context.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(write_all())
