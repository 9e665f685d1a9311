"""Ask all questions, in several processes: what each is told does not depend on the others."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.process import prepare_process
from bot.service import build
from bot.settings import Settings
from tests.evaluation.exam import Question
from tests.evaluation.outcomes import Outcome, ask

PROCESSES = 2


def ask_all(model: tuple[Path, str], questions: Sequence[Question]) -> list[Outcome]:
    """Return what became of each question, in their order; the model comes with its digest."""
    shares = [questions[number::PROCESSES] for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        answered = list(pool.map(_ask_share, [model] * PROCESSES, shares))
    return [answered[n % PROCESSES][n // PROCESSES] for n in range(len(questions))]


def _ask_share(model: tuple[Path, str], questions: Sequence[Question]) -> list[Outcome]:
    prepare_process("WARNING")
    with tempfile.TemporaryDirectory(prefix="lotse-eval-") as data:
        parts = build(Settings(data=Path(data)))
        parts.agent.load(*model)
        with threadpool_limits(1):  # as when serving; more threads would only spin
            outcomes = asyncio.run(ask(parts.agent, questions))
        parts.close()
    return outcomes
