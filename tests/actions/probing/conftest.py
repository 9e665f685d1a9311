"""A Redis database of its own for each test of the prober."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis


@pytest.fixture
def url(redis_url: str) -> Iterator[str]:
    """Return the address of an empty database, in which a test must leave no key for ever."""
    url = redis_url.removesuffix("/0") + "/9"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        lasting = [key for key in client.scan_iter() if client.pttl(key) < 0]
    assert lasting == []
