"""Tell whether the process lives, and whether it gives right answers."""

from __future__ import annotations

import asyncio
import logging
import time

from aiohttp import web

from bot.agent import AgentThread, TurnError
from bot.channels.http_errors import RefusalError
from kb.language import Language

logger = logging.getLogger(__name__)

CANARIES = {
    Language.ENGLISH: "How do I log in with my security card?",
    Language.GERMAN: "Wie melde ich mich mit der Sicherheitskarte an?",
}
CANARY_ARTICLE = "dsc-login"
CANARY_SECONDS = 10.0


class Health:
    """``/healthz``: the process lives; ``/readyz``: it gives the right answer in both languages."""

    def __init__(self, agent: AgentThread) -> None:
        self._agent = agent
        self._asked = 0.0
        self._right = False
        self._asking = asyncio.Lock()
        self._is_draining = False

    def drain(self) -> None:
        """Let ``/readyz`` say from now on that the server is stopping."""
        self._is_draining = True

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer as long as the event loop turns."""
        return web.json_response({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """Ask the canary questions, at most every `CANARY_SECONDS`."""
        if self._is_draining:
            raise RefusalError(503, "draining")
        async with self._asking:
            if not self._right or time.monotonic() - self._asked > CANARY_SECONDS:
                self._right = await self._ask()
                self._asked = time.monotonic()
        if not self._right:
            raise RefusalError(503, "not_ready")
        return web.json_response({"status": "ready"})

    async def _ask(self) -> bool:
        for language, question in CANARIES.items():
            try:
                parsed = await self._agent.parse(question)
            except (TurnError, RuntimeError) as error:
                logger.error("a canary question failed: %s", type(error).__name__)
                return False
            found = {entity["entity"]: entity["value"] for entity in parsed["entities"]}
            if found.get("article") != CANARY_ARTICLE or found.get("language") != language.value:
                logger.error("a canary question got a wrong answer in '%s'", language.value)
                return False
        return True
