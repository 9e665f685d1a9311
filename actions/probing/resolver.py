"""Resolve names in threads of their own, outside asyncio's pool, which others need."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress

MOST_QUESTIONS = 128
"""More than twice all listed ports: so many go unanswered only where the name server is dead."""
_Future = asyncio.Future[list[str]]


class Resolver:
    """Asks the system, as every program on this machine does.

    A dead name server blocks a thread for as long as the system likes. The threads of a
    ThreadPoolExecutor keep a program from ending for that long; these do not.
    """

    def __init__(self) -> None:
        self._room = threading.BoundedSemaphore(MOST_QUESTIONS)
        self._is_closed = False

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name, each once; raise `socket.gaierror`."""
        if self._is_closed or not self._room.acquire(blocking=False):
            raise socket.gaierror(socket.EAI_AGAIN, "no more names now")
        answer: _Future = asyncio.get_running_loop().create_future()
        threading.Thread(
            target=self._ask, args=(host, port, answer), name="resolver", daemon=True
        ).start()
        return await answer

    def close(self) -> None:
        """Ask for no more names; nobody waits for those that the system is still looking for."""
        self._is_closed = True

    def _ask(self, host: str, port: int, answer: _Future) -> None:
        found: list[str] | Exception
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except (OSError, UnicodeError) as error:
            found = error
        finally:
            self._room.release()
        with suppress(RuntimeError):  # nobody waits any more, not even the event loop
            answer.get_loop().call_soon_threadsafe(_settle, answer, found)


def _settle(answer: _Future, found: list[str] | Exception) -> None:
    if answer.done():  # given up
        return
    if isinstance(found, Exception):
        answer.set_exception(found)
    else:
        answer.set_result(found)
