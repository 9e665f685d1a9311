"""Documents and commands in a message: read, copied, saved and printed; and long pasted output."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, message

pytestmark = pytest.mark.asyncio(loop_scope="session")

LETTER = {
    "name": "lotse-letter-to-it.txt",
    "media_type": "text/plain",
    "text": "Sehr geehrte Damen und Herren,\n\nbitte geben Sie für „TWS“ frei:\n"
    + "\n".join(f"- zdc{number}.example, TCP 4001, ausgehend" for number in range(20))
    + "\n\nMit freundlichen Grüßen\n",
}
SHORT = {"name": "hosts.csv", "media_type": "text/csv", "text": "host,port\nzdc1.example,4001\n"}
COMMANDS = [
    {"title": "PowerShell", "text": "Test-NetConnection zdc1.example -Port 4001; " * 20},
    {"title": "macOS, Linux", "text": "nc -vz zdc1.example 4001"},
]
NOTE_PRINTING = """
print = () => {
  top.printed = { title: document.title, text: document.body.innerText, own: self === top };
};
"""
HTML = "<img src=x onerror=\"document.title='hit'\">"
OUTPUTS = {
    "windows": "ComputerName     : zdc1.example\nTcpTestSucceeded : False\n",
    "ping en": "--- zdc1.example ping statistics ---\n",
    "ping de": "Ping-Statistik für 203.0.113.7:\n",
    "curl": "* Connected to zdc1.example\n",
    "openssl": "CONNECTED(00000003)\n",
    "telnet": "Trying 203.0.113.7...\n",
    "telnet connected": "Escape character is '^]'.\n",
    "nc refused": "nc: connect to zdc1.example port 4001 (tcp) failed\n",
    "nc ok": "Connection to zdc1.example 4001 port [tcp/*] succeeded\n",
    "code": "LOTSE1-ABCD-EFGH\n",
}


async def shown_with(chat: Chat, pretend: PretendLotse, **parts: object) -> Locator:
    """Return the answer that holds these parts."""
    pretend.put(answer(message("Bitte sehr.", "de", **parts)))
    await chat.open("de")
    return await chat.ask("bitte")


async def clipboard(chat: Chat) -> str:
    """Return what is in the clipboard."""
    return str(await chat.page.evaluate("navigator.clipboard.readText()"))


async def test_a_long_document_is_folded_until_all_of_it_is_wanted(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    shown = await shown_with(pretend_chat, pretend, document=LETTER)
    text = shown.locator("pre")
    folded = await text.bounding_box()
    more = shown.get_by_role("button", name="Alles zeigen")
    await more.click()
    whole = await text.bounding_box()

    assert folded and whole and folded["height"] <= 240 < whole["height"]
    await expect(text).to_have_text(LETTER["text"])
    less = shown.get_by_role("button", name="Weniger zeigen")
    await expect(less).to_have_attribute("aria-expanded", "true")


async def test_a_short_document_needs_no_unfolding(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    shown = await shown_with(pretend_chat, pretend, document=SHORT)

    buttons = shown.locator(".document").get_by_role("button")
    await expect(buttons).to_have_text(["Kopieren", "Herunterladen", "Drucken"])


@pytest.mark.parametrize("file", [LETTER, SHORT], ids=["txt", "csv"])
async def test_a_document_is_saved_byte_for_byte_under_its_name(
    pretend_chat: Chat, pretend: PretendLotse, tmp_path: Path, file: dict[str, str]
) -> None:
    shown = await shown_with(pretend_chat, pretend, document=file)
    async with pretend_chat.page.expect_download() as saving:
        await shown.get_by_role("button", name="Herunterladen").click()
    saved = await saving.value
    path = tmp_path / "saved"
    await saved.save_as(path)

    assert saved.suggested_filename == file["name"]
    assert path.read_text(encoding="utf-8") == file["text"]


async def test_a_document_is_copied_whole(pretend_chat: Chat, pretend: PretendLotse) -> None:
    await pretend_chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = await shown_with(pretend_chat, pretend, document=LETTER)
    await shown.get_by_role("button", name="Kopieren").click()

    await expect(shown.get_by_role("button", name="Kopiert", exact=True)).to_be_visible()
    assert await clipboard(pretend_chat) == LETTER["text"]


async def test_only_the_document_is_printed(browser: Browser, pretend: PretendLotse) -> None:
    chat = await new_chat(browser, pretend.url)
    await chat.page.add_init_script(NOTE_PRINTING)
    shown = await shown_with(chat, pretend, document=LETTER)
    await shown.get_by_role("button", name="Drucken").click()
    await chat.page.wait_for_function("top.printed")

    printed = await chat.page.evaluate("top.printed")
    assert printed["text"].strip() == LETTER["text"].strip()
    assert printed["title"] == LETTER["name"]
    assert not printed["own"]
    style = await shown.locator("iframe").evaluate(
        "frame => getComputedStyle(frame.contentDocument.querySelector('pre')).whiteSpaceCollapse"
    )
    assert style == "preserve"
    assert chat.script_complaints == []
    await chat.page.context.close()


async def test_html_in_a_document_and_a_command_stays_text(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    file, command = {**SHORT, "text": HTML}, {"title": HTML, "text": HTML}
    shown = await shown_with(pretend_chat, pretend, document=file, commands=[command])

    await expect(shown.locator("img")).to_have_count(0)
    await expect(shown.locator("pre")).to_have_text([HTML, HTML])
    await expect(pretend_chat.page).to_have_title("Hilfe · Lotse-Demo")


async def test_each_command_has_its_title_and_a_button_that_copies_it(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = await shown_with(pretend_chat, pretend, commands=COMMANDS)

    for command in COMMANDS:
        await shown.get_by_role("button", name=f"Kopieren ({command['title']})").click()
        await expect(shown.get_by_role("button", name="Kopiert").first).to_be_visible()
        assert await clipboard(pretend_chat) == command["text"]
    await expect(shown.locator(".box strong")).to_have_text(["PowerShell", "macOS, Linux"])


async def test_boxes_that_scroll_can_be_reached_by_keyboard(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    shown = await shown_with(pretend_chat, pretend, document=LETTER, commands=COMMANDS)

    for box in await shown.locator("pre").all():
        await expect(box).to_have_attribute("tabindex", "0")
        await expect(box).to_have_attribute("role", "region")


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
async def test_pasted_output_of_tools_may_be_long(
    pretend_chat: Chat, pretend: PretendLotse, output: str
) -> None:
    text = output + "x" * 3_000
    pretend.put(answer(message("Gelesen.", "de")))
    await pretend_chat.open("de")
    await pretend_chat.ask(text)

    assert [body["text"] for body in pretend.received] == [text]
    bubble = await pretend_chat.questions.locator(".text").bounding_box()
    assert bubble and bubble["height"] <= 260


async def test_even_pasted_output_has_a_limit(pretend_chat: Chat) -> None:
    await pretend_chat.open("de")
    await pretend_chat.put("TcpTestSucceeded : False\n" + "x" * 6_000)

    await expect(pretend_chat.page.locator("lotse-chat .counter")).to_have_text(
        "6.025 von 6.000 Zeichen: bitte kürzen"
    )
    await expect(pretend_chat.questions).to_have_count(0)
