"""TLS servers' sides: certificates with every flaw, and old or demanding servers."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.actions.probing.looking import GATEWAY

NOW = datetime.now(timezone.utc)
DAY = timedelta(days=1)
ORGANISATION, COMMON_NAME = NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME
Names = dict[x509.ObjectIdentifier, str]


def context_of(
    certificate: trustme.LeafCert, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """Return a server's context that speaks one version of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.minimum_version = context.maximum_version = version
    return context


def context_of_old_server(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that knows nothing newer than TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    certificate.configure_cert(context)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def context_without_intermediate(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that shows its own certificate only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with certificate.private_key_and_cert_chain_pem.tempfile() as both:
        key = Path(both).read_text("utf-8").partition("-----BEGIN CERT")[0]
    own = trustme.Blob(key.encode() + certificate.cert_chain_pems[0].bytes())
    with own.tempfile() as path:
        context.load_cert_chain(path)
    return context


def self_signed_context(
    names: Names, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """Return the context of a server that signed its certificate for `GATEWAY` itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    with trustme.Blob(_self_signed_pem(names)).tempfile() as path:
        context.load_cert_chain(path)
    return context


def _self_signed_pem(names: Names) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(GATEWAY)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
