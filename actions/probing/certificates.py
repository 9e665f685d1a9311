"""Read the certificate that a TLS server shows, also where the handshake fails because of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from actions.probing.foreign_text import clean_name

_CERTIFICATE_MESSAGE = 11  # of the handshake protocol, RFC 8446 section 4
_HEADER_BYTES, _LENGTH_BYTES = 4, 3
_NO_COMPRESSED_CERTIFICATES = 1 << 33  # OpenSSL's SSL_OP_NO_RX_…: the callback cannot read them
_UNREADABLE = (
    ValueError,
    IndexError,
    TypeError,  # of a name that is no text, such as a BIT STRING
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class CertificateWatch:
    """Knows the server's own certificate of each handshake that goes through a context.

    The ssl module gives a certificate out only once it is trusted, and we want to name the issuer
    of one that is not without connecting twice; hence the context's debugging callback, which a
    test holds. Should it be gone one day, only that name is missing.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        self._seen: WeakKeyDictionary[Any, x509.Certificate] = WeakKeyDictionary()
        context.check_hostname = False  # see `is_for_host`
        context.options |= _NO_COMPRESSED_CERTIFICATES
        context._msg_callback = self._keep  # type: ignore[attr-defined]

    def of(self, session: ssl.SSLObject) -> x509.Certificate | None:
        """Return the server's own certificate; None where it showed none that can be read."""
        with suppress(*_UNREADABLE):
            if trusted := session.getpeercert(binary_form=True):
                return x509.load_der_x509_certificate(trusted)
        return self._seen.get(session)

    def _keep(
        self, session: Any, direction: str, version: int, _: Any, kind: Any, message: bytes
    ) -> None:
        if direction != "read" or getattr(kind, "value", kind) != _CERTIFICATE_MESSAGE:
            return
        try:
            self._seen[session] = _first_certificate(message, version == ssl.TLSVersion.TLSv1_3)
        except Exception:  # noqa: BLE001  # hostile or broken: OpenSSL has its own opinion on it
            return


def _first_certificate(message: bytes, has_context: bool) -> x509.Certificate:
    start = _HEADER_BYTES
    if has_context:
        start += 1 + message[start]
    start += _LENGTH_BYTES  # of the list
    length = int.from_bytes(message[start : start + _LENGTH_BYTES], "big")
    start += _LENGTH_BYTES
    return x509.load_der_x509_certificate(message[start : start + length])


def issuer_of(certificate: x509.Certificate) -> str | None:
    """Return the issuer's organisation, else its common name; None where neither can be read.

    Whoever answers on the way chooses it, so it is cleaned.
    """
    try:
        return next(_issuer_names(certificate), None)
    except _UNREADABLE:
        return None


def _issuer_names(certificate: x509.Certificate) -> Iterator[str]:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.issuer.get_attributes_for_oid(kind):
            if isinstance(attribute.value, str) and (name := clean_name(attribute.value)):
                yield name


def is_for_host(certificate: x509.Certificate, host: str) -> bool:
    """Return whether a certificate names a host; ``*`` stands for the whole first label.

    OpenSSL's own check lets ``*`` stand for letters, digits and hyphens only, so that
    ``*.ibllc.com`` would not fit ``zdc1_hb1.ibllc.com``, which browsers and TWS accept.
    """
    return any(_fits(name, host) for name in _names(certificate))


def _names(certificate: x509.Certificate) -> Iterator[str]:
    try:
        listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        yield from listed.value.get_values_for_type(x509.DNSName)
    except _UNREADABLE:
        return


def _fits(name: str, host: str) -> bool:
    name, host = name.lower().rstrip("."), host.lower().rstrip(".")
    first, _, rest = host.partition(".")
    star, _, domain = name.partition(".")
    if star != "*":
        return name == host
    return bool(first) and "." in domain and rest == domain  # no authority may sign ``*.com``
