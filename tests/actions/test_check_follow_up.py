"""What people ask after a check: once more, whose side, how sure, since when, an incident."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from kb.language import Language
from tests.actions.acting import Conversation, titles
from tests.actions.loopback_scene import ASIA, ASIA_BACKUP, ZURICH, Scene, loopback_scene
from tests.actions.memory_history import MemoryHistory

FOLLOW_UP = "check_follow_up"


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls, MemoryHistory()) as opened:
        yield opened


@pytest.fixture
async def asked(scene: Scene) -> Conversation:
    """Return a person who has asked for Hong Kong, which refuses."""
    person = Conversation(scene.resources)
    await person.say("is hong kong up", "check_ports")
    return person


async def test_again_checks_the_same_rows(asked: Conversation, scene: Scene) -> None:
    said = await asked.say("again", FOLLOW_UP, follow_up="again")

    assert said["kind"] == "check"
    hosts = {row["host"] for row in said["check"]["rows"]}
    assert hosts == {scene.host(ASIA), scene.host(ASIA_BACKUP)}


async def test_is_it_you_or_me_repeats_the_verdict(asked: Conversation) -> None:
    said = await asked.say("is it you or me", FOLLOW_UP, follow_up="verdict")

    assert said["kind"] == "answer"
    assert "broker" in said["text"]
    assert "From our server at" in said["text"]
    assert "Check from my computer" in titles(said)


async def test_are_you_sure_says_how_sure_and_why(asked: Conversation) -> None:
    verdict = await asked.say("is it you or me", FOLLOW_UP, follow_up="verdict")
    said = await asked.say("are you sure", FOLLOW_UP, follow_up="sure")

    assert said["text"].startswith(verdict["text"])
    assert len(said["text"]) > len(verdict["text"])


async def test_since_when_tells_what_the_checks_have_found(asked: Conversation) -> None:
    said = await asked.say("since when", FOLLOW_UP, follow_up="since")

    assert said["text"].count("refused") == 4
    assert "since " in said["text"]
    assert "between two checks" in said["text"]


async def test_without_earlier_checks_it_says_so(scene: Scene) -> None:
    person = Conversation(scene.resources, Language.GERMAN)
    person.slots["gateways"] = [ZURICH]

    said = await person.say("seit wann", FOLLOW_UP, follow_up="since")

    assert said["text"].startswith("Frühere Prüfungen dieser Gateways habe ich nicht")


async def test_before_any_check_it_asks_which_gateway(scene: Scene) -> None:
    said = await Conversation(scene.resources).say("is it you", FOLLOW_UP, follow_up="verdict")

    assert said["kind"] == "clarify"


async def test_rows_that_were_only_named_are_looked_at_first(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.slots["gateways"] = [ZURICH]

    said = await person.say("is it you or me", FOLLOW_UP, follow_up="verdict")

    assert said["kind"] == "check"


async def test_an_incident_is_told_to_who_asks_though_told_before(
    asked: Conversation, scene: Scene
) -> None:
    await scene.resources.incidents.recheck()
    await asked.say("is hong kong up", "check_ports")

    said = await asked.say("any incidents?", FOLLOW_UP, follow_up="incident")

    assert said["text"].startswith("At the moment several of our own checks fail")


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "show no failure"), (Language.GERMAN, "zeigen keinen Ausfall")],
)
async def test_without_an_incident_it_says_what_that_is_worth(
    scene: Scene, language: Language, words: str
) -> None:
    said = await Conversation(scene.resources, language).say("?", FOLLOW_UP, follow_up="incident")

    assert words in said["text"]
    assert len(said["buttons"]) == 1
