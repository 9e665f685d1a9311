"""A conversation is one worker's at a time, in the order in which they asked, in a real Redis."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from bot.shared.leases import WAITING_SECONDS, Leases
from bot.shared.link import AwayError, RedisLink
from bot.shared.names import key
from bot.turns import EndedError
from tests.bot.many.conftest import Open
from tests.servers import free_port

SHORT_SECONDS = 0.2


@pytest.fixture
def conversation() -> str:
    return f"web-{secrets.token_hex(8)}"


async def test_another_worker_waits_until_the_lease_is_given_back(
    open_link: Open, conversation: str
) -> None:
    first, second = Leases(open_link(), "first"), Leases(open_link(), "second")

    lease = await first.ask(conversation)
    assert lease is not None
    meanwhile = await second.ask(conversation)
    await first.give_back(conversation, lease.number)
    afterwards = await second.ask(conversation)

    assert lease.owner == ""
    assert meanwhile is None
    assert afterwards is not None
    assert afterwards.owner == "first"
    assert afterwards.number > lease.number


async def test_workers_get_it_in_the_order_in_which_they_asked(
    open_link: Open, conversation: str
) -> None:
    holder, early, late = (Leases(open_link(), name) for name in ("holder", "early", "late"))
    lease = await holder.ask(conversation)
    assert lease is not None
    assert await early.ask(conversation) is None
    assert await late.ask(conversation) is None
    await holder.give_back(conversation, lease.number)

    late_first = await late.ask(conversation)
    granted = await early.ask(conversation)

    assert late_first is None
    assert granted is not None


async def test_a_worker_that_died_while_it_waited_holds_up_nobody(
    open_link: Open, conversation: str
) -> None:
    holder, dead, alive = (Leases(open_link(), name) for name in ("holder", "dead", "alive"))
    lease = await holder.ask(conversation)
    assert lease is not None
    assert await dead.ask(conversation) is None
    await holder.give_back(conversation, lease.number)

    await asyncio.sleep(WAITING_SECONDS + 0.1)

    assert await alive.ask(conversation) is not None


async def test_the_lease_of_a_worker_that_died_runs_out(open_link: Open, conversation: str) -> None:
    dead = Leases(open_link(), "dead", SHORT_SECONDS)
    alive = Leases(open_link(), "alive")
    lease = await dead.ask(conversation)
    assert lease is not None

    await asyncio.sleep(SHORT_SECONDS + 0.05)
    taken = await alive.ask(conversation)
    is_still_his = await dead.renew(conversation, lease.number)
    await dead.give_back(conversation, lease.number)

    assert taken is not None
    assert not is_still_his
    assert await Leases(open_link(), "third").ask(conversation) is None


async def test_a_lease_that_is_renewed_does_not_run_out(open_link: Open, conversation: str) -> None:
    slow = Leases(open_link(), "slow", SHORT_SECONDS)
    lease = await slow.ask(conversation)
    assert lease is not None

    long_lived = Leases(slow._link, "slow")
    assert await long_lived.renew(conversation, lease.number)
    await asyncio.sleep(SHORT_SECONDS + 0.05)

    assert await Leases(open_link(), "other").ask(conversation) is None


async def test_a_worker_that_asks_again_gets_its_own_and_the_old_number_is_worth_nothing(
    open_link: Open, conversation: str
) -> None:
    leases = Leases(open_link(), "one")
    first, second = await leases.ask(conversation), await leases.ask(conversation)
    assert first is not None
    assert second is not None

    await leases.give_back(conversation, first.number)

    assert second.owner == "one"
    assert await Leases(open_link(), "other").ask(conversation) is None


async def test_a_lease_that_was_flushed_is_put_back(open_link: Open, conversation: str) -> None:
    link = open_link()
    leases = Leases(link, "one")
    lease = await leases.ask(conversation)
    assert lease is not None
    await link.redis.delete(key("conversation", conversation))

    is_ours = await leases.renew(conversation, lease.number)

    assert is_ours
    assert await Leases(open_link(), "other").ask(conversation) is None


async def test_a_lease_that_was_given_back_is_not_put_back(
    open_link: Open, conversation: str
) -> None:
    leases = Leases(open_link(), "one")
    lease = await leases.ask(conversation)
    assert lease is not None
    await leases.give_back(conversation, lease.number)

    is_ours = await leases.renew(conversation, lease.number)

    assert not is_ours
    assert await Leases(open_link(), "other").ask(conversation) is not None


async def test_a_lease_of_before_the_clock_was_set_back_is_not_waited_for(
    open_link: Open, conversation: str
) -> None:
    link = open_link()
    assert await Leases(link, "one").ask(conversation) is not None
    in_an_hour = (await link.redis.time())[0] * 1000 + 3_600_000
    await link.redis.hset(key("conversation", conversation), "until", in_an_hour)

    assert await Leases(open_link(), "other").ask(conversation) is not None


async def test_what_was_deleted_is_nobodys_but_can_be_deleted_again(
    open_link: Open, conversation: str
) -> None:
    leases = Leases(open_link(), "one")
    await Leases(open_link(), "other").end(conversation)

    with pytest.raises(EndedError):
        await leases.ask(conversation)
    with pytest.raises(EndedError):
        await leases.is_owner(conversation)
    assert await leases.ask(conversation, even_ended=True) is not None


async def test_nobodys_name_stands_in_redis(open_link: Open) -> None:
    link = open_link()
    await Leases(link, "one").ask("rest-somebody@example.com")

    found = await link.redis.keys("*")

    assert any(name.startswith(b"lotse:conversation:") for name in found)
    assert not any(b"somebody" in name for name in found)


async def test_without_redis_one_hears_so_once(caplog: pytest.LogCaptureFixture) -> None:
    link = RedisLink(f"redis://127.0.0.1:{free_port()}/0")
    leases = Leases(link, "one")

    for _ in range(3):
        with pytest.raises(AwayError):
            await leases.ask("a")

    assert link.is_away
    assert caplog.text.count("goes on alone") == 1


async def test_a_connection_that_was_closed_meanwhile_is_made_anew(
    open_link: Open, conversation: str
) -> None:
    link = open_link()
    leases = Leases(link, "one")
    assert await leases.ask(conversation) is not None

    await open_link().redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    assert await leases.ask(conversation) is not None
    assert not link.is_away
