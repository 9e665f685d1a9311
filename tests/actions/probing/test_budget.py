"""How many attempts may start in a minute, over all workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.probing.budget import Budget
from actions.probing.finding import Reason
from tests.actions.probing.workers import ROWS, listening, reasons, working
from tests.databases import running_redis


@pytest.fixture
async def budgets(url: str) -> AsyncIterator[list[Budget]]:
    """Return what two workers count with, five a minute together."""
    budgets = [Budget(url, per_minute=5) for _ in range(2)]
    yield budgets
    for budget in budgets:
        await budget.close()


async def test_two_workers_have_one_budget(budgets: list[Budget]) -> None:
    taken = [await budget.take() for _ in range(4) for budget in budgets]

    assert taken == [True] * 5 + [False] * 3


async def test_without_redis_a_worker_counts_its_own() -> None:
    budget = Budget(per_minute=2)

    assert [await budget.take() for _ in range(3)] == [True, True, False]


async def test_a_worker_counts_its_own_once_redis_has_gone() -> None:
    with running_redis() as server:
        budget = Budget(server.url, per_minute=2)
        shared = [await budget.take() for _ in range(3)]
    own = [await budget.take() for _ in range(3)]
    await budget.close()

    assert shared == [True, True, False]
    assert own == [True, True, False]


async def test_what_the_budget_does_not_allow_is_not_tried(url: str, tmp_path: Path) -> None:
    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, url, Budget(url, per_minute=1)) as worker,
    ):
        findings = await worker.check(listeners.asked)

    assert sorted(reasons(findings)) == [Reason.NOT_TRIED] * (len(ROWS) - 1) + [Reason.OK]
    assert len(listeners.connections) == 1
