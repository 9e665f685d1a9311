"""Certificates that no authority makes: their issuer's organisation is no text."""

from __future__ import annotations

import ssl

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.actions.probing.looking import GATEWAY
from tests.actions.probing.server_contexts import DAY, NOW, ORGANISATION

_TEXT = b"\x0c\x04QQQQ"  # a UTF8String, as DER says it
BIT_STRING = b"\x03\x04\x00QQQ"
TELETEX_STRING = b"\x14\x04\xff\xfe\xfd\xfc"


def context_of_odd_issuer(kind: bytes, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return a server's context whose certificate's issuer has such an organisation."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = ssl.DER_cert_to_PEM_cert(_certificate(key).replace(_TEXT, kind))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    with trustme.Blob(private + certificate.encode()).tempfile() as path:
        context.load_cert_chain(path)
    return context


def _certificate(key: ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(ORGANISATION, "QQQQ")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    names = x509.SubjectAlternativeName([x509.DNSName(GATEWAY)])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    assert _TEXT in signed.public_bytes(Encoding.DER)
    return signed.public_bytes(Encoding.DER)
