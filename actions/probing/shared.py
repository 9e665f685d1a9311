"""Share attempts and their findings between workers, through Redis."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone

from redis import ResponseError

from actions.probing.finding import Finding, Target
from actions.probing.redis_link import AwayError, RedisLink
from actions.probing.shared_value import MOST_BYTES, read_shared

logger = logging.getLogger(__name__)

NOTHING_SECONDS = 1.0  # how long others hear that a check did not take place
_WITHOUT_END = -1  # what Redis says of a key that never expires


class SharedFindings:
    """What other workers found, and which of them is looking; says nothing where Redis is away."""

    def __init__(self, url: str) -> None:
        self._link = RedisLink(url)
        self.is_away = False
        self._has_refused = False

    async def find(self, target: Target) -> Finding | None:
        """Return the finding of a worker that looked lately."""
        try:
            value = await self._link.ask(lambda: self._value(_key("finding", target)))
        except ResponseError:  # something else stands there
            return None
        except AwayError as error:
            self._fall_away(error)
            return None
        found = read_shared(value, target, datetime.now(timezone.utc)) if value else None
        if value and found is None and not self._has_refused:
            self._has_refused = True
            logger.warning("a finding in Redis is not used; do the workers' clocks differ?")
        return found

    async def _value(self, key: str) -> bytes:
        value: bytes = await self._link.redis.getrange(key, 0, MOST_BYTES)
        return value

    async def claim(self, target: Target, seconds: float) -> bool:
        """Return whether this worker is the one that looks for the next ``seconds``.

        True where Redis is away: people get an answer, and each worker still shares its own.
        """
        try:
            got = await self._link.ask(lambda: self._claim(_key("claim", target), seconds))
        except (AwayError, ResponseError) as error:
            self._fall_away(error)
            return True
        self._come_back()
        return got

    async def _claim(self, key: str, seconds: float) -> bool:
        milliseconds = round(seconds * 1000)
        if await self._link.redis.set(key, b"1", px=milliseconds, nx=True):
            return True
        if await self._link.redis.pttl(key) == _WITHOUT_END:  # not ours, and would last for ever
            await self._link.redis.pexpire(key, milliseconds)
        return False

    async def publish(self, finding: Finding, seconds: float) -> None:
        """Give a finding to the others for the next ``seconds``.

        Where nothing was looked at, those who wait now are told, and the next may look.
        """
        seconds = seconds if finding.reason.is_finding else NOTHING_SECONDS
        try:
            await self._link.ask(lambda: self._publish(finding, max(1, round(seconds * 1000))))
        except (AwayError, ResponseError) as error:
            self._fall_away(error)

    async def _publish(self, finding: Finding, milliseconds: int) -> None:
        key, value = _key("finding", finding.target), json.dumps(finding.as_json())
        await self._link.redis.set(key, value, px=milliseconds)
        if not finding.reason.is_finding:
            await self._link.redis.delete(_key("claim", finding.target))

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self._link.close()

    def _fall_away(self, error: Exception) -> None:
        if not self.is_away:
            reason = str(error) if isinstance(error, AwayError) else type(error).__name__
            logger.warning("checks are not shared through Redis: %s", reason)
        self.is_away = True

    def _come_back(self) -> None:
        if self.is_away:
            logger.info("checks are shared through Redis again")
        self.is_away = False


def _key(kind: str, target: Target) -> str:
    return f"lotse:check:{kind}:{target.host}:{target.port}"
