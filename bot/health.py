"""Tell whether the process lives, and whether it gives right answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.metrics import Metrics
from kb.language import Language

logger = logging.getLogger(__name__)

CANARIES = {
    Language.ENGLISH: "How do I log in with my security card?",
    Language.GERMAN: "Wie melde ich mich mit der Sicherheitskarte an?",
}
CANARY_ARTICLE = "dsc-login"
CANARY_SECONDS = 10.0
AGAIN_SECONDS = 1.0
"""After wrong answers one asks again sooner, so that who is well again is soon ready."""
STALE_SECONDS = 30.0
"""Right answers that are older prove nothing any more: whatever understands hangs."""


class Understanding(Protocol):
    """What the canary questions are put to; `bot.agent.AgentThread` is it."""

    async def parse(
        self, text: str, language: str | None = None, *, anew: bool = False
    ) -> dict[str, Any]:
        """Return what is understood of a text; ``anew``: not what was understood before."""
        ...


class Health:
    """``/healthz``: the process lives; ``/readyz``: canary questions get their right answers.

    They are asked in the background and wait in no queue behind people's turns. So a server on
    which all are busy stays ready as long as it answers rightly: it tells people "busy" itself.
    """

    def __init__(
        self,
        understanding: Understanding,
        metrics: Metrics,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._understanding = understanding
        self._metrics = metrics
        self._now = now
        self._are_right: bool | None = None
        self._asked = self._now()
        self._is_draining = False
        metrics.look_up("ready", "1 while /readyz says so.", lambda: not self.problem)
        metrics.look_up("draining", "1 once the server is stopping.", lambda: self._is_draining)
        metrics.look_up("canary_age_seconds", "Since the test questions were answered.", self._age)

    def drain(self) -> None:
        """Let ``/readyz`` say from now on that the server is stopping."""
        self._is_draining = True

    @property
    def problem(self) -> str:
        """Return why the server is not ready, as a code of refusals; empty where it is."""
        if self._is_draining:
            return "draining"
        return "" if self._are_right and self._age() <= STALE_SECONDS else "not_ready"

    def _age(self) -> float:
        return self._now() - self._asked

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer as long as the event loop turns."""
        return web.json_response({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """Say what the last canary questions said."""
        if self.problem:
            raise RefusalError(503, self.problem)
        return web.json_response({"status": "ready"})

    async def asking(self, _application: web.Application) -> AsyncIterator[None]:
        """Ask again and again while the application runs."""
        task = asyncio.ensure_future(self._ask_always())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _ask_always(self) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(CANARY_SECONDS if self._are_right else AGAIN_SECONDS)

    async def ask(self) -> None:
        """Ask the canary questions once, and remember what came of it and when."""
        questions = CANARIES.items()
        found = await asyncio.gather(
            *(self._is_right(language, question) for language, question in questions),
            return_exceptions=True,  # whatever understanding raises, one asks again
        )
        wrong = [
            language.value
            for language, is_right in zip(CANARIES, found, strict=True)
            if is_right is not True
        ]
        for language in wrong:
            self._metrics.canary_failure(language)
        self._tell(wrong, [type(each).__name__ for each in found if isinstance(each, Exception)])
        self._are_right, self._asked = not wrong, self._now()

    def _tell(self, wrong: list[str], errors: list[str]) -> None:
        """Log a change; while it lasts there is the metric."""
        if wrong and self._are_right is not False:
            fields = {"language": " ".join(wrong), "kind": " ".join(errors) or "answer"}
            logger.error("canary questions got no right answer", extra={"fields": fields})
        if not wrong and self._are_right is False:
            logger.warning("canary questions get their right answers again")

    async def _is_right(self, language: Language, question: str) -> bool:
        parsed = await self._understanding.parse(question, anew=True)
        found = {entity["entity"]: entity["value"] for entity in parsed["entities"]}
        right = {"article": CANARY_ARTICLE, "language": language.value}
        return right.items() <= found.items()
