"""Posts on their way to Slack: repeated, looked for, given up."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import poster as poster_module
from bot.channels.slack.poster import Post, Poster, PostError
from tests.slack.faults import api_error, reset_after, server_error
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.workspace import HELPDESK

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def empty() -> AsyncIterator[PretendSlack]:
    async with running_slack() as slack:
        yield slack


def poster_for(slack: PretendSlack) -> Poster:
    return Poster(AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]))


def post(number: int = 1, **more: object) -> Post:
    body = {"channel": HELPDESK, "text": f"answer {number}", **more}
    return Post(f"key-{number}", "chat.postMessage", body)


async def test_a_post_that_slack_has_is_found_and_not_sent_again(empty: PretendSlack) -> None:
    poster = poster_for(empty)
    first = await poster.send(post())
    again = post()
    again.state = "sending"

    assert await poster.send(again) == first
    assert len(empty.answers(HELPDESK)) == 1


async def test_a_post_that_slack_does_not_have_is_sent(empty: PretendSlack) -> None:
    doubtful = post(2)
    doubtful.state = "sending"
    found = await poster_for(empty).send(doubtful)

    assert [each.ts for each in empty.answers(HELPDESK)] == [found["ts"]]


async def test_where_looking_is_refused_the_post_is_sent_all_the_same(
    empty: PretendSlack,
) -> None:
    empty.fail("conversations.history", api_error("missing_scope", needed="channels:history"))
    doubtful = post()
    doubtful.state = "sending"
    await poster_for(empty).send(doubtful)

    assert len(empty.answers(HELPDESK)) == 1


async def test_blocks_that_slack_refuses_go_as_text(empty: PretendSlack) -> None:
    await poster_for(empty).send(post(blocks=[{"type": "no such block"}]))

    [shown] = empty.answers(HELPDESK)
    assert (shown.text, shown.blocks) == ("answer 1", [])


async def test_a_refusal_for_good_is_told_and_not_repeated(empty: PretendSlack) -> None:
    empty.fail("chat.postMessage", api_error("is_archived"), lasting=True)
    with pytest.raises(PostError, match="is_archived"):
        await poster_for(empty).send(post())

    assert len(empty.calls_of("chat.postMessage")) == 1


async def test_a_slack_that_stays_away_is_given_up(
    empty: PretendSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster_module, "GIVE_UP_SECONDS", 1.0)
    empty.fail("chat.postMessage", server_error(), lasting=True)
    with pytest.raises(PostError):
        await poster_for(empty).send(post())

    assert len(empty.calls_of("chat.postMessage")) > 1


async def test_a_lost_answer_in_a_thread_is_looked_for_there(empty: PretendSlack) -> None:
    root = empty.write("U0ALICE01", HELPDESK, "hello")
    empty.fail("chat.postMessage", reset_after())
    found = await poster_for(empty).send(post(thread_ts=root.ts))

    assert [each.ts for each in empty.answers(HELPDESK, root.ts)] == [found["ts"]]
