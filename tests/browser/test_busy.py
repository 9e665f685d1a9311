"""A server with many people before one: places in the queue, and questions put again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, message

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "dsc+ anmeldung"
BUSY_TEXT = "Im Moment fragen viele zugleich; Sie wären an Stelle 51."
BEFORE = {
    "de": ("Noch 12 vor Ihnen…", "Lotse schreibt…"),
    "en": ("Still 12 before you…", "Lotse is writing…"),
}


def waiting(place: int) -> dict[str, Any]:
    return {"waiting": {"place": place}}


def busy(seconds: int) -> dict[str, Any]:
    error = {"code": "busy", "message": {"de": BUSY_TEXT}, "place": 51}
    return {"error": error, "status": 503, "retry_after": seconds}


@pytest.mark.parametrize("takes_sockets", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_place_in_the_queue_is_shown_until_the_answer_comes(
    pretend_chat: Chat, pretend: PretendLotse, language: str, takes_sockets: bool
) -> None:
    pretend.takes_sockets = takes_sockets
    await pretend_chat.open(language)
    await pretend_chat.field.fill(QUESTION)
    await pretend_chat.field.press("Enter")
    pretend.put(waiting(13))
    typing = pretend_chat.dialog.locator(".typing")
    shown, usual = BEFORE[language]

    await expect(typing).to_have_text(shown)
    await expect(typing).to_be_visible()
    await expect(typing).to_have_role("status")
    pretend.put(waiting(12), answer(message("Bitte sehr.", "de")))
    await expect(pretend_chat.answers).to_have_count(1)
    await expect(typing).to_have_text(usual)


@pytest.mark.parametrize("takes_sockets", [True, False])
async def test_a_question_the_server_is_too_busy_for_is_put_again(
    pretend_chat: Chat, pretend: PretendLotse, takes_sockets: bool
) -> None:
    pretend.takes_sockets = takes_sockets
    await pretend_chat.open("de")
    pretend.put(busy(2))
    await pretend_chat.field.fill(QUESTION)
    await pretend_chat.field.press("Enter")

    await expect(pretend_chat.state).to_have_text(BUSY_TEXT)
    pretend.put(answer(message("Bitte sehr.", "de")))
    await expect(pretend_chat.answers).to_have_count(1)
    await expect(pretend_chat.state).to_be_hidden()
    assert [each["id"] for each in pretend.received] == [pretend.received[0]["id"]] * 2


async def test_a_server_that_stays_busy_is_asked_a_bounded_number_of_times(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("de")
    pretend.put(*[busy(0)] * 30)
    await pretend_chat.field.fill(QUESTION)
    await pretend_chat.field.press("Enter")

    await expect(pretend_chat.answers).to_contain_text([BUSY_TEXT], timeout=30_000)
    await expect(pretend_chat.field).to_have_value(QUESTION)
    assert len(pretend.received) == 10
