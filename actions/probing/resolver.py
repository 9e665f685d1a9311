"""Resolve names in threads of their own, outside asyncio's pool, which others need."""

from __future__ import annotations

import asyncio
import encodings.idna  # noqa: F401  # else the first name is encoded only with a descriptor left
import socket
import threading
from contextlib import suppress
from ipaddress import ip_address

from actions.probing.descriptors import has_descriptors
from actions.probing.finding import Reason
from actions.probing.hosts_file import read_pinned
from actions.probing.step_error import StepError

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
        """Return the addresses of a name, each once.

        Raises `socket.gaierror` for what the name server says, and `StepError` with NOT_TRIED where
        nobody was asked: no room, no thread or no descriptor is left here.
        """
        if self._is_closed or not self._room.acquire(blocking=False):
            raise StepError(Reason.NOT_TRIED)
        answer: _Future = asyncio.get_running_loop().create_future()
        arguments = (host, port, answer)
        try:
            threading.Thread(target=self._ask, args=arguments, name="resolver", daemon=True).start()
        except (RuntimeError, MemoryError) as error:  # the system gives no thread
            self._room.release()
            raise StepError(Reason.NOT_TRIED) from error
        return await answer

    def close(self) -> None:
        """Ask for no more names; nobody waits for those that the system is still looking for."""
        self._is_closed = True

    def _ask(self, host: str, port: int, answer: _Future) -> None:
        found: list[str] | Exception
        try:
            found = _addresses(host, port)
        except Exception as error:  # noqa: BLE001  # whoever asked gets it instead of no answer
            found = error
        finally:
            self._room.release()
        with suppress(RuntimeError):  # nobody waits any more, not even the event loop
            answer.get_loop().call_soon_threadsafe(_settle, answer, found)


def _addresses(host: str, port: int) -> list[str]:
    try:
        return read_pinned(host) or _ask_system(_fully_qualified(host), port)
    except OSError as error:
        # Without a descriptor, the system says of some names that they do not exist.
        if has_descriptors():
            raise
        raise StepError(Reason.NOT_TRIED) from error


def _ask_system(host: str, port: int) -> list[str]:
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def _fully_qualified(host: str) -> str:
    """Return a name with its final dot, so that no search domain leads it to a stranger.

    A hosts file does not know it by that name, hence `read_pinned`.
    """
    if "." not in host or _is_address(host):  # ``localhost``
        return host
    return host.rstrip(".") + "."


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _settle(answer: _Future, found: list[str] | Exception) -> None:
    if answer.done():  # given up
        return
    if isinstance(found, Exception):
        answer.set_exception(found)
    else:
        answer.set_result(found)
