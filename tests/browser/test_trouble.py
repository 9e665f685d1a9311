"""Bad input, lost sessions and a network that fails: nothing is lost, nothing appears twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import HANG_UP, PretendLotse
from tests.browser.wire import answer, check, message, row
from tests.servers import free_port, running_lotse

pytestmark = pytest.mark.asyncio(loop_scope="session")

RETURN_MS = 60_000
EXPIRED = {
    "de": "Diese Sitzung ist abgelaufen. Mit Ihrer nächsten Frage beginnt eine neue.",
    "en": "This session has expired. Your next question begins a new one.",
}
EXPIRES_NOW = {"ended": {"reason": "expired"}}
INTERRUPTED = {
    "de": "Die Verbindung ist unterbrochen, ich verbinde neu…",
    "en": "The connection is interrupted, reconnecting…",
}
PASSING = {
    "a captive portal": (
        200,
        "<!doctype html><h1>Hotel Wi-Fi</h1>",
        {
            "de": "Dieses Netz zeigt eine eigene Seite, vielleicht zur Anmeldung."
            " Ich versuche es weiter…",
            "en": "This network shows a page of its own, perhaps to sign in. I keep trying…",
        },
    ),
    "a proxy's error": (500, "<h1>Bad day</h1>", INTERRUPTED),
    "an error of ours": (500, '{"error": {"code": "internal"}}', INTERRUPTED),
}
FLOODS = {
    "Hebrew": "שלום " * 190,
    "Arabic": "مرحبا" * 190,
    "emoji": "\U0001f642" * 900,
    "stacked accents": "a\u0301\u0302\u0303\u0304" * 190,
    "one word": "W" * 1_000,
}
LOADING = {"de": "Lotse wird geladen…", "en": "Lotse is loading…"}
FAILURES = {
    "a refusal": {"error": {"code": "internal", "message": {"en": "The fault is on our side."}}},
    "an error": answer(message("The fault is on our side.", kind="error")),
}
HTML = "<img src=x onerror=\"document.title='hit'\"><b>dsc login</b>"


async def test_a_server_that_went_away_answers_once_when_it_is_back(
    browser: Browser, tmp_path: Path
) -> None:
    port = str(free_port())
    with running_lotse(tmp_path, LOTSE_PORT=port) as server:
        chat = await new_chat(browser, server.url)
        await chat.open("de")
        await chat.ask("dsc+ anmeldung")

    await chat.field.fill("Wofür ist Port 4001 da?")
    await chat.field.press("Enter")
    await expect(chat.state).to_have_text("Die Verbindung ist unterbrochen, ich verbinde neu…")
    await expect(chat.waiting).to_contain_text("Wofür ist Port 4001 da?")
    await expect(chat.waiting.locator("small")).to_have_text("Noch nicht gesendet")

    with running_lotse(tmp_path, LOTSE_PORT=port):
        await expect(chat.waiting).to_have_count(0, timeout=RETURN_MS)
        await expect(chat.state).to_be_hidden()
        await expect(chat.answers).to_have_count(2)
        await chat.page.reload()
        await chat.launcher.click()
        await expect(chat.answers).to_have_count(2)
        await expect(chat.questions).to_have_count(2)
    await chat.page.context.close()


async def test_an_answer_lost_on_its_way_arrives_once(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("de")
    pretend.put(HANG_UP, answer(message("Bitte sehr.", "de")))
    await pretend_chat.ask("dsc+ anmeldung")

    await expect(pretend_chat.answers).to_have_count(1)
    assert [each["id"] for each in pretend.received] == [pretend.received[0]["id"]] * 2


@pytest.mark.parametrize("language", ["de", "en"])
async def test_an_unknown_session_is_renewed_and_said_so(chat: Chat, language: str) -> None:
    await chat.visit(language)
    await chat.page.evaluate("sessionStorage.setItem('lotse-session', 'no-such-token')")
    await chat.open(language)

    await expect(chat.page.locator(".notice")).to_have_text(EXPIRED[language])
    await chat.ask("dsc+ login")
    await expect(chat.page.locator(".notice")).to_have_count(1)
    await expect(chat.answers).to_have_count(1)


@pytest.mark.parametrize("takes_sockets", [True, False])
async def test_a_session_that_expires_midway_loses_no_question(
    pretend_chat: Chat, pretend: PretendLotse, takes_sockets: bool
) -> None:
    pretend.takes_sockets = takes_sockets
    await pretend_chat.open("en")
    pretend.put(EXPIRES_NOW, answer(message("Here you are.")))
    last = await pretend_chat.ask("dsc+ login")

    await expect(pretend_chat.page.locator(".notice")).to_have_text(EXPIRED["en"])
    await expect(last).to_contain_text("Here you are.")
    await expect(pretend_chat.questions).to_have_count(1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "20.000 von 1.000 Zeichen: bitte kürzen"),
        ("en", "20,000 of 1,000 characters: please shorten"),
    ],
)
async def test_a_paste_of_twenty_thousand_characters_stays_in_the_field_with_a_word_why(
    chat: Chat, language: str, words: str
) -> None:
    await chat.open(language)
    await chat.field.focus()
    await chat.page.keyboard.insert_text("TWS hängt. " * 1_800 + "x" * 200)
    await chat.field.press("Enter")

    await expect(chat.page.locator("lotse-chat .counter")).to_have_text(words)
    await expect(chat.send).to_have_attribute("aria-disabled", "true")
    await expect(chat.questions).to_have_count(0)
    assert len(await chat.field.input_value()) == 20_000


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_stands_between_is_named_and_outlived(
    pretend_chat: Chat, pretend: PretendLotse, language: str, kind: str
) -> None:
    status, body, told = PASSING[kind]
    page = pretend_chat.page
    media_type = "application/json" if body.startswith("{") else "text/html"
    await page.route(
        "**/api/**",
        lambda route: route.fulfill(status=status, body=body, content_type=media_type),
    )
    pretend.takes_sockets = False
    await pretend_chat.open(language)
    await pretend_chat.put("dsc+ login")
    await expect(pretend_chat.state).to_have_text(told[language])
    await expect(pretend_chat.waiting).to_contain_text("dsc+ login")

    await page.unroute("**/api/**")
    pretend.put(answer(message("Here you are.")))
    await expect(pretend_chat.answers.locator(".text")).to_have_text(
        "Here you are.", timeout=RETURN_MS
    )
    await expect(pretend_chat.state).to_be_hidden()


@pytest.mark.parametrize("kind", FLOODS)
@pytest.mark.parametrize("width", [320, 1280])
async def test_floods_of_odd_characters_stay_in_their_bubble(
    chat: Chat, kind: str, width: int
) -> None:
    await chat.page.set_viewport_size({"width": width, "height": 700})
    await chat.open("de")
    await chat.ask(FLOODS[kind])
    answer = await chat.ask("dsc+ anmeldung")

    await expect(answer).to_have_attribute("lang", "de")
    assert await answer.evaluate("node => getComputedStyle(node).direction") == "ltr"
    scroller = chat.page.locator("lotse-chat .scroller")
    assert await scroller.evaluate("node => node.scrollWidth <= node.clientWidth")
    box, around = await chat.questions.first.bounding_box(), await scroller.bounding_box()
    assert box and around and around["x"] <= box["x"]
    assert box["x"] + box["width"] <= around["x"] + around["width"]


async def test_pasted_html_is_shown_as_text_and_never_run(chat: Chat) -> None:
    await chat.open("de")
    await chat.ask(HTML)
    await chat.page.reload()
    await chat.launcher.click()

    await expect(chat.questions.locator(".text")).to_have_text(HTML)
    await expect(chat.page.locator("lotse-chat img")).to_have_count(0)
    await expect(chat.page).to_have_title("Hilfe · Lotse-Demo")


@pytest.mark.parametrize("text", ["🙂🙂🙂", "/restart", '/ask{"article":"x"}'])
async def test_what_cannot_be_understood_gets_a_sentence(chat: Chat, text: str) -> None:
    await chat.open("de")
    answer = await chat.ask(text)

    await expect(answer).to_have_attribute("lang", "de")
    await expect(answer.locator(".text")).not_to_be_empty()


@pytest.mark.parametrize("kind", FAILURES)
async def test_a_quick_reply_can_be_pressed_again_after_a_failure(
    pretend_chat: Chat, pretend: PretendLotse, kind: str
) -> None:
    offer = message("Step 1.", buttons=[{"id": "b-1", "title": "Next"}])
    pretend.put(answer(offer), FAILURES[kind], answer(message("Step 2.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    await expect(await pretend_chat.press("Next")).to_contain_text("The fault is on our side.")
    reply = pretend_chat.page.locator(".replies button")
    await expect(reply).to_have_accessible_name("Next")
    await expect(reply).not_to_have_attribute("aria-disabled", "true")
    await expect(await pretend_chat.press("Next")).to_contain_text("Step 2.")

    await expect(reply).to_have_attribute("aria-disabled", "true")


async def test_a_quick_reply_that_failed_can_be_pressed_after_a_reload(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    offer = message("Step 1.", buttons=[{"id": "b-1", "title": "Next"}])
    user = {"role": "user", "id": "a", "text": "hi", "time": None}
    trouble = {"role": "bot", **message("The fault is on our side.", kind="error")}
    pressed = {**user, "id": "b", "text": "Next"}
    pretend.history = [user, {"role": "bot", **offer}, pressed, trouble]
    await pretend_chat.open("en")

    await expect(pretend_chat.answers).to_have_count(2)
    await expect(pretend_chat.page.locator(".replies button")).not_to_have_attribute(
        "aria-disabled", "true"
    )


async def test_codes_and_dates_that_nobody_expected_are_left_out(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    odd = {"id": "x", "title": "Title", "kb": "KB1", "status": "constructor", "reviewed": "nope"}
    table = check([row("zurich", "zdc1.example", 4001, "toString")], seen_from="valueOf")
    article = {**odd, "step": None, "steps": None}
    pretend.put(answer(message("Look.", article=article, check=table)))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")

    await expect(pretend_chat.page.locator(".source")).to_have_text("TitleKB1")
    await expect(pretend_chat.page.locator("[data-state]")).to_have_text("4001toString–")
    await expect(pretend_chat.page.locator("caption")).to_contain_text("valueOf, ")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_while_the_chat_is_loading_it_says_so_and_asks_once(
    pretend_chat: Chat, pretend: PretendLotse, language: str
) -> None:
    may_load = asyncio.Event()

    async def wait(route: Route) -> None:
        await may_load.wait()
        await route.continue_()

    await pretend_chat.page.route("**/chat-*.js*", wait)
    await pretend_chat.visit(language)
    await pretend_chat.launcher.click()
    await expect(pretend_chat.state).to_have_text(LOADING[language])
    example = pretend_chat.dialog.locator(".welcome li button").first
    await example.click()
    await example.click()
    may_load.set()
    pretend.put(answer(message("Here you are.", language)))

    await expect(pretend_chat.answers).to_have_count(1)
    await expect(pretend_chat.state).to_be_hidden()
    await expect(pretend_chat.questions).to_have_count(1)


async def test_an_empty_question_is_not_sent(chat: Chat) -> None:
    await chat.open("de")
    await chat.field.fill("  \n ")
    await chat.field.press("Enter")

    await expect(chat.questions).to_have_count(0)
    await expect(chat.field).to_be_focused()


async def test_a_part_of_the_widget_that_failed_to_load_is_loaded_again(
    browser: Browser, pretend: PretendLotse
) -> None:
    chat = await new_chat(browser, pretend.url)
    lost: list[str] = []
    await chat.visit("de")

    async def lose_twice(route: Route) -> None:
        lost.append(route.request.url)
        await (route.abort() if len(lost) < 3 else route.continue_())

    await chat.page.route("**/chat-*.js*", lose_twice)
    await chat.launcher.click()
    await expect(chat.state).to_have_text("Die Verbindung ist unterbrochen, ich verbinde neu…")
    await chat.put("bitte")
    await expect(chat.field).to_have_value("bitte")
    pretend.put(answer(message("Bitte sehr.", "de")))

    await expect(chat.answers.locator(".text")).to_have_text("Bitte sehr.")
    await expect(chat.state).to_be_hidden()
    await expect(chat.field).to_have_value("")
    await chat.page.context.close()
