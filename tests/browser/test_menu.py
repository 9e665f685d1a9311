"""The menu: a person, the transcript, the size, and deletion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, check, message, row

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "de": {
        "menu": "Menü",
        "person": "Mit einem Menschen sprechen",
        "save": "Gespräch speichern",
        "print": "Gespräch drucken",
        "size": "Fenstergröße ändern",
        "take": "Meine Daten herunterladen",
        "erase": "Gespräch löschen…",
        "yes": "Löschen",
        "no": "Behalten",
        "gone": "Das Gespräch ist gelöscht.",
        "going": "Das Gespräch ist beendet. Das Löschen dauert länger als sonst und läuft noch.",
        "left": "Das Gespräch ist von dieser Seite entfernt. Was vor dem Ablauf der Sitzung gesagt "
        "wurde, löscht der Server von selbst, in der Regel innerhalb eines Tages.",
        "heading": "Lotse (automatischer Assistent), Gespräch vom",
        "you": "Sie:",
    },
    "en": {
        "menu": "Menu",
        "person": "Talk to a person",
        "save": "Save transcript",
        "print": "Print transcript",
        "size": "Change window size",
        "take": "Download my data",
        "erase": "Delete conversation…",
        "yes": "Delete",
        "no": "Keep",
        "gone": "The conversation has been deleted.",
        "going": "The conversation is closed. Deleting it takes longer than usual and goes on.",
        "left": "The conversation is gone from this page. What was said before the session expired "
        "is deleted by the server itself, normally within a day.",
        "heading": "Lotse (automated assistant), conversation of",
        "you": "You:",
    },
}


async def choose(chat: Chat, *names: str) -> None:
    for name in names:
        await chat.dialog.get_by_role("button", name=name, exact=True).click()


def menu(chat: Chat) -> Locator:
    return chat.dialog.locator(".menu")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_person_is_one_choice_away(chat: Chat, language: str) -> None:
    words = WORDS[language]
    await chat.open(language)
    await choose(chat, words["menu"], words["person"])
    told = await chat.answered()

    await expect(told).to_have_attribute("data-kind", "handover")
    await expect(told).to_have_attribute("lang", language)
    await expect(menu(chat)).to_be_hidden()


@pytest.mark.parametrize("has_sockets", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_deleting_asks_first_and_clears_every_tab(
    chat: Chat, language: str, has_sockets: bool
) -> None:
    words = WORDS[language]
    if not has_sockets:
        await chat.page.context.route_web_socket("**/api/stream*", lambda socket: socket.close())
    await chat.open(language)
    await chat.ask("dsc+ login")
    other = Chat(await chat.page.context.new_page(), chat.url)
    await other.open(language)
    await expect(other.answers).to_have_count(1)

    await choose(chat, words["menu"], words["erase"])
    await expect(chat.dialog.get_by_role("button", name=words["no"])).to_be_focused()
    await choose(chat, words["no"])
    await expect(chat.answers).to_have_count(1)
    await choose(chat, words["menu"], words["erase"], words["yes"])

    for tab in (chat, other):
        await expect(tab.page.locator(".message")).to_have_count(0)
        await expect(tab.page.locator(".notice")).to_have_text([words["gone"]])
        assert (await tab.stored())["session"] == []
    await other.ask("hello")
    await expect(other.answers).to_have_count(1)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_deletion_that_is_not_finished_is_not_said_to_be(
    pretend_chat: Chat, pretend: PretendLotse, language: str
) -> None:
    words = WORDS[language]
    pretend.deletes_slowly = True
    pretend.put(answer(message("Hello.", language)))
    await pretend_chat.open(language)
    await pretend_chat.ask("hello")
    await choose(pretend_chat, words["menu"], words["erase"], words["yes"])

    await expect(pretend_chat.page.locator(".notice")).to_have_text([words["going"]])
    await expect(pretend_chat.questions).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("goes_on", [True, False])
async def test_deleting_after_the_session_expired_clears_the_screen_and_claims_no_more(
    pretend_chat: Chat, pretend: PretendLotse, language: str, goes_on: bool
) -> None:
    words = WORDS[language]
    pretend.put(answer(message("Hello.", language)), answer(message("Again.", language)))
    await pretend_chat.open(language)
    await pretend_chat.ask("hello")
    await pretend.end("expired")
    await expect(pretend_chat.page.locator(".notice")).to_be_visible()
    if goes_on:
        await pretend_chat.ask("hello again")
    await choose(pretend_chat, words["menu"], words["erase"], words["yes"])

    await expect(pretend_chat.page.locator(".message")).to_have_count(0)
    await expect(pretend_chat.page.locator(".notice")).to_have_text([words["left"]])
    await expect(menu(pretend_chat)).to_be_hidden()
    assert [method for method, _ in pretend.cared] == ["DELETE"] * goes_on


async def test_deleting_a_session_that_expired_unnoticed_claims_no_more(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hello")
    gone = '{"error": {"code": "session"}}'
    await pretend_chat.page.route(
        "**/api/session", lambda route: route.fulfill(status=401, body=gone)
    )
    await choose(pretend_chat, "Menu", "Delete conversation…", "Delete")

    await expect(pretend_chat.page.locator(".notice")).to_have_text([WORDS["en"]["left"]])
    await expect(pretend_chat.questions).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_question_that_is_deleted_before_it_was_sent_is_never_sent(
    pretend_chat: Chat, pretend: PretendLotse, language: str
) -> None:
    words = WORDS[language]
    await pretend_chat.page.route("**/api/session", lambda route: route.abort())
    await pretend_chat.open(language)
    await pretend_chat.put("my secret")
    await expect(pretend_chat.state).not_to_be_empty()
    await choose(pretend_chat, words["menu"], words["erase"], words["yes"])
    await expect(pretend_chat.page.locator(".notice")).to_have_text([words["gone"]])
    await expect(pretend_chat.questions).to_have_count(0)
    await pretend_chat.page.unroute("**/api/session")
    pretend.put(answer(message("Hello.", language)))
    await pretend_chat.ask("hello")

    assert [question["text"] for question in pretend.received] == ["hello"]


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_transcript_is_a_text_of_all_that_was_said(
    pretend_chat: Chat, pretend: PretendLotse, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    table = check([row("zurich", "zdc1.example", 4001, "ok", reason="open", milliseconds=21.4)])
    time = "2026-11-26T13:02:00+00:00"
    pretend.put(answer(message("**Yes**, `4001` answers.", language, check=table, time=time)))
    await pretend_chat.open(language)
    await pretend_chat.ask("<b>up?</b>")
    async with pretend_chat.page.expect_download() as downloading:
        await choose(pretend_chat, words["menu"], words["save"])
    path = tmp_path / "transcript.txt"
    await (await downloading.value).save_as(path)

    text = path.read_text(encoding="utf-8")
    assert text.startswith(words["heading"])
    assert f"{words['you']}\n<b>up?</b>" in text
    assert "Yes, 4001 answers.\nzdc1.example:4001 – open, 21 ms" in text


async def test_the_transcript_leaves_peoples_own_words_alone(
    pretend_chat: Chat, pretend: PretendLotse, tmp_path: Path
) -> None:
    question = "`nc -vz` prints 2**3**4 and [x](https://y.example)?"
    pretend.put(answer(message("**Yes**.")))
    await pretend_chat.open("en")
    await pretend_chat.ask(question)
    async with pretend_chat.page.expect_download() as downloading:
        await choose(pretend_chat, "Menu", "Save transcript")
    path = tmp_path / "transcript.txt"
    await (await downloading.value).save_as(path)

    text = path.read_text(encoding="utf-8")
    assert f"You:\n{question}\n" in text
    assert "Lotse:\nYes.\n" in text


@pytest.mark.parametrize("language", ["de", "en"])
async def test_all_that_is_stored_can_be_taken_away(
    chat: Chat, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    streams: list[str] = []
    chat.page.on("websocket", lambda socket: streams.append(socket.url))
    await chat.open(language)
    await chat.ask("dsc+ login")
    await choose(chat, words["menu"])
    async with chat.page.expect_download() as downloading:
        await choose(chat, words["take"])
    download = await downloading.value
    path = tmp_path / "data.json"
    await download.save_as(path)
    kept = json.loads(path.read_text(encoding="utf-8"))

    assert download.suggested_filename == f"lotse-{kept['exported'][:10]}.json"
    assert [turn["said"] for turn in kept["turns"]] == ["dsc+ login"]
    assert {"sessions", "ratings", "buttons", "events"} <= set(kept)
    token = await chat.page.evaluate("sessionStorage.getItem('lotse-session')")
    secret, _, hint = token.partition(".")
    assert not [request for request in (*chat.requests, *streams) if secret in request]
    assert [address.rpartition("/api/")[2] for address in streams] == [f"stream?route={hint}"]
    await expect(menu(chat)).to_be_hidden()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_data_that_cannot_be_had_is_said_to_be(
    pretend_chat: Chat, pretend: PretendLotse, language: str
) -> None:
    words = WORDS[language]
    pretend.put(answer(message("Hello.", language)))
    await pretend_chat.open(language)
    await pretend_chat.ask("hello")
    refusal = {"error": {"code": "not_readable", "message": {"de": "Später.", "en": "Later."}}}
    await pretend_chat.page.route(
        "**/api/export", lambda route: route.fulfill(status=503, body=json.dumps(refusal))
    )
    await choose(pretend_chat, words["menu"], words["take"])

    told = {"de": "Später.", "en": "Later."}[language]
    await expect(pretend_chat.page.locator("[role=log] .notice")).to_have_text([told])


async def test_printing_leaves_the_page_alone(pretend_chat: Chat, pretend: PretendLotse) -> None:
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    await choose(pretend_chat, "Menu", "Print transcript")

    frame = pretend_chat.page.frame_locator("lotse-chat iframe")
    await expect(frame.locator("pre")).to_contain_text("Hello.")


@pytest.mark.parametrize("is_deleted", [True, False])
async def test_what_was_printed_does_not_stay_in_the_page(
    pretend_chat: Chat, pretend: PretendLotse, is_deleted: bool
) -> None:
    await pretend_chat.page.add_init_script("window.print = () => {}")
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    await choose(pretend_chat, "Menu", "Print transcript")
    frame = pretend_chat.page.locator("lotse-chat iframe")
    await expect(frame.content_frame.locator("pre")).to_contain_text("Hello.")
    if is_deleted:
        await choose(pretend_chat, "Menu", "Delete conversation…", "Delete")
    else:
        await frame.evaluate("node => node.contentWindow.dispatchEvent(new Event('afterprint'))")

    await expect(frame).to_have_count(0)


async def test_the_keyboard_goes_through_the_menu_and_comes_back(
    pretend_chat: Chat,
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.ready()
    button = pretend_chat.dialog.get_by_role("button", name="Menu", exact=True)
    await button.focus()
    keyboard = pretend_chat.page.keyboard

    await keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-expanded", "true")
    await expect(menu(pretend_chat).get_by_role("button").first).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(menu(pretend_chat).get_by_role("button").last).to_be_focused()
    await keyboard.press("ArrowDown")
    await expect(menu(pretend_chat).get_by_role("button").first).to_be_focused()
    await keyboard.press("Escape")
    await expect(menu(pretend_chat)).to_be_hidden()
    await expect(button).to_be_focused()
    await expect(pretend_chat.dialog).to_be_visible()
    await keyboard.press("Escape")
    await expect(pretend_chat.dialog).to_be_hidden()


async def test_the_language_changes_in_an_open_menu(pretend_chat: Chat) -> None:
    await pretend_chat.open("en")
    await pretend_chat.ready()
    await choose(pretend_chat, "Menu")
    await pretend_chat.page.evaluate("document.querySelector('lotse-chat').setLanguage('de')")

    await expect(menu(pretend_chat)).to_contain_text("Gespräch speichern")
