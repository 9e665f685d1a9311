"""Picture the page in both languages; `make screenshots` runs this."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.browser import FLAGS, find_browser
from tests.browser.chat import Chat, new_chat
from tests.browser.check_pictures import take_checks
from tests.browser.pretend_lotse import running_pretend
from tests.browser.states import STATES, Scene
from tests.gateways import write_loopback_gateways
from tests.servers import free_port, running_lotse

FOLDER = Path(__file__).parent / "screenshots"
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
SMALL = ViewportSize(width=320, height=640)


@dataclass(frozen=True)
class Picture:
    """What to do before the picture is taken; without a question the chat stays empty."""

    name: str
    language: Literal["de", "en"]
    size: ViewportSize
    scheme: Literal["light", "dark"] = "light"
    is_open: bool = True
    question: str = ""
    button: str = ""


PICTURES = (
    Picture("readme", "de", DESKTOP, question="hab die dsc hier, der will nen 6 stelligen code??"),
    Picture("page-closed", "en", DESKTOP, is_open=False),
    Picture("check-dark", "en", DESKTOP, "dark", question="is zurich up"),
    Picture("welcome-phone", "en", PHONE),
    Picture("step-phone", "de", PHONE, question="dsc+ anmeldung", button="Schritt für Schritt"),
    Picture(
        "two-questions-phone",
        "de",
        PHONE,
        question="Was bedeutet Port 4001? Und wie melde ich mich mit der DSC+ an?",
    ),
    Picture("several-articles", "en", DESKTOP, question="KB2816"),
    Picture("fallback-phone-dark", "de", PHONE, "dark", question="Wie wird das Wetter morgen?"),
)


@dataclass(frozen=True)
class StatePicture:
    """A state of the chat, on the scripted server, after the states that lead there."""

    name: str
    states: tuple[str, ...]
    language: Literal["de", "en"]
    size: ViewportSize
    scheme: Literal["light", "dark"] = "light"


STATE_PICTURES = (
    StatePicture("menu-phone-dark", ("answered", "choosing"), "en", PHONE, "dark"),
    StatePicture("rating", ("rating",), "de", DESKTOP),
    StatePicture("deleting-phone", ("answered", "deleting"), "de", PHONE),
    StatePicture("error-dark", ("failed",), "en", DESKTOP, "dark"),
    StatePicture("cut-off-phone", ("answered", "cut_off"), "de", PHONE),
    StatePicture("too-long", ("too_long",), "de", DESKTOP),
    StatePicture("outdated-small", ("outdated",), "en", SMALL),
)


def main() -> None:
    """Take all pictures on a server of their own."""
    asyncio.run(take_all())


async def take_all() -> None:
    """Write each picture to ``tests/browser/screenshots``."""
    FOLDER.mkdir(exist_ok=True)
    listener = await asyncio.start_server(_hang_up, "127.0.0.1", 0)
    up = int(listener.sockets[0].getsockname()[1])
    ports = {"tws-europe-primary": up, "tws-europe-backup": free_port()}
    with tempfile.TemporaryDirectory() as name:
        gateways = write_loopback_gateways(Path(name) / "gateways.yml", ports)
        with running_lotse(Path(name), LOTSE_GATEWAYS=str(gateways)) as server:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=find_browser(), args=list(FLAGS)
                )
                for picture in PICTURES:
                    await take(picture, browser, server.url)
                await take_checks(browser, FOLDER)
                for state in STATE_PICTURES:
                    await take_state(state, browser)
                await browser.close()
    listener.close()


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def take(picture: Picture, browser: Browser, url: str) -> None:
    """Take one picture."""
    chat = await new_chat(browser, url)
    await chat.page.set_viewport_size(picture.size)
    await chat.page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")
    await _prepare(picture, chat)
    await _save(chat, picture.name)


async def take_state(picture: StatePicture, browser: Browser) -> None:
    """Take a picture of a state that the real server is in too seldom."""
    async with running_pretend() as pretend:
        chat = await new_chat(browser, pretend.url)
        await chat.page.set_viewport_size(picture.size)
        await chat.page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")
        await chat.open(picture.language)
        for state in picture.states:
            await STATES[state](Scene(chat, pretend, picture.language))
        await _save(chat, picture.name)


async def _save(chat: Chat, name: str) -> None:
    path = FOLDER / f"{name}.png"
    await chat.page.screenshot(path=path)
    print(f"{path.relative_to(Path.cwd())}: {path.stat().st_size // 1024} KB", flush=True)
    await chat.page.context.close()


async def _prepare(picture: Picture, chat: Chat) -> None:
    if not picture.is_open:
        await chat.visit(picture.language)
        return
    await chat.open(picture.language)
    if picture.question:
        await chat.ask(picture.question)
    if picture.button:
        await chat.press(picture.button)


if __name__ == "__main__":
    main()
