"""Ask the exam to the trained model, and judge what is understood."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.agent import AgentThread
from tests.evaluation.exam import OUTSIDE, Question

CHECKS = {"check_ports", "name_gateway"}
"""Both lead to a live check of what is named."""
SERVICES = {*CHECKS, "check_myself", "write_letter", "export_gateways"}
"""All lead to something that is done or made for the person."""
AMBIGUOUS = "nlu_ambiguous"
MISSES = {"out_of_scope", "nlu_fallback"}
SEVERAL = "several_questions"


@dataclass(frozen=True)
class Outcome:
    """What a question was taken for.

    ``first`` is the likeliest intent and ``confidence`` how likely it is, ``second`` the next;
    ``decided`` is what the bot acts upon, ``several`` the questions it found in the message.
    """

    question: Question
    first: str
    second: str
    confidence: float
    decided: str
    several: tuple[str, ...]
    milliseconds: float

    @property
    def expected(self) -> str:
        """Return the label that the question counts for: the one found, else its first."""
        labels = self.question.labels
        return next((label for label in labels if _matches(self.first, label)), labels[0])

    @property
    def is_right(self) -> bool:
        """Return whether the first choice is what was expected."""
        return _matches(self.first, self.question.expected)

    @property
    def is_answered(self) -> bool:
        """Return whether the bot acts upon the right choice at once."""
        if "+" in self.expected:
            return set(self.several) >= set(self.expected.split("+"))
        if self.expected in OUTSIDE:
            return self.gets_nothing
        return self.is_right and self.decided == self.first.partition("/")[0]

    @property
    def gets_nothing(self) -> bool:
        """Return whether the message leads neither to an article nor to a service, even offered."""
        return self.decided not in {"ask", SEVERAL, AMBIGUOUS, *SERVICES}

    @property
    def is_rejected(self) -> bool:
        """Return whether the bot says that it has no answer."""
        return self.decided in MISSES

    @property
    def is_asked_back(self) -> bool:
        """Return whether the bot asks which of two is meant."""
        return self.decided == AMBIGUOUS


def _matches(found: str, expected: str) -> bool:
    if "|" in expected:
        return any(_matches(found, label) for label in expected.split("|"))
    if "+" in expected:
        return found in expected.split("+")
    if expected in OUTSIDE:
        return not found.startswith("ask/") and found not in SERVICES
    return found == expected or (expected in CHECKS and found in CHECKS)


async def ask(agent: AgentThread, questions: Iterable[Question]) -> list[Outcome]:
    """Ask all questions, each without any conversation before it."""
    return [await _ask(agent, question) for question in questions]


async def _ask(agent: AgentThread, question: Question) -> Outcome:
    started = time.process_time()
    parsed: dict[str, Any] = await agent.parse(question.text)
    spent = time.process_time() - started
    ranking = parsed["intent_ranking"]
    return Outcome(
        question,
        ranking[0]["name"],
        ranking[1]["name"],
        ranking[0]["confidence"],
        parsed["intent"]["name"],
        tuple(parsed.get("questions") or ()),
        1e3 * spent,
    )
