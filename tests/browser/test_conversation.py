"""Whole conversations in the browser, in both languages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTIONS = {
    "de": "Wie melde ich mich mit meiner Digitalen Sicherheitskarte an?",
    "en": "How do I log in with my Digital Security Card?",
}
ANSWERS = {"de": "6-stelligen Prüfcode", "en": "6-digit challenge code"}
SOURCES = {"de": "KB2634 · geprüft am", "en": "KB2634 · reviewed"}
GO_ON = {"de": ["Schritt für Schritt", "Weiter"], "en": ["Step by step", "Next"]}
PROGRESS = {"de": "Schritt {} von {}", "en": "Step {} of {}"}
DONE = {"de": ["Fertig", "Ja, es hat geklappt"], "en": ["Done", "Yes, it worked"]}
CHOSEN = {"de": "(gewählt)", "en": "(chosen)"}
STEPS = 4


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_question_gets_its_article_with_source_in_its_language(
    chat: Chat, language: str
) -> None:
    await chat.open(language)
    answer = await chat.ask(QUESTIONS[language])

    await expect(answer).to_have_attribute("lang", language)
    await expect(answer.locator(".text")).to_contain_text(ANSWERS[language])
    await expect(answer.locator(".source")).to_contain_text(SOURCES[language])


@pytest.mark.parametrize("language", ["de", "en"])
async def test_buttons_lead_through_all_steps_to_the_end(chat: Chat, language: str) -> None:
    await chat.open(language)
    await chat.ask(QUESTIONS[language])
    begin, further = GO_ON[language]

    for step in range(1, STEPS + 1):
        shown = await chat.press(begin if step == 1 else further)
        await expect(shown.locator(".progress")).to_have_text(
            PROGRESS[language].format(step, STEPS)
        )
    for title in DONE[language]:
        await chat.press(title)

    await expect(chat.answers.last).to_have_attribute("data-kind", "smalltalk")
    await expect(chat.questions).to_have_count(1 + STEPS + len(DONE[language]))


async def test_a_used_button_stays_used(chat: Chat) -> None:
    await chat.open("de")
    answer = await chat.ask(QUESTIONS["de"])
    await chat.press("Schritt für Schritt")
    button = answer.locator(".replies button").first
    await button.click(force=True)

    await expect(button).to_have_attribute("aria-disabled", "true")
    await expect(chat.questions).to_have_count(2)


@pytest.mark.parametrize("has_sockets", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_button_that_was_used_is_offered_in_no_tab_and_stays_readable(
    chat: Chat, language: str, has_sockets: bool
) -> None:
    if not has_sockets:
        await chat.page.context.route_web_socket("**/api/stream*", lambda socket: socket.close())
    await chat.open(language)
    await chat.ask(QUESTIONS[language])
    other = Chat(await chat.page.context.new_page(), chat.url)
    await other.open(language)
    await expect(other.answers).to_have_count(1)
    title = await chat.answers.first.locator(".replies button").first.inner_text()
    waiting = other.answers.first.locator(".replies button").first
    await waiting.focus()
    await chat.press(title)

    await expect(other.answers).to_have_count(2)
    await expect(waiting).to_be_focused()
    await other.page.reload()
    await other.launcher.click()
    for tab in (chat, other):
        used = tab.answers.first.locator(".replies [aria-disabled=true]")
        await expect(used).to_have_count(1)
        await expect(used).to_have_accessible_name(f"{title} {CHOSEN[language]}")
        assert await tab.answers.first.locator(".replies button").count() > 1
        await used.click(force=True)
        await expect(tab.questions).to_have_count(2)


async def test_a_port_check_shows_what_our_server_saw(chat: Chat) -> None:
    await chat.open("de")
    answer = await chat.ask("Ist das Gateway in Zürich erreichbar?")

    await expect(answer.locator("caption")).to_contain_text("Von unserem Server aus gesehen")
    await expect(answer.locator(".text")).to_contain_text("von unserem Server aus")
    await expect(answer.locator("th[scope=rowgroup]").first).to_contain_text("Zürich")
    for row in await answer.locator("tr[data-gateway]").all():
        await expect(row).to_have_attribute("data-state", "ok")
        await expect(row.locator("td").first).to_have_text("offen")


async def test_the_table_of_a_port_check_stands_above_the_advice(chat: Chat) -> None:
    await chat.open("en")
    answer = await chat.ask("Is the Zurich gateway reachable?")

    parts = await answer.locator(".text > *").evaluate_all("nodes => nodes.map(n => n.tagName)")
    assert parts[:3] == ["P", "TABLE", "P"]


async def test_a_missing_gateway_is_asked_for_and_its_button_checks(chat: Chat) -> None:
    await chat.open("de")
    asked = await chat.ask("Ist mein Gateway erreichbar?")
    await expect(asked).to_have_attribute("data-kind", "clarify")
    checked = await chat.press("Europa")

    await expect(checked.locator("tr[data-state=ok]")).not_to_have_count(0)


async def test_a_gateway_that_is_down_is_told_from_one_that_is_up(chat: Chat) -> None:
    await chat.open("en")
    answer = await chat.ask("is the chicago gateway up")

    await expect(answer.locator(".good")).to_have_text(["open"])
    await expect(answer.locator(".bad")).to_contain_text(["refused"])


async def test_the_language_changes_in_the_middle_of_a_conversation(chat: Chat) -> None:
    await chat.open("de")
    german = await chat.ask(QUESTIONS["de"])
    await expect(german).to_have_attribute("lang", "de")
    await chat.dialog.get_by_role("button", name="English").click()
    english = await chat.ask(QUESTIONS["en"])

    await expect(chat.field).to_have_attribute("placeholder", "Ask a question…")
    await expect(english).to_have_attribute("lang", "en")
    await expect(chat.answers.first).to_have_attribute("lang", "de")


async def test_asking_for_the_other_language_repeats_the_answer_in_it(chat: Chat) -> None:
    await chat.open("de")
    await chat.ask(QUESTIONS["de"])
    english = await chat.ask("in English please")

    await expect(english).to_have_attribute("lang", "en")
    await expect(english.locator(".text")).to_contain_text(ANSWERS["en"])


async def test_a_reload_keeps_the_conversation(chat: Chat) -> None:
    await chat.open("de")
    await chat.ask(QUESTIONS["de"])
    await chat.press("Schritt für Schritt")
    before = await chat.page.locator(".message .text").all_inner_texts()
    await chat.page.reload()
    await chat.launcher.click()
    await expect(chat.answers).to_have_count(2)

    assert await chat.page.locator(".message .text").all_inner_texts() == before
    await expect(chat.page.locator(".replies [aria-disabled]")).to_contain_text(
        "Schritt für Schritt"
    )


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("de", "Meine PIN ist 4711, wie melde ich mich an?", "[PIN]"),
        ("en", "my password is hunter2hunter2", "[PASSWORD]"),
    ],
)
async def test_a_secret_does_not_stay_on_the_screen(
    chat: Chat, language: str, text: str, shown: str
) -> None:
    await chat.open(language)
    await chat.ask(text)

    await expect(chat.questions.locator(".text")).to_contain_text(shown)
    await expect(chat.answers.first).to_have_attribute("data-kind", "warning")
