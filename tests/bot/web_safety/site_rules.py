"""Which requests a website may make, written down again as a table of rules, first match wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.conftest import LISTED_ORIGIN

OWN_HOST, REBOUND_HOST, LISTED_HOST = "own", "evil.example:{port}", "site.example"
HOSTS = (OWN_HOST, "localhost:{port}", REBOUND_HOST, LISTED_HOST)
ORIGINS = (
    None, "http://127.0.0.1:{port}", "http://localhost:{port}", "http://evil.example:{port}",
    LISTED_ORIGIN, "http://site.example", "https://evil.example", "null", "",
    LISTED_ORIGIN + ".evil.example",
)  # fmt: skip
DISTANCES = (None, "same-origin", "same-site", "cross-site", "none", "elsewhere")
REFUSED, LET_IN = (403, "origin"), None


@dataclass(frozen=True)
class Asked:
    """How a request describes where it comes from; placeholders are filled already."""

    method: str
    host: str
    origin: str | None
    distance: str | None

    @property
    def is_at_this_machine(self) -> bool:
        """Return whether only this machine is reached by the host's name."""
        return self.host.rpartition(":")[0] in ("127.0.0.1", "localhost", "[::1]")

    @property
    def is_from_its_own_host(self) -> bool:
        """Return whether the page came from the host that is asked."""
        return self.origin in (f"http://{self.host}", f"https://{self.host}")


Rule = tuple[str, Callable[[Asked], bool], tuple[int, str] | None]
RULES: Sequence[Rule] = (
    ("a listed website may ask", lambda a: a.origin == LISTED_ORIGIN, LET_IN),
    (
        "a page of this machine may ask its own server, unless the browser says it is elsewhere",
        lambda a: (
            a.is_from_its_own_host and a.is_at_this_machine and a.distance in (None, "same-origin")
        ),
        LET_IN,
    ),
    (
        "every other website is refused, the null origin too",
        lambda a: a.origin is not None,
        REFUSED,
    ),
    ("who is no browser may ask", lambda a: a.distance is None, LET_IN),
    (
        "what is typed into the address bar may read",
        lambda a: a.distance == "none" and a.method in ("GET", "HEAD"),
        LET_IN,
    ),
    (
        "a page may read from its own server where that is this machine's or a listed website's",
        lambda a: a.distance == "same-origin" and (a.is_at_this_machine or a.host == LISTED_HOST),
        LET_IN,
    ),
    ("all else is refused", lambda a: True, REFUSED),
)


def judged(asked: Asked) -> tuple[int, str] | None:
    """Return status and code of the refusal, None where the request is let in."""
    return next(verdict for _, matches, verdict in RULES if matches(asked))


JSON_TYPES: Mapping[str | None, bool] = {
    "application/json": True,
    "application/json; charset=utf-8": True,
    'Application/JSON;charset="UTF-8"': True,
    None: False,
    "": False,
    "text/plain": False,
    "text/plain;charset=UTF-8": False,
    "application/x-www-form-urlencoded": False,
    "multipart/form-data; boundary=x": False,
    "application/json; charset=utf-16": False,
    "application/json; charset=utf-8; x=y": False,
    "application/json, application/json": False,
    "application/jsonx": False,
    "text/html; application/json": False,
}
"""Content types, and whether they are taken for JSON."""
