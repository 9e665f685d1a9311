"""Nothing is smuggled past a proxy: what is not plainly one request is refused and ends."""

from __future__ import annotations

import aiohttp.http_parser
import pytest

from tests.bot.web_safety.smuggled import ENDED, HIDDEN, ONE, REFUSED
from tests.raw_http import Answer, connection_to, port_of
from tests.servers import Lotse

NEXT = "GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"


def sent(lotse: Lotse, content: str) -> list[Answer]:
    """Send something and a plain request after it; return all answers until the server closes."""
    host = f"127.0.0.1:{port_of(lotse.url)}"
    with connection_to(lotse.url) as connection:
        connection.send((content + NEXT).format(host=host).encode("utf-8"))
        return connection.read_all()


@pytest.mark.parametrize("name", REFUSED)
def test_an_unclear_request_is_refused_and_nothing_after_it_is_read(
    lotse: Lotse, name: str
) -> None:
    answers = sent(lotse, REFUSED[name])

    assert len(answers) == 1
    assert 400 <= answers[0].status < 500
    assert answers[0].json()["error"]["code"]


@pytest.mark.parametrize("name", ONE)
def test_a_clear_request_gets_one_answer_and_the_next_one_too(lotse: Lotse, name: str) -> None:
    first, second = sent(lotse, ONE[name])

    assert first.status < 500
    assert second.json() == {"status": "ready"}


@pytest.mark.parametrize("name", ENDED)
def test_nothing_follows_an_upgrade_that_was_not_granted(lotse: Lotse, name: str) -> None:
    [answer] = sent(lotse, ENDED[name])

    assert answer.status < 500


def test_the_hidden_request_would_be_seen_if_it_were_answered(lotse: Lotse) -> None:
    first, _ = sent(lotse, f"GET {HIDDEN} HTTP/1.1\r\nHost: {{host}}\r\n\r\n")

    assert first.status == 404


def test_requests_are_read_by_the_compiled_parser() -> None:
    parser = aiohttp.http_parser.HttpRequestParser

    assert parser.__module__ == "aiohttp._http_parser"
