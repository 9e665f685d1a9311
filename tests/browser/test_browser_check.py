"""What the widget finds out from the person's own browser, and what it never claims."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.browser import FLAGS, find_browser
from tests.browser.chat import Chat, new_chat
from tests.browser.listeners import HOST, Certificates, Ports, listening
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.wire import answer, check, message, row

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUTTONS = {"de": "Aus diesem Browser prüfen", "en": "Check from this browser"}
SAID = {
    "de": "Sie: Aus diesem Browser geprüft: 1 erreichbar, 6 nicht feststellbar",
    "en": "You: Checked from this browser: 1 reachable, 6 cannot be known",
}
OPEN = {"de": r"\boffen", "en": r"\bopen"}
VERDICTS = {"de": "Das Web geht von Ihnen aus.", "en": "The web works from where you are."}
LONGEST_SECONDS = 6.0
WORKER = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (new URL(event.request.url).hostname === "localhost") event.respondWith(new Response("hello"));
});
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ports() -> AsyncIterator[tuple[Ports, Certificates]]:
    """Return ports of every kind."""
    certificates = Certificates()
    async with listening(certificates) as opened:
        yield opened, certificates


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trusting(ports: tuple[Ports, Certificates]) -> AsyncIterator[Browser]:
    """Return a browser that trusts the good listener's certificate, and no other."""
    async with async_playwright() as playwright:
        flags = [*FLAGS, ports[1].flag]
        launched = await playwright.chromium.launch(executable_path=find_browser(), args=flags)
        yield launched
        await launched.close()


def policy_hosts(ports: Ports) -> str:
    """Return all ports for the page's policy, so that it is not the policy that spares one."""
    return " ".join(f"https://{HOST}:{port}" for port in (*ports.by_kind.values(), ports.plain))


def server_check(ports: Ports) -> dict[str, Any]:
    """Return what the server saw: all ports of HTTPS hosts, and one of TWS."""
    rows = [
        row(kind, HOST, port, "ok", reason="ok", browser=True)
        for kind, port in ports.by_kind.items()
    ]
    return check([*rows, row("tws", HOST, ports.plain, "ok", reason="ok")])


async def checked(browser: Browser, pretend: PretendLotse, ports: Ports, language: str) -> Chat:
    """Return a chat in which the check from the browser was pressed and answered."""
    chat = await new_chat(browser, pretend.url)
    pretend.put(answer(message("**Ja.**", language, check=server_check(ports))))
    pretend.put(answer(message(VERDICTS[language], language)))
    await chat.open(language)
    await chat.ask("alle")
    await chat.press(BUTTONS[language])
    await expect(chat.answers.last).to_contain_text(VERDICTS[language])
    return chat


@pytest.mark.parametrize("language", ["de", "en"])
async def test_of_six_kinds_of_port_only_the_good_one_is_called_reachable(
    trusting: Browser, pretend: PretendLotse, ports: tuple[Ports, Certificates], language: str
) -> None:
    opened = ports[0]
    pretend.hosts = policy_hosts(opened)

    chat = await checked(trusting, pretend, opened, language)

    sent = pretend.received[-1]["browser_check"]
    assert sent == {
        **{f"{kind}:{port}": "unknown" for kind, port in opened.by_kind.items()},
        f"good:{opened.by_kind['good']}": "reachable",
        f"tws:{opened.plain}": "unknown",
    }
    assert opened.plain_connections == 0
    table = chat.answers.nth(1)
    await expect(table.locator("tr[data-state=reachable]")).to_have_count(1)
    await expect(table.locator("tr[data-gateway=good]")).to_have_attribute(
        "data-state", "reachable"
    )
    assert not re.search(OPEN[language], await table.inner_text())
    await expect(chat.questions.last).to_have_text(SAID[language])
    await chat.page.context.close()


async def test_the_browser_gives_up_in_time_and_fills_its_table_row_by_row(
    trusting: Browser, pretend: PretendLotse, ports: tuple[Ports, Certificates]
) -> None:
    opened = ports[0]
    pretend.hosts = policy_hosts(opened)
    pretend.put(answer(message("**Yes.**", check=server_check(opened))))
    chat = await new_chat(trusting, pretend.url)
    await chat.open("en")
    await chat.ask("all")

    begin = asyncio.get_running_loop().time()
    await chat.page.locator(".check-here").click()
    await expect(chat.page.locator(".live .done")).to_have_text("5 of 7 done")
    assert await chat.page.locator("tr[data-state=checking]").count() == 2
    await expect(chat.page.locator(".check-here")).to_have_attribute("aria-disabled", "true")
    await expect(chat.questions).to_have_count(2)
    assert asyncio.get_running_loop().time() - begin < LONGEST_SECONDS

    pretend.put(answer(message("done")))
    await expect(chat.answers).to_have_count(3)
    await expect(chat.page.locator(".check-here")).not_to_have_attribute("aria-disabled", "true")
    await chat.page.context.close()


async def test_what_the_pages_policy_forbids_cannot_be_known(
    trusting: Browser, pretend: PretendLotse, ports: tuple[Ports, Certificates]
) -> None:
    chat = await checked(trusting, pretend, ports[0], "en")

    assert set(pretend.received[-1]["browser_check"].values()) == {"unknown"}
    assert any("connect-src" in line for line in chat.complaints)
    await chat.page.context.close()


async def test_a_service_worker_that_answers_for_a_host_does_not_make_it_reachable(
    trusting: Browser, pretend: PretendLotse, ports: tuple[Ports, Certificates]
) -> None:
    opened = ports[0]
    pretend.hosts = policy_hosts(opened)
    pretend.scripts["worker.js"] = WORKER
    chat = await new_chat(trusting, pretend.url)
    await chat.page.goto(pretend.url + "/worker.js")  # a page without our policy
    await chat.page.evaluate(
        "() => navigator.serviceWorker.register('/worker.js')"
        ".then(() => navigator.serviceWorker.ready)"
    )
    pretend.put(answer(message("**Yes.**", check=server_check(opened))), answer(message("done")))
    await chat.open("en")
    await chat.ask("all")
    await chat.page.locator(".check-here").click()
    await expect(chat.answers).to_have_count(3)

    assert set(pretend.received[-1]["browser_check"].values()) == {"unknown"}
    await chat.page.context.close()


async def test_a_table_in_the_verdict_takes_the_place_of_our_own_but_not_of_its_note(
    trusting: Browser, pretend: PretendLotse, ports: tuple[Ports, Certificates]
) -> None:
    seen = check([row("good", HOST, 443, "reachable")], seen_from="browser")
    pretend.put(answer(message("**Yes.**", check=server_check(ports[0]))))
    pretend.put(answer(message("The verdict.", check=seen)))
    chat = await new_chat(trusting, pretend.url)
    await chat.open("en")
    await chat.ask("all")
    await chat.page.locator(".check-here").click()

    await expect(chat.answers.last).to_contain_text("The verdict.")
    await expect(chat.page.locator("table")).to_have_count(2)
    await expect(chat.answers.nth(1)).to_contain_text("The TWS ports were not tried")
    await chat.page.context.close()


@pytest.mark.parametrize("seen_from", ["browser", "computer"])
async def test_only_what_our_server_saw_offers_the_browsers_check(
    pretend_chat: Chat, pretend: PretendLotse, seen_from: str
) -> None:
    rows = [row("web-us", "www.example.com", 443, "ok", browser=True)]
    pretend.put(answer(message("Seen.", check=check(rows, seen_from))))
    await pretend_chat.open("en")
    await pretend_chat.ask("all")

    await expect(pretend_chat.page.locator(".check-here")).to_have_count(0)


async def test_a_check_of_tws_ports_alone_offers_no_browsers_check(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    rows = [row("europe", "zdc1.example", 4001, "ok")]
    pretend.put(answer(message("Seen.", check=check(rows))))
    await pretend_chat.open("en")
    await pretend_chat.ask("zurich")

    await expect(pretend_chat.page.locator(".check-here")).to_have_count(0)
