"""A collector of traces on loopback: OTLP over HTTP in JSON, read strictly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto_json.collector.trace.v1.trace_service import ExportTraceServiceRequest
from opentelemetry.proto_json.trace.v1.trace import Span

WAIT_SECONDS = 30.0


@dataclass
class Collector:
    """What came in: spans, and the bodies they came in."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def take(self, path: str, body: bytes) -> None:
        """Keep a request's spans."""
        request = ExportTraceServiceRequest.from_json(body.decode())
        self.paths.add(path)
        self.bodies.append(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.spans.extend(scope.spans)

    def wait_for(self, is_meant: Callable[[Span], bool]) -> Span:
        """Return the first span that is meant, as soon as it is there."""
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := next(filter(is_meant, list(self.spans)), None)) is None:
            assert time.monotonic() < deadline, sorted({str(span.name) for span in self.spans})
            time.sleep(0.05)
        return found

    def below(self, parent: Span, name: str) -> Span:
        """Return the span of a name that lies right below another."""
        return self.wait_for(
            lambda span: span.name == name and span.parent_span_id == parent.span_id
        )


def attributes(span: Span) -> dict[str, str]:
    """Return a span's attributes as texts."""
    found = {}
    for each in span.attributes:
        value = each.value
        assert value is not None
        found[str(each.key)] = str(
            value.string_value if value.string_value is not None else value.int_value
        )
    return found


@contextmanager
def collecting(elsewhere: str = "") -> Iterator[Collector]:
    """Listen on a free port while the block runs; send who comes elsewhere, where that is given."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(self.path, body)
            self.send_response(307 if elsewhere else 200)
            if elsewhere:
                self.send_header("Location", elsewhere)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    collector.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
