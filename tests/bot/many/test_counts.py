"""Limits are counted together, and by each worker alone while Redis is away."""

from __future__ import annotations

import secrets

from limits import RateLimitItemPerMinute

from bot.shared.counts import SharedCounts
from bot.shared.link import RedisLink
from bot.shared.members import Members
from tests.bot.many.conftest import Open
from tests.servers import free_port

LIMIT = RateLimitItemPerMinute(4, namespace="test")


async def test_several_workers_count_together(open_link: Open) -> None:
    first, second = SharedCounts(open_link()), SharedCounts(open_link())
    somebody = secrets.token_hex(4)

    waits = [await counts.hit(LIMIT, somebody, 1) for counts in (first, second) * 2]
    too_much = await first.hit(LIMIT, somebody, 1)

    assert waits == [0, 0, 0, 0]
    assert 1 <= too_much <= 60
    assert await second.hit(LIMIT, somebody, 2) > 0
    assert await second.hit(LIMIT, "somebody else " + somebody, 4) == 0


async def test_nobodys_network_stands_in_redis(open_link: Open) -> None:
    link = open_link()

    await SharedCounts(link).hit(LIMIT, "203.0.113.77/32", 1)

    names = await link.redis.keys("*")
    assert any(b"lotse:limit" in name for name in names)
    assert not any(b"203.0.113.77" in name for name in names)


async def test_without_redis_each_worker_counts_for_itself() -> None:
    counts = SharedCounts(RedisLink(f"redis://127.0.0.1:{free_port()}/0"))

    waits = [await counts.hit(LIMIT, "a", 1) for _ in range(5)]

    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4] > 0


async def test_what_is_done_once_is_claimed_by_one_worker(open_link: Open) -> None:
    first, second = Members(open_link(), "first"), Members(open_link(), "second")
    task = secrets.token_hex(4)

    claimed = [await first.claim(task, 60), await second.claim(task, 60)]

    assert claimed == [True, False]


async def test_without_redis_nobody_is_taken_for_dead_and_work_is_done(open_link: Open) -> None:
    alone = Members(RedisLink(f"redis://127.0.0.1:{free_port()}/0"), "alone")
    known = Members(open_link(), "known")

    assert await alone.living(["somebody"]) == {"somebody"}
    assert await alone.claim("task", 60)
    assert await known.living(["somebody"]) == {"known"}
