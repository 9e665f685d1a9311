"""Thumbs below an answer, and why the second one."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, message

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "de": ("Hilfreich", "Nicht hilfreich", "Veraltet", "Kommentar", "Senden", "Danke."),
    "en": ("Helpful", "Not helpful", "Out of date", "Comment", "Send", "Thank you."),
}


def named(place: Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_rating_with_its_reason_arrives_and_is_shown(
    pretend_chat: Chat, pretend: PretendLotse, language: str
) -> None:
    helpful, not_helpful, reason, comment, send, thanks = WORDS[language]
    pretend.put(answer(message("Here.", language, kind="answer", id="m1")))
    await pretend_chat.open(language)
    told = await pretend_chat.ask("?a")
    await named(told, helpful).click()
    await expect(named(told, helpful)).to_have_attribute("aria-pressed", "true")
    await named(told, not_helpful).click()
    await expect(named(told, helpful)).to_have_attribute("aria-pressed", "false")
    await expect(named(told, send)).to_be_in_viewport()
    await named(told, reason).click()
    await told.get_by_label(comment).fill(" menus look different ")
    await named(told, send).click()

    await expect(told.get_by_role("status")).to_have_text(thanks)
    await expect(told.locator("form")).to_have_count(0)
    await expect(named(told, not_helpful)).to_be_focused()
    assert pretend.cared == [
        ("POST", {"message": "m1", "helpful": True}),
        ("POST", {"message": "m1", "helpful": False}),
        (
            "POST",
            {
                "message": "m1",
                "helpful": False,
                "reason": "outdated",
                "comment": "menus look different",
            },
        ),
    ]


async def test_a_rating_is_there_after_a_reload(chat: Chat) -> None:
    await chat.open("en")
    told = await chat.ask("How do I log in with my security card?")
    await named(told, "Helpful").click()
    await expect(told.get_by_role("status")).to_have_text("Thank you.")
    await chat.page.reload()
    await chat.launcher.click()

    await expect(named(chat.answers.first, "Helpful")).to_have_attribute("aria-pressed", "true")


async def test_what_is_no_answer_asks_for_no_rating(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    pretend.put(answer(message("Which one?", kind="clarify"), message("Oops.", kind="error")))
    await pretend_chat.open("en")
    await pretend_chat.ask("?")

    await expect(pretend_chat.page.locator(".rating")).to_have_count(0)


async def test_a_rating_that_does_not_arrive_is_taken_back(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    pretend.put(answer(message("Here.", kind="answer", id="m1")))
    await pretend_chat.open("en")
    told = await pretend_chat.ask("?a")
    await pretend_chat.page.route("**/api/feedback", lambda route: route.abort())
    await named(told, "Helpful").click()

    await expect(told.get_by_role("status")).to_have_text("That did not get through.")
    await expect(named(told, "Helpful")).to_have_attribute("aria-pressed", "false")
