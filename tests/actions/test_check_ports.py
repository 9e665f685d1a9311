"""Checks of gateways on loopback, as a conversation sees them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from copy import copy
from typing import Any

import pytest
import trustme

from actions.evidence.observation import Evidence
from kb.language import Language
from tests.actions.acting import Conversation, button_of, titles
from tests.actions.loopback_scene import (
    ASIA,
    ZURICH,
    ZURICH_BACKUP,
    Scene,
    loopback_scene,
)


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


def states(message: Mapping[str, Any]) -> list[str]:
    return [row["state"] for row in message["check"]["rows"]]


async def test_a_gateway_that_is_up_is_reported_with_a_table(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await person.say("is zurich up", "check_ports")

    assert said["kind"] == "check"
    assert said["text"].startswith("**TWS Europe (Zurich): yes.** All 4 connections")
    assert (said["check"]["seen_from"], said["check"]["finished"]) == ("server", True)
    assert states(said) == ["ok"] * 4
    assert [(row["gateway"], row["port"]) for row in said["check"]["rows"]] == [
        (ZURICH, scene.plain),
        (ZURICH, scene.secure),
        (ZURICH_BACKUP, scene.plain),
        (ZURICH_BACKUP, scene.secure),
    ]


async def test_a_gateway_that_is_down_is_reported_with_the_reason(scene: Scene) -> None:
    person = Conversation(scene.resources, Language.GERMAN)

    said = await person.say("läuft Asien", "check_ports")

    assert said["text"].startswith("**TWS Asien (Hongkong): keine Antwort.**")
    assert states(said) == ["refused"] * 4
    assert "lauscht nichts" in said["check"]["rows"][0]["reason"]
    assert "Noch einmal prüfen" in titles(said)


async def test_a_named_port_is_the_only_one_that_is_tried(scene: Scene) -> None:
    said = await Conversation(scene.resources).say(f"is zurich up {scene.plain}", "check_ports")

    assert {row["port"] for row in said["check"]["rows"]} == {scene.plain}


async def test_what_was_seen_is_kept_in_slots_for_what_comes_next(scene: Scene) -> None:
    person = Conversation(scene.resources)

    await person.say("is zurich up", "check_ports")

    evidence = Evidence.from_json(person.slots["evidence"])
    assert person.slots["gateways"] == [ZURICH, ZURICH_BACKUP]
    assert {(each.vantage.value, each.host) for each in evidence.observations} == {
        ("server", scene.host(ZURICH)),
        ("server", scene.host(ZURICH_BACKUP)),
    }


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["zurich", "asia"])
async def test_every_button_of_a_report_leads_on(
    scene: Scene, text: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}
    said = await person.say(text, "check_ports")

    for button in said["buttons"]:
        reply = await copy(person).press(button)

        assert reply["text"], button
        assert reply["language"] == language.value
        assert reply["kind"] in ("answer", "check", "handover", "clarify"), button


async def test_check_again_checks_the_same_rows(scene: Scene) -> None:
    person = Conversation(scene.resources)
    said = await person.say("is the primary in hong kong up", "check_ports")

    again = await person.press(button_of(said, "Check again"))

    assert [row["gateway"] for row in again["check"]["rows"]] == [ASIA, ASIA]


async def test_every_button_of_the_question_which_leads_to_a_check(scene: Scene) -> None:
    person = Conversation(scene.resources)
    said = await person.say("can you check the ports", "check_ports")

    assert (said["kind"], said["text"]) == ("clarify", "Which gateway shall I check?")
    assert titles(said) == [
        "Europe (Zurich)",
        "Asia (Hong Kong)",
        "All TWS gateways",
        "Websites",
    ]
    for button in said["buttons"]:
        assert (await copy(person).press(button))["kind"] == "check"


async def test_a_place_alone_answers_the_question_which(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say(f"is {scene.secure} up", "check_ports")

    said = await person.say("zurich", "name_gateway")

    assert {row["port"] for row in said["check"]["rows"]} == {scene.secure}


async def test_a_bare_port_is_asked_back_about_and_both_meanings_lead_on(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await person.say(str(scene.secure), "name_gateway")

    assert said["kind"] == "clarify"
    checked = await copy(person).press(said["buttons"][0])
    assert checked["text"] == "Which gateway shall I check?"
    explained = await copy(person).press(said["buttons"][1])
    assert explained["article"]["id"] == "port-4001-meaning"


async def test_what_is_not_listed_is_named_and_left_out(scene: Scene) -> None:
    text = f"check zurich and evil.example.com on {scene.plain} and port 7496"

    said = await Conversation(scene.resources).say(text, "check_ports")

    assert said["text"].startswith("Not tried, because it is not on my list for this: ")
    assert "`evil.example.com`, `7496`" in said["text"]
    assert {row["host"] for row in said["check"]["rows"]} == {
        scene.host(ZURICH),
        scene.host(ZURICH_BACKUP),
    }


@pytest.mark.parametrize("text", ["scan all ports of zurich", "are all ports open"])
async def test_a_scan_of_listed_gateways_tries_their_listed_ports_and_says_so(
    scene: Scene, text: str
) -> None:
    said = await Conversation(scene.resources).say(text, "check_ports")

    assert said["text"].startswith("I don't scan: of these gateways I only try the listed ports")
    assert {row["port"] for row in said["check"]["rows"]} == {scene.plain, scene.secure}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scan 10.0.0.0/8", "I don't scan"),
        ("is port 99999 open in zurich", "There is no port 99999"),
        ("is port 7496 open in zurich", "No listed gateway uses port 7496"),
        ("is the gateway in London up", "No listed gateway is in London"),
        ("check 127.0.0.1", "`127.0.0.1` is not on my list"),
        ("check server.example.com", "`server.example.com` is not on my list"),
        ("check everything except what I had before", "Which gateway shall I check?"),
    ],
)
async def test_each_wish_that_cannot_be_met_gets_clear_words_and_no_check(
    scene: Scene, text: str, words: str
) -> None:
    watched: list[object] = []

    with scene.resources.progress.watched("person", watched.append):
        said = await Conversation(scene.resources).say(text, "check_ports")

    assert words in said["text"]
    assert (said["kind"], said["check"], watched) == ("clarify", None, [])
    assert said["buttons"]


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
async def test_a_host_alone_that_nothing_is_understood_of_gets_near_matches(
    scene: Scene, intent: str
) -> None:
    near = scene.host(ZURICH).replace("europe", "europa")

    said = await Conversation(scene.resources).say(near, intent)

    assert titles(said)[0] == scene.host(ZURICH)


async def test_a_check_is_told_row_by_row_to_the_watcher_of_its_conversation(
    scene: Scene,
) -> None:
    seen: list[Mapping[str, Any]] = []
    others: list[Mapping[str, Any]] = []

    with (
        scene.resources.progress.watched("person", seen.append),
        scene.resources.progress.watched("somebody else", others.append),
    ):
        said = await Conversation(scene.resources).say("is zurich up", "check_ports")

    waiting = [[row["state"] for row in check["rows"]].count("checking") for check in seen]
    # The website that is compared with may be told in between; it has no row.
    assert list(dict.fromkeys(waiting)) == [4, 3, 2, 1, 0]
    assert [check["finished"] for check in seen] == [count == 0 for count in waiting]
    assert states({"check": seen[-1]}) == states(said)
    assert others == []


async def test_two_conversations_at_once_are_each_told_their_own(scene: Scene) -> None:
    seen: dict[str, list[Mapping[str, Any]]] = {"one": [], "two": []}

    async def ask(sender: str, text: str) -> None:
        with scene.resources.progress.watched(sender, seen[sender].append):
            await Conversation(scene.resources, sender=sender).say(text, "check_ports")

    await asyncio.gather(ask("one", "zurich"), ask("two", "hong kong"))

    hosts = {
        sender: {row["gateway"] for check in checks for row in check["rows"]}
        for sender, checks in seen.items()
    }
    assert hosts["one"] == {ZURICH, ZURICH_BACKUP}
    assert hosts["two"].isdisjoint(hosts["one"])


async def test_a_watcher_is_told_nothing_once_it_has_gone(scene: Scene) -> None:
    seen: list[object] = []
    with scene.resources.progress.watched("person", seen.append):
        pass

    await Conversation(scene.resources).say("is zurich up", "check_ports")

    assert seen == []


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("which host is zurich's backup", [ZURICH_BACKUP]),
        ("what is the host name of the zurich gateways", [ZURICH, ZURICH_BACKUP]),
    ],
)
async def test_a_host_name_that_is_asked_for_is_said_without_a_check(
    scene: Scene, text: str, hosts: list[str]
) -> None:
    person = Conversation(scene.resources)

    said = await person.say(text, "check_ports")

    assert (said["kind"], said["check"]) == ("answer", None)
    assert [f"`{scene.host(each)}`" in said["text"] for each in hosts] == [True] * len(hosts)
    assert person.slots["gateways"] == hosts
    checked = await person.press(button_of(said, "Check them now"))
    assert checked["check"]["rows"][0]["gateway"] == hosts[0]


async def test_a_german_question_for_a_host_name_is_answered_in_german(scene: Scene) -> None:
    person = Conversation(scene.resources, Language.GERMAN)

    said = await person.say(
        "wie heißt der Ersatzserver in Zürich, welcher Host", "ask", article="hosts-and-ports"
    )

    assert said["text"].startswith("Das sind die gelisteten Namen:")
    assert scene.host(ZURICH_BACKUP) in said["text"]
