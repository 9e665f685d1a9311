"""Requests whose end two servers may see at different places, or whose host at different names.

Each is followed on its connection by a plain request of the test. ``{host}`` is the server's own
name. A request hidden in one asks for `HIDDEN`, which is not there: nobody may answer it.
"""

from __future__ import annotations

from collections.abc import Mapping

HIDDEN = "/hidden-request"
_INNER = f"GET {HIDDEN} HTTP/1.1\r\nHost: {{host}}\r\n\r\n"


def _get(lines: str, rest: str = "") -> str:
    return f"GET /healthz HTTP/1.1\r\nHost: {{host}}\r\n{lines}\r\n{rest}"


def _post(lines: str, body: str) -> str:
    content = "Content-Type: application/json\r\n"
    return f"POST /api/session HTTP/1.1\r\nHost: {{host}}\r\n{content}{lines}\r\n{body}"


def _chunked(body: str, coding: str = "Transfer-Encoding: chunked\r\n") -> str:
    return _post(coding, body)


_LENGTH = f"Content-Length: {len(_INNER.format(host='127.0.0.1:00000'))}\r\n"
_ONE_CHUNK = "2\r\n{{}}\r\n0\r\n\r\n"

REFUSED: Mapping[str, str] = {
    "CL.TE": _post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + _INNER),
    "TE.CL": _post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", _ONE_CHUNK + _INNER),
    "TE chunked twice": _chunked(_ONE_CHUNK, "Transfer-Encoding: chunked, chunked\r\n"),
    "TE in two lines": _chunked(
        _ONE_CHUNK, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
    ),
    "TE xchunked": _chunked(_ONE_CHUNK, "Transfer-Encoding: xchunked\r\n"),
    "TE with a vertical tab": _chunked(_ONE_CHUNK, "Transfer-Encoding: \x0bchunked\r\n"),
    "TE quoted": _chunked(_ONE_CHUNK, 'Transfer-Encoding: "chunked"\r\n'),
    "TE identity": _chunked(_ONE_CHUNK, "Transfer-Encoding: identity\r\n"),
    "TE gzip": _chunked(_ONE_CHUNK, "Transfer-Encoding: gzip, chunked\r\n"),
    "TE chunked, then another": _chunked(_ONE_CHUNK, "Transfer-Encoding: chunked, gzip\r\n"),
    "TE name with a space": _chunked(_ONE_CHUNK, "Transfer-Encoding : chunked\r\n"),
    "TE name with a tab before": _chunked(_ONE_CHUNK, "\tTransfer-Encoding: chunked\r\n"),
    "TE name with a NUL": _chunked(_ONE_CHUNK, "Transfer-Encoding\x00: chunked\r\n"),
    "TE over two lines": _chunked(_ONE_CHUNK, "Transfer-Encoding:\r\n chunked\r\n"),
    "TE after a bare CR": _chunked(_ONE_CHUNK, "X: y\rTransfer-Encoding: chunked\r\n"),
    "TE after a bare LF": _chunked(_ONE_CHUNK, "X: y\nTransfer-Encoding: chunked\r\n"),
    "TE in HTTP/1.0": _chunked(_ONE_CHUNK).replace("HTTP/1.1", "HTTP/1.0", 1),
    "two lengths": _post("Content-Length: 2\r\nContent-Length: 3\r\n", "{{}}" + _INNER),
    "the same length twice": _post("Content-Length: 2\r\nContent-Length: 2\r\n", "{{}}"),
    "two lengths in a line": _post("Content-Length: 2, 3\r\n", "{{}}" + _INNER),
    "the same length twice in a line": _post("Content-Length: 2, 2\r\n", "{{}}"),
    "length with a plus": _post("Content-Length: +2\r\n", "{{}}"),
    "negative length": _post("Content-Length: -1\r\n", "{{}}" + _INNER),
    "hexadecimal length": _post("Content-Length: 0x2\r\n", "{{}}"),
    "length with an underscore": _post("Content-Length: 1_0\r\n", "{{}}"),
    "length with a decimal": _post("Content-Length: 2.0\r\n", "{{}}"),
    "empty length": _post("Content-Length:\r\n", "{{}}" + _INNER),
    "length of other digits": _post("Content-Length: \u0662\r\n", "{{}}"),
    "length too large for any number": _post(f"Content-Length: {'9' * 40}\r\n", "{{}}"),
    "length with a space in it": _post("Content-Length: 1 2\r\n", "{{}}"),
    "length name with a space": _post("Content-Length : 2\r\n", "{{}}" + _INNER),
    "length over two lines": _post("Content-Length:\r\n 2\r\n", "{{}}"),
    "chunk size with 0x": _chunked("0x2\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size with a plus": _chunked("+2\r\n{{}}\r\n0\r\n\r\n"),
    "negative chunk size": _chunked("-2\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size too large": _chunked("f" * 40 + "\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size that overflows": _chunked("10000000000000002\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size with an underscore": _chunked("0_2\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size with a space before": _chunked(" 2\r\n{{}}\r\n0\r\n\r\n"),
    "chunk size with no digits": _chunked("\r\n{{}}\r\n0\r\n\r\n"),
    "chunk longer than its size": _chunked("1\r\n{{}}\r\n0\r\n\r\n"),
    "chunk shorter than its size": _chunked("5\r\n{{}}\r\n0\r\n\r\n" + _INNER),
    "chunk ended by a bare LF": _chunked("2\n{{}}\r\n0\r\n\r\n"),
    "chunk extension with a bare LF": _chunked("2;a\nb\r\n{{}}\r\n0\r\n\r\n"),
    "chunk extension with a bare CR": _chunked("2;a\rb\r\n{{}}\r\n0\r\n\r\n"),
    "trailer that names a length": _chunked("2\r\n{{}}\r\n0\r\nContent-Length: 99\r\n\r\n"),
    "trailer that names a host": _chunked("2\r\n{{}}\r\n0\r\nHost: evil.example\r\n\r\n"),
    "header name with a space": _get("X Y: z\r\n"),
    "header name with a NUL": _get("X\x00Y: z\r\n"),
    "header name with a bare CR": _get("X\rY: z\r\n"),
    "header without a name": _get(": z\r\n"),
    "header without a colon": _get("X\r\n"),
    "header value with a NUL": _get("X: a\x00b\r\n"),
    "header value with a bare CR": _get("X: a\rb\r\n"),
    "header over two lines": _get("X: a\r\n b\r\n"),
    "first header with a space before": "GET /healthz HTTP/1.1\r\n Host: {host}\r\n\r\n",
    "header that is too large": _get(f"X: {'a' * 20_000}\r\n"),
    "too many headers": _get("".join(f"X-{number}: y\r\n" for number in range(200))),
    "request line that is too long": (f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: {{host}}\r\n\r\n"),
    "request line with a tab": "GET\t/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "request line with a bare CR": "GET /healthz\rx HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "request line with a NUL": "GET /health\x00z HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "request line of two requests": "GET /healthz HTTP/1.1 HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "HTTP/0.9": "GET /healthz\r\n\r\n",
    "HTTP/1.2": _get("").replace("HTTP/1.1", "HTTP/1.2"),
    "HTTP/11.1": _get("").replace("HTTP/1.1", "HTTP/11.1"),
    "lower-case http": _get("").replace("HTTP/1.1", "http/1.1"),
    "HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "lower-case method": _get("").replace("GET", "get", 1),
    "method with a space before": " " + _get(""),
    "method that does not exist": _get("").replace("GET", "SMUGGLE", 1),
    "method with other characters": _get("").replace("GET", "G\u00c9T", 1),
    "CONNECT": "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "asterisk": "OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "target without a slash": "GET healthz HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "whole address of another host": (
        "GET http://evil.example/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"
    ),
    "whole address with a user": "GET http://a@{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "no host": "GET /healthz HTTP/1.1\r\n\r\n",
    "empty host": "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
    "two hosts": _get("Host: evil.example\r\n"),
    "the same host twice": _get("Host: {host}\r\n"),
    "two hosts in a line": "GET /healthz HTTP/1.1\r\nHost: {host}, evil.example\r\n\r\n",
    "host with a path": "GET /healthz HTTP/1.1\r\nHost: {host}/evil\r\n\r\n",
    "host with a user": "GET /healthz HTTP/1.1\r\nHost: a@{host}\r\n\r\n",
    "host with a bad port": "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:x\r\n\r\n",
    "host over two lines": "GET /healthz HTTP/1.1\r\nHost:\r\n {host}\r\n\r\n",
    "unknown expectation": _get("Expect: 200-ok\r\n"),
    "expectation and more": _get("Expect: 100-continue, x\r\n"),
}
"""Must be refused, and nothing after them may be answered."""

ONE: Mapping[str, str] = {
    "length that covers a request": _get(_LENGTH, _INNER.replace("{host}", "127.0.0.1:00000")),
    "post without a length": _post("", ""),
    "post with a length": _post("Content-Length: 2\r\n", "{{}}"),
    "chunked": _chunked(_ONE_CHUNK),
    "chunked in capitals": _chunked(_ONE_CHUNK, "TRANSFER-ENCODING: CHUNKED\r\n"),
    "chunked that covers a request": _chunked(
        f"{len(_INNER.format(host='127.0.0.1:00000')):x}\r\n"
        + _INNER.replace("{host}", "127.0.0.1:00000")
        + "\r\n0\r\n\r\n"
    ),
    "chunk size with zeros before": _chunked("0002\r\n{{}}\r\n0\r\n\r\n"),
    "chunk extension": _chunked('2;a="b"\r\n{{}}\r\n0\r\n\r\n'),
    "long chunk extension": _chunked(f"2;{'a' * 20_000}\r\n{{{{}}}}\r\n0\r\n\r\n"),
    "request line with two spaces": "GET  /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "expectation that is met": _post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{{}}"),
    "whole address of this host": "GET http://{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "empty lines before": "\r\n\r\n" + _get(""),
    "length in a header that is named alike": _get(
        "Content_Length: 50\r\nX-Content-Length: 50\r\n"
    ),
    "override of the method": _get("X-HTTP-Method-Override: DELETE\r\n"),
    "override of the host": _get("X-Forwarded-Host: evil.example\r\nX-Original-URL: /api\r\n"),
}
"""Are one request, whoever reads them."""

ENDED: Mapping[str, str] = {
    "upgrade to HTTP/2": _get(
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    ),
    "upgrade where there is no stream": _get("Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    "upgrade with a wrong version": _get(
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    ).replace("/healthz", "/api/stream"),
}
"""Are answered, but nothing after them: a proxy may believe that it has opened a tunnel."""
