"""What is said of an incident, and of its end."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.incident_text import TOLD_SLOT, Told, announce, announce_end
from actions.probing.incident import Incident
from kb.language import Language
from tests.actions.typed_turns import shipped_gateways

SINCE = datetime(2026, 11, 26, 13, 10, tzinfo=timezone.utc)
LAST = SINCE + timedelta(minutes=50)
ZURICH_HOSTS = tuple(row.host for row in shipped_gateways().select(["zurich"]))
ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


def incident(*hosts: str, since: datetime = SINCE, everything: bool = False) -> Incident:
    return Incident(hosts or ZURICH_HOSTS, since, LAST, everything)


def told(found: Incident | None, before: Told | None, language: Language = ENGLISH) -> str:
    reply = announce(found, before, shipped_gateways(), language)
    return reply.text if reply else ""


@pytest.mark.parametrize(
    ("language", "what", "times"),
    [
        (ENGLISH, "TWS Europe (Zurich)", "since 13:10 UTC, last at 14:00 UTC"),
        (GERMAN, "TWS Europa (Zürich)", "sieht das seit 13:10 UTC, zuletzt um 14:00 UTC"),
    ],
)
def test_it_says_what_fails_and_since_when(language: Language, what: str, times: str) -> None:
    text = told(incident(), None, language)

    assert what in text
    assert times in text


@pytest.mark.parametrize("language", Language)
def test_where_everything_fails_it_doubts_our_own_network(language: Language) -> None:
    text = told(incident(everything=True), None, language)

    assert ("our server's own network" in text) or ("am Netz unseres Servers" in text)
    assert "13:10" in text


def test_the_day_is_said_where_it_is_another() -> None:
    yesterday = SINCE - timedelta(days=1)

    assert "since 2026-11-25 13:10 UTC" in told(incident(since=yesterday), None)


def test_the_same_incident_is_told_once_and_another_one_again() -> None:
    assert told(incident(), Told(ZURICH_HOSTS)) == ""
    assert told(incident(*ZURICH_HOSTS, "ndc1.ibllc.com"), Told(ZURICH_HOSTS[:1])) == ""
    assert "13:10" in told(incident(), Told(("hdc1.ibllc.com",)))


def test_without_an_incident_nothing_is_announced() -> None:
    assert told(None, None) == told(None, Told(ZURICH_HOSTS)) == ""


def test_its_end_is_said_in_both_languages_and_forgets_it() -> None:
    assert "over" in announce_end(ENGLISH).text
    assert "vorbei" in announce_end(GERMAN).text
    assert announce_end(GERMAN).slots == {TOLD_SLOT: None}


def test_what_was_told_survives_its_slot() -> None:
    reply = announce(incident(), None, shipped_gateways(), ENGLISH)

    assert reply is not None
    assert Told.parse(reply.slots[TOLD_SLOT]) == Told(ZURICH_HOSTS)
    assert Told.parse(None) is None
