"""Ports of loopback that behave in the ways a browser meets, each HTTPS to look at."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers import free_port

HOST = "localhost"
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
FILL = 4


@dataclass(frozen=True)
class Certificates:
    """One certificate that the browser is told to trust, and one that it is not."""

    trusted: trustme.LeafCert = field(default_factory=lambda: trustme.CA().issue_cert(HOST))
    untrusted: trustme.LeafCert = field(default_factory=lambda: trustme.CA().issue_cert(HOST))

    @property
    def flag(self) -> str:
        """Return the flag with which Chromium trusts the first one alone."""
        certificate = x509.load_pem_x509_certificate(self.trusted.cert_chain_pems[0].bytes())
        key = certificate.public_key()
        encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = base64.b64encode(hashlib.sha256(encoded).digest()).decode()
        return f"--ignore-certificate-errors-spki-list={digest}"


@dataclass
class Ports:
    """The ports by behaviour, and how many connections the plain HTTP one has seen."""

    by_kind: dict[str, int]
    plain: int
    plain_connections: int = 0


@asynccontextmanager
async def listening(certificates: Certificates) -> AsyncIterator[Ports]:
    """Open a port of each kind: good, closing, untrusted, closed, filtered, silent; and HTTP."""
    ports = Ports({}, 0)

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ports.plain_connections += 1
        await _answer(reader, writer)

    async with AsyncExitStack() as stack:
        serve = stack.enter_async_context
        ports.plain = await serve(_served(count))
        ports.by_kind = {
            "good": await serve(_served(_answer, certificates.trusted)),
            "closing": await serve(_served(_close)),
            "untrusted": await serve(_served(_answer, certificates.untrusted)),
            "closed": free_port(),
            "filtered": stack.enter_context(_filtered()),
            "silent": await serve(_served(_keep_silent)),
        }
        yield ports


@asynccontextmanager
async def _served(
    behave: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    certificate: trustme.LeafCert | None = None,
) -> AsyncIterator[int]:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
    server = await asyncio.start_server(behave, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(REPLY)
        await writer.drain()
    writer.close()


async def _close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.close()


async def _keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(1024):
        pass
    writer.close()


@contextmanager
def _filtered() -> Iterator[int]:
    """Listen with a full backlog: the kernel drops further SYNs as a firewall does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(FILL)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])
        for filler in fillers:
            filler.close()
