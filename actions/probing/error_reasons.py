"""Say what the system's errors mean for a check."""

from __future__ import annotations

import asyncio
import socket

from actions.probing.descriptors import NONE_LEFT
from actions.probing.finding import Reason

_MISSING_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_OUR_TROUBLE = (socket.EAI_MEMORY, getattr(socket, "EAI_SYSTEM", socket.EAI_MEMORY))


def name_reason(error: Exception) -> Reason:
    """Return what an error of a resolver means; NOT_TRIED where the system could not even ask."""
    if isinstance(error, (asyncio.TimeoutError, TimeoutError, UnicodeError)):
        return Reason.DNS_FAILURE
    if not isinstance(error, socket.gaierror) or error.errno in _OUR_TROUBLE:
        return Reason.NOT_TRIED
    return Reason.NAME_NOT_FOUND if error.errno in _MISSING_NAME else Reason.DNS_FAILURE


def connect_reason(error: OSError) -> Reason:
    """Return what an error of a socket means; NOT_TRIED where this machine has none left."""
    if error.errno in NONE_LEFT:
        return Reason.NOT_TRIED
    if isinstance(error, ConnectionRefusedError):
        return Reason.REFUSED
    if isinstance(error, (ConnectionResetError, ConnectionAbortedError)):
        return Reason.RESET
    return Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.UNREACHABLE
