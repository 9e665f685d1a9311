"""``python -m bot embed``: what a website needs to show the chat, ready to be pasted."""

from __future__ import annotations

import argparse
from urllib.parse import urlsplit

from bot.command_error import CommandError
from bot.settings import Settings
from bot.widget_files import FIRST, join_widget
from kb.gateways import browser_origins, read_gateways

TEXT = """Put this into the page (the hash changes with each version of Lotse; without
`integrity` and `crossorigin` the page takes whatever version is served):

<script type="module" src="{url}/{file}"
  integrity="{integrity}" crossorigin="anonymous"></script>
<lotse-chat{language}></lotse-chat>

If the page has a Content-Security-Policy, add to it:

script-src {url}
connect-src {url} {socket}

No style-src, img-src, font-src or frame-src is needed. Without {socket}
the chat works over single requests. For checks from a person's browser, add to connect-src:

{hosts}

Name the page's origin in LOTSE_ORIGINS, {url} too where its own pages show the chat.
Only pages on localhost and 127.0.0.1 need no naming."""


def embed(settings: Settings, options: argparse.Namespace) -> int:
    """Print the tag with its hash, and the lines of a Content-Security-Policy."""
    url = _origin(options.url or f"http://{settings.host}:{settings.port}")
    file, _ = join_widget()
    language = f' language="{options.language}"' if options.language else ""
    hosts = "\n".join(browser_origins(read_gateways(settings.gateways)))
    socket = url.replace("http", "ws", 1)
    values = {"url": url, "file": FIRST, "integrity": file.integrity, "hosts": hosts}
    print(TEXT.format(language=language, socket=socket, **values))
    return 0


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise CommandError(f"--url must be an origin such as https://help.example.com, not {url!r}")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise CommandError(f"--url must be an origin such as https://help.example.com, not {url!r}")
    return f"{parts.scheme}://{parts.netloc}"
