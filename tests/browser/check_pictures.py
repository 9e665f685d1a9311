"""Picture checks, letters and commands, in states that the real server passes too fast."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from bot.browser import FLAGS, find_browser
from kb.gateway import Gateways
from kb.gateways import read_gateways
from kb.language import Language
from tests.browser.chat import Chat, new_chat
from tests.browser.picture_texts import (
    COMMANDS,
    DETAILS,
    HEADLINES,
    LETTERS,
    QUESTIONS,
    REASONS,
    ROLES,
    SINCE,
)
from tests.browser.pretend_lotse import PretendLotse, running_pretend
from tests.browser.wire import Row, answer, check, message, progress, row

Spoken = Literal["de", "en"]
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=740)


def rows_of(gateways: Gateways, language: Spoken, finished: bool = True) -> list[Row]:
    """Return the shipped list's rows with results made up, for every other one or for all."""
    rows: list[Row] = []
    for gateway in gateways.rows:
        spoken = Language(language)
        places = [gateways.places[place][spoken][0] for place in gateway.places[-1:]]
        label = " ".join([gateways.products[gateway.product][spoken][0], *places])
        for port in gateway.ports:
            facts: dict[str, Any] = {"label": label + ROLES[language].get(gateway.role, "")}
            facts["browser"] = port == 443
            if finished or len(rows) % 2 == 0:
                facts |= result_of(len(rows), language)
            rows.append(row(gateway.id, gateway.host, port, **facts))
    return rows


def result_of(number: int, language: Spoken) -> dict[str, Any]:
    """Return what was found in the row with this number."""
    odd = {2: "refused", 3: "timeout", 5: "certificate_untrusted"}
    state = odd.get(number, "ok")
    facts: dict[str, Any] = {"state": state, "reason": REASONS[language][state]}
    facts["milliseconds"] = None if state == "timeout" else 12 + 7 * number
    if state == "ok":
        facts["detail"] = DETAILS[language]
    else:
        facts["since"] = SINCE[language]
    return facts


@dataclass(frozen=True)
class Scene:
    """A chat on the pretend server, to be brought into the state of the picture."""

    chat: Chat
    pretend: PretendLotse
    language: Spoken

    async def live(self) -> None:
        """Show a table that is half filled."""
        self.pretend.put(progress(rows_of(read_gateways(), self.language, finished=False)))
        await self.chat.put(QUESTIONS[self.language])
        await expect(self.chat.page.locator(".live table")).to_be_visible()

    async def finished(self) -> None:
        """Show the same table at its end."""
        rows = rows_of(read_gateways(), self.language)
        parts = {"check": check(rows)}
        self.pretend.put(answer(message(HEADLINES[self.language], self.language, **parts)))
        await self.chat.ask(QUESTIONS[self.language])

    async def browser(self) -> None:
        """Show what a browser finds out, some hosts answering."""
        gateways = read_gateways()
        found = rows_of(gateways, self.language)
        rows = [found[0], found[4], found[6], *found[16:18]]
        parts = {"check": check(rows)}
        self.pretend.hosts = " ".join(f"https://{each['host']}" for each in rows[:3])
        up = [f"https://{each['host']}/" for each in rows[:2]]
        await self.chat.page.route(
            lambda url: url.startswith("https://"),
            lambda route: route.fulfill(body="") if route.request.url in up else route.abort(),
        )
        self.pretend.put(answer(message(HEADLINES[self.language], self.language, **parts)))
        await self.chat.open(self.language)
        await self.chat.ask(QUESTIONS[self.language])
        await self.chat.page.locator(".check-here").click()
        await expect(self.chat.questions).to_have_count(2)
        await self.chat.answers.nth(1).evaluate("node => node.scrollIntoView()")

    async def letter(self) -> None:
        """Show the letter to the IT department."""
        file = {
            "name": {"de": "brief-an-die-it.txt", "en": "letter-to-it.txt"}[self.language],
            "media_type": "text/plain",
            "text": LETTERS[self.language],
        }
        said = {"de": "Hier ist ein Brief an Ihre IT.", "en": "Here is a letter to your IT."}
        parts = {"document": file, "kind": "answer"}
        self.pretend.put(answer(message(said[self.language], self.language, **parts)))
        await self.chat.ask({"de": "Brief an die IT", "en": "Letter to IT"}[self.language])

    async def commands(self) -> None:
        """Show the commands for the person's own computer."""
        said = {
            "de": "Bitte führen Sie auf Ihrem Computer **einen** dieser Befehle aus und fügen Sie "
            "die Ausgabe hier ein.",
            "en": "Please run **one** of these commands on your computer and paste what it prints.",
        }
        parts = {"commands": COMMANDS, "kind": "answer"}
        self.pretend.put(answer(message(said[self.language], self.language, **parts)))
        await self.chat.ask({"de": "Von meinem PC", "en": "From my computer"}[self.language])


SCENES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "table-live": Scene.live,
    "table": Scene.finished,
    "table-browser": Scene.browser,
    "letter": Scene.letter,
    "commands": Scene.commands,
}
Look = tuple[str, Spoken, ViewportSize, Literal["light", "dark"]]
KEPT_LOOKS: tuple[Look, ...] = (("-phone", "de", PHONE, "light"), ("-dark", "en", DESKTOP, "dark"))
OTHER_LOOKS: tuple[Look, ...] = (
    ("-phone-dark", "en", PHONE, "dark"),
    ("-light", "de", DESKTOP, "light"),
)


async def take_checks(browser: Browser, folder: Path, looks: Sequence[Look] = KEPT_LOOKS) -> None:
    """Write a picture of each scene in each look to the folder."""
    for name, prepare in SCENES.items():
        for suffix, language, size, scheme in looks:
            async with running_pretend() as pretend:
                chat = await new_chat(browser, pretend.url, size["width"], size["height"])
                await chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await chat.open(language)
                await prepare(Scene(chat, pretend, language))
                await chat.dialog.screenshot(path=folder / f"{name}{suffix}.png")
                await chat.page.context.close()


async def main(folder: Path) -> None:
    """Take these pictures alone, in more looks than are kept."""
    async with async_playwright() as playwright:
        path = find_browser()
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        await take_checks(browser, folder, (*KEPT_LOOKS, *OTHER_LOOKS))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
