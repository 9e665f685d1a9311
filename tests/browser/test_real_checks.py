"""Checks, the browser's own check, commands and letters, from the real server to the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.browser import FLAGS, find_browser
from tests.browser.chat import Chat, new_chat
from tests.browser.listeners import Certificates, listening
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse

pytestmark = pytest.mark.asyncio(loop_scope="session")

GATEWAYS = {"de": "Ist das Gateway in Zürich erreichbar?", "en": "Is the Zurich gateway reachable?"}
WEBSITE = {
    "de": "Ist die amerikanische Website erreichbar?",
    "en": "Is the American website reachable?",
}
BUTTONS = {"de": "Aus diesem Browser prüfen", "en": "Check from this browser"}
SAID = {
    "de": "Aus diesem Browser geprüft: 1 erreichbar, 0 nicht feststellbar",
    "en": "Checked from this browser: 1 reachable, 0 cannot be known",
}
COMMANDS = {
    "de": "Wie prüfe ich die Verbindung von meinem Rechner aus?",
    "en": "How do I check the connection from my computer?",
}
LETTERS = {
    "de": "Schreib mir einen Brief an meine IT-Abteilung",
    "en": "Write a letter to my IT department",
}
SAVE = {"de": "Herunterladen", "en": "Download"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def certificates() -> AsyncIterator[Certificates]:
    """Return what the browser trusts."""
    yield Certificates()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def checking_lotse(
    tmp_path_factory: pytest.TempPathFactory, model: Path, certificates: Certificates
) -> AsyncIterator[Lotse]:
    """Return a server whose website and Zurich answer; of Hong Kong's hosts one is dark."""
    folder = tmp_path_factory.mktemp("checks")
    async with listening(certificates) as ports:
        good = ports.by_kind["good"]
        rows = {
            "web-us": good,
            "tws-europe-primary": ports.plain,
            "tws-asia-primary": ports.by_kind["filtered"],
            "tws-asia-backup": ports.by_kind["closing"],
        }
        path = write_loopback_gateways(folder / "gateways.yml", rows, web_ports=(good,))
        with running_lotse(folder, LOTSE_GATEWAYS=str(path)) as server:
            yield server


@pytest_asyncio.fixture(loop_scope="session")
async def checking_chat(checking_lotse: Lotse, certificates: Certificates) -> AsyncIterator[Chat]:
    """Return a tab of a browser that trusts the website's certificate."""
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=[*FLAGS, certificates.flag]
        )
        chat = await new_chat(browser, checking_lotse.url)
        yield chat
        await browser.close()
        assert chat.script_complaints == []


async def test_a_row_is_shown_while_a_dark_one_is_still_checked(checking_chat: Chat) -> None:
    await checking_chat.open("de")
    await checking_chat.put("Ist das Gateway in Hongkong erreichbar?")

    live = checking_chat.page.locator(".live")
    await expect(live.locator("tr[data-state=ok]")).to_have_count(1)
    assert await live.locator("tr[data-state=checking]").count() == 1
    final = await checking_chat.answered()
    await expect(checking_chat.answers).to_have_count(1)
    await expect(final.locator("tr[data-state=checking]")).to_have_count(0)
    await expect(final.locator("tr[data-state=ok]")).to_have_count(1)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_the_browser_saw_gets_the_servers_verdict_and_stays_after_a_reload(
    checking_chat: Chat, language: str
) -> None:
    await checking_chat.open(language)
    await checking_chat.ask(WEBSITE[language])
    await checking_chat.press(BUTTONS[language])
    await expect(checking_chat.questions.last).to_contain_text(SAID[language])
    verdict = await checking_chat.answered()
    await expect(verdict).to_have_attribute("lang", language)
    await expect(verdict).not_to_have_attribute("data-kind", "error")
    shown = await verdict.locator(".text").inner_text()

    await checking_chat.page.reload()
    await checking_chat.launcher.click()
    await expect(checking_chat.questions).to_have_count(2)
    await expect(checking_chat.answers.last.locator(".text")).to_have_text(
        shown, use_inner_text=True
    )


@pytest.mark.parametrize("language", ["de", "en"])
async def test_commands_come_in_boxes(checking_chat: Chat, language: str) -> None:
    await checking_chat.open(language)
    await checking_chat.ask(GATEWAYS[language])
    answer = await checking_chat.ask(COMMANDS[language])

    boxes = answer.locator(".box pre")
    await expect(boxes).not_to_have_count(0)
    await expect(boxes.first).to_contain_text("localhost")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_letter_is_saved_as_it_is_shown(
    checking_chat: Chat, language: str, tmp_path: Path
) -> None:
    await checking_chat.open(language)
    await checking_chat.ask(GATEWAYS[language])
    answer = await checking_chat.ask(LETTERS[language])
    async with checking_chat.page.expect_download() as saving:
        await answer.get_by_role("button", name=SAVE[language]).click()
    saved = await saving.value
    await saved.save_as(tmp_path / "letter")

    assert saved.suggested_filename.endswith(".txt")
    text = (tmp_path / "letter").read_text(encoding="utf-8")
    assert text == await answer.locator(".document pre").text_content()
    assert "localhost" in text
