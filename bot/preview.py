"""Show changed articles without a restart, for those who write them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from datetime import date

from aiohttp import web
from watchfiles import awatch

from kb.check import check_articles
from kb.errors import Complaint
from kb.gateway import Gateways
from kb.library import Library, Reload

RETRY_SECONDS = 1.0
SETTLE_MILLISECONDS = 50  # an editor may write a file in several goes
Context = Callable[[web.Application], AsyncIterator[None]]
"""What aiohttp enters when an application starts and leaves when it stops."""


def preview(library: Library, gateways: Gateways, say: Callable[[str], None]) -> Context:
    """Return a part of the application that reloads articles when their files change."""

    async def watching(application: web.Application) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(watch(library, gateways, say, stop))
        yield
        stop.set()
        await task

    return watching


async def watch(
    library: Library, gateways: Gateways, say: Callable[[str], None], stop: asyncio.Event
) -> None:
    """Reload on each change of a file until ``stop`` is set; say what came of it."""
    refused = await _take_over(library, gateways, say, ())  # what changed while the bot started
    while not stop.is_set():
        try:
            async for _ in awatch(library.folder, stop_event=stop, debounce=SETTLE_MILLISECONDS):
                refused = await _take_over(library, gateways, say, refused)
        except Exception as error:  # noqa: BLE001  # a name that is no text; watching goes on
            say(f"The folder cannot be watched just now: {type(error).__name__}")
            await asyncio.sleep(RETRY_SECONDS)


async def _take_over(
    library: Library,
    gateways: Gateways,
    say: Callable[[str], None],
    refused: Collection[Complaint],
) -> Collection[Complaint]:
    """Reload, say what came of it, and return what was refused."""
    before = _taught(library)
    reload = await asyncio.to_thread(library.reload)
    for line in await asyncio.to_thread(report, reload, gateways, refused):
        say("".join(c if c.isprintable() else "?" for c in line))  # file names may hold anything
    if _taught(library) != before:
        say("Questions have changed; the bot learns them with: make train, then a restart")
    return reload.complaints


def report(reload: Reload, gateways: Gateways, said: Collection[Complaint] = ()) -> list[str]:
    """Say what was taken over, what was refused and not ``said`` yet, and what is to be mended."""
    lines = [
        f"Refused, what is shown stays as it was: {complaint}"
        for complaint in reload.complaints
        if complaint not in said
    ]
    if reload.changed:
        lines.append(f"Reloaded: {', '.join(reload.changed)}")
        lines += [
            f"To be mended before it is committed: {complaint}"
            for complaint in check_articles(reload.knowledge.articles, gateways, date.today())
            if complaint.path.stem in reload.changed
        ]
    return lines


def _taught(library: Library) -> set[tuple[str, str]]:
    articles = library.current.articles
    return {
        (id, question)
        for each in articles.values()
        for id, article in each.items()
        for question in (article.title, *article.questions)
    }
