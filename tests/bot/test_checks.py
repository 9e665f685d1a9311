"""What channels are given of the port checks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.probing.prober import Prober
from actions.resources import Resources
from bot.checks import Checks
from bot.conversation import UnusableEvidenceError
from kb.gateways import read_gateways
from kb.language import Language
from kb.library import Library
from tests.actions.brought import PRIVATE, windows_output


@pytest.fixture(scope="module")
def resources() -> Resources:
    gateways = read_gateways()
    return Resources(Library(), gateways, Prober(gateways))


def test_pasted_output_becomes_evidence_without_what_is_the_persons_own(
    resources: Resources,
) -> None:
    brought = Checks(resources).read_text(windows_output("zdc1.ibllc.com", 4001, False))

    assert brought is not None
    assert json.loads(brought.value)["observations"][0]["host"] == "zdc1.ibllc.com"
    assert [each for each in PRIVATE if each in brought.value + brought.said] == []


def test_an_ordinary_text_brings_nothing(resources: Resources) -> None:
    assert Checks(resources).read_text("Is the Zurich gateway up?") is None


def test_what_a_browser_saw_becomes_evidence(resources: Resources) -> None:
    brought = Checks(resources).read_browser({"web-us:443": "reachable"}, Language.GERMAN)

    [seen] = json.loads(brought.value)["observations"]
    assert brought.said == "Aus diesem Browser geprüft: 1 erreichbar, 0 nicht feststellbar"
    assert (seen["vantage"], seen["host"], seen["reason"]) == (
        "browser",
        "www.interactivebrokers.com",
        "ok",
    )


def test_what_no_browser_can_have_seen_is_unusable(resources: Resources) -> None:
    with pytest.raises(UnusableEvidenceError):
        Checks(resources).read_browser({"tws-europe-primary:4001": "reachable"}, None)


def test_a_conversation_is_watched_for_as_long_as_its_turn(resources: Resources) -> None:
    seen: list[Any] = []

    with Checks(resources).watched("one", seen.append):
        resources.progress.tell("one", {"rows": []})
        resources.progress.tell("two", {"rows": ["another's"]})
    resources.progress.tell("one", {"rows": ["too late"]})

    assert seen == [{"rows": []}]


def test_without_a_watcher_nobody_is_told(resources: Resources) -> None:
    with Checks(resources).watched("one", None):
        resources.progress.tell("one", {"rows": []})


def test_the_watcher_goes_even_if_its_turn_fails(resources: Resources) -> None:
    seen: list[Any] = []

    with pytest.raises(RuntimeError), Checks(resources).watched("one", seen.append):
        raise RuntimeError
    resources.progress.tell("one", {"rows": []})

    assert seen == []
