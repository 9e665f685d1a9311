"""Find out whether a tab has run, fetched or become anything that it should not."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Dialog

from tests.browser.chat import Chat

TAGS = frozenset(
    "a article aside b button caption code details dialog div em fieldset footer form h1 h2 h3 h4 "
    "header i input label legend li main nav ol option output p path pre section small span "
    "strong style summary svg table tbody td textarea tfoot th thead time tr ul".split()
)
"""All that the widget makes."""
FORBIDDEN_ATTRIBUTES = re.compile(r"on.*|src|srcset|style|action|formaction|xlink:href|srcdoc|ping")
LINK = re.compile(r"https://(?:(?!xn--)[a-z0-9-]+\.)+[a-z]+(?:/[^\s()\\]*)?")
READ_TREE = """() => {
  const nodes = [...document.querySelector("lotse-chat").shadowRoot.querySelectorAll("*")];
  return {
    tags: [...new Set(nodes.map((node) => node.localName))],
    spaces: [...new Set(nodes.map((node) => node.namespaceURI))],
    attributes: [...new Set(nodes.flatMap((node) => node.getAttributeNames()
      .filter((name) => name !== "style" || node.localName !== "dialog")))],
    ids: nodes.map((node) => node.id).filter(Boolean),
    links: nodes.filter((node) => node.matches("a, area, [href]")).map((node) => (
      { href: node.getAttribute("href"), host: node.hostname, text: node.textContent,
        rel: node.rel, target: node.target })),
    ran: window.__ran ?? Object.prototype.ran ?? null,
    outside: document.querySelectorAll("body *").length,
    title: document.title,
  };
}"""


class Trap:
    """Watches a tab."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.dialogs: list[str] = []
        chat.page.on("dialog", self._note)

    async def _note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    async def read(self) -> dict[str, Any]:
        """Return what the widget is made of now."""
        tree: dict[str, Any] = await self._chat.page.evaluate(READ_TREE)
        return tree

    async def faults(self) -> list[str]:
        """Return what was run, asked of others or made that the widget does not make."""
        tree = await self.read()
        foreign = [each for each in self._chat.requests if not each.startswith(("/", "data:"))]
        return [
            *(f"dialog {each}" for each in self.dialogs),
            *(f"request {each}" for each in foreign),
            *(f"complaint {each}" for each in self._chat.script_complaints),
            *(f"tag {each}" for each in sorted(set(tree["tags"]) - TAGS)),
            *(f"attribute {each}" for each in tree["attributes"] if _is_forbidden(each)),
            *(f"link {each}" for each in tree["links"] if not _is_plain(each)),
            *([f"ran {tree['ran']}"] if tree["ran"] else []),
        ]


def _is_forbidden(attribute: str) -> bool:
    return bool(FORBIDDEN_ATTRIBUTES.fullmatch(attribute))


def _is_plain(link: dict[str, str]) -> bool:
    """Return whether a link is https to a plain host which is seen, and gives nothing away."""
    return (
        bool(LINK.fullmatch(link["href"] or ""))
        and link["host"] in link["text"]
        and link["rel"] == "noopener noreferrer"
        and link["target"] == "_blank"
    )
