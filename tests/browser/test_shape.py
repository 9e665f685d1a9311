"""How much of the screen the chat takes: on desktops, on phones, next to a keyboard, zoomed in."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, check, message, row

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "zdc1-hb1.a-very-long-host-name-that-nobody-would-choose.example"
WIDE = answer(
    message(
        f"**Look.** `{LONG}` and https://{LONG}/{'x' * 200}",
        kind="answer",
        check=check([row("zurich", LONG, 4001, "ok", reason="open")]),
        commands=[{"title": "PowerShell", "text": "x" * 900}],
        buttons=[{"id": "b-1", "title": "A title that goes on and on and on, as some titles do"}],
    )
)
FAKE_KEYBOARD = """
const view = new EventTarget();
Object.assign(view, { height: innerHeight, offsetTop: 0, scale: 1 });
Object.defineProperty(window, "visualViewport", { value: view });
"""


async def box(chat: Chat) -> dict[str, float]:
    found = await chat.dialog.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


async def sideways(page: Page) -> list[str]:
    """Return what scrolls sideways and is no box that is meant to."""
    found: list[str] = await page.evaluate(
        """() => [document.documentElement,
            ...document.querySelector("lotse-chat").shadowRoot.querySelectorAll("*")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1)
          .filter((node) => !["PRE", "INPUT", "TEXTAREA"].includes(node.tagName))
          .filter((node) => getComputedStyle(node).overflowX !== "visible")
          .map((node) => `${node.tagName} ${node.className}`)"""
    )
    return found


@pytest.mark.parametrize("position", ["right", "left"])
async def test_a_desktop_panel_is_dragged_by_its_free_corner(
    pretend_chat: Chat, position: str
) -> None:
    await pretend_chat.visit("en")
    await pretend_chat.page.evaluate(
        "side => document.querySelector('lotse-chat').setAttribute('position', side)", position
    )
    await pretend_chat.launcher.click()
    await pretend_chat.ready()
    before = await box(pretend_chat)
    corner = before["x"] + (5 if position == "right" else before["width"] - 5)
    outward = -150 if position == "right" else 150
    mouse = pretend_chat.page.mouse
    await mouse.move(corner, before["y"] + 5)
    await mouse.down()
    await mouse.move(corner + outward, before["y"] - 55, steps=4)
    await mouse.up()
    await mouse.move(corner, before["y"] + 200)
    after = await box(pretend_chat)

    assert (before["x"] == 20) is (position == "left")
    assert after["width"] == pytest.approx(before["width"] + 150, abs=2)
    assert after["height"] == pytest.approx(before["height"] + 60, abs=2)
    assert after["y"] + after["height"] == pytest.approx(before["y"] + before["height"], abs=1)


async def test_a_panel_is_never_dragged_too_small_or_off_the_screen(pretend_chat: Chat) -> None:
    await pretend_chat.open("en")
    mouse = pretend_chat.page.mouse
    for x, y in ((-2_000, -2_000), (2_000, 2_000)):
        now = await box(pretend_chat)
        await mouse.move(now["x"] + 5, now["y"] + 5)
        await mouse.down()
        await mouse.move(x, y)
        await mouse.up()
        after = await box(pretend_chat)
        assert after["x"] >= 0 and after["y"] >= 0
        assert after["width"] >= 320 and after["height"] >= 400


async def test_without_dragging_the_menu_changes_the_size(pretend_chat: Chat) -> None:
    await pretend_chat.open("en")
    small = await box(pretend_chat)
    widths = []
    for _ in range(2):
        await pretend_chat.dialog.get_by_role("button", name="Menu", exact=True).click()
        await pretend_chat.dialog.get_by_role("button", name="Change window size").click()
        widths.append((await box(pretend_chat))["width"])

    assert widths[0] > small["width"] * 1.5
    assert widths[1] == small["width"]


async def test_a_phones_keyboard_does_not_hide_the_field(pretend_chat: Chat) -> None:
    page = pretend_chat.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.add_init_script(FAKE_KEYBOARD)
    await pretend_chat.open("de")
    await page.evaluate(
        """() => { Object.assign(visualViewport, { height: 500, offsetTop: 40 });
          visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    assert await box(pretend_chat) == {"x": 0, "y": 40, "width": 390, "height": 500}
    field = await pretend_chat.field.bounding_box()
    assert field is not None and field["y"] + field["height"] < 540

    await page.evaluate(
        """() => { Object.assign(visualViewport, { height: 300, offsetTop: 90, scale: 2 });
          visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    assert (await box(pretend_chat))["height"] == 500  # two fingers, no keyboard


@pytest.mark.parametrize(("width", "height"), [(320, 568), (640, 400), (390, 844), (1280, 800)])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_nothing_scrolls_sideways(
    pretend_chat: Chat, pretend: PretendLotse, width: int, height: int, language: str
) -> None:
    await pretend_chat.page.set_viewport_size({"width": width, "height": height})
    pretend.put(WIDE)
    await pretend_chat.open(language)
    told = await pretend_chat.ask("x" * 300)
    await told.locator(".rating .down").click()
    await pretend_chat.dialog.locator("[aria-controls=menu]").click()
    await pretend_chat.dialog.locator(".menu .erase").click()

    assert await sideways(pretend_chat.page) == []


async def test_an_answer_to_a_closed_chat_is_marked_on_the_launcher(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("de")
    await pretend_chat.put("hallo")
    await expect(pretend_chat.questions).to_have_count(1)
    await pretend_chat.page.keyboard.press("Escape")
    pretend.put(answer(message("Guten Tag.", "de")))

    await expect(pretend_chat.launcher).to_have_accessible_name("Lotse fragen Neue Antwort")
    await pretend_chat.launcher.click()
    await pretend_chat.page.keyboard.press("Escape")
    await expect(pretend_chat.launcher).to_have_accessible_name("Lotse fragen")


async def test_the_pages_own_properties_do_not_shape_the_panel(pretend_chat: Chat) -> None:
    await pretend_chat.open("en")
    before = await box(pretend_chat)
    await pretend_chat.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
          sheet.replaceSync(":root { --width: 200px; --height: 64px; --view-top: 300px;"
            + "--view-height: 100px; }");
          document.adoptedStyleSheets = [sheet]; }"""
    )
    assert await box(pretend_chat) == before

    await pretend_chat.page.set_viewport_size({"width": 390, "height": 844})
    assert await box(pretend_chat) == {"x": 0, "y": 0, "width": 390, "height": 844}


async def test_zooming_in_and_out_while_typing_keeps_the_place(pretend_chat: Chat) -> None:
    await pretend_chat.open("en")
    keyboard = pretend_chat.page.keyboard
    await keyboard.type("I log in")
    for _ in range(len("log in")):
        await keyboard.press("ArrowLeft")
    for width, height, modal in ((640, 400, True), (1280, 800, False)):
        await pretend_chat.page.set_viewport_size({"width": width, "height": height})
        await pretend_chat.page.wait_for_function(
            """modal => document.querySelector("lotse-chat").shadowRoot
              .querySelector("dialog").matches(":modal") === modal""",
            arg=modal,
        )
        await keyboard.type("can " if modal else "not ")

    await expect(pretend_chat.field).to_be_focused()
    await expect(pretend_chat.field).to_have_value("I can not log in")


async def test_a_sheet_that_is_moved_in_the_page_still_covers_it(pretend_chat: Chat) -> None:
    await pretend_chat.page.set_viewport_size({"width": 390, "height": 844})
    await pretend_chat.open("en")
    await pretend_chat.page.evaluate("document.body.prepend(document.querySelector('lotse-chat'))")

    await expect(pretend_chat.dialog).to_be_visible()
    assert await pretend_chat.dialog.evaluate("node => node.matches(':modal')")
    await expect(pretend_chat.dialog.locator("h2")).to_be_focused()
