"""Certificates that somebody on the way put in, and how the letter names them."""

from __future__ import annotations

import re

import pytest

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from kb.gateway import Gateways
from kb.language import Language
from tests.actions.letters.writing import HOST, letter, one_line, seen


@pytest.mark.parametrize("language", Language)
def test_a_foreign_issuer_is_named_and_its_inspection_declined(
    gateways: Gateways, language: Language
) -> None:
    ours = seen(Vantage.SERVER, Reason.OK, issuer="DigiCert Inc")
    theirs = seen(Vantage.COMPUTER, Reason.OK, issuer="Example Filter Ltd")

    text = one_line(letter(gateways, language, ours, theirs))

    _, _, inspection = text.partition("TCP 4001 davon aus" if language == "de" else "on TCP 4001.")
    assert inspection.index("Example Filter Ltd") < inspection.index("DigiCert Inc")
    assert f"openssl s_client -connect {HOST}:4001" in text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (None, "DigiCert Inc"),
        ("DigiCert Inc", None),
        ("DigiCert Inc", "DigiCert  inc"),
        (
            "A certification authority whose name is long",
            "A certification authority whose name is ",
        ),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_no_inspection_is_claimed_without_another_issuer(
    gateways: Gateways, language: Language, ours: str | None, theirs: str | None
) -> None:
    observations = (
        seen(Vantage.SERVER, Reason.OK, issuer=ours),
        seen(Vantage.COMPUTER, Reason.OK, issuer=theirs),
    )

    assert "openssl" not in letter(gateways, language, *observations)


@pytest.mark.parametrize("language", Language)
def test_an_untrusted_issuer_is_named_although_our_server_saw_none(
    gateways: Gateways, language: Language
) -> None:
    theirs = seen(Vantage.COMPUTER, Reason.CERTIFICATE_UNTRUSTED, issuer="Example Filter Ltd")

    text = letter(gateways, language, theirs)

    assert one_line(text).count("Example Filter Ltd") == 2  # in the request and the result
    assert f"openssl s_client -connect {HOST}:4001" in text


@pytest.mark.parametrize(
    "issuer",
    ["Filter 192.0.2.7", "2001:db8::7 CA", "CA of jane@example.com", 'A "B" „C“', "A\nB\x1b"],
)
def test_an_issuer_brings_no_addresses_quotes_or_lines(gateways: Gateways, issuer: str) -> None:
    observation = seen(Vantage.COMPUTER, Reason.OK, issuer=issuer)

    text = letter(gateways, Language.ENGLISH, observation)

    assert not {"192.0.2.7", "2001:db8::7", "jane", '"B"', "„", "\x1b"} & set(
        re.split(r"[ @]", text)
    )
    assert "\x1b" not in text
    assert text.count("\n") < 120
