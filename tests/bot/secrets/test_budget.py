"""``redact`` takes at most 10 ms for the worst thousand characters, and linear time beyond."""

from __future__ import annotations

import time

import pytest

from bot.secrets.redaction import redact

BUDGET_SECONDS = 0.01
LENGTH = 1_000
GROWTH = 8
SLACK = 3  # a busy machine, and what a text costs besides its length
NASTY = (
    "a|1|1 |1234 |123456 |1-|1.|1/|1:|(|0 (|(0|+1 |01 |0|-| |\n|=|/|_|\"|'|*|[|\x1f|a@|a@b.|"
    "a.b@c.de |a at |a at b dot |a (at) b.|x @ |eyJ|eyJabcde.|-----BEGIN |-----BEGIN PRIVATE KEY"
    "----- |-----BEGIN CERTIFICATE-----|pin |pin 4711 |PIN ist 4711 und |code ist |codes A1B2C |"
    "passwort |passwort ist |passwort: a1!bcdef |passwort '|als passwort |a1b2c3d4 als passwort |"
    "login a/|a!1|a1$|lotse1-|LOTSE1-2611260130-ln-|lotse1--0a1b2c|de12 |DE89370400440532013000|"
    "u1 |u123456 |4111 |4111111111111111 |tel |tel 1 |index 1: k7p |werte: k7p und |eins zwei |"
    "http://|token=|token: a1|aB3|0a|0a:|0a1b2c3d-|[PIN]|pin [PIN] 4711 |e\u0301|ﷺ|①|４|is |"
    "konto nummer |error code |neue ist |1234 ist |4711 als |geheime zahl |xoxb-|sk-|gh"
).split("|")


@pytest.mark.parametrize("piece", NASTY)
def test_a_thousand_nasty_characters_stay_within_the_budget(piece: str) -> None:
    assert _fastest((piece * LENGTH)[:LENGTH]) <= BUDGET_SECONDS


@pytest.mark.parametrize("piece", NASTY)
def test_eight_times_the_length_takes_about_eight_times_as_long(piece: str) -> None:
    short = _fastest((piece * LENGTH)[:LENGTH])
    long = _fastest((piece * GROWTH * LENGTH)[: GROWTH * LENGTH])

    assert long <= SLACK * GROWTH * max(short, 0.001)


def _fastest(text: str) -> float:
    """Return the CPU seconds of the fastest of a few runs: what the others add is not ours."""
    return min(_seconds(text) for _ in range(4))


def _seconds(text: str) -> float:
    begun = time.process_time()
    redact(text)
    return time.process_time() - begun
