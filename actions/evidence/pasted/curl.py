"""Read curl, with or without its verbose lines, of all systems."""

from __future__ import annotations

import re

from actions.evidence.pasted.curl_reason import CurlRun, curl_reason
from actions.evidence.pasted.patterns import ERROR, HOST, loosely
from actions.evidence.pasted.report import PROXY_MARK, Report, Segment
from actions.evidence.pasted.tls_texts import issuer_name

TOOL = "curl"

_AT = rf"(?P<host>{HOST})"
_STAR = r"(?<![^\s\d])\*\s{1,3}"  # the progress numbers may stand right before the star
_PORT = r"(?P<port>\d{1,5})(?!\d)"
_MESSAGES = "|".join(
    (
        rf"Failed to connect to {HOST} port \d{{1,5}}(?: after \d{{1,9}} ms)?: "
        r"(?:Couldn't connect to server|Could not connect to server|Timeout was reached|Timed out"
        r"|Connection refused|No route to host|Network is unreachable|Operation timed out"
        r"|Connection timed out|Bad access)",
        rf"Could not resolve (?:host|proxy): {HOST}",
        r"(?:Connection|SSL connection|Resolving|Operation) timed out after \d{1,9} milliseconds"
        r"(?: with \d{1,12}(?: out of \d{1,12})? bytes received)?",
        r"SSL connection timeout|Time-out|Timeout was reached|Empty reply from server",
        r"SSL certificate problem: (?:certificate has expired"
        r"|unable to get local issuer certificate"
        r"|self[-\s]signed certificate(?: in certificate chain)?)",
        r"SSL: no alternative certificate subject name matches target host name '[^'\n]{1,99}'",
        r"(?:[\w/. ]{0,40}error:\w{8}:SSL routines:\w{0,40}:[a-z ]{1,40}(?=[.]? ?$|\n| [A-Z]))",
        r"(?:Recv|Send) failure: Connection (?:was )?reset(?: by peer)?",
        rf"[\w ]{{1,30}}: [\w ]{{1,40}} in connection to {HOST}:\d{{1,5}}",
        r"CONNECT tunnel failed, response \d{3}|Received HTTP code \d{3} from proxy after CONNECT",
        r"Received HTTP/0\.9 when not allowed",
        r"[^\n]{1,250}",
    )
)
_END = loosely(
    rf"curl: \((?P<code>\d{{1,2}})\) (?:{_MESSAGES})"
    rf"|{_STAR}Connection #\d{{1,4}} to host {HOST}(?::\d{{1,5}})? left intact"
)
_STRONG = (
    loosely(rf"{_STAR}Connected to {_AT} \((?P<address>{HOST})\) port {_PORT}(?: \(#\d{{1,4}}\))?"),
    loosely(rf"{_STAR}Established connection to {_AT} \((?P<address>{HOST}) port {_PORT}\)"),
    loosely(rf"(?:{_STAR}|curl: \(\d\d?\) )Failed to connect to {_AT} port {_PORT}"),
    loosely(rf"(?:{_STAR}|curl: \(\d\d?\) )Could not resolve host: {_AT}"),
    loosely(rf"(?:{_STAR}|curl: \(\d\d?\) )[^\n]{{1,80}} in connection to {_AT}:{_PORT}"),
    loosely(
        rf"{_STAR}connect to (?P<address>{HOST}) port {_PORT}"
        rf"(?: from {HOST} port \d{{1,5}})? failed: {ERROR}"
    ),
)
_RESOLVED = loosely(rf"{_STAR}Host {_AT}:{_PORT} was resolved\.")
_WEAK = (
    loosely(rf"{_STAR}Trying [^\s]{{1,70}}"),
    _RESOLVED,
    loosely(rf"{_STAR}Closing connection(?: #?\d{{1,4}})?"),
    loosely(r"% Total % Received % Xferd [^\n]{1,60}(?: Dload [^\n]{1,60})?"),
)
_LINE = re.compile(
    r"^(?:\*|[{}] \[|<|\d{1,3} +\d[\d.kMG]* .*--:|% Total|Dload |[A-Z]{3,8} \S+ HTTP/|Host: \S+$"
    r"|User-Agent: |Accept: |Proxy-Connection: )[^\n]*",
    re.MULTILINE,
)
_TUNNEL = loosely(
    rf"(?:tunnel to |CONNECT )(?P<host>{HOST}):{_PORT}"
    rf"|GET http://(?P<plain>{HOST})(?::(?P<plain_port>\d{{1,5}}))?/"
)
_PROXY = loosely(
    r"Uses proxy env variable|proxy tunnel to|CONNECT phase|proxy after CONNECT"
    r"|CONNECT tunnel(?: (?:established|failed), response \d{3})?"
    r"|Could not resolve proxy|Proxy-Connection:|GET http://|CONNECT [^\s]{1,80} HTTP/"
)
_ISSUER = re.compile(r"issuer: ([^\n]{1,300})")
_MANY_LINES = 2


def read_curl(segment: Segment) -> list[Report]:
    """Return what curl said, once for each time it ran."""
    ends = [match.end() for match in _END.finditer(segment.text)]
    starts = [0, *ends]
    runs = [
        _read_run(segment, start, end)
        for start, end in zip(starts, [*ends, len(segment.text)], strict=True)
    ]
    return [run for run in runs if run]


def _read_run(segment: Segment, start: int, end: int) -> Report | None:
    text = segment.text[start:end]
    ending = next(_END.finditer(text), None)
    strong = [match for rule in _STRONG for match in rule.finditer(text)]
    if not strong and ending is None:
        return None
    first, last = _span(text, [*strong, *([ending] if ending else [])])
    said = text[first:last]
    through_proxy = _is_through_proxy(segment, said)
    host, port = _target(segment, strong, said, through_proxy)
    code = ending.groupdict().get("code") if ending else None
    scheme = command.scheme if (command := segment.command_of(TOOL)) else None
    run = CurlRun(
        said, int(code) if code else None, ending is not None, scheme, through_proxy, port
    )
    issuer = _ISSUER.search(said)
    return Report(
        TOOL + PROXY_MARK if through_proxy else TOOL,
        segment.start + start + first,
        segment.start + start + last,
        curl_reason(run),
        host,
        port,
        issuer=issuer_name(issuer.group(1)) if issuer else None,
    )


def _span(text: str, marks: list[re.Match[str]]) -> tuple[int, int]:
    weak = (*_WEAK, _PROXY, _TUNNEL, _ISSUER)
    marks = [*marks, *(match for rule in weak for match in rule.finditer(text))]
    if text.count("\n") > _MANY_LINES:  # otherwise a line is not one of curl's own
        marks += _LINE.finditer(text)
    return min(match.start() for match in marks), max(match.end() for match in marks)


def _is_through_proxy(segment: Segment, said: str) -> bool:
    command = segment.command_of(TOOL)
    return bool(_PROXY.search(said)) or (command is not None and command.proxy)


def _target(
    segment: Segment, strong: list[re.Match[str]], said: str, through_proxy: bool
) -> tuple[str | None, int | None]:
    """Return the host that was meant; behind a proxy, never the proxy."""
    if through_proxy:
        tunnel = _TUNNEL.search(said)
        return _tunnel_target(tunnel) if tunnel else (None, None)
    resolved = _RESOLVED.search(said)
    named = [match.groupdict() for match in [*strong, *([resolved] if resolved else [])]]
    host = next((each["host"] for each in named if each.get("host")), None)
    address = next((each["address"] for each in named if each.get("address")), None)
    port = next((int(each["port"]) for each in named if each.get("port")), None)
    return host or address, port


def _tunnel_target(tunnel: re.Match[str]) -> tuple[str, int]:
    if tunnel["host"]:
        return tunnel["host"], int(tunnel["port"])
    return tunnel["plain"], int(tunnel["plain_port"] or 80)
