"""Pasted output and browsers' results, put together with what else is known."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import trustme

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from kb.language import Language
from tests.actions.acting import Conversation, titles
from tests.actions.brought import (
    PRIVATE,
    bring,
    bringing_browser_check,
    bringing_text,
    now,
    office_firewall,
    states_of,
    windows_output,
)
from tests.actions.loopback_scene import (
    WEBSITE,
    ZURICH,
    Scene,
    loopback_scene,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN
OK, TIMEOUT, REFUSED = Reason.OK, Reason.TIMEOUT, Reason.REFUSED


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


# Pasted output


async def test_pasted_output_is_understood_and_compared(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, windows_output(scene.host(ZURICH), scene.plain, False))

    assert said["check"]["seen_from"] == "computer"
    assert states_of(said) == {(ZURICH, scene.plain): "failed"}
    assert said["check"]["rows"][0]["detail"] == "our server: open"
    assert person.slots["gateways"] == [ZURICH]


async def test_what_is_not_listed_in_pasted_output_is_left_out_and_named(scene: Scene) -> None:
    person = Conversation(scene.resources)
    listed = windows_output(scene.host(ZURICH), scene.plain, True)

    said = await bring(person, scene, listed + windows_output("www.example.com", 443, True))

    assert said["text"].startswith("Not on my list, so I leave it out: `www.example.com:443`.")
    assert states_of(said) == {(ZURICH, scene.plain): "ok"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (ENGLISH, "it is about `www.example.com:443`, which is not on my list"),
        (GERMAN, "sie betrifft `www.example.com:443`, und das steht nicht auf"),
    ],
)
async def test_pasted_output_of_nothing_listed_is_refused_with_what_is(
    scene: Scene, language: Language, words: str
) -> None:
    person = Conversation(scene.resources, language)

    said = await bring(person, scene, windows_output("www.example.com", 443, True))

    assert words in said["text"]
    assert (said["kind"], said["check"]) == ("clarify", None)
    assert (await person.press(said["buttons"][0]))["kind"] == "check"


async def test_output_that_names_no_host_is_asked_for_whole(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, "RemotePort : 4001\nTcpTestSucceeded : False")

    assert "I can't see which listed host and port it tried" in said["text"]


async def test_a_ping_stands_for_all_ports_of_its_host(scene: Scene) -> None:
    person = Conversation(scene.resources)
    host = scene.host(ZURICH)
    output = (
        f"PING {host} (198.51.100.7) 56(84) bytes of data.\n\n"
        f"--- {host} ping statistics ---\n"
        "4 packets transmitted, 0 received, 100% packet loss, time 3062ms\n"
    )

    said = await bring(person, scene, output)

    assert said["kind"] == "check"
    evidence = Evidence.from_json(person.slots["evidence"])
    assert {each.port for each in evidence.of(Vantage.SERVER)} == {scene.plain, scene.secure}
    assert [each.port for each in evidence.of(Vantage.COMPUTER)] == [None]


async def test_nothing_that_is_the_persons_own_is_kept(scene: Scene) -> None:
    person = Conversation(scene.resources)
    pasted = windows_output(scene.host(ZURICH), scene.plain, False)
    brought = bringing_text(pasted, scene.gateways)

    said = (await person.hear(brought))[-1]

    kept = json.dumps([brought, said, person.slots])
    assert [each for each in PRIVATE if each in kept or each in repr(brought)] == []


# A browser's results


async def test_what_a_browser_saw_is_told_without_the_word_open(scene: Scene) -> None:
    person = Conversation(scene.resources)
    results = {f"{WEBSITE}:{scene.web}": "reachable", f"{ZURICH}:{scene.secure}": "unknown"}

    brought = bringing_browser_check(results, scene.gateways, now())
    said = (await person.hear(brought))[-1]

    assert said["check"]["seen_from"] == "browser"
    assert {row["reason"] for row in said["check"]["rows"]} == {"reachable", "cannot be known"}
    assert "Check from my computer" in titles(said)


async def test_a_browser_that_gets_nowhere_does_not_prove_a_block(scene: Scene) -> None:
    person = Conversation(scene.resources, GERMAN)
    results = {f"{WEBSITE}:{scene.web}": "unknown"}

    brought = bringing_browser_check(results, scene.gateways, now())
    said = (await person.hear(brought))[-1]

    assert {row["state"] for row in said["check"]["rows"]} == {"unknown"}
    assert "Letter to IT, English" not in titles(said)


# What was known before


def computer_saw(scene: Scene, seen: datetime) -> dict[str, Any]:
    """Return a slot in which the computer got no answer from Zurich."""
    observations = [
        Observation(Vantage.COMPUTER, scene.host(ZURICH), port, TIMEOUT, seen)
        for port in (scene.plain, scene.secure)
    ]
    return Evidence(tuple(observations)).as_json()


@pytest.mark.parametrize(("minutes", "is_used"), [(50, True), (61, False)])
async def test_what_was_seen_over_an_hour_ago_is_forgotten(
    scene: Scene, minutes: int, is_used: bool
) -> None:
    person = Conversation(scene.resources)
    person.slots["evidence"] = computer_saw(scene, now() - timedelta(minutes=minutes))

    said = await person.say("is zurich up", "check_ports")

    kept = Evidence.from_json(person.slots["evidence"]).of(Vantage.COMPUTER)
    assert bool(kept) is is_used
    assert ("Letter to IT, English" in titles(said)) is is_used


async def test_what_was_seen_of_other_rows_is_not_mixed_in(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.slots["evidence"] = computer_saw(scene, now())

    await person.say("is hong kong up", "check_ports")

    hosts = {each["host"] for each in person.slots["evidence"]["observations"]}
    assert scene.host(ZURICH) not in hosts


async def test_a_code_after_a_check_is_put_together_with_it(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("is zurich up", "check_ports")

    await bring(person, scene, office_firewall(scene, now()))

    evidence = Evidence.from_json(person.slots["evidence"])
    assert {each.vantage for each in evidence.observations} == {
        Vantage.SERVER,
        Vantage.COMPUTER,
    }
