"""Try to reach a port of a listed gateway and say what happened, step by step."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from actions.addresses import is_loopback, is_public

RESOLVE_SECONDS = 2.0
CONNECT_SECONDS = 2.0
TLS_SECONDS = 2.0

# OpenSSL's verify codes (X509_V_ERR_…) that have a meaning of their own for a reader.
_EXPIRED, _HOSTNAME_MISMATCH = 10, 62


class Reason(str, Enum):
    """What a connection attempt found out; exactly one holds."""

    OK = "ok"
    NAME_NOT_FOUND = "name_not_found"
    DNS_FAILURE = "dns_failure"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    NOT_TLS = "not_tls"
    TLS_TIMEOUT = "tls_timeout"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"


@dataclass(frozen=True)
class Target:
    """A host and port of a listed row; ``tls`` says whether the port speaks TLS."""

    host: str
    port: int
    tls: bool


@dataclass(frozen=True)
class Finding:
    """What was found, and how long it took in milliseconds."""

    target: Target
    reason: Reason
    milliseconds: int


Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Return the addresses of a name, or raise `socket.gaierror`."""


@dataclass(frozen=True)
class Vantage:
    """From where and by which rules is probed."""

    resolve: Resolve
    tls: ssl.SSLContext
    allow_loopback: bool = False

    def may_connect(self, address: str) -> bool:
        """Return whether an address may be connected to."""
        return is_public(address) or (self.allow_loopback and is_loopback(address))


async def probe(target: Target, vantage: Vantage) -> Finding:
    """Resolve, connect and, where the port speaks TLS, shake hands; close at once.

    Nothing is sent or read beyond the handshake. Never raises for what the network does.
    """
    started = time.monotonic()
    reason = await _reason(target, vantage)
    return Finding(target, reason, round((time.monotonic() - started) * 1000))


async def _reason(target: Target, vantage: Vantage) -> Reason:
    try:
        addresses = await asyncio.wait_for(
            vantage.resolve(target.host, target.port), RESOLVE_SECONDS
        )
    except socket.gaierror as error:
        missing = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        return Reason.NAME_NOT_FOUND if missing else Reason.DNS_FAILURE
    except (asyncio.TimeoutError, OSError):
        return Reason.DNS_FAILURE
    if not addresses:
        return Reason.NAME_NOT_FOUND
    if not all(vantage.may_connect(address) for address in addresses):
        return Reason.NOT_ALLOWED  # one bad address refuses the whole name
    return await _best_of_families(target, addresses, vantage)


async def _best_of_families(target: Target, addresses: list[str], vantage: Vantage) -> Reason:
    """Try the first address of each family at once; one that works is enough."""
    firsts = {":" in address: address for address in reversed(addresses)}
    tries = [_connect(target, firsts[family], vantage) for family in sorted(firsts)]
    reasons = await asyncio.gather(*tries)
    return Reason.OK if Reason.OK in reasons else reasons[0]


async def _connect(target: Target, address: str, vantage: Vantage) -> Reason:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        attempt = socket.socket(family, socket.SOCK_STREAM)
    except OSError:  # no IPv6 here, or no descriptors left
        return Reason.UNREACHABLE
    with attempt as connection:
        connection.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(
                loop.sock_connect(connection, (address, target.port)), CONNECT_SECONDS
            )
        except asyncio.TimeoutError:
            return Reason.TIMEOUT
        except ConnectionRefusedError:
            return Reason.REFUSED
        except ConnectionResetError:
            return Reason.RESET
        except OSError as error:
            return Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.UNREACHABLE
        return await _shake_hands(connection, target, vantage.tls) if target.tls else Reason.OK


async def _shake_hands(connection: socket.socket, target: Target, tls: ssl.SSLContext) -> Reason:
    try:
        _, writer = await asyncio.wait_for(
            asyncio.open_connection(sock=connection, ssl=tls, server_hostname=target.host),
            TLS_SECONDS,
        )
    except asyncio.TimeoutError:
        return Reason.TLS_TIMEOUT
    except ssl.SSLCertVerificationError as error:
        return _certificate_reason(error.verify_code)
    except (ssl.SSLError, ssl.SSLEOFError):
        return Reason.NOT_TLS
    except OSError:  # the peer closed or reset in the middle of the handshake
        return Reason.RESET
    writer.transport.abort()  # nothing was exchanged, so there is nothing to say goodbye to
    return Reason.OK


def _certificate_reason(verify_code: int) -> Reason:
    return {
        _EXPIRED: Reason.CERTIFICATE_EXPIRED,
        _HOSTNAME_MISMATCH: Reason.CERTIFICATE_WRONG_HOST,
    }.get(verify_code, Reason.CERTIFICATE_UNTRUSTED)
