"""Choose ports on loopback for what a cluster starts."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from bot.command_error import CommandError

LOOPBACK = "127.0.0.1"
LAST = 65_535


def free_ports(first: int) -> Iterator[int]:
    """Yield free ports from a number on, so that they are known by sight and stay free.

    Those that the system gives to whoever connects somewhere are far above: a port from there may
    be taken while its worker is started again. Raise `CommandError` where there are no more.
    """
    for port in range(first, LAST + 1):
        if is_free(port):
            yield port
    raise CommandError(f"from {first} on there are not enough free ports; set LOTSE_PORT lower")


def is_free(port: int) -> bool:
    """Return whether somebody could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
