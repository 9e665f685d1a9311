"""Shake hands over TLS, and say why that fails."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl

from actions.probing.certificates import CertificateWatch, is_for_host, issuer_of
from actions.probing.finding import Reason
from actions.probing.step_error import StepError

logger = logging.getLogger(__name__)

TLS_SECONDS = 2.0
_READ_BYTES = 16_384
_MOST_BYTES = 262_144  # more is no handshake but somebody who wants to be read for ever
_TLS_RECORDS = (b"", b"\x15", b"\x16")  # nothing yet, alert, handshake: RFC 8446 section 5.1
_TLS_MAJOR_VERSIONS = (b"", b"\x03")

# OpenSSL's verify codes (X509_V_ERR_…) for a certificate outside its period of validity.
_OUTSIDE_VALIDITY = (9, 10)


class Handshake:
    """One TLS handshake over a connected socket that does not block; sends nothing more."""

    def __init__(
        self, connection: socket.socket, host: str, certificates: CertificateWatch
    ) -> None:
        self._connection = connection
        self._host = host
        self._certificates = certificates
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._session = certificates.context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host
        )
        self._read = bytearray()  # the first two bytes, which tell whether this is TLS at all
        self._count = 0

    @property
    def issuer(self) -> str | None:
        """Return who issued the certificate, as far as one was shown."""
        try:
            certificate = self._certificates.of(self._session)
            return issuer_of(certificate) if certificate else None
        except Exception as error:  # noqa: BLE001  # whatever a stranger signed, the probe goes on
            logger.warning("the issuer of a certificate cannot be read: %s", type(error).__name__)
            return None

    async def run(self) -> Reason:
        """Return what is to be said of the certificate; raise `StepError` without a handshake."""
        try:
            return await asyncio.wait_for(self._shake(), TLS_SECONDS)
        except asyncio.TimeoutError as error:
            raise StepError(self._unless_not_tls(Reason.TLS_TIMEOUT)) from error
        except ssl.SSLCertVerificationError as error:
            is_outside = error.verify_code in _OUTSIDE_VALIDITY
            return Reason.CERTIFICATE_EXPIRED if is_outside else Reason.CERTIFICATE_UNTRUSTED
        except ssl.SSLError as error:
            raise StepError(self._unless_not_tls(Reason.TLS_REFUSED)) from error
        except OSError as error:  # cut off in the middle of it
            raise StepError(self._unless_not_tls(Reason.RESET)) from error

    def _unless_not_tls(self, reason: Reason) -> Reason:
        """Return the reason, but what the first bytes say where they are not those of TLS."""
        is_record = self._read[:1] in _TLS_RECORDS and self._read[1:2] in _TLS_MAJOR_VERSIONS
        return reason if is_record else Reason.NOT_TLS

    async def _shake(self) -> Reason:
        while True:
            try:
                self._session.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._send()
                await self._receive()
        await self._send()
        return Reason.OK if self._is_for_host() else Reason.CERTIFICATE_WRONG_HOST

    def _is_for_host(self) -> bool:
        certificate = self._certificates.of(self._session)
        return certificate is not None and is_for_host(certificate, self._host)

    async def _send(self) -> None:
        if data := self._outgoing.read():
            await asyncio.get_running_loop().sock_sendall(self._connection, data)

    async def _receive(self) -> None:
        received = await asyncio.get_running_loop().sock_recv(self._connection, _READ_BYTES)
        self._count += len(received)
        if not received:
            raise ConnectionResetError
        if self._count > _MOST_BYTES:
            raise StepError(Reason.NOT_TLS)
        self._read += received[: max(2 - len(self._read), 0)]
        self._incoming.write(received)
