"""Answer in our own words where aiohttp answers before, or instead of, our handlers.

It would answer a request that is no HTTP with what it could not read, an ``Expect`` header with
its text, both as plain text and without our headers, and log the request's bytes with a
traceback. It offers no extension point for this, so two methods of its are replaced;
`tests/bot/web_safety/test_headers.py` sends what leads there.
"""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web

from bot.channels.browser_safety import add_everywhere
from bot.channels.http_errors import RefusalError, code_of_status

logger = logging.getLogger(__name__)
_finish_response = web.RequestHandler.finish_response


def _handle_error(
    self: web.RequestHandler,
    request: web.BaseRequest,
    status: int = 500,
    exc: BaseException | None = None,
    message: str | None = None,
) -> web.StreamResponse:
    if request.writer.output_size > 0:
        raise ConnectionError("a part of the response was sent already")
    log = logger.error if status >= 500 else logger.debug
    log("a request was answered with %d: %s", status, type(exc).__name__)
    return _plain_failure(status)


async def _finish(
    self: web.RequestHandler,
    request: web.BaseRequest,
    resp: web.StreamResponse,
    start_time: float | None,
) -> tuple[web.StreamResponse, bool]:
    answer = _plain_failure(resp.status) if isinstance(resp, web.HTTPException) else resp
    return await _finish_response(self, request, answer, start_time)


def _plain_failure(status: int) -> web.Response:
    response = RefusalError(status, code_of_status(status)).response()
    add_everywhere(response)
    response.force_close()
    return response


def answer_in_our_words() -> None:
    """Replace both methods, for all servers of this process."""
    handler: Any = web.RequestHandler
    handler.handle_error, handler.finish_response = _handle_error, _finish
