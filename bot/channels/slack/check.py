"""One Slack message that fills up while a check runs, instead of a burst of messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.slack.mrkdwn import in_line, pack, text_object
from bot.channels.slack.poster import PassingError, Post, Poster, PostError
from bot.check_mark import mark_of
from kb.language import Language

logger = logging.getLogger(__name__)

START_SECONDS = 0.4  # a check that is done by then is shown at once
PAUSE_SECONDS = 1.0  # Slack takes about one update a second of a message
LONGEST_HOST, LONGEST_WORDS = 253, 300
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "server": "From our server, {done} of {count} finished",
        "computer": "From your computer",
        "browser": "From your browser",
        "checking": "checking",
    },
    Language.GERMAN: {
        "server": "Von unserem Server aus, {done} von {count} fertig",
        "computer": "Von Ihrem Rechner aus",
        "browser": "Von Ihrem Browser aus",
        "checking": "wird geprüft",
    },
}


class SlackCheck:
    """Posts a check's state and updates the same message; ``tell`` may be called in any thread."""

    def __init__(self, poster: Poster, first: Post, language: Language) -> None:
        """Take the post, without words yet, with which the message begins."""
        self._poster = poster
        self._first = first
        self._language = language
        self._loop = asyncio.get_running_loop()
        self._newest: Mapping[str, Any] | None = None
        self._changed = asyncio.Event()
        self._one_call = asyncio.Lock()
        self._message: Mapping[str, str] = {}  # channel and ts, once posted
        self._sending = self._loop.create_task(self._send_changes())

    def tell(self, check: Mapping[str, Any]) -> None:
        """Take a newer state."""
        self._loop.call_soon_threadsafe(self._set, check)

    def _set(self, check: Mapping[str, Any]) -> None:
        self._newest = check
        self._changed.set()

    async def _send_changes(self) -> None:
        await self._changed.wait()
        await asyncio.sleep(START_SECONDS)
        while True:
            await self._changed.wait()
            async with self._one_call:
                try:
                    await self._send_newest()
                except PostError as error:
                    logger.error("Slack did not take a check: %s", error)
                    return
                except PassingError:  # the next state comes soon, and the answer in any case
                    pass
            await asyncio.sleep(PAUSE_SECONDS)

    async def _send_newest(self) -> None:
        self._changed.clear()
        check, self._newest = self._newest, None
        if check is None:
            return
        said = {
            "text": plain_summary(check, self._language),
            "blocks": check_blocks(check, self._language),
        }
        if self._message:
            await self._poster.call("chat.update", {**self._message, **said})
        else:
            self._first.body.update(said)
            self._message = await self._poster.send(self._first)

    async def stop(self) -> Mapping[str, str]:
        """Return channel and time stamp of the message; nothing where there is none."""
        async with self._one_call:  # a post under way must tell its ts, or there would be two
            self._sending.cancel()
        return self._message


def plain_summary(check: Mapping[str, Any], language: Language) -> str:
    """Return the line above the table, which also is what notifications show."""
    states = [row["state"] for row in check["rows"]]
    done = sum(state != "checking" for state in states)
    template = _TEXTS[language][str(check["seen_from"])]
    return template.format(done=done, count=len(states))


def check_blocks(check: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the table as Block Kit sections."""
    lines = [f"*{plain_summary(check, language)}*", *_lines(check, language)]
    return [
        {"type": "section", "text": text_object(text)}
        for text in pack(("\n", line) for line in lines)
    ]


def _lines(check: Mapping[str, Any], language: Language) -> Iterator[str]:
    host = ""
    for row in check["rows"]:
        if row["host"] != host:
            host = row["host"]
            yield f"`{in_line(host, LONGEST_HOST)}` {in_line(row['label'], LONGEST_WORDS)}"
        yield f"{mark_of(row['state'])} {row['port']}: {_found(row, language)}"


def _found(row: Mapping[str, Any], language: Language) -> str:
    took = f", {row['milliseconds']} ms" if row["milliseconds"] is not None else ""
    more = " · ".join(str(row[name]) for name in ("detail", "since") if row.get(name))
    reason = row["reason"] or _TEXTS[language]["checking"]
    return in_line(f"{reason}{took}{f' ({more})' if more else ''}", LONGEST_WORDS)
