"""Socket Mode: what comes over a socket is answered once, however the socket ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.slack.conftest import lotse_in_slack, newcomer, socket_settings
from tests.slack.faults import limited, server_error
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.socket_mode import Drop
from tests.slack.workspace import HELPDESK

pytestmark = pytest.mark.asyncio(loop_scope="session")

RETURN_SECONDS = 40.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def link(
    model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PretendSlack]:
    """Return a Slack with a Lotse that is connected by a socket."""
    async with running_slack() as slack:
        folder = tmp_path_factory.mktemp("socket")
        async with lotse_in_slack(folder, slack, **socket_settings(slack)):
            yield slack


async def test_messages_commands_and_buttons_come_over_the_socket(link: PretendSlack) -> None:
    user = newcomer(link, "de-DE")
    await link.say(user, user, "Wie melde ich mich mit der Sicherheitskarte an?")
    await link.wait_for(lambda: link.answers(user))
    await link.press(user, link.answers(user)[0], "Schritt für Schritt")
    await link.wait_for(lambda: len(link.answers(user)) == 2)
    command = await link.command(user, HELPDESK, "/lotse", "Wofür ist Port 4001?")
    await link.wait_for(lambda: link.ephemerals(HELPDESK, user))

    assert command.status == 200
    assert "Schritt 1 von" in link.answers(user)[1].shown_text


@pytest.mark.parametrize("kind", Drop)
async def test_a_socket_that_ends_in_any_way_is_opened_again(
    link: PretendSlack, kind: Drop
) -> None:
    user = newcomer(link, "en-US")
    opened = link.sockets.opened
    await link.drop(kind)
    asking = asyncio.ensure_future(link.say(user, user, "What is port 4001 for?"))
    await link.wait_for(lambda: link.sockets.opened > opened, RETURN_SECONDS)
    await link.wait_for(lambda: link.answers(user), RETURN_SECONDS)
    await asking
    await asyncio.sleep(1)

    assert len(link.answers(user)) == 1


async def test_a_slack_that_opens_no_socket_for_a_while_is_asked_again(link: PretendSlack) -> None:
    link.fail("apps.connections.open", server_error(), limited(1))
    opened = link.sockets.opened
    await link.drop(Drop.ABORT)

    await link.wait_for(lambda: link.sockets.opened > opened, RETURN_SECONDS)
