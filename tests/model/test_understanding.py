"""What the pipeline makes of single messages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.service import Parts


def values(parsed: dict[str, Any], kind: str) -> list[str]:
    return [entity["value"] for entity in parsed["entities"] if entity["entity"] == kind]


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("Wie melde ich mich an?", "en", "de"),
        ("how do I log in", "de", "en"),
        ("ok", "de", "de"),
        ("ok", "en", "en"),
        ("TWS", "de", "de"),
        ("4001", "de", "de"),
        ("danke", "en", "en"),
        ("need to move my TWS settings auf den neuen PC", "en", "en"),
    ],
)
async def test_the_language_is_sticky(parts: Parts, text: str, current: str, expected: str) -> None:
    parsed = await parts.agent.parse(text, current)

    assert values(parsed, "language") == [expected]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("is the Zurich gateway up", "place", ["zurich"]),
        ("ist 4001 in Asien offen", "place", ["asia"]),
        ("ist 4001 in Asien offen", "port", ["4001"]),
        ("prüf mal ndc1", "host", ["ndc1.ibllc.com"]),
        ("ndc1.ibllc.com:4001 geht nicht", "host", ["ndc1.ibllc.com"]),
        ("Zürich und Hongkong, 4000/4001", "place", ["zurich", "hong-kong"]),
        ("Zürich und Hongkong, 4000/4001", "port", ["4000", "4001"]),
        ("hdc1-hb1 down?", "host", ["hdc1_hb1.ibllc.com"]),
        ("check example.com", "unlisted_host", ["example.com"]),
        ("ist Zürich auf Port 4002 offen", "unlisted_port", ["4002"]),
        ("mein Code ist 4711", "unlisted_port", []),
        ("ndc1.ibllc.com:22", "unlisted_port", ["22"]),
        ("is 22 open on ndc1", "unlisted_port", ["22"]),
        ("is port 99999 open", "unlisted_port", ["99999"]),
        ("check port 00443 in europe", "port", ["443"]),
        ("der Asien-Server", "place", ["asia"]),
        ("is the update server up", "product", ["auto-update"]),
    ],
)
async def test_gateways_are_found(parts: Parts, text: str, kind: str, expected: list[str]) -> None:
    assert values(await parts.agent.parse(text), kind) == expected


async def test_a_typo_in_every_word_is_understood(parts: Parts) -> None:
    parsed = await parts.agent.parse("wie mellde ich mich mit der Sicherheitskrate an")

    assert parsed["repaired_text"] == "wie melde ich mich mit der sicherheitskarte an"
    assert values(parsed, "article") == ["dsc-login"]


async def test_the_ranking_carries_margins_and_falling_confidence(parts: Parts) -> None:
    ranking = (await parts.agent.parse("api on linux how"))["intent_ranking"]

    confidences = [intent["confidence"] for intent in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert all("margin" in intent for intent in ranking)


@pytest.mark.parametrize("text", ["hm", "asdf qwer", "lorem ipsum dolor sit amet"])
async def test_nonsense_gets_no_article(parts: Parts, text: str) -> None:
    assert values(await parts.agent.parse(text), "article") == []
