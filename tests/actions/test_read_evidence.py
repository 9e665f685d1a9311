"""What a person brings, put together with what our server sees at the same time."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import trustme

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.evidence.result_code import checksum
from actions.probing.finding import Reason, Target
from kb.language import Language
from tests.actions.acting import Conversation, button_of, titles
from tests.actions.brought import (
    PRIVATE,
    bringing_browser_check,
    bringing_text,
    code_of,
    windows_output,
)
from tests.actions.loopback_scene import (
    ASIA,
    WEBSITE,
    ZURICH,
    ZURICH_BACKUP,
    Scene,
    loopback_scene,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN
OK, TIMEOUT, REFUSED = Reason.OK, Reason.TIMEOUT, Reason.REFUSED


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


def now() -> datetime:
    return datetime.now(timezone.utc)


def target(scene: Scene, row_id: str, port: int) -> Target:
    return Target(scene.host(row_id), port, port in scene.gateways.tls_ports)


def office_firewall(scene: Scene, seen: datetime) -> str:
    """Return a code in which the website answers and Zurich does not."""
    found = {target(scene, ZURICH, port): TIMEOUT for port in (scene.plain, scene.secure)}
    return code_of(seen, {**found, target(scene, WEBSITE, scene.web): OK})


async def bring(person: Conversation, scene: Scene, text: str) -> dict[str, Any]:
    return (await person.hear(bringing_text(text, scene.gateways)))[-1]


def states(message: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    return {(row["gateway"], row["port"]): row["state"] for row in message["check"]["rows"]}


# A result code


async def test_a_code_becomes_a_table_a_verdict_and_letters(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, office_firewall(scene, now()))

    assert said["kind"] == "check"
    assert said["check"]["seen_from"] == "computer"
    assert states(said) == {
        (ZURICH, scene.plain): "timeout",
        (ZURICH, scene.secure): "timeout",
        (WEBSITE, scene.web): "ok",
    }
    assert "firewall" in said["text"]
    assert titles(said)[:2] == ["Letter to IT, English", "Brief an die IT, Deutsch"]


async def test_our_server_looks_at_the_same_ports_at_the_same_time(scene: Scene) -> None:
    person = Conversation(scene.resources)
    seen: list[Mapping[str, Any]] = []

    with scene.resources.progress.watched("person", seen.append):
        said = await bring(person, scene, office_firewall(scene, now()))

    looked = {(row["gateway"], row["port"]): row["state"] for row in seen[-1]["rows"]}
    assert looked == dict.fromkeys(states(said), "ok")
    assert [row["detail"] for row in said["check"]["rows"]] == ["our server: open"] * 3
    evidence = Evidence.from_json(person.slots["evidence"])
    assert len(evidence.of(Vantage.SERVER)) == len(evidence.of(Vantage.COMPUTER)) == 3


@pytest.mark.parametrize("language", Language)
async def test_the_letter_about_it_tells_what_the_computer_saw(
    scene: Scene, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    said = await bring(person, scene, office_firewall(scene, now()))
    title = {ENGLISH: "Letter to IT, English", GERMAN: "Brief an die IT, Deutsch"}[language]

    letter = await person.press(button_of(said, title))

    text = letter["document"]["text"]
    assert scene.host(ZURICH) in text
    assert scene.host(ZURICH_BACKUP) not in text
    assert {ENGLISH: "From my computer, ", GERMAN: "Von meinem Rechner aus, "}[language] in text


async def test_where_both_fail_it_is_not_the_persons_network(scene: Scene) -> None:
    person = Conversation(scene.resources)
    found = {target(scene, ASIA, port): REFUSED for port in (scene.plain, scene.secure)}

    said = await bring(person, scene, code_of(now(), found))

    assert "Letter to IT, English" not in titles(said)
    assert "Check again" in titles(said)
    assert said["check"]["rows"][0]["detail"].startswith("our server: refused")


async def test_a_foreign_issuer_is_named(scene: Scene) -> None:
    person = Conversation(scene.resources, GERMAN)
    found = {target(scene, ZURICH, scene.secure): Reason.CERTIFICATE_UNTRUSTED}

    said = await bring(person, scene, code_of(now(), found, issuer="Zscaler Inc."))

    assert "Zscaler Inc." in said["text"]
    assert "Zscaler Inc." in said["check"]["rows"][0]["reason"]


async def test_an_http_proxy_is_kept_for_the_verdict(scene: Scene) -> None:
    person = Conversation(scene.resources)
    found = {target(scene, ZURICH, scene.secure): TIMEOUT, target(scene, WEBSITE, scene.web): OK}

    await bring(person, scene, code_of(now(), found, proxy="y"))

    assert person.slots["evidence"]["http_proxy"] is True


@pytest.mark.parametrize(
    ("damage", "english", "german"),
    [
        (lambda code: code[:-3], "This result code is damaged", "ist beschädigt"),
        (lambda code: code.replace("t61", "o61", 1), "This result code is damaged", "beschädigt"),
        (lambda code: resigned("LOTSE2" + code[6:]), "I don't know this kind", "kenne ich nicht"),
        (
            lambda code: resigned(code[:20] + "-aaaat61" + code[20:]),
            "no longer on my list",
            "nicht mehr auf meiner Liste",
        ),
        (
            lambda code: resigned(code.replace("LOTSE1-26", "LOTSE1-2699", 1)),
            "says something that cannot be",
            "sagt aber etwas, das nicht sein kann",
        ),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_a_code_that_cannot_be_used_is_refused_with_the_reason(
    scene: Scene, damage: Any, english: str, german: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}
    code = damage(office_firewall(scene, datetime(2026, 11, 26, 1, 30, tzinfo=timezone.utc)))

    said = await bring(person, scene, code)

    assert {ENGLISH: english, GERMAN: german}[language] in said["text"]
    assert (said["kind"], said["check"]) == ("clarify", None)
    assert "evidence" not in person.slots
    shown = await person.press(said["buttons"][0])
    assert shown["text"]


def resigned(code: str) -> str:
    text = code[:-7]
    return f"{text}-{checksum(text)}"


@pytest.mark.parametrize(
    ("age", "english", "german"),
    [
        (timedelta(days=1), "so I draw no conclusion", "deshalb schließe ich daraus nichts"),
        (timedelta(hours=13), "so I draw no conclusion", "deshalb schließe ich daraus nichts"),
        (-timedelta(hours=2), "the clock of that computer is wrong", "geht falsch"),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_a_code_from_another_time_is_shown_and_nothing_follows(
    scene: Scene, age: timedelta, english: str, german: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}
    seen = now() - age
    watched: list[object] = []

    with scene.resources.progress.watched("person", watched.append):
        said = await bring(person, scene, office_firewall(scene, seen))

    assert {ENGLISH: english, GERMAN: german}[language] in said["text"]
    assert seen.strftime("%Y-%m-%d %H:%M") in said["text"]
    assert len(states(said)) == 3
    assert watched == [], "our server does not look"
    assert "evidence" not in person.slots
    again = await person.press(said["buttons"][0])
    assert again["commands"], "the command for the same rows"


async def test_a_code_from_eleven_hours_ago_still_counts(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, office_firewall(scene, now() - timedelta(hours=11)))

    assert said["kind"] == "check"
    assert "evidence" in person.slots


# Pasted output


async def test_pasted_output_is_understood_and_compared(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, windows_output(scene.host(ZURICH), scene.plain, False))

    assert said["check"]["seen_from"] == "computer"
    assert states(said) == {(ZURICH, scene.plain): "failed"}
    assert said["check"]["rows"][0]["detail"] == "our server: open"
    assert person.slots["gateways"] == [ZURICH]


async def test_what_is_not_listed_in_pasted_output_is_left_out_and_named(scene: Scene) -> None:
    person = Conversation(scene.resources)
    listed = windows_output(scene.host(ZURICH), scene.plain, True)

    said = await bring(person, scene, listed + windows_output("www.example.com", 443, True))

    assert said["text"].startswith("Not on my list, so I leave it out: `www.example.com:443`.")
    assert states(said) == {(ZURICH, scene.plain): "ok"}


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
