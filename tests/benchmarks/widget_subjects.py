"""The chat widgets that `make bench-widget` compares, and the one server that all talk to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from tests.browser.node_tools import CHATROOM, fetch_package
from tests.browser.pretend_lotse import PretendLotse

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Help</title>{head}</head>
<body><main><h1>Help</h1><p>A page of a support site.</p>{body}</main></body></html>"""
DEEP_CHAT = (
    "deep-chat@2.4.2",
    "sha512-wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv"
    "/BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ==",
)


@dataclass(frozen=True)
class Subject:
    """A widget: what a page needs for it, and where its parts are (CSS, through shadow roots)."""

    name: str
    head: str = ""
    body: str = ""
    opener: str = ""
    """What a person clicks first; nothing where the chat stands open in the page."""
    composer: str = ""
    ready: str = ""
    """What is there once a question would be answered."""
    answer: str = ""
    is_ours: bool = False
    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Return where its page is."""
        return f"/bench/{self.name.split()[0]}.html"


def all_subjects() -> tuple[Subject, ...]:
    """Return an empty page to compare with, our widget, and the others; fetches these."""
    chatroom, deep_chat = fetch_package(*CHATROOM), fetch_package(*DEEP_CHAT)
    return (
        Subject("nothing"),
        Subject(
            "Lotse",
            body='<script type="module" src="/widget.js"></script><lotse-chat></lotse-chat>',
            opener=".launcher",
            composer="textarea",
            ready=".menu",
            answer=".message.bot .text",
            is_ours=True,
        ),
        Subject(
            "chatroom 0.12.0",
            head='<link rel="stylesheet" href="/peers/Chatroom.css">',
            body='<div class="room"></div><script src="/peers/Chatroom.js"></script>'
            "<script>new Chatroom({ host: location.origin, title: 'Help',"
            " container: document.querySelector('.room') });</script>",
            opener=".chatroom h3",
            composer=".chatroom input[type=text]",
            ready=".chatroom:not(.closed) input[type=text]",
            answer=".chatroom .chat.left",
            files={
                "Chatroom.css": chatroom / "dist" / "Chatroom.css",
                "Chatroom.js": chatroom / "dist" / "Chatroom.js",
            },
        ),
        Subject(
            "deep-chat 2.4.2",
            body='<script type="module" src="/peers/deepChat.bundle.js"></script>'
            """<deep-chat connect='{"url": "/peers/deep", "method": "POST"}'></deep-chat>""",
            composer="#text-input",
            ready="#text-input",
            answer=".ai-message-text",
            files={"deepChat.bundle.js": deep_chat / "dist" / "deepChat.bundle.js"},
        ),
    )


class Bench:
    """The server: pages and files of all subjects, and `answer` to whatever is asked."""

    def __init__(self, subjects: tuple[Subject, ...]) -> None:
        self.pretend = PretendLotse()
        self.answer = ""
        self._pages = {
            subject.path: PAGE.format(head=subject.head, body=subject.body) for subject in subjects
        }
        self._files = {name: path for subject in subjects for name, path in subject.files.items()}

    def application(self) -> web.Application:
        """Return the application with the routes of everybody."""
        application = self.pretend.application()
        application.router.add_get("/bench/{name}", self._page)
        application.router.add_get("/peers/{name}", self._file)
        application.router.add_post("/webhooks/rest/webhook", self._rasa)
        application.router.add_post("/peers/deep", self._deep)
        return application

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=self._pages[request.path], content_type="text/html")

    async def _file(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(self._files[request.match_info["name"]])

    async def _rasa(self, request: web.Request) -> web.Response:
        return web.json_response([{"recipient_id": "me", "text": self.answer}])

    async def _deep(self, request: web.Request) -> web.Response:
        return web.json_response({"text": self.answer})
