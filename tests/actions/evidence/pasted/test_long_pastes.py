"""The longest text that is read for evidence takes a fraction of the time of an answer."""

from __future__ import annotations

import time

import pytest

from actions.evidence.given import read_given
from bot.settings import PROJECT
from bot.typed_text import LONGEST_READ
from kb.gateways import read_gateways

BUDGET_SECONDS = 0.08
PIECES = ("eyJhbGci.", "eyJhbGci.LOTSE1-", "-", "a.LOTSE1-a", "ab.", "ping ", "curl: (", "…")


@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_text_is_read_within_the_budget(piece: str) -> None:
    gateways = read_gateways(PROJECT / "kb" / "gateways.yml")
    text = (piece * LONGEST_READ)[:LONGEST_READ]

    seconds = []
    for _ in range(4):
        begun = time.process_time()
        read_given(text, gateways)
        seconds.append(time.process_time() - begun)

    assert min(seconds) <= BUDGET_SECONDS
