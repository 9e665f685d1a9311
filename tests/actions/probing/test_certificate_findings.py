"""What a probe says of the certificates that real TLS servers show."""

from __future__ import annotations

import ssl

import pytest
import trustme

from actions.probing import handshake
from actions.probing.finding import Finding, Reason
from tests.actions.conftest import listening, stay_silent
from tests.actions.probing.event_loops import both_event_loops
from tests.actions.probing.looking import GATEWAY, look_over_tls, reasons_of
from tests.actions.probing.odd_certificates import (
    BIT_STRING,
    TELETEX_STRING,
    context_of_odd_issuer,
)
from tests.actions.probing.server_contexts import (
    COMMON_NAME,
    DAY,
    NOW,
    ORGANISATION,
    Names,
    context_of,
    context_without_intermediate,
    self_signed_context,
)

event_loop_policy = both_event_loops
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


async def look_at(server: ssl.SSLContext, tls: ssl.SSLContext, host: str = GATEWAY) -> Finding:
    async with listening(stay_silent, server) as port:
        return await look_over_tls(port, tls, host)


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_expired_certificate_is_named(
    version: ssl.TLSVersion, authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert(GATEWAY, not_before=NOW - 9 * DAY, not_after=NOW - DAY)

    finding = await look_at(context_of(certificate, version), tls)

    assert finding.reason is Reason.CERTIFICATE_EXPIRED
    assert reasons_of(finding.routes[0]) == [Reason.OK, Reason.OK, finding.reason]


async def test_a_certificate_that_is_not_valid_yet_is_out_of_its_time_too(
    authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert(GATEWAY, not_before=NOW + DAY, not_after=NOW + 9 * DAY)

    finding = await look_at(context_of(certificate), tls)

    assert finding.reason is Reason.CERTIFICATE_EXPIRED


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_certificate_for_another_host_is_named(
    version: ssl.TLSVersion, authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    server = context_of(authority.issue_cert("other.test"), version)

    finding = await look_at(server, tls)

    assert finding.reason is Reason.CERTIFICATE_WRONG_HOST
    assert reasons_of(finding.routes[0]) == [Reason.OK, Reason.OK, finding.reason]


@pytest.mark.parametrize(
    ("name", "host", "reason"),
    [
        ("*.ibllc.test", "zdc1.ibllc.test", Reason.OK),
        ("*.ibllc.test", "zdc1_hb1.ibllc.test", Reason.OK),
        ("*.ibllc.test", "zdc1.hb1.ibllc.test", Reason.CERTIFICATE_WRONG_HOST),
        ("*.ibllc.test", "ibllc.test", Reason.CERTIFICATE_WRONG_HOST),
        ("zdc1.ibllc.test", "zdc1_hb1.ibllc.test", Reason.CERTIFICATE_WRONG_HOST),
    ],
)
async def test_a_star_stands_for_one_label(
    name: str, host: str, reason: Reason, authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    finding = await look_at(context_of(authority.issue_cert(name)), tls, host)

    assert finding.reason is reason


async def test_a_common_name_alone_names_no_host(
    authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    server = context_of(authority.issue_cert(common_name=GATEWAY))

    finding = await look_at(server, tls)

    assert finding.reason is Reason.CERTIFICATE_WRONG_HOST


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_issuer_of_an_untrusted_certificate_is_named(
    version: ssl.TLSVersion, tls: ssl.SSLContext
) -> None:
    inspection = trustme.CA(organization_name="Example Inspection GmbH")

    finding = await look_at(context_of(inspection.issue_cert(GATEWAY), version), tls)

    assert finding.reason is Reason.CERTIFICATE_UNTRUSTED
    assert finding.issuer == "Example Inspection GmbH"
    assert reasons_of(finding.routes[0]) == [Reason.OK, Reason.OK, finding.reason]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("names", "issuer"),
    [
        ({ORGANISATION: "Büro & Söhne", COMMON_NAME: "firewall"}, "Büro & Söhne"),
        ({COMMON_NAME: "firewall.office.test"}, "firewall.office.test"),
        ({}, None),
    ],
)
async def test_a_self_signed_certificate_is_untrusted_and_names_who_made_it(
    version: ssl.TLSVersion, names: Names, issuer: str | None, tls: ssl.SSLContext
) -> None:
    finding = await look_at(self_signed_context(names, version), tls)

    assert finding.reason is Reason.CERTIFICATE_UNTRUSTED
    assert finding.issuer == issuer


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", [BIT_STRING, TELETEX_STRING], ids=repr)
async def test_an_issuer_that_is_no_text_ends_no_probe(
    version: ssl.TLSVersion, kind: bytes, tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    finding = await look_at(context_of_odd_issuer(kind, version), tls)

    assert finding.reason is Reason.CERTIFICATE_UNTRUSTED
    assert finding.issuer is None
    assert caplog.messages == []


async def test_whatever_happens_while_an_issuer_is_read_ends_no_probe(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(certificate: object) -> None:
        raise MemoryError("a secret")

    monkeypatch.setattr(handshake, "issuer_of", fail)

    finding = await look_at(self_signed_context({COMMON_NAME: "firewall"}), tls)

    assert (finding.reason, finding.issuer) == (Reason.CERTIFICATE_UNTRUSTED, None)
    assert caplog.messages == ["the issuer of a certificate cannot be read: MemoryError"]


async def test_a_chain_without_its_intermediate_is_untrusted(
    authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    intermediate = authority.create_child_ca()
    certificate = intermediate.issue_cert(GATEWAY)

    whole = await look_at(context_of(certificate), tls)
    broken = await look_at(context_without_intermediate(certificate), tls)

    assert whole.reason is Reason.OK
    assert broken.reason is Reason.CERTIFICATE_UNTRUSTED
    assert broken.issuer == whole.issuer
