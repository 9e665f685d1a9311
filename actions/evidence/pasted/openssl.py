"""Read openssl s_client, of OpenSSL 1.0 to 3 and of LibreSSL."""

from __future__ import annotations

import re

from actions.evidence.pasted.error_texts import reason_in
from actions.evidence.pasted.patterns import ERROR, HOST, loosely
from actions.evidence.pasted.report import PROXY_MARK, Report, Segment
from actions.evidence.pasted.tls_texts import issuer_name, tls_reason_in
from actions.probing.finding import Reason

TOOL = "openssl s_client"

_CONNECTED = re.compile(r"CONNECTED\([0-9A-Fa-f]{8}\)|CONNECTION ESTABLISHED")
_ERRNO = re.compile(r"(?:connect|write|read):errno ?= ?(?P<number>\d{1,5})")
_NOT_CONNECTED = loosely(
    r"connect:errno ?= ?\d{1,5}|BIO_connect:[^\n]{1,120}|BIO_lookup_ex:[^\n]{1,160}"
    r"|gethostbyname failure|:bad hostname lookup:"
    r"|BIO_get_host_ip[^\n]{1,120}"
)
_BARE_ERROR = loosely(rf"(?<![\w:])(?:connect|getaddrinfo): {ERROR}")  # LibreSSL
_VERIFICATION_ERROR = re.compile(r"Verification error: [^\n]{1,80}")
_CODE = re.compile(r"(?:verify error:num ?= ?|Verify return code: ?)(?P<code>\d{1,3})")
_DETAILS = tuple(
    loosely(pattern)
    for pattern in (
        rf"(?<!\S)Connecting to {HOST}",
        r"(?<!\S)depth=\d[^\n]{0,200}",
        r"verify error:num=\d{1,3}:[^\n]{0,80}",
        r"verify return:\d",
        r"Certificate chain",
        r"(?<!\S)(?:issuer|subject)=[^\n]{0,300}",
        r"no peer certificate available",
        r"SSL handshake has read \d{1,9} bytes and written \d{1,9} bytes",
        r"Cipher is \S{1,60}",
        r"(?:Ciphersuite|Peer certificate|Protocol version|Server Temp Key): [^\n]{1,200}",
        r"Verification: OK|Verification error: [^\n]{1,80}",
        r"Verify return code: \d{1,3} \([^)\n]{1,80}\)",
        r"Extended master secret: \w{2,3}",
        r"Max Early Data: \d{1,9}",
        r"-----(?:BEGIN|END) CERTIFICATE-----",
        r"(?:write|read):errno=\d{1,5}",
    )
)
_ERROR_LINE = loosely(r"[0-9A-F]{5,16}:error:[^\n]{1,200}")
_TAIL = re.compile(r"(?:\s{1,3}(?:---|DONE|closed|Q|read:errno=0|read R BLOCK)(?!\S)){1,6}")
_NO_SESSION = loosely(
    r"no peer certificate available|Cipher is \(NONE\)|handshake has read 0 bytes"
)
_SESSION = loosely(
    r"CONNECTION ESTABLISHED|(?<!\S)issuer=|BEGIN CERTIFICATE|Cipher is (?!\(NONE\))\S"
)
_ISSUER = re.compile(r"(?<!\S)issuer= ?([^\n]{1,300})")
_CHAIN_ISSUER = re.compile(r"(?<!\S)i: ?([^\n]{1,300})")
_ADDRESS = loosely(rf"(?<!\S)Connecting to (?P<address>{HOST})")

_ERROR_NUMBERS = {
    **dict.fromkeys((111, 61, 10061), Reason.REFUSED),
    **dict.fromkeys((110, 60, 10060), Reason.TIMEOUT),
    **dict.fromkeys((113, 101, 64, 65, 51, 50, 10051, 10065), Reason.UNREACHABLE),
    **dict.fromkeys((104, 54, 10054), Reason.RESET),
}
_VERIFY_CODES = {
    **dict.fromkeys((2, 18, 19, 20, 21, 27), Reason.CERTIFICATE_UNTRUSTED),
    **dict.fromkeys((9, 10), Reason.CERTIFICATE_EXPIRED),
    62: Reason.CERTIFICATE_WRONG_HOST,
}


def read_openssl(segment: Segment) -> list[Report]:
    """Return what openssl said; a single of its words in a sentence is not its output."""
    rules = (_CONNECTED, _NOT_CONNECTED, _ERROR_LINE, *_DETAILS)
    marks = [list(rule.finditer(segment.text)) for rule in rules]
    is_sure = bool(marks[0] or marks[1]) or sum(map(bool, marks)) > 2
    if segment.command_of(TOOL):
        marks.append(list(_BARE_ERROR.finditer(segment.text)))
        is_sure = is_sure or bool(marks[2] or marks[-1])
    if not is_sure:
        return []
    found = [match for matches in marks for match in matches]
    first = min(match.start() for match in found)
    last = max(match.end() for match in found)
    tail = _TAIL.match(segment.text, last)
    return [_read(segment, first, tail.end() if tail else last)]


def _read(segment: Segment, first: int, last: int) -> Report:
    said = segment.text[first:last]
    command, address = segment.command_of(TOOL), _ADDRESS.search(said)
    through_proxy = command is not None and command.proxy
    return Report(
        TOOL + PROXY_MARK if through_proxy else TOOL,
        segment.start + first,
        segment.start + last,
        Reason.UNKNOWN if through_proxy else _reason(said),
        address["address"] if address and not through_proxy else None,
        issuer=_issuer(said),
    )


def _reason(said: str) -> Reason:
    failed = _NOT_CONNECTED.search(said) or _BARE_ERROR.search(said)
    if failed and not _CONNECTED.search(said):
        return _connecting_reason(said)
    codes = {int(match["code"]) for match in _CODE.finditer(said)} - {0}
    found = {_VERIFY_CODES.get(code, Reason.FAILED) for code in codes}
    order = (
        Reason.CERTIFICATE_UNTRUSTED,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_WRONG_HOST,
        Reason.FAILED,
    )
    told = _VERIFICATION_ERROR.search(said)  # all that `-brief` says
    found |= {tls_reason_in(told.group()) or Reason.FAILED} if told else set()
    worst = next((reason for reason in order if reason in found), None)
    return worst or _handshake_reason(said)


def _connecting_reason(said: str) -> Reason:
    told = reason_in(said)
    if told is not Reason.FAILED:
        return told
    if re.search(r"gethostbyname|BIO_lookup|hostname lookup|host_ip|getaddrinfo", said):
        return Reason.NAME_NOT_FOUND
    number = _ERRNO.search(said)
    return _ERROR_NUMBERS.get(int(number["number"]), Reason.FAILED) if number else Reason.FAILED


def _handshake_reason(said: str) -> Reason:
    """Return what is left to say of a certificate with which nothing is wrong, or of none.

    `Verify return code: 0 (ok)` is printed without any certificate, too.
    """
    if _SESSION.search(said) and not _NO_SESSION.search(said):
        return Reason.OK
    if told := tls_reason_in(said):
        return told
    if re.search(r"has read 0 bytes|(?:write|read):errno", said):
        return Reason.RESET
    if _NO_SESSION.search(said):
        return Reason.TLS_REFUSED
    return Reason.OK if _CONNECTED.search(said) else Reason.UNKNOWN


def _issuer(said: str) -> str | None:
    match = _ISSUER.search(said) or _CHAIN_ISSUER.search(said)
    return issuer_name(match.group(1)) if match else None
