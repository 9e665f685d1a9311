"""Which numbers carry a checksum that fits."""

from __future__ import annotations

import pytest

from actions.evidence.result_code import checksum
from bot.secrets.checksums import is_card_number, is_iban, is_result_code


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"]
)
def test_a_card_number_passes_and_one_with_a_wrong_digit_does_not(digits: str) -> None:
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)

    assert is_card_number(digits)
    assert not is_card_number(wrong)


@pytest.mark.parametrize("digits", ["", "0", "1732612345678", "41111111111111111111"])
def test_what_cards_never_have_is_no_card_number(digits: str) -> None:
    assert not is_card_number(digits)


@pytest.mark.parametrize(
    "compact", ["de89370400440532013000", "gb29nwbk60161331926819", "nl91abna0417164300"]
)
def test_an_iban_passes_and_one_with_swapped_digits_does_not(compact: str) -> None:
    assert is_iban(compact)
    assert not is_iban(compact[:4] + compact[5] + compact[4] + compact[6:])
    assert not is_iban(compact[:-1])


def test_the_checksum_of_our_own_command_is_known() -> None:
    body = "LOTSE1-2611260130-ln-k3fao23"

    assert is_result_code(f"{body}-{checksum(body)}".lower())
    assert not is_result_code(f"{body}-{checksum(body)[:-1]}x".lower())
