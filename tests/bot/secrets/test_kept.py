"""Which parts of a text are public, whatever they look like."""

from __future__ import annotations

import pytest

from actions.evidence.result_code import checksum
from bot.secrets.redaction import redact

BODY = "LOTSE1-2611260130-ln-k3fao23-044696769436572742c20496e63-m5rat12345678-k4tbo98765432"
CODE = f"{BODY}-{checksum(BODY)}"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"{CODE[:40]}\n{CODE[40:]}",
        f"> {CODE[:25]}\n> {CODE[25:60]}\n> {CODE[60:]}",
        CODE[:50],
    ],
)
def test_a_result_code_stays(text: str) -> None:
    assert redact(text).text == text


def test_a_secret_behind_a_result_code_goes() -> None:
    assert redact(f"{CODE} pin 4711").text == f"{CODE} pin [PIN]"


def test_a_secret_behind_something_like_a_result_code_goes() -> None:
    assert redact("LOTSE1-meine pin ist 4711").text == "LOTSE1-meine pin ist [PIN]"


def test_a_certificate_is_public_and_a_key_is_not() -> None:
    block = "-----BEGIN {0}-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq\n-----END {0}-----"

    assert not redact(block.format("CERTIFICATE")).kinds
    assert redact(block.format("EC PRIVATE KEY")).text == "[TOKEN]"


def test_a_key_without_an_end_takes_the_rest_along() -> None:
    assert redact("Da: -----BEGIN PRIVATE KEY-----\nMIIE").text == "Da: [TOKEN]"
