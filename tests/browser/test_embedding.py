"""The chat on other websites: with strict policies, with a hash, and not on those unlisted."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Route, expect

from bot.widget_files import join_widget
from tests.browser.chat import Chat, new_chat
from tests.browser.site import running_site
from tests.servers import Lotse

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"
REFUSED = {
    "de": "Diese Website ist für den Chat nicht freigeschaltet.",
    "en": "This website is not enabled for the chat.",
}
SCRIPT_ERRORS = (
    "<script>setInterval(() => { throw new Error('the page is broken'); }, 50);"
    "window.onerror = () => false;</script>"
)


def tag(lotse: Lotse, more: str = "") -> str:
    script = f'<script type="module" src="{lotse.url}/widget.js" {more}></script>'
    return f"{script}<lotse-chat></lotse-chat>"


def policy(lotse: Lotse, connect: str) -> dict[str, str]:
    rules = f"default-src 'none'; script-src {lotse.url}; connect-src {connect}; {TRUSTED_TYPES}"
    return {"Content-Security-Policy": rules}


async def asked(chat: Chat, question: str = "dsc+ login") -> None:
    await chat.launcher.click()
    await chat.ready()
    answer = await chat.ask(question)
    await expect(answer).to_have_attribute("data-kind", "answer")


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_strict_policy_and_a_hash_are_enough(
    browser: Browser, lotse: Lotse, site_port: int, language: str
) -> None:
    integrity = f'integrity="{join_widget()[0].integrity}" crossorigin="anonymous"'
    allowed = policy(lotse, f"{lotse.url} {lotse.url.replace('http', 'ws')}")
    async with running_site(
        site_port, tag(lotse, integrity), language=language, headers=allowed
    ) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await asked(chat)

        assert chat.script_complaints == []
        assert not any("/api/messages" in request for request in chat.requests)
        await chat.page.context.close()


async def test_a_policy_without_sockets_leaves_single_calls(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    async with running_site(site_port, tag(lotse), headers=policy(lotse, lotse.url)) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await asked(chat)

        assert any("/api/messages" in request for request in chat.requests)
        await chat.page.context.close()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_website_that_is_not_listed_is_told_so(
    browser: Browser, lotse: Lotse, language: str
) -> None:
    async with running_site(0, tag(lotse), language=language) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await chat.launcher.click()

        await expect(chat.state).to_have_text(REFUSED[language])
        await chat.put("dsc+ login")
        await expect(chat.waiting).to_have_count(1)
        await chat.page.context.close()


async def test_a_file_that_was_tampered_with_never_runs(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    async def tamper(route: Route) -> None:
        answer = await route.fetch()
        text = "document.title = 'tampered';" + await answer.text()
        await route.fulfill(response=answer, body=text)

    async with running_site(site_port, tag(lotse)) as url:
        chat = await new_chat(browser, url)
        await chat.page.route("**/chat-*.js*", tamper)
        await chat.page.goto(url)
        await chat.launcher.click()
        await expect(chat.state).to_have_text("Die Verbindung ist unterbrochen, ich verbinde neu…")

        await expect(chat.page).to_have_title("A bank")
        await chat.page.unroute("**/chat-*.js*")
        await chat.ready()
        await expect(chat.state).to_be_hidden()
        await chat.page.context.close()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Lotse wurde erneuert. Bitte laden Sie diese Seite neu."),
        ("en", "Lotse has been updated. Please reload this page."),
    ],
)
async def test_a_page_that_was_open_while_lotse_was_renewed_says_what_to_do(
    browser: Browser, lotse: Lotse, site_port: int, language: str, sentence: str
) -> None:
    _, second = join_widget()

    async def serve_older(route: Route) -> None:
        answer = await route.fetch()
        text = (await answer.text()).replace(second.name, "chat-0123456789ab.js")
        await route.fulfill(response=answer, body=text)

    async with running_site(site_port, tag(lotse), language=language) as url:
        chat = await new_chat(browser, url)
        await chat.page.route("**/widget.js", serve_older)
        await chat.page.goto(url)
        await chat.launcher.click()

        await expect(chat.state).to_have_text(sentence)
        await chat.page.context.close()


async def test_the_host_page_stays_as_it_was(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    async with running_site(site_port, tag(lotse)) as url:
        chat = await new_chat(browser, url)
        blank = await chat.page.context.new_page()
        await blank.goto(f"{lotse.url}/healthz")
        plain = set(await blank.evaluate("Object.keys(window)"))
        await chat.page.goto(url)
        before = await chat.page.locator("h1").evaluate("node => getComputedStyle(node).cssText")
        await asked(chat)

        assert set(await chat.page.evaluate("Object.keys(window)")) == plain
        after = await chat.page.locator("h1").evaluate("node => getComputedStyle(node).cssText")
        assert after == before
        head = await chat.page.locator("head").evaluate("node => node.children.length")
        assert head == 2  # its own meta and title
        await chat.page.context.close()


async def test_a_host_page_full_of_errors_does_not_matter(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    async with running_site(site_port, tag(lotse), head=SCRIPT_ERRORS) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await asked(chat)

        assert {line for line in chat.script_complaints} == {"the page is broken"}
        await chat.page.context.close()


async def test_of_two_chats_on_a_page_the_first_is_the_chat(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    body = tag(lotse) + '<lotse-chat id="second" position="left"></lotse-chat>' + tag(lotse)
    async with running_site(site_port, body) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await expect(chat.page.locator(".launcher:visible")).to_have_count(1)
        await chat.page.evaluate("document.querySelector('#second').ask('dsc+ login')")
        await expect(chat.answers).to_have_count(1)
        await expect(chat.page.locator("lotse-chat dialog:visible")).to_have_count(1)
        await chat.page.evaluate("document.querySelector('lotse-chat').remove()")

        await expect(chat.page.locator("#second .launcher")).to_be_visible()
        await chat.page.locator("#second .launcher").click()
        await expect(chat.answers).to_have_count(1)
        await chat.page.context.close()
