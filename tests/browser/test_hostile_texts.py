"""Hundreds of hostile texts in every place that shows text: none runs, none becomes an element.

What each test would catch: the first, a place of a message that is filled otherwise than with text;
the second, the same for what people type, on the real server and after a reload.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat
from tests.browser.hostile_texts import EVIL, hostile_texts
from tests.browser.inertness import Trap
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import TIME, answer, check, message, row

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = hostile_texts()
LONGEST_SAID = 950


def everywhere(text: str, number: int) -> dict[str, Any]:
    """Return a message that has a text wherever a message has any."""
    facts = {name: text for name in ("reason", "detail", "issuer", "label", "role")}
    rows = [
        row(f"row-{number}", text, 4001, "untrusted", **facts, routes=[]),
        row(text, text, 4000, text, **facts),
    ]
    return {
        **message(text, language="en", kind="check"),
        "id": f"bot-{number}",
        "role": "bot",
        "time": TIME,
        "feedback": None,
        "buttons": [{"id": text, "title": text}],
        "article": {
            **{"id": text, "title": text, "kb": text, "status": text, "reviewed": text},
            **{"step": None, "steps": None},
        },
        "check": check(rows, seen_from=text),
        "commands": [{"title": text, "text": text}],
        "document": {"name": text, "media_type": text, "text": text},
    }


def said(text: str, number: int) -> dict[str, Any]:
    return {"role": "user", "id": f"user-{number}", "text": text, "time": TIME}


def batches(texts: list[str], most: int) -> list[str]:
    """Return the texts line by line in as few messages as hold them."""
    made = [""]
    for text in texts:
        if len(made[-1]) + len(text) >= most:
            made.append("")
        made[-1] += f"{text}\n"
    return made


async def test_the_corpus_is_large_and_varied() -> None:
    assert len(TEXTS) >= 500
    assert sum(EVIL in text for text in TEXTS) >= 50


@pytest.mark.parametrize("part", range(3))
async def test_no_part_of_a_message_runs_anything(
    pretend_chat: Chat, pretend: PretendLotse, part: int
) -> None:
    trap = Trap(pretend_chat)
    for number, text in enumerate(TEXTS[part::3]):
        pretend.history += [said(text, number), everywhere(text, number)]
    await pretend_chat.open("en")
    await expect(pretend_chat.answers).to_have_count(len(TEXTS[part::3]))

    assert await trap.faults() == []
    assert len({*(await trap.read())["ids"]} & {"document", "location", "cookie"}) == 0


async def test_an_error_message_runs_nothing(pretend_chat: Chat, pretend: PretendLotse) -> None:
    trap = Trap(pretend_chat)
    await pretend_chat.open("en")
    for text in TEXTS[::40]:
        pretend.put({"error": {"code": text, "message": {"en": text, "de": text}}})
        await pretend_chat.put("hello")
        await expect(pretend_chat.waiting).to_have_count(0)

    assert await trap.faults() == []


async def test_streamed_rows_run_nothing(pretend_chat: Chat, pretend: PretendLotse) -> None:
    trap = Trap(pretend_chat)
    await pretend_chat.open("en")
    await pretend_chat.put("is it up")
    shown = [row(f"r{number}", text, 4001, label=text) for number, text in enumerate(TEXTS)]
    pretend.put({"progress": {"check": check(shown[:200], finished=False)}})
    pretend.put(answer(message("Done.", check=check(shown))))
    await pretend_chat.answered()

    assert await trap.faults() == []


async def test_what_people_type_runs_nothing_now_or_later(chat: Chat) -> None:
    trap = Trap(chat)
    await chat.open("en")
    messages = batches([text for text in TEXTS if len(text) < LONGEST_SAID], LONGEST_SAID)
    for text in messages[:: max(1, len(messages) // 5)]:
        await chat.put(text)
        await expect(chat.waiting).to_have_count(0)
    first = await trap.faults()
    await chat.open("en")  # anew, with the history that the server kept
    await expect(chat.questions).not_to_have_count(0)

    assert first == []
    assert await trap.faults() == []
