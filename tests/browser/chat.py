"""The page with the chat, used as people use it."""

from __future__ import annotations

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, expect

NETWORK_NOISE = ("Failed to load resource", "WebSocket connection to")
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`policy: ${violatedDirective} ${blockedURI}`));
"""


class Chat:
    """One tab, which notes what its console says and what it requests."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_console)
        self.launcher = page.locator(".launcher")
        self.dialog = page.locator("lotse-chat dialog")
        self.field = page.locator("lotse-chat textarea")
        self.send = page.locator("lotse-chat .send")
        self.state = page.locator("lotse-chat .state")
        self.answers = page.locator(".message.bot")
        self.questions = page.locator(".message.user")
        self.waiting = page.locator("[data-sending=waiting], [data-sending=asked]")

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url.removeprefix(self.url))

    def _note_console(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.complaints.append(line.text)

    @property
    def script_complaints(self) -> list[str]:
        """Return the complaints, except about calls that failed on purpose."""
        return [
            line for line in self.complaints if not any(noise in line for noise in NETWORK_NOISE)
        ]

    async def visit(self, language: str = "de") -> None:
        """Load the page in a language."""
        await self.page.goto(f"{self.url}/?lang={language}")
        await expect(self.launcher).to_be_visible()

    async def open(self, language: str = "de") -> None:
        """Load the page and open the chat."""
        await self.visit(language)
        await self.launcher.click()
        await expect(self.dialog).to_be_visible()
        await self.ready()

    async def ready(self) -> None:
        """Wait until the conversation's part of the widget is there."""
        await expect(self.dialog.locator(".menu")).to_be_attached()

    async def put(self, text: str) -> None:
        """Type a question and press Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def ask(self, text: str) -> Locator:
        """Put a question and return the last answer."""
        before = await self.questions.count()
        await self.put(text)
        await expect(self.questions.nth(before)).to_be_attached()
        return await self.answered()

    async def press(self, title: str) -> Locator:
        """Press the newest button with this title and return the last answer."""
        before = await self.questions.count()
        await self.page.locator(".replies button", has_text=title).last.click()
        await expect(self.questions.nth(before)).to_be_attached()
        return await self.answered()

    async def answered(self) -> Locator:
        """Wait until nothing waits to be sent and return the last answer."""
        await expect(self.questions.last).to_be_attached()
        await expect(self.waiting).to_have_count(0)
        return self.answers.nth(await self.answers.count() - 1)

    async def stored(self) -> dict[str, list[str]]:
        """Return everything the page keeps in the browser."""
        kept: dict[str, list[str]] = await self.page.evaluate(
            """async () => ({
              session: Object.keys(sessionStorage),
              local: Object.keys(localStorage),
              databases: (await indexedDB.databases()).map(({ name }) => name),
              cookies: document.cookie ? [document.cookie] : [],
            })"""
        )
        return kept


async def new_chat(browser: Browser, url: str, width: int = 1280, height: int = 800) -> Chat:
    """Return a fresh tab that shares nothing with others; its page is not loaded yet."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    await context.add_init_script(REPORT_VIOLATIONS)
    return Chat(await context.new_page(), url)
