"""A WebSocket that can be closed while its peer floods it."""

from __future__ import annotations

from aiohttp import WSCloseCode, web
from aiohttp.abc import AbstractStreamWriter

from bot.connections import Connection


class StreamSocket(web.WebSocketResponse):
    """aiohttp's, which would read all that comes while it waits for the peer to close."""

    _connection: Connection | None = None

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter:
        """Begin the stream."""
        if isinstance(request.protocol, Connection):
            self._connection = request.protocol
        return await super().prepare(request)

    async def close(
        self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True
    ) -> bool:
        """Close the stream, whatever its peer still sends."""
        if self._connection is not None:
            self._connection.expect_goodbye()
        return await super().close(code=code, message=message, drain=drain)
