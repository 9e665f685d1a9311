"""The chat on other websites: with strict policies, with a hash, and not on those unlisted."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Route, WebSocket, expect

from bot.widget_files import join_widget
from tests.browser.chat import Chat, new_chat
from tests.browser.pretend_lotse import PretendLotse
from tests.browser.site import running_site
from tests.browser.wire import answer, message
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

HOTKEYS = """() => {
  const search = document.body.appendChild(document.createElement("input"));
  search.id = "search";
  document.addEventListener("keydown", (event) => {
    if (["INPUT", "TEXTAREA"].includes(document.activeElement.tagName)) return;
    if (!["s", "/", "Escape"].includes(event.key)) return;
    event.preventDefault();
    search.focus();
  });
  for (const name of ["keypress", "keyup", "paste"])
    document.addEventListener(name, ({ key }) => key === "Escape" || search.focus());
}"""
OTHERS = """async () => {
  const heard = [];
  const tabs = new BroadcastChannel(`lotse ${location.origin}`);
  tabs.onmessage = ({ data }) => heard.push(data);
  tabs.postMessage({ ask: true });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return heard;
}"""


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


class Lines:
    """The sockets of a tab that are open."""

    def __init__(self, chat: Chat) -> None:
        self.live = self.opened = 0
        chat.page.on("websocket", self._note)

    def _note(self, socket: WebSocket) -> None:
        self.live += 1
        self.opened += 1
        socket.on("close", self._note_close)

    def _note_close(self, _: WebSocket) -> None:
        self.live -= 1


async def test_a_chat_that_was_taken_off_the_page_is_gone(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    page, lines = pretend_chat.page, Lines(pretend_chat)
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    assert lines.live == 1
    assert await page.evaluate(OTHERS) == [{"token": "pretend"}]

    await page.evaluate("document.querySelector('lotse-chat').remove()")
    await page.wait_for_timeout(2_500)
    assert (lines.live, lines.opened) == (0, 1)
    assert await page.evaluate(OTHERS) == []


async def test_pages_that_build_their_chat_anew_go_on_with_one_conversation(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    page, lines = pretend_chat.page, Lines(pretend_chat)
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    said = {"role": "user", "id": "a", "text": "hi", "time": None}
    pretend.history = [said, {"role": "bot", **message("Hello.", kind="answer")}]
    for _ in range(4):
        await page.evaluate(
            """() => { document.querySelector("lotse-chat").remove();
              const chat = document.createElement("lotse-chat");
              document.body.append(chat);
              chat.open(); }"""
        )
        await expect(pretend_chat.answers).to_have_count(1)

    await page.wait_for_timeout(500)
    assert (lines.live, lines.opened) == (1, 5)
    assert pretend_chat.requests.count("/api/session") == 1


@pytest.mark.parametrize("later", [True, False])
async def test_a_chat_that_is_moved_or_put_back_loses_nothing(
    pretend_chat: Chat, pretend: PretendLotse, later: bool
) -> None:
    page, lines = pretend_chat.page, Lines(pretend_chat)
    pretend.put(answer(message("Hello.")))
    await pretend_chat.open("en")
    await pretend_chat.ask("hi")
    await pretend_chat.put("anybody there?")
    await expect(pretend_chat.waiting).to_have_count(1)
    await pretend_chat.field.fill("half a ques")
    await page.evaluate(
        """async (later) => {
          const chat = document.querySelector("lotse-chat");
          chat.remove();
          if (later) await new Promise((resolve) => setTimeout(resolve, 400));
          document.body.prepend(chat); }""",
        later,
    )
    pretend.put(*[answer(message("I am here."))] * (1 + later))

    await expect(pretend_chat.answers).to_contain_text(["Hello.", "I am here."])
    await expect(pretend_chat.questions).to_have_count(2)
    await expect(pretend_chat.field).to_have_value("half a ques")
    assert (lines.live, lines.opened) == (1, 1 + later)


async def test_of_two_chats_the_first_stays_the_first_where_it_is_moved(
    pretend_chat: Chat,
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.page.evaluate(
        """() => { const first = document.querySelector("lotse-chat");
          document.body.append(document.createElement("lotse-chat"));
          document.body.append(first); }"""
    )

    await expect(pretend_chat.dialog.filter(visible=True)).to_have_count(1)
    await expect(pretend_chat.launcher.filter(visible=True)).to_have_count(0)


async def test_the_pages_hotkeys_take_nothing_from_what_is_typed(
    pretend_chat: Chat, pretend: PretendLotse
) -> None:
    await pretend_chat.open("en")
    await pretend_chat.page.evaluate(HOTKEYS)
    await pretend_chat.field.focus()
    await pretend_chat.page.keyboard.type("was ist 443/4001")
    await pretend_chat.page.keyboard.press("Control+A")
    await pretend_chat.page.keyboard.press("Control+C")
    await pretend_chat.page.keyboard.press("End")
    await pretend_chat.page.keyboard.press("Control+V")

    await expect(pretend_chat.field).to_have_value("was ist 443/4001" * 2)
    await expect(pretend_chat.field).to_be_focused()
    await pretend_chat.page.keyboard.press("Escape")
    await expect(pretend_chat.dialog).to_be_hidden()
    await expect(pretend_chat.launcher).to_be_focused()


async def test_a_page_that_may_not_send_forms_can_ask_and_rate(
    browser: Browser, lotse: Lotse, site_port: int
) -> None:
    headers = {"Content-Security-Policy": "sandbox allow-scripts allow-same-origin"}
    async with running_site(site_port, tag(lotse), headers=headers) as url:
        chat = await new_chat(browser, url)
        await chat.page.goto(url)
        await asked(chat)
        await chat.field.fill("TWS API Linux")
        await chat.send.click()
        await expect(chat.answers).to_have_count(2)
        for number, finish in enumerate(("Enter", "click")):
            rating = chat.page.locator(".rating").nth(number)
            await rating.locator(".down").click()
            comment = chat.page.locator(".why input")
            await comment.fill("unclear")
            await (comment.press("Enter") if finish == "Enter" else _send_comment(chat))
            await expect(comment).to_have_count(0)
            await expect(rating.locator("[role=status]")).to_have_text("Danke.")

        await chat.page.context.close()


async def _send_comment(chat: Chat) -> None:
    await chat.page.locator(".why").get_by_role("button", name="Senden").click()
