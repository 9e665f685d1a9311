"""Talk to Lotse in a pretend Slack from a terminal: ``python -m tests.slack.demo``."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.servers import free_port, running_lotse
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.transcript import Transcript
from tests.slack.workspace import ALICE, ANNA, BEN, BOT_USER, HELPDESK, Person

HELP = """\
text                 a direct message
@lotse text          a mention in #helpdesk
> text               a follow-up in the last thread of #helpdesk
#helpdesk text       talk in #helpdesk that is not for Lotse
/lotse text          a slash command in #helpdesk; likewise /portcheck
1, 2, …              press that button, or choose that option, of the newest message
:user anna|alice|ben go on as Anna (German), Alice or Ben (English)
:home  :pane         open the App Home, or the assistant pane
:help  :quit"""
USERS = {"anna": ANNA, "alice": ALICE, "ben": BEN}
CHANNEL_PREFIX = "#helpdesk "
PATIENCE_SECONDS = 10.0
QUIET_SECONDS = 2.0  # longer than the second between two updates of a check


class Demo:
    """Does what each line says."""

    def __init__(self, slack: PretendSlack, transcript: Transcript) -> None:
        self.user = ANNA
        self._slack = slack
        self._transcript = transcript
        self._thread: str | None = None
        self._pane: str | None = None

    async def do(self, line: str) -> str:
        """Do a line; returns a note for the person, or nothing."""
        before = len(self._slack.deliveries)
        note = await self._do(line)
        attempts = self._slack.deliveries[before:]
        if attempts and not any(attempt.is_taken for attempt in attempts):
            return f"Lotse did not take this: {attempts[-1].failure} {attempts[-1].status or ''}"
        return note

    async def _do(self, line: str) -> str:
        if line.startswith(":"):
            return await self._command(line[1:].split())
        if line.isdigit():
            return await self._press(int(line))
        if line.startswith("/"):
            command, _, text = line.partition(" ")
            await self._slack.command(self.user, HELPDESK, command, text)
        else:
            await self._say(line)
        return ""

    async def _say(self, line: str) -> None:
        if line.startswith("@lotse"):
            text = line.removeprefix("@lotse").strip()
            message = await self._slack.mention(self.user, HELPDESK, text)
            self._thread = message.ts
        elif line.startswith(">"):
            text = line.removeprefix(">").strip().replace("@lotse", f"<@{BOT_USER}>")
            await self._slack.say(self.user, HELPDESK, text, self._thread)
        elif line.startswith(CHANNEL_PREFIX):
            await self._slack.say(self.user, HELPDESK, line.removeprefix(CHANNEL_PREFIX))
        else:
            await self._slack.say(self.user, self.user, line, self._pane)

    async def _press(self, number: int) -> str:
        choices = self._transcript.choices
        if not 0 < number <= len(choices):
            return f"there are {len(choices)} buttons"
        choice = choices[number - 1]
        if choice.option is None:
            await self._slack.press(self.user, choice.shown, choice.action_id)
        else:
            await self._slack.choose(self.user, choice.shown, choice.option, choice.action_id)
        return ""

    async def _command(self, words: list[str]) -> str:
        match words:
            case ["user", name] if name.lower() in USERS:
                self.user, self._pane = USERS[name.lower()], None
                return f"you are {self.person.real_name} ({self.person.locale})"
            case ["home"]:
                await self._slack.open_home(self.user)
                return ""
            case ["pane"]:
                self._pane = (await self._slack.open_assistant(self.user)).ts
                return ""
        return HELP

    @property
    def person(self) -> Person:
        """Who writes now."""
        return self._slack.workspace.people[self.user]


async def settle(slack: PretendSlack, seen: int, patience: float = PATIENCE_SECONDS) -> None:
    """Wait until the app has made calls after the first ``seen`` ones, and then is quiet."""
    try:
        await slack.wait_for(lambda: len(slack.calls) > seen, patience)
    except AssertionError:
        return  # it may be right to say nothing
    while await slack.workspace.changes.next(QUIET_SECONDS):
        pass


def _typed_lines() -> asyncio.Queue[str | None]:
    """Read standard input in a thread that does not keep the program from ending."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


async def _talk(demo: Demo, console: Console) -> None:
    lines = _typed_lines()
    console.print(Text(HELP, style="dim"))
    while (line := await lines.get()) is not None and line.strip() != ":quit":
        if line.strip():
            _note(console, await demo.do(line.strip()))


async def run_script(demo: Demo, slack: PretendSlack, console: Console, script: str) -> None:
    """Do the lines of a script, each after the answer to the one before; ``//`` is a comment."""
    for line in script.splitlines():
        if line.strip() and not line.startswith("//"):
            _note(console, f"{demo.person.name}> {line}")
            seen = len(slack.calls)
            _note(console, await demo.do(line.strip()))
            if not line.startswith(":user"):
                await settle(slack, seen)


def _note(console: Console, note: str) -> None:
    if note:
        console.print(Text(note, style="dim"))


@asynccontextmanager
async def lotse_for(slack: PretendSlack, folder: Path, over_socket: bool) -> AsyncIterator[None]:
    """Start Lotse for this Slack, with HTTP events or over a socket."""
    port = free_port()
    settings = {
        "LOTSE_PORT": str(port),
        "LOTSE_SLACK_API": slack.api_url,
        "LOTSE_SLACK_BOT_TOKEN": slack.bot_token,
    }
    if over_socket:
        settings["LOTSE_SLACK_APP_TOKEN"] = slack.app_token
    else:
        settings["LOTSE_SLACK_SIGNING_SECRET"] = slack.signing_secret
        slack.target = f"http://127.0.0.1:{port}/slack/events"
    stack = ExitStack()
    try:  # in a thread, since Lotse asks this process who it is while it starts
        await asyncio.to_thread(stack.enter_context, running_lotse(folder, **settings))
        if over_socket:
            await slack.wait_for(lambda: slack.sockets.open)
        yield
    finally:
        await asyncio.to_thread(stack.close)


async def run(arguments: argparse.Namespace) -> None:
    """Run the demo until its end."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        async with running_slack() as slack:
            _note(console, "Lotse is starting …")
            async with lotse_for(slack, Path(folder), arguments.socket):
                transcript = Transcript(slack, console)
                following = asyncio.create_task(transcript.follow())
                demo = Demo(slack, transcript)
                if arguments.script is None:
                    await _talk(demo, console)
                else:
                    await run_script(demo, slack, console, arguments.script.read_text("utf-8"))
                following.cancel()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack.demo", description=__doc__)
    parser.add_argument("--socket", action="store_true", help="use Socket Mode instead of HTTP")
    parser.add_argument("--script", type=Path, help="do the lines of this file and end")
    try:
        asyncio.run(run(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
