"""Ports on loopback that behave in every way a command must tell apart."""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from actions.probing.finding import Reason, Target
from tests.actions.conftest import (
    close_at_once,
    listening,
    reset,
    speak_http,
    stay_silent,
)
from tests.servers import free_port

HOST = "localhost"
MISSING = "gateway.invalid"
AUTHORITY_NAME = "Prüfstelle der Tests, Abteilung 1"
STRANGER_NAME = "Zscaler Inc."
_FAILED_HANDSHAKE = b"\x15\x03\x03\x00\x02\x02\x28"  # TLS alert: fatal, handshake_failure


@dataclass(frozen=True)
class Scene:
    """What each target is to be found as, and the file of the authority that is trusted."""

    expected: dict[Target, Reason]
    authority: Path

    def issuer(self, target: Target) -> str | None:
        """Return whose certificate a target shows, as a command cuts it."""
        reason = self.expected[target]
        if not target.tls or reason not in _ISSUERS:
            return None
        return _ISSUERS[reason].encode()[:40].decode()


_ISSUERS = {
    Reason.OK: AUTHORITY_NAME,
    Reason.CERTIFICATE_EXPIRED: AUTHORITY_NAME,
    Reason.CERTIFICATE_WRONG_HOST: AUTHORITY_NAME,
    Reason.CERTIFICATE_UNTRUSTED: STRANGER_NAME,
}


async def refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer TLS's first bytes with an alert."""
    await reader.read(1024)
    writer.write(_FAILED_HANDSHAKE)
    await writer.drain()
    writer.close()


@contextmanager
def full_backlog() -> Iterator[int]:
    """Listen on a port whose queue is full, so that a connection gets no answer."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = int(listener.getsockname()[1])
        waiting = [socket.socket() for _ in range(8)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
        yield port
        for connection in waiting:
            connection.close()


def reason_of_missing_name() -> Reason:
    """Return what this machine's own resolver says of a name that does not exist."""
    try:
        socket.getaddrinfo(MISSING, 1)
    except socket.gaierror as error:
        is_known = error.errno == socket.EAI_NONAME
        return Reason.NAME_NOT_FOUND if is_known else Reason.DNS_FAILURE
    raise AssertionError(f"{MISSING} has an address here")


@asynccontextmanager
async def all_behaviours(folder: Path) -> AsyncIterator[Scene]:
    """Open all kinds of ports, and write the certificate of the trusted authority to a file."""
    authority = trustme.CA(organization_name=AUTHORITY_NAME)
    stranger = trustme.CA(organization_name=STRANGER_NAME)
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    last_year = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=365)
    secure = {
        Reason.OK: (stay_silent, authority.issue_cert(HOST)),
        Reason.CERTIFICATE_EXPIRED: (
            stay_silent,
            authority.issue_cert(HOST, not_after=last_year),
        ),
        Reason.CERTIFICATE_WRONG_HOST: (stay_silent, authority.issue_cert("other.test")),
        Reason.CERTIFICATE_UNTRUSTED: (stay_silent, stranger.issue_cert(HOST)),
        Reason.NOT_TLS: (speak_http, None),
        Reason.TLS_REFUSED: (refuse_tls, None),
        Reason.TLS_TIMEOUT: (stay_silent, None),
        Reason.RESET: (reset, None),
    }
    async with AsyncExitStack() as stack:
        expected = {}
        for reason, (behaviour, certificate) in secure.items():
            port = await stack.enter_async_context(listening(behaviour, certificate))
            expected[Target(HOST, port, tls=True)] = reason
        port = await stack.enter_async_context(listening(close_at_once))
        expected[Target(HOST, port, tls=False)] = Reason.OK
        port = await stack.enter_async_context(listening(close_at_once))
        expected[Target(HOST, port, tls=True)] = Reason.RESET
        expected[Target(HOST, free_port(), tls=False)] = Reason.REFUSED
        expected[Target(HOST, stack.enter_context(full_backlog()), tls=False)] = Reason.TIMEOUT
        expected[Target(MISSING, 4001, tls=True)] = reason_of_missing_name()
        yield Scene(expected, path)
