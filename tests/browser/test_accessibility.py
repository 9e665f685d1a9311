"""For everybody: by keyboard, by screen reader, enlarged, in any colours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.axe import complaints
from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.states import STATES, TEXTS, Scene
from tests.browser.trees import FOLDER, read_tree
from tests.browser.wire import answer, check, message, progress

pytestmark = pytest.mark.asyncio(loop_scope="session")

DESKTOP, PHONE = (1280, 800), (390, 844)
LEAST_TARGET_PX = 24
HEARD = (Path(__file__).parent / "heard.js").read_text(encoding="utf-8")
SMALL_TARGETS = """(least) =>
  [...document.querySelector("lotse-chat").shadowRoot
    .querySelectorAll("button, a, input, textarea")]
    .filter((node) => node.checkVisibility() && !node.closest("p, li"))
    .map((node) => [node, node.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < least || height < least)
    .map(([node]) => node.outerHTML)"""
IN_THE_CHAT = "document.activeElement === document.querySelector('lotse-chat')"
WITHOUT_OUTLINE = """() => {
  const { activeElement } = document.querySelector("lotse-chat").shadowRoot;
  const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
  return outlineStyle === "none" || outlineWidth === "0px" ? activeElement.outerHTML : null;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, pretend: PretendLotse) -> AsyncIterator[Chat]:
    """Return a fresh tab on the scripted server, which hears what a screen reader hears."""
    chat = await new_chat(browser, pretend.url)
    await chat.page.add_init_script(HEARD)
    yield chat
    await chat.page.context.close()


async def heard(chat: Chat) -> list[str]:
    """Return what a screen reader has announced since last time."""
    await chat.page.evaluate("new Promise(requestAnimationFrame)")
    told: list[str] = await chat.page.evaluate("window.heard.splice(0)")
    return told


async def test_the_checker_would_find_a_button_without_a_name(tab: Chat) -> None:
    await tab.open("en")
    await tab.dialog.evaluate("node => node.append(document.createElement('button'))")

    assert [line.partition(":")[0] for line in await complaints(tab.page)] == ["button-name"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_no_state_keeps_anybody_out(
    tab: Chat, pretend: PretendLotse, language: str, state: str
) -> None:
    await tab.open(language)
    await STATES[state](Scene(tab, pretend, language))
    found = []
    for width, height in (DESKTOP, PHONE):
        await tab.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await tab.page.emulate_media(color_scheme=_scheme(scheme), reduced_motion="reduce")
            found += await complaints(tab.page)
    assert found == []
    assert await tab.page.evaluate(SMALL_TARGETS, LEAST_TARGET_PX) == []


def _scheme(name: str) -> Literal["light", "dark"]:
    return "dark" if name == "dark" else "light"


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_closed_chat_and_its_page_keep_nobody_out(tab: Chat, language: str) -> None:
    await tab.visit(language)

    assert await complaints(tab.page) == []


@pytest.mark.parametrize("state", ["empty", "answered", "walking", "checked", "deleting", "rating"])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_screen_reader_finds_the_same_as_ever(
    tab: Chat, pretend: PretendLotse, language: str, state: str
) -> None:
    expected = (FOLDER / f"{state}.{language}.yml").read_text(encoding="utf-8")

    assert await read_tree(tab, pretend, language, state) == expected


@pytest.mark.parametrize("state", ["empty", "answered", "walking", "checked", "lettered", "rating"])
async def test_tab_goes_through_everything_with_a_visible_focus_and_comes_out(
    tab: Chat, pretend: PretendLotse, state: str
) -> None:
    await tab.open("en")
    await STATES[state](Scene(tab, pretend, "en"))
    await tab.field.focus()
    seen: list[str] = []
    for _ in range(60):
        await tab.page.keyboard.press("Shift+Tab")
        if not await tab.page.evaluate(IN_THE_CHAT):
            break
        assert await tab.page.evaluate(WITHOUT_OUTLINE) is None
        node = tab.page.locator("lotse-chat *:focus")
        seen.append(await node.evaluate("node => node.outerHTML"))
    else:
        pytest.fail("the focus never came out")
    controls = await tab.page.locator("lotse-chat dialog :is(button, a, input):visible").count()
    usable = [html for html in seen if html.startswith(("<button", "<a", "<input"))]
    send = 1  # behind the field

    assert len(usable) == len(set(usable)) == controls - send


async def test_in_the_sheet_of_a_phone_the_focus_stays(tab: Chat) -> None:
    await tab.page.set_viewport_size({"width": 390, "height": 844})
    await tab.open("de")
    for _ in range(40):
        await tab.page.keyboard.press("Tab")
        inside = await tab.page.evaluate(
            f"{IN_THE_CHAT} || document.activeElement === document.body"
        )
        assert inside
    await tab.page.keyboard.press("Escape")
    await expect(tab.launcher).to_be_focused()


async def test_the_focus_is_never_lost(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("en")
    scene = Scene(tab, pretend, "en")
    await STATES["walking"](scene)
    pretend.put(answer(message("Next one.", id="n", kind="step")))
    await tab.page.locator(".replies button").first.focus()
    await tab.page.keyboard.press("Enter")
    await tab.answered()
    assert await tab.page.evaluate(IN_THE_CHAT)
    await tab.dialog.get_by_role("button", name="Deutsch").focus()
    await tab.page.keyboard.press("Space")
    await expect(tab.dialog.get_by_role("button", name="Deutsch")).to_be_focused()
    await STATES["deleting"](scene)
    await tab.dialog.get_by_role("button", name="Löschen", exact=True).focus()
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator(".notice")).to_be_visible()

    assert await tab.page.evaluate(IN_THE_CHAT)


async def test_a_conversation_deleted_in_another_tab_leaves_the_focus_in_the_chat(
    tab: Chat, pretend: PretendLotse
) -> None:
    await tab.open("en")
    await STATES["answered"](Scene(tab, pretend, "en"))
    await tab.page.locator(".rating .up").focus()
    await pretend.end("deleted")
    await expect(tab.page.locator(".notice")).to_be_visible()

    await expect(tab.dialog.locator("h2")).to_be_focused()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_each_message_is_read_out_once(
    tab: Chat, pretend: PretendLotse, language: str
) -> None:
    words = TEXTS[language]
    await tab.open(language)
    await heard(tab)
    scene = Scene(tab, pretend, language)
    await STATES["answered"](scene)
    first = await heard(tab)
    pretend.put(progress([scene.rows[0]]), progress(scene.rows))
    pretend.put(answer(message(words["check"], language, check=check(scene.rows))))
    await tab.ask("zürich?")
    second = await heard(tab)

    assert len([text for text in first if words["question"] in text]) == 1
    assert len([text for text in first if words["title"] in text]) == 1
    assert len([text for text in second if "zdc1.example" in text]) == 1
    assert len(first) == len(second) == 2


async def test_coming_back_reads_nothing_out_again(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("en")
    await STATES["answered"](Scene(tab, pretend, "en"))
    said = {"role": "user", "id": "a", "text": "hi", "time": None}
    pretend.history = [said, {"role": "bot", **message("Hello.", kind="answer")}]
    await tab.page.reload()
    await tab.launcher.click()
    await expect(tab.answers).to_have_count(1)
    await tab.page.wait_for_timeout(300)
    assert [text for text in await heard(tab) if "reconnecting" not in text] == []

    await pretend.hang_up()
    await tab.page.wait_for_timeout(2_500)
    await tab.page.evaluate("document.querySelector('lotse-chat').setLanguage('de')")
    assert [text for text in await heard(tab) if "reconnecting" not in text] == []
    await expect(tab.answers).to_have_count(1)


async def test_a_question_put_at_once_reads_no_history_out(
    tab: Chat, pretend: PretendLotse
) -> None:
    said = {"role": "user", "id": "a", "text": "hi", "time": None}
    pretend.history = [said, {"role": "bot", **message("Hello.", kind="answer", id="h")}]
    pretend.put(answer(message("Again.", kind="answer", id="g")))
    await tab.visit("en")
    await tab.page.evaluate("document.querySelector('lotse-chat').ask('once more')")
    await expect(tab.answers).to_contain_text(["Hello.", "Again."])
    await tab.page.wait_for_timeout(2_000)  # what is shown is read out a moment later
    told = await heard(tab)

    assert not [text for text in told if "Hello." in text]
    assert len([text for text in told if "Again." in text]) == 1


async def test_trouble_is_read_out_once(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("en")
    await STATES["cut_off"](Scene(tab, pretend, "en"))
    await tab.page.wait_for_timeout(4_000)
    told = await heard(tab)

    assert len([text for text in told if "reconnecting" in text]) == 1


async def test_with_reduced_motion_nothing_moves(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("en")
    await STATES["filling"](Scene(tab, pretend, "en"))

    running = "document.querySelector('lotse-chat').shadowRoot.getAnimations().length"
    assert await tab.page.evaluate(running) == 0
    await tab.page.emulate_media(reduced_motion="no-preference")
    assert await tab.page.evaluate(running) > 0


@pytest.mark.parametrize("state", ["empty", "answered", "checked", "choosing", "rating"])
async def test_forced_colours_leave_every_control_its_edge(
    tab: Chat, pretend: PretendLotse, state: str
) -> None:
    await tab.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await tab.open("de")
    await STATES[state](Scene(tab, pretend, "de"))
    bare = await tab.page.evaluate(
        """() => [...document.querySelector("lotse-chat").shadowRoot
          .querySelectorAll("button, input, textarea")]
          .filter((node) => node.checkVisibility())
          .filter((node) => getComputedStyle(node).borderTopStyle === "none")
          .map((node) => node.outerHTML)"""
    )

    assert bare == []
    assert await complaints(tab.page) == []


async def test_wider_text_loses_nothing(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("de")
    await STATES["rating"](Scene(tab, pretend, "de"))
    await tab.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
            + "word-spacing: .16em !important; }");
          document.querySelector("lotse-chat").shadowRoot.adoptedStyleSheets.push(sheet); }"""
    )
    cut = await tab.page.evaluate(
        """() => [...document.querySelector("lotse-chat").shadowRoot
          .querySelectorAll("button, p, h2, h3")]
          .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
          .map((node) => node.outerHTML)"""
    )

    assert cut == []


async def test_every_text_says_its_language(tab: Chat, pretend: PretendLotse) -> None:
    await tab.open("de")
    await STATES["answered"](Scene(tab, pretend, "en"))
    await tab.dialog.get_by_role("button", name="English").click()

    await expect(tab.answers.first).to_have_attribute("lang", "en")
    await expect(tab.questions.first.locator(".text")).to_have_attribute("lang", "en")
    await expect(tab.dialog).to_have_attribute("lang", "en")
    await expect(tab.dialog.get_by_role("button", name="Deutsch")).to_have_attribute("lang", "de")
