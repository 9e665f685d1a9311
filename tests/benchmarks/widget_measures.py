"""What one look at a widget finds, each in a browser context of its own."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, CDPSession, Page, Response, expect

from kb.gateways import read_gateways
from tests.benchmarks.widget_subjects import Bench, Subject
from tests.browser.axe import complaints
from tests.browser.wire import answer, check, message, progress, row

PAGE_SCRIPT = (Path(__file__).parent / "widget_page.js").read_text(encoding="utf-8")
SLOWED = 4
SETTLE_MS = 1_500
MESSAGES = 500
ROWS = 26
ROW_SECONDS = 0.05
FRAME_MS = 1_000 / 60
MOST_TABS = 40
ANSWER = (
    "Log in with your user name and password, then choose **DSC+** and type the challenge "
    "into the card. Answer {number}."
)


@dataclass
class Loaded:
    """What loading and opening cost; times in milliseconds since navigation, at 4× throttling."""

    before: dict[str, int] = field(default_factory=dict)
    """Bytes, gzipped, of each file before the first click."""
    after: dict[str, int] = field(default_factory=dict)
    stored: list[str] = field(default_factory=list)
    shown: float | None = None
    ready: float | None = None
    long_tasks: list[float] = field(default_factory=list)


@dataclass
class Used:
    """What using it came to."""

    heap_bytes: float
    nodes: float


@dataclass
class Judged:
    """Whether everybody can use it; ``axe`` are the rules that are broken, with how often."""

    axe: dict[str, int]
    is_reached_by_keyboard: bool
    is_read_out: bool


@asynccontextmanager
async def _opened(browser: Browser, url: str) -> AsyncIterator[tuple[Page, CDPSession]]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_init_script(PAGE_SCRIPT)
    page = await context.new_page()
    try:
        yield page, await context.new_cdp_session(page)
    finally:
        await context.close()


async def measure_size(browser: Browser, url: str, subject: Subject) -> Loaded:
    """Return what is fetched and stored before the first click, and what is fetched after it."""
    found = Loaded()
    responses: list[Response] = []
    async with _opened(browser, url) as (page, _):
        page.on("response", lambda response: responses.append(response))
        await page.goto(url + subject.path, wait_until="load")
        await page.wait_for_timeout(SETTLE_MS)
        found.before = await _sizes(responses)
        found.stored = await page.evaluate("stored()")
        if subject.opener:
            responses.clear()
            await page.locator(subject.opener).first.click()
            await expect(page.locator(subject.ready).first).to_be_attached()
            await page.wait_for_timeout(SETTLE_MS)
            found.after = await _sizes(responses)
    return found


async def _sizes(responses: list[Response]) -> dict[str, int]:
    sizes = {}
    for response in responses:
        kind = response.headers.get("content-type", "")
        if response.request.resource_type != "document" and "json" not in kind:
            sizes[response.url] = len(gzip.compress(await response.body(), 9, mtime=0))
    return sizes


async def measure_start(browser: Browser, url: str, subject: Subject) -> Loaded:
    """Return how soon it can be used on a slow processor, and for how long it held the page up."""
    async with _opened(browser, url) as (page, devtools):
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        if subject.ready:
            wish = f"useAtOnce({json.dumps(subject.opener)}, {json.dumps(subject.ready)})"
            await page.add_init_script(wish)
        await page.goto(url + subject.path, wait_until="load")
        if subject.ready:
            await page.wait_for_function("bench.ready !== null", polling=100)
        await page.wait_for_timeout(SETTLE_MS)
        noted = await page.evaluate("bench")
    return Loaded(shown=noted["shown"], ready=noted["ready"], long_tasks=noted["longTasks"])


async def measure_memory(browser: Browser, url: str, subject: Subject, bench: Bench) -> Used:
    """Return what stays in memory after 500 messages."""
    async with _opened(browser, url) as (page, devtools):
        await page.goto(url + subject.path, wait_until="load")
        if subject.ready:
            await _open(page, subject)
            for number in range(MESSAGES // 2):
                await _ask(page, subject, bench, number)
        await devtools.send("HeapProfiler.collectGarbage")
        await devtools.send("Performance.enable")
        metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
        values = {metric["name"]: metric["value"] for metric in metrics}
    return Used(values["JSHeapUsedSize"], values["Nodes"])


async def _open(page: Page, subject: Subject) -> None:
    if subject.opener:
        await page.locator(subject.opener).first.click()
    await expect(page.locator(subject.ready).first).to_be_attached()


async def _ask(page: Page, subject: Subject, bench: Bench, number: int) -> None:
    """Put a question and wait until its answer is there."""
    text = ANSWER.format(number=number)
    bench.answer = text
    if subject.is_ours:
        bench.pretend.put(answer(message(text, kind="answer", id=f"m{number}")))
    await page.locator(subject.composer).first.click()
    await page.keyboard.insert_text(f"How do I log in, question {number}?")
    await page.keyboard.press("Enter")
    last = page.locator(subject.answer).last
    await expect(last).to_contain_text(f"Answer {number}.", timeout=30_000)


async def measure_frames(browser: Browser, url: str, subject: Subject, bench: Bench) -> int:
    """Return the frames dropped on a slow processor while 26 rows come, one after the other."""
    async with _opened(browser, url) as (page, devtools):
        await page.goto(url + subject.path, wait_until="load")
        if subject.ready:
            await _open(page, subject)
            await _ask(page, subject, bench, 0)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        await page.wait_for_timeout(SETTLE_MS)
        if subject.ready:
            await page.locator(subject.composer).first.click()
            await page.keyboard.insert_text("Are all gateways up?")
        await page.evaluate("watchFrames()")
        if subject.ready:
            await page.keyboard.press("Enter")
        await _tell_rows(bench, subject)
        await page.wait_for_timeout(SETTLE_MS / 3)
        frames: list[float] = await page.evaluate("(bench.stopped = true, bench.frames)")
    return sum(max(0, round(each / FRAME_MS) - 1) for each in frames)


async def _tell_rows(bench: Bench, subject: Subject) -> None:
    """Tell a check row by row; who cannot show that gets all rows as one text."""
    gateways = read_gateways().rows[:ROWS]
    rows = [row(each.id, each.host, 4001) for each in gateways]
    bench.answer = "\n".join(f"{each['host']}:4001 – open, 21 ms" for each in rows)
    for number in range(len(rows)):
        rows[number] = {**rows[number], "state": "ok", "reason": "TLS", "milliseconds": 21}
        if subject.is_ours:
            bench.pretend.put(progress([dict(each) for each in rows]))
        await asyncio.sleep(ROW_SECONDS)
    if subject.is_ours:
        bench.pretend.put(answer(message("**All open.**", check=check(rows))))


async def judge(browser: Browser, url: str, subject: Subject, bench: Bench) -> Judged:
    """Return what axe finds in a short conversation, had by keyboard alone where that works."""
    async with _opened(browser, url) as (page, _):
        await page.goto(url + subject.path, wait_until="load")
        reached = await _reach_by_keyboard(page, subject)
        if not reached:
            await _open(page, subject)
        await _ask(page, subject, bench, 0)
        is_read_out: bool = await page.evaluate("isReadOut('Answer 0.')")
        axe: dict[str, int] = {}
        for line in await complaints(page):
            rule = line.partition(":")[0]
            axe[rule] = axe.get(rule, 0) + 1
    return Judged(axe, reached, is_read_out)


async def _reach_by_keyboard(page: Page, subject: Subject) -> bool:
    """Open it and come to its field with Tab and Enter."""
    if subject.opener and not await _tab_to(page, subject.opener):
        return False
    if subject.opener:
        await page.keyboard.press("Enter")
        await page.wait_for_timeout(SETTLE_MS)
    return await _tab_to(page, subject.composer)


async def _tab_to(page: Page, selector: str) -> bool:
    for _ in range(MOST_TABS):
        if await page.locator(f"{selector}:focus").count():
            return True
        await page.keyboard.press("Tab")
    return False


def total(sizes: dict[str, int]) -> int:
    """Return the bytes of all files."""
    return sum(sizes.values())
