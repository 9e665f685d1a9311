"""How certificates are read that nobody has judged yet, and which hosts they name."""

from __future__ import annotations

import datetime
import ssl

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.probing.certificates import CertificateWatch, is_for_host, issuer_of
from actions.probing.finding import Reason
from tests.actions.conftest import listening, stay_silent
from tests.actions.probing.looking import GATEWAY, look_over_tls
from tests.actions.probing.server_contexts import context_of

CERTIFICATE_MESSAGE, REST_OF_HEADER, LIST_LENGTH = b"\x0b", b"\0\0\0", b"\0\0\0"
VERSION_3 = b"\xa0\x03\x02\x01\x02"  # as DER says it
KEY = ec.generate_private_key(ec.SECP256R1())
NOW = datetime.datetime.now(datetime.timezone.utc)


def certificate(*names: str, organisation: str = "Somebody") -> x509.Certificate:
    issuer = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation, None, _validate=False)]
    )
    builder = x509.CertificateBuilder(
        issuer, x509.Name([]), KEY.public_key(), 7, NOW, NOW + datetime.timedelta(days=1)
    )
    if names:
        listed = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(listed, critical=False)
    return builder.sign(KEY, hashes.SHA256())


DER = certificate("a.test", "*.b.test").public_bytes(Encoding.DER)
WATCH = CertificateWatch(ssl.create_default_context())


def seen_by_watch(der: bytes) -> x509.Certificate | None:
    """Show a certificate to a watch as OpenSSL does."""
    session = WATCH.context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=GATEWAY)
    message = CERTIFICATE_MESSAGE + REST_OF_HEADER + LIST_LENGTH + len(der).to_bytes(3, "big") + der
    WATCH._keep(session, "read", ssl.TLSVersion.TLSv1_2, None, 11, message)
    return WATCH.of(session)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_pythons_callback_still_shows_certificates_that_are_refused(
    version: ssl.TLSVersion, tls: ssl.SSLContext
) -> None:
    server = context_of(trustme.CA(organization_name="Shown").issue_cert(GATEWAY), version)

    async with listening(stay_silent, server) as port:
        finding = await look_over_tls(port, tls)

    assert finding.reason is Reason.CERTIFICATE_UNTRUSTED
    assert finding.issuer == "Shown", "ssl.SSLContext._msg_callback no longer works"


async def test_without_the_callback_only_the_issuer_of_a_refused_certificate_is_missing(
    authority: trustme.CA, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CertificateWatch, "_keep", lambda *arguments: None)
    good, refused = authority.issue_cert(GATEWAY), trustme.CA().issue_cert(GATEWAY)
    findings = []

    for each in (good, refused):
        async with listening(stay_silent, context_of(each)) as port:
            findings.append(await look_over_tls(port, tls))

    assert [finding.reason for finding in findings] == [Reason.OK, Reason.CERTIFICATE_UNTRUSTED]
    assert findings[0].issuer is not None
    assert findings[1].issuer is None


@pytest.mark.parametrize(
    ("name", "host", "fits"),
    [
        ("a.test", "a.test", True),
        ("A.Test", "a.test", True),
        ("zdc1_hb1.ibllc.test", "zdc1_hb1.ibllc.test", True),
        ("a.test", "A.TEST.", True),
        ("*.ibllc.test", "zdc1_hb1.ibllc.test", True),
        ("*.ibllc.test", "a.b.ibllc.test", False),
        ("*.ibllc.test", "ibllc.test", False),
        ("*.ibllc.test", ".ibllc.test", False),
        ("*", "localhost", False),
        ("*.test", "a.test", False),
        ("z*.ibllc.test", "zdc1.ibllc.test", False),
        ("zdc1.*.test", "zdc1.ibllc.test", False),
        ("*.*.test", "zdc1.ibllc.test", False),
        ("a.test.evil.example", "a.test", False),
    ],
)
def test_a_name_fits_a_host_or_not(name: str, host: str, fits: bool) -> None:
    assert is_for_host(certificate(name), host) is fits


def test_any_of_several_names_is_enough() -> None:
    assert is_for_host(certificate("a.test", "b.test"), "b.test")


@pytest.mark.parametrize(
    ("organisation", "issuer"),
    [
        ("  Two\n words ", "Two words"),
        ("A\u202eB\u200b\x1b[31m", "AB[31m"),
        ("x" * 5000, "x" * 64),
        ("\u200b", None),
    ],
)
def test_an_issuer_is_short_and_can_be_seen(organisation: str, issuer: str | None) -> None:
    assert issuer_of(certificate(organisation=organisation)) == issuer


@pytest.mark.filterwarnings("ignore::UserWarning")  # of cryptography, about what it reads
@given(
    damage=st.dictionaries(st.integers(0, len(DER) - 1), st.integers(0, 255), max_size=3),
    length=st.one_of(st.just(len(DER)), st.integers(0, len(DER))),
)
@settings(max_examples=500, deadline=None)
def test_damaged_certificates_break_nothing(damage: dict[int, int], length: int) -> None:
    der = bytearray(DER)
    for place, byte in damage.items():
        der[place] = byte

    seen = seen_by_watch(bytes(der[:length]))

    if seen is not None:
        assert isinstance(issuer_of(seen), (str, type(None)))
        assert isinstance(is_for_host(seen, "x.b.test"), bool)


def test_a_certificate_of_an_unknown_version_breaks_nothing() -> None:
    assert VERSION_3 in DER

    assert seen_by_watch(DER.replace(VERSION_3, VERSION_3[:-1] + b"\x7a")) is None


@pytest.mark.parametrize("message", [b"", b"\x0b", b"\x0b\0\0\0\xff", b"\x0b" + b"\xff" * 40])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_damaged_messages_show_no_certificate(version: ssl.TLSVersion, message: bytes) -> None:
    session = WATCH.context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=GATEWAY)

    WATCH._keep(session, "read", version, None, 11, message)

    assert WATCH.of(session) is None
