"""A Lotse that talks to a pretend Slack over real sockets, and people who are new in each test."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.actions.evidence.loopback_scene import full_backlog
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, free_port, running_lotse
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.workspace import HELPDESK, Person

PATH = "/slack/events"
LOCALES = {"de": "de-DE", "en": "en-US"}


def http_settings(slack: PretendSlack) -> dict[str, str]:
    """Return the settings of a Lotse that gets its events by HTTP."""
    return {
        "LOTSE_SLACK_BOT_TOKEN": slack.bot_token,
        "LOTSE_SLACK_SIGNING_SECRET": slack.signing_secret,
        "LOTSE_SLACK_API": slack.api_url,
    }


def socket_settings(slack: PretendSlack) -> dict[str, str]:
    """Return the settings of a Lotse that gets its events by Socket Mode."""
    return {
        "LOTSE_SLACK_BOT_TOKEN": slack.bot_token,
        "LOTSE_SLACK_APP_TOKEN": slack.app_token,
        "LOTSE_SLACK_API": slack.api_url,
    }


@asynccontextmanager
async def lotse_in_slack(
    folder: Path, slack: PretendSlack, **settings: str
) -> AsyncIterator[Lotse]:
    """Start a Lotse, and wait until it knows who it is."""
    starting = running_lotse(folder, **settings)
    known = len(slack.calls_of("auth.test"))
    server = await asyncio.to_thread(starting.__enter__)
    try:
        slack.target = server.url + PATH if "LOTSE_SLACK_SIGNING_SECRET" in settings else None
        await slack.wait_for(lambda: len(slack.calls_of("auth.test")) > known)
        if slack.target is None:
            await slack.wait_for(lambda: slack.sockets.open)
        yield server
    finally:
        await asyncio.to_thread(starting.__exit__, None, None, None)


@dataclass(frozen=True)
class Served:
    """A Slack, the Lotse in it, and the folder with its data."""

    slack: PretendSlack
    server: Lotse
    folder: Path

    @property
    def database(self) -> Path:
        """Return where the server keeps what it knows."""
        return self.folder / "data" / "lotse.sqlite"

    def read(self, query: str) -> list[tuple[object, ...]]:
        """Return rows of the server's database."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    async def settle(self) -> None:
        """Return when everything that the server has taken on is answered or left unanswered."""
        undone = "select key from lotse_slack_jobs where not is_done"
        await self.slack.wait_for(lambda: not self.read(undone))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(model: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """Return a Slack with a Lotse in it that all tests share.

    Zurich is half up; Hong Kong and Chicago keep silent, so that their checks take seconds.
    """
    folder = tmp_path_factory.mktemp("slack")
    listener = await asyncio.start_server(_hang_up, "127.0.0.1", 0)
    with full_backlog() as silent, full_backlog() as other_silent:
        ports = {
            "tws-europe-primary": int(listener.sockets[0].getsockname()[1]),
            "tws-europe-backup": free_port(),
            "tws-asia-primary": silent,
            "tws-us-central-primary": other_silent,
        }
        gateways = write_loopback_gateways(folder / "gateways.yml", ports)
        async with running_slack() as pretend:
            settings = {"LOTSE_GATEWAYS": str(gateways), **http_settings(pretend)}
            async with lotse_in_slack(folder, pretend, **settings) as server:
                yield Served(pretend, server, folder)
    listener.close()


@pytest.fixture(scope="session")
def slack(served: Served) -> PretendSlack:
    """Return the Slack that all tests share."""
    return served.slack


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def newcomer(slack: PretendSlack, locale: str) -> str:
    """Return somebody who has never talked to Lotse."""
    user = f"U{secrets.token_hex(5).upper()}"
    slack.workspace.people[user] = Person(user, user.lower(), "Somebody New", locale)
    slack.workspace.channels[HELPDESK].members.add(user)
    return user


@pytest.fixture
def german(slack: PretendSlack) -> str:
    """Return a person whose Slack speaks German."""
    return newcomer(slack, LOCALES["de"])


@pytest.fixture
def english(slack: PretendSlack) -> str:
    """Return a person whose Slack speaks English."""
    return newcomer(slack, LOCALES["en"])


@pytest.fixture(params=LOCALES)
def spoken(request: pytest.FixtureRequest) -> str:
    """Return each language in turn."""
    return str(request.param)


@pytest.fixture
def user(slack: PretendSlack, spoken: str) -> str:
    """Return a person whose Slack speaks this language."""
    return newcomer(slack, LOCALES[spoken])
