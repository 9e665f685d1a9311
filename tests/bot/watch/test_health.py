"""When a server says that it is ready: what canary questions said, not whether somebody is busy."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.channels.http_errors import RefusalError
from bot.health import CANARIES, CANARY_ARTICLE, STALE_SECONDS, Health
from bot.metrics import Metrics
from kb.language import Language

REQUEST = make_mocked_request("GET", "/readyz")


class Understanding:
    """Answers canary questions as a test wishes: rightly unless something is wrong."""

    def __init__(self) -> None:
        self.wrong: set[Language] = set()
        self.error: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def parse(
        self, text: str, language: str | None = None, *, anew: bool = False
    ) -> dict[str, Any]:
        await self.may_answer.wait()
        if self.error:
            raise self.error
        spoken = next(each for each, question in CANARIES.items() if question == text)
        article = "something-else" if spoken in self.wrong else CANARY_ARTICLE
        found = {"article": article, "language": spoken.value}
        entities = [{"entity": name, "value": value} for name, value in found.items()]
        return {"entities": entities}


class Patient:
    """A server's health with a clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.understanding = Understanding()
        self.metrics = Metrics()
        self.health = Health(self.understanding, self.metrics, lambda: self.now)

    async def readiness(self) -> str:
        try:
            await self.health.readyz(REQUEST)
        except RefusalError as error:
            assert error.status == 503
            return error.code
        return "ready"

    def failures(self, language: str) -> float:
        labels = {"language": language}
        found = self.metrics.registry.get_sample_value("lotse_canary_failures_total", labels)
        return found or 0.0


@pytest.fixture
async def patient() -> Patient:
    return Patient()


async def test_before_the_first_answer_a_server_is_not_ready(patient: Patient) -> None:
    assert await patient.readiness() == "not_ready"

    await patient.health.ask()

    assert await patient.readiness() == "ready"
    assert patient.metrics.values()["ready"] == 1


@pytest.mark.parametrize("language", Language)
async def test_a_wrong_answer_in_one_language_is_enough(
    patient: Patient, language: Language
) -> None:
    patient.understanding.wrong = {language}
    await patient.health.ask()

    assert await patient.readiness() == "not_ready"
    assert [patient.failures(each.value) for each in Language] == [
        float(each is language) for each in Language
    ]


async def test_who_is_well_again_is_ready_again(patient: Patient) -> None:
    patient.understanding.wrong = {Language.GERMAN}
    await patient.health.ask()
    patient.understanding.wrong = set()
    await patient.health.ask()

    assert await patient.readiness() == "ready"


@pytest.mark.parametrize("error", [RuntimeError("x"), KeyError("entities"), ValueError("secret")])
async def test_whatever_understanding_raises_is_a_wrong_answer_and_not_the_end(
    patient: Patient, error: Exception
) -> None:
    patient.understanding.error = error
    await patient.health.ask()
    assert await patient.readiness() == "not_ready"

    patient.understanding.error = None
    await patient.health.ask()

    assert await patient.readiness() == "ready"


async def test_slow_answers_leave_what_was_known_until_that_is_too_old(patient: Patient) -> None:
    await patient.health.ask()
    patient.understanding.may_answer.clear()
    asking = asyncio.ensure_future(patient.health.ask())

    patient.now += STALE_SECONDS
    assert await patient.readiness() == "ready"
    patient.now += 1
    assert await patient.readiness() == "not_ready"
    assert patient.metrics.values()["canary_age_seconds"] == STALE_SECONDS + 1

    patient.understanding.may_answer.set()
    await asking
    assert await patient.readiness() == "ready"


async def test_asking_for_readiness_asks_no_question(patient: Patient) -> None:
    await patient.health.ask()
    patient.understanding.may_answer.clear()

    for _ in range(1_000):
        assert await patient.readiness() == "ready"


async def test_a_stopping_server_says_so_and_still_lives(patient: Patient) -> None:
    await patient.health.ask()
    patient.health.drain()
    await patient.health.ask()

    assert await patient.readiness() == "draining"
    assert patient.metrics.values()["draining"] == 1
    assert (await patient.health.healthz(REQUEST)).status == 200


async def test_a_change_is_logged_once_and_without_what_an_error_says(
    patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    patient.understanding.error = ValueError("my PIN is 4711")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await patient.health.ask()
        patient.understanding.error = None
        await patient.health.ask()

    events = [record.getMessage() for record in caplog.records]
    assert events == [
        "canary questions got no right answer",
        "canary questions get their right answers again",
    ]
    assert caplog.records[0].__dict__["fields"] == {
        "language": "en de",
        "kind": "ValueError ValueError",
    }
