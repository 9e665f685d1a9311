"""Answer in our own words where aiohttp answers before, or instead of, our handlers.

It would answer a request that is no HTTP with what it could not read, an ``Expect`` header with
its text, both as plain text and without our headers, and log the request's bytes with a
traceback; an ``Expect`` that is no UTF-8 it answers with 500. It offers no extension point for
this, so two methods and a function of its are replaced;
`tests/bot/web_safety/test_headers.py` sends what leads there.
"""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web, web_urldispatcher

from bot.channels.browser_safety import add_everywhere
from bot.channels.http_errors import RefusalError, code_of_status

logger = logging.getLogger(__name__)
_finish_response = web.RequestHandler.finish_response
_meet_expectation = web_urldispatcher._default_expect_handler


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


async def _expect(request: web.Request) -> None:
    try:
        await _meet_expectation(request)
    except UnicodeEncodeError as error:  # from quoting what was expected
        raise web.HTTPExpectationFailed from error


def answer_in_our_words() -> None:
    """Replace them, for all servers of this process; before any route is added."""
    dispatcher: Any = web_urldispatcher
    dispatcher._default_expect_handler = _expect
    handler: Any = web.RequestHandler
    handler.handle_error, handler.finish_response = _handle_error, _finish
