"""Decide what one run of curl found out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.evidence.pasted.error_texts import most_telling, reason_in
from actions.evidence.pasted.patterns import ERROR, HOST, loosely
from actions.evidence.pasted.tls_texts import tls_reason_in
from actions.probing.finding import Reason

WEB_PORTS = frozenset({80, 443})
"""What an HTTP proxy is made for; of any other port it proves nothing about the direct way."""

_CONNECTED = loosely(rf"\* (?:Connected to {HOST} \(|Established connection to )")
_ATTEMPT = loosely(
    rf"connect to {HOST} port \d{{1,5}}(?: from {HOST} port \d{{1,5}})? failed: {ERROR}"
)
_IMMEDIATE = loosely(rf"Immediate connect fail for {HOST}: {ERROR}")
_GAVE_UP = loosely(
    rf"Failed to connect to {HOST} port \d{{1,5}}(?: after \d{{1,9}} ms)?(?:: {ERROR})?"
)
_UNRESOLVED = loosely(r"Could not resolve host|Resolving timed out|getaddrinfo\(\) thread failed")
_TLS_BEGUN = re.compile(r"TLS handshake|ALPN|schannel|SSL connection timeout|Secure Transport")
_TLS_DONE = re.compile(r"SSL connection using|SSL certificate verify ok")
_ANSWER = re.compile(r"HTTP/\d(?:\.\d)? \d{3}")
_BEGUN_OR_CLOSED = re.compile(
    r"closing connection|TLS handshake|schannel|proxy tunnel|CONNECT \S{1,80} HTTP", re.IGNORECASE
)
_LATE = loosely(r"timed out after \d{1,9} milliseconds|SSL connection timeout")
_TUNNEL_DENIED = loosely(r"CONNECT tunnel failed|Received HTTP code \d{3} from proxy")
_TIMED_OUT = 28
_MISUSED = frozenset({2, 3, 4, 26, 27, 43, 48, 49})  # it never came to a connection
_ANSWERED = frozenset({1, 8, 22, 23, 47})  # the server spoke, only not as curl wished


@dataclass(frozen=True)
class CurlRun:
    """What curl said; ``code`` is its exit code where printed, ``ended`` that it came to an end."""

    said: str
    code: int | None
    ended: bool
    scheme: str | None
    through_proxy: bool
    port: int | None


def curl_reason(run: CurlRun) -> Reason:
    """Return the reason; UNKNOWN where a proxy stood between, except for web ports."""
    if run.through_proxy and run.port not in WEB_PORTS:
        return Reason.UNKNOWN
    if _UNRESOLVED.search(run.said):
        told = reason_in(run.said)
        return told if told is Reason.DNS_FAILURE else Reason.NAME_NOT_FOUND
    is_connected = bool(_CONNECTED.search(run.said))
    if _GAVE_UP.search(run.said) or (_ATTEMPT.search(run.said) and not is_connected):
        return _connecting_reason(run.said)
    return tls_reason_in(run.said) or _reason_by_code(run, is_connected)


def _connecting_reason(said: str) -> Reason:
    errors = [
        match["error"]
        for rule in (_ATTEMPT, _IMMEDIATE, _GAVE_UP)
        for match in rule.finditer(said)
        if match["error"]
    ]
    return most_telling(reason_in(error) for error in errors)


def _reason_by_code(run: CurlRun, is_connected: bool) -> Reason:
    if run.code == _TIMED_OUT or _LATE.search(run.said):
        return _timeout_reason(run, is_connected)
    if "Empty reply from server" in run.said:
        return Reason.RESET
    if _TUNNEL_DENIED.search(run.said):
        return Reason.FAILED
    if run.code is not None and run.code not in _ANSWERED:
        return Reason.UNKNOWN if run.code in _MISUSED else Reason.FAILED
    is_complete = run.ended or not (_BEGUN_OR_CLOSED.search(run.said) and not _is_done(run))
    return Reason.OK if (is_connected or run.ended) and is_complete else Reason.UNKNOWN


def _timeout_reason(run: CurlRun, is_connected: bool) -> Reason:
    if "SSL connection timeout" in run.said:
        return Reason.TLS_TIMEOUT
    if not is_connected:
        return Reason.TIMEOUT
    speaks_tls = run.scheme == "https" or _TLS_BEGUN.search(run.said)
    return Reason.TLS_TIMEOUT if speaks_tls and not _is_done(run) else Reason.OK


def _is_done(run: CurlRun) -> bool:
    """Return whether the server itself was heard; to CONNECT it is the proxy that answers."""
    is_answered = _ANSWER.search(run.said) is not None and "CONNECT " not in run.said
    return is_answered or _TLS_DONE.search(run.said) is not None
