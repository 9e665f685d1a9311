"""Who may take a conversation's turn: one worker at a time, for five seconds unless renewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.shared.link import RedisLink
from bot.shared.names import key
from bot.turns import EndedError

LEASE_SECONDS = 5.0
"""So long after a worker's death its conversations go on elsewhere."""
WAITING_SECONDS = 1.0
"""Who waits and has not asked again for so long has lost their place."""
LONGEST_SECONDS = 60.0
"""What would last longer was given before the clock was set back."""
KEPT_SECONDS = 5 * 60 * 60
"""How long it is known who answered last, and that a conversation was deleted: longer than any
session lasts."""

# A record is a hash: who holds the lease (holder, number, until), who held it last (owner), whether
# the conversation was deleted (ended), and who waits (w:<worker> = ticket and when last asked).
# Times are Redis's own, in milliseconds: the workers' clocks need not agree.
_ASK = """
local key, worker, lease, waiting = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields, record = redis.call('HGETALL', key), {}
for n = 1, #fields, 2 do record[fields[n]] = fields[n + 1] end
if record['ended'] and ARGV[5] == '0' then return {-1, ''} end
local first, least = nil, nil
for name, value in pairs(record) do
  if string.sub(name, 1, 2) == 'w:' then
    local ticket, asked = string.match(value, '^(%d+) (%d+)$')
    if math.abs(now - tonumber(asked)) > waiting then redis.call('HDEL', key, name)
    elseif not least or tonumber(ticket) < least then first, least = name, tonumber(ticket) end
  end
end
local holder, till = record['holder'], tonumber(record['until'] or 0)
local is_free = not holder or till <= now or till > now + tonumber(ARGV[6])
local place = 'w:' .. worker
if holder == worker or (is_free and (not first or first == place)) then
  local number = redis.call('HINCRBY', key, 'number', 1)
  redis.call('HDEL', key, place)
  redis.call('HSET', key, 'holder', worker, 'owner', worker, 'until', now + lease)
  redis.call('EXPIRE', key, ARGV[4])
  return {number, record['owner'] or ''}
end
local ticket = string.match(record[place] or '', '^%d+') or redis.call('HINCRBY', key, 'ticket', 1)
redis.call('HSET', key, place, ticket .. ' ' .. now)
redis.call('EXPIRE', key, ARGV[4])
return {0, holder or ''}
"""

# What was flushed meanwhile is put back; what was given back is not.
_RENEW = """
local held = redis.call('HMGET', KEYS[1], 'holder', 'number')
local is_ours = held[1] == ARGV[1] and held[2] == ARGV[2]
if not is_ours and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'owner', ARGV[1], 'number', ARGV[2], 'until', till)
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""

_GIVE_BACK = """
local held = redis.call('HMGET', KEYS[1], 'holder', 'number')
if held[1] == ARGV[1] and held[2] == ARGV[2] then redis.call('HDEL', KEYS[1], 'holder', 'until') end
return 1
"""


@dataclass(frozen=True)
class Grant:
    """A lease: its number, by which it is renewed and given back, and who answered before."""

    number: int
    owner: str


class Leases:
    """The leases of one worker; each call raises `bot.shared.link.AwayError` without Redis."""

    def __init__(self, link: RedisLink, worker: str, lease_seconds: float = LEASE_SECONDS) -> None:
        self._link = link
        self.worker = worker
        self._milliseconds = round(lease_seconds * 1000)
        register = link.redis.register_script
        self._ask, self._renew, self._give_back = map(register, (_ASK, _RENEW, _GIVE_BACK))

    async def ask(self, conversation: str, even_ended: bool = False) -> Grant | None:
        """Return the lease, or None while another has it or waited first: then ask again soon.

        Raises `bot.turns.EndedError` for what was deleted. A worker gets what it has already.
        """
        waiting, longest = round(WAITING_SECONDS * 1000), round(LONGEST_SECONDS * 1000)
        times = (self._milliseconds, waiting, KEPT_SECONDS)
        arguments = [self.worker, *times, int(even_ended), longest]
        number, owner = await self._call(self._ask, conversation, arguments)
        if number < 0:
            raise EndedError
        return Grant(int(number), owner.decode()) if number else None

    async def renew(self, conversation: str, number: int) -> bool:
        """Prolong a lease; return whether it is still this worker's."""
        arguments = [self.worker, number, self._milliseconds, KEPT_SECONDS]
        return bool(await self._call(self._renew, conversation, arguments))

    async def give_back(self, conversation: str, number: int) -> None:
        """Let the next one in."""
        await self._call(self._give_back, conversation, [self.worker, number])

    async def is_owner(self, conversation: str) -> bool:
        """Return whether this worker answered last; raises `bot.turns.EndedError`."""
        names = ["owner", "ended"]
        record = key("conversation", conversation)
        owner, ended = await self._link.ask(lambda: self._link.redis.hmget(record, names))
        if ended:
            raise EndedError
        return bool(owner == self.worker.encode())

    async def end(self, conversation: str) -> None:
        """Let no worker begin another turn of a conversation."""
        record = key("conversation", conversation)

        async def end() -> None:
            async with self._link.redis.pipeline() as both:
                await both.hset(record, "ended", "1").expire(record, KEPT_SECONDS).execute()

        await self._link.ask(end)

    async def _call(self, script: Any, conversation: str, arguments: list[Any]) -> Any:
        record = key("conversation", conversation)
        return await self._link.ask(lambda: script(keys=[record], args=arguments))
