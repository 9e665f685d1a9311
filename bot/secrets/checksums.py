"""Tell numbers that carry a checksum from numbers that look like them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 "
    "EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 "
    "IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 "
    "NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 "
    "TN24 TR26 UA29 VA22 VG24 XK20"
)
IBAN_LENGTHS: Mapping[str, int] = {each[:2].lower(): int(each[2:]) for each in _LENGTHS.split()}
"""How many characters an IBAN has, by country in small letters (the SWIFT registry)."""


def is_card_number(digits: str) -> bool:
    """Return whether digits pass the Luhn test and begin as payment cards do."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(each - 9 * (each > 9) for each in doubled)
    return total % 10 == 0


def is_iban(compact: str) -> bool:
    """Return whether small letters and digits without blanks are a valid IBAN (mod 97)."""
    if IBAN_LENGTHS.get(compact[:2]) != len(compact):
        return False
    return int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97 == 1


def is_result_code(code: str) -> bool:
    """Return whether a result code of our own command, in small letters, is whole.

    The same rule stands in `actions.evidence.result_code`, which this room may not import.
    """
    body, hyphen, checksum = code.rpartition("-")
    written = "LOTSE" + body[5:]
    return bool(hyphen) and hashlib.sha256(written.encode()).hexdigest()[:6] == checksum
