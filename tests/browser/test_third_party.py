"""Widgets made for Rasa talk to Lotse over Rasa's REST wire, from another origin."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Browser, expect

from tests.browser.node_tools import CHATROOM, fetch_package
from tests.browser.site import running_site
from tests.servers import REST_TOKEN, Lotse

pytestmark = pytest.mark.asyncio(loop_scope="session")

SET_UP = """
<div class="room"></div>
<script src="/chatroom.js"></script>
<script>
  window.chatroom = new window.Chatroom({{
    host: {host}, title: "Help", container: document.querySelector(".room"),
    fetchOptions: {{
      headers: {{ "Content-Type": "application/json", Authorization: "Bearer {token}" }},
    }},
  }});
  window.chatroom.openChat();
</script>
"""
AS_RASAS_OWN_WIDGET_ASKS = """async ([host, token, message]) => {
  const headers = new Headers();
  headers.append("Authorization", `Bearer ${token}`);
  const body = JSON.stringify({ sender: "rasa-widget", message });
  const response = await fetch(`${host}/webhooks/rest/webhook`, { method: "POST", headers, body });
  return [response.status, await response.json()];
}"""
QUESTIONS = {
    "de": ("Wie melde ich mich mit der Sicherheitskarte an?", "Prüfcode", "Schritt für Schritt"),
    "en": ("How do I log in with my security card?", "challenge", "Step by step"),
}
STEPS = {"de": "Schritt 1", "en": "Step 1"}


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_chatroom_made_for_rasa_shows_answers_and_presses_buttons(
    browser: Browser, lotse: Lotse, site_port: int, language: str
) -> None:
    question, expected, button = QUESTIONS[language]
    package = fetch_package(*CHATROOM)
    files = {"/chatroom.js": (package / "dist" / "Chatroom.js").read_text(encoding="utf-8")}
    body = SET_UP.format(host=json.dumps(lotse.url), token=REST_TOKEN)
    async with running_site(site_port, body, files=files) as url:
        page = await browser.new_page()
        await page.goto(url)
        await page.locator(".room input[type=text]").fill(question)
        await page.keyboard.press("Enter")

        await expect(page.locator(".room")).to_contain_text(expected)
        await page.locator(".room .chat-button", has_text=button).click()
        await expect(page.locator(".room")).to_contain_text(STEPS[language])
        await page.close()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_rasas_own_widget_sends_is_understood(
    browser: Browser, lotse: Lotse, site_port: int, language: str
) -> None:
    question, expected, button = QUESTIONS[language]
    async with running_site(site_port, "") as url:
        page = await browser.new_page()
        await page.goto(url)
        status, answers = await page.evaluate(
            AS_RASAS_OWN_WIDGET_ASKS, [lotse.url, REST_TOKEN, question]
        )
        await page.close()

    assert status == 200
    assert expected in answers[0]["text"]
    assert button in [each["title"] for each in answers[0]["buttons"]]
    assert answers[0]["custom"]["text"]  # that widget shows this where there are no buttons
