"""The states that the chat can be in, each brought about on the scripted server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import expect

from tests.browser.chat import Chat
from tests.browser.pretend_lotse import HANG_UP, PretendLotse
from tests.browser.wire import answer, check, message, progress, row

TEXTS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "question": "hab die dsc hier, der will nen 6 stelligen code??",
        "answer": "Den **Prüfcode** zeigt die Anmeldeseite. Er gilt für `CHALLNG>`.",
        "title": "Mit der digitalen Sicherheitskarte (DSC+) anmelden",
        "step": "**Schritt 2 von 4**\n\nGeben Sie die PIN ein und drücken Sie **OK**.",
        "check": "**Teils.** Eine Adresse antwortet, eine nicht.",
        "reason": "keine Antwort",
        "trouble": "Der Fehler liegt bei uns. Bitte versuchen Sie es noch einmal.",
        "letter": "Brief an die IT",
        "next": "Weiter",
        "back": "Zurück",
        "erase": "Gespräch löschen…",
    },
    "en": {
        "question": "got the dsc here, it wants a 6 digit code??",
        "answer": "The login page shows the **challenge**. It is for `CHALLNG>`.",
        "title": "Log in with the Digital Security Card+ (DSC+)",
        "step": "**Step 2 of 4**\n\nEnter the PIN and press **OK**.",
        "check": "**Partly.** One address answers, one does not.",
        "reason": "no answer",
        "trouble": "The fault is on our side. Please try again.",
        "letter": "Letter to IT",
        "next": "Next",
        "back": "Back",
        "erase": "Delete conversation…",
    },
}
LETTER = "\n".join(f"line {number} of the letter" for number in range(20))


def article(language: str, **facts: Any) -> dict[str, Any]:
    """Return an article's reference."""
    known = {"id": "dsc-login", "title": TEXTS[language]["title"], "kb": "KB2634"}
    more = {"status": "current", "reviewed": "2026-11-22", "step": None, "steps": None}
    return {**known, **more, **facts}


def buttons(language: str, *names: str) -> list[dict[str, str]]:
    """Return quick replies."""
    return [{"id": f"b-{name}", "title": TEXTS[language][name]} for name in names]


@dataclass
class Scene:
    """A chat in one language, and the server that it talks to."""

    chat: Chat
    pretend: PretendLotse
    language: str

    async def told(self, kind: str, text: str, **parts: Any) -> None:
        """Ask, and be told this."""
        identifier = f"{kind}-1"
        said = message(text, self.language, kind=kind, id=identifier, **parts)
        self.pretend.put(answer(said))
        await self.chat.ask(TEXTS[self.language]["question"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of a finished check."""
        reason = TEXTS[self.language]["reason"]
        good = row(
            "zurich", "zdc1.example", 4001, "ok", reason="TLS", milliseconds=21, browser=True
        )
        return [good, row("zurich", "zdc1.example", 4000, "timeout", reason=reason)]


async def empty(scene: Scene) -> None:
    """Open the chat."""


async def answered(scene: Scene) -> None:
    """Get an answer with its article."""
    parts = {"article": article(scene.language), "buttons": buttons(scene.language, "next")}
    await scene.told("answer", TEXTS[scene.language]["answer"], **parts)


async def outdated(scene: Scene) -> None:
    """Get an answer from an outdated article."""
    about = article(scene.language, status="outdated")
    await scene.told("answer", TEXTS[scene.language]["answer"], article=about)


async def walking(scene: Scene) -> None:
    """Be in the middle of a procedure."""
    about = article(scene.language, step=2, steps=4)
    choices = buttons(scene.language, "next", "back")
    await scene.told("step", TEXTS[scene.language]["step"], article=about, buttons=choices)


async def filling(scene: Scene) -> None:
    """See a check go on."""
    await scene.chat.put(TEXTS[scene.language]["question"])
    waiting = row("zurich", "zdc1.example", 4000)
    scene.pretend.put(progress([scene.rows[0], waiting]))
    await expect(scene.chat.page.locator(".live table")).to_be_visible()


async def checked(scene: Scene) -> None:
    """See what a check came to."""
    words = TEXTS[scene.language]
    choices = buttons(scene.language, "letter")
    await scene.told("check", words["check"], check=check(scene.rows), buttons=choices)


async def commanded(scene: Scene) -> None:
    """Get a command for one's own computer."""
    commands = [{"title": "PowerShell", "text": "Test-NetConnection zdc1.example -Port 4001"}]
    await scene.told("check", TEXTS[scene.language]["check"], commands=commands)


async def lettered(scene: Scene) -> None:
    """Get a letter."""
    file = {"name": "letter.txt", "media_type": "text/plain", "text": LETTER}
    await scene.told("check", TEXTS[scene.language]["letter"], document=file)


async def asked_back(scene: Scene) -> None:
    """Be asked which of two is meant."""
    choices = buttons(scene.language, "next", "back", "letter")
    await scene.told("clarify", TEXTS[scene.language]["check"], buttons=choices)


async def warned(scene: Scene) -> None:
    """Be warned."""
    await scene.told("warning", TEXTS[scene.language]["answer"])


async def failed(scene: Scene) -> None:
    """Be told of an error."""
    sentences = {language: TEXTS[language]["trouble"] for language in TEXTS}
    scene.pretend.put({"error": {"code": "internal", "message": sentences}})
    await scene.chat.ask(TEXTS[scene.language]["question"])


async def cut_off(scene: Scene) -> None:
    """Lose the connection with a question on its way."""
    await scene.chat.page.route("**/api/**", lambda route: route.abort())
    await scene.chat.page.route_web_socket("**/api/stream*", lambda socket: socket.close())
    scene.pretend.put(HANG_UP)
    await scene.chat.put(TEXTS[scene.language]["question"])
    await expect(scene.chat.state).not_to_be_empty()


async def expired(scene: Scene) -> None:
    """Come back after too long."""
    await answered(scene)
    await scene.pretend.end("expired")
    await expect(scene.chat.page.locator(".notice")).to_be_visible()


async def choosing(scene: Scene) -> None:
    """Open the menu."""
    await scene.chat.dialog.locator("[aria-controls=menu]").click()


async def deleting(scene: Scene) -> None:
    """Be asked whether to delete."""
    await choosing(scene)
    await scene.chat.dialog.locator(".menu .erase").click()


async def rating(scene: Scene) -> None:
    """Say why an answer did not help."""
    await answered(scene)
    await scene.chat.page.locator(".rating .down").click()
    await expect(scene.chat.page.locator(".rating [role=status]")).not_to_be_empty()


async def too_long(scene: Scene) -> None:
    """Paste too much."""
    await scene.chat.field.fill("TWS hängt. " * 1_800)


STATES: Mapping[str, Callable[[Scene], Awaitable[None]]] = {
    state.__name__: state
    for state in (
        empty, answered, outdated, walking, filling, checked, commanded, lettered, asked_back,
        warned, failed, cut_off, expired, choosing, deleting, rating, too_long,
    )
}  # fmt: skip
