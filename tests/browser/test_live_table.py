"""A check whose rows appear as they finish: one message, updated in place, told once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import HANG_UP, PretendLotse
from tests.browser.wire import Row, answer, check, message, progress, row

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 360, "height": 740}
DONE = row("europe", "zdc1.example", 4001, "ok", reason="open", milliseconds=21)
REFUSED = row("asia", "hdc1.example", 4001, "refused", reason="refused: nothing listens")
NOTE_ADDITIONS = """() => {
  const log = document.querySelector("lotse-chat").shadowRoot.querySelector(".log");
  window.told = [];
  const note = (records) => records.flatMap((each) => [...each.addedNodes]).forEach((node) => {
    const parent = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const region = parent?.closest("[aria-live]");
    if (region !== log && parent?.isConnected) return;
    if (parent?.isConnected) window.told.push(node.textContent);
  });
  new MutationObserver(note).observe(log, { childList: true, subtree: true });
}"""


def table_of(count: int, finished: int) -> list[Row]:
    """Return rows of hosts with two ports each; the first ones are finished."""
    rows = []
    for number in range(count):
        facts: dict[str, Any] = {"host": f"cdc{number // 2}-hb1.gateways.example.com"}
        facts["port"] = 4000 + number % 2
        if number < finished:
            facts |= {"state": "ok", "reason": "open", "milliseconds": 20 + number}
            facts["detail"] = "IPv4 ok 21 ms · IPv6 no route · certificate: DigiCert Inc"
        rows.append(row(f"gateway-{number}", **facts))
    return rows


async def states(chat: Chat) -> list[str]:
    """Return the state of each row shown."""
    found: list[str] = await chat.page.locator("tr[data-state]").evaluate_all(
        "rows => rows.map((row) => row.dataset.state)"
    )
    return found


def summary(chat: Chat) -> Locator:
    """Return the line above a table that still fills."""
    return chat.page.locator(".live .done")


async def test_rows_appear_one_after_the_other_in_one_message(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("de")
    await pretend_chat.put("alle Gateways")

    pretend.put(progress([row("europe", "zdc1.example", 4001), row("asia", "hdc1.example", 4001)]))
    await expect(summary(pretend_chat)).to_have_text("0 von 2 fertig")
    assert await states(pretend_chat) == ["checking", "checking"]
    pretend.put(progress([row("europe", "zdc1.example", 4001), REFUSED]))
    await expect(summary(pretend_chat)).to_have_text("1 von 2 fertig")
    assert await states(pretend_chat) == ["checking", "refused"]
    await expect(pretend_chat.page.locator("table")).to_have_attribute("aria-busy", "true")
    pretend.put(progress([DONE, REFUSED]))
    await expect(summary(pretend_chat)).to_have_text("2 von 2 fertig")
    pretend.put(answer(message("**Teils.** Eine antwortet.", "de", check=check([DONE, REFUSED]))))
    final = await pretend_chat.answered()

    await expect(pretend_chat.answers).to_have_count(1)
    await expect(final.locator("table")).to_have_attribute("aria-busy", "false")
    await expect(final).to_contain_text("Teils.")


async def test_only_the_final_message_is_told_to_screen_readers(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.put("all gateways")
    await expect(pretend_chat.questions).to_have_count(1)
    await pretend_chat.page.evaluate(NOTE_ADDITIONS)

    pretend.put(progress([row("europe", "zdc1.example", 4001)]), progress([DONE]))
    await expect(summary(pretend_chat)).to_have_text("1 of 1 done")
    pretend.put(answer(message("**Yes.** It answers.", check=check([DONE]))))
    await pretend_chat.answered()

    told = [text for text in await pretend_chat.page.evaluate("window.told") if text]
    assert len(told) == 1
    assert "It answers." in told[0]


async def test_finished_rows_are_left_alone_while_others_change(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.put("all gateways")
    pretend.put(progress([DONE, row("asia", "hdc1.example", 4001)]))
    await expect(summary(pretend_chat)).to_have_text("1 of 2 done")
    europe = pretend_chat.page.locator("tr[data-gateway=europe]")
    await europe.evaluate("node => { node.kept = true; }")

    pretend.put(progress([DONE, REFUSED]))
    await expect(summary(pretend_chat)).to_have_text("2 of 2 done")

    assert await europe.evaluate("node => node.kept")
    pretend.put(answer(message("done")))
    await pretend_chat.answered()


async def test_a_broken_stream_is_asked_again_with_the_same_id_and_shown_once(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("de")
    await pretend_chat.put("alle Gateways")
    pretend.put(progress([DONE, row("asia", "hdc1.example", 4001)]))
    await expect(summary(pretend_chat)).to_have_text("1 von 2 fertig")

    pretend.put(HANG_UP)
    pretend.put(progress([DONE, REFUSED]))
    await expect(summary(pretend_chat)).to_have_text("2 von 2 fertig")
    await expect(pretend_chat.state).to_be_hidden()
    pretend.put(answer(message("**Teils.**", "de", check=check([DONE, REFUSED]))))
    await pretend_chat.answered()

    await expect(pretend_chat.answers).to_have_count(1)
    await expect(pretend_chat.questions).to_have_count(1)
    assert len({body["id"] for body in pretend.received}) == 1
    assert len(pretend.received) == 2


async def test_an_error_at_the_end_of_a_stream_is_said_in_place_of_the_table(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.put("all gateways")
    pretend.put(progress([DONE]))
    await expect(summary(pretend_chat)).to_be_visible()
    sentences = {"en": "The check broke off.", "de": "Die Prüfung brach ab."}
    pretend.put({"error": {"code": "broken", "message": sentences}})
    last = await pretend_chat.answered()

    await expect(last).to_have_attribute("data-kind", "error")
    await expect(last).to_contain_text("The check broke off.")
    await expect(pretend_chat.page.locator(".live")).to_have_count(0)
    await expect(pretend_chat.field).to_have_value("all gateways")


async def test_rows_that_come_at_once_need_no_progress(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    pretend.put(progress([DONE]), answer(message("**Yes.**", check=check([DONE]))))
    await pretend_chat.open("en")
    await pretend_chat.ask("is zurich up")

    await expect(pretend_chat.answers).to_have_count(1)
    assert await states(pretend_chat) == ["ok"]


async def test_fifty_two_rows_fit_a_phone_without_sideways_scrolling(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await pretend_chat.open("de")
    await pretend_chat.put("alle Gateways")
    pretend.put(progress(table_of(52, 20)))
    await expect(summary(pretend_chat)).to_have_text("20 von 52 fertig")

    widths = await pretend_chat.page.locator(".scroller").evaluate(
        "node => [node.scrollWidth, node.clientWidth]"
    )
    assert widths[0] == widths[1]
    table = await pretend_chat.page.locator("table").bounding_box()
    assert table and table["x"] >= 0 and table["x"] + table["width"] <= PHONE["width"]
    pretend.put(answer(message("done")))
    await pretend_chat.answered()


async def test_the_final_message_does_not_move_a_table_that_is_being_read(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await pretend_chat.open("de")
    await pretend_chat.put("alle Gateways")
    pretend.put(progress(table_of(52, 52)))
    await expect(summary(pretend_chat)).to_have_text("52 von 52 fertig")
    line = pretend_chat.page.locator("tr[data-gateway=gateway-30]")
    await line.evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = await line.bounding_box()

    text = "**Alle antworten.** " + "Das ist ein langer Satz. " * 12
    pretend.put(answer(message(text, "de", check=check(table_of(52, 52)))))
    await pretend_chat.answered()
    after = await line.bounding_box()

    assert before and after and abs(before["y"] - after["y"]) <= 2


async def test_a_state_is_told_by_icon_and_word(pretend_chat: Chat, pretend: PretendLotse) -> None:
    rows = [row("europe", "zdc1.example", 4000), DONE, REFUSED]
    rows.append(row("late", "ldc1.example", 4001, "not_finished"))
    pretend.put(answer(message("**Teils.**", "de", check=check(rows))))
    await pretend_chat.open("de")
    shown = await pretend_chat.ask("alle")

    cells = shown.locator("tr[data-state] td:nth-child(2)")
    await expect(cells).to_have_text(
        ["wird geprüft…", "open", "refused: nothing listens", "nicht fertig geworden"]
    )
    icons = await cells.locator("path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert len(set(icons)) == 4
