"""Read the result code that a command printed on a person's computer.

A code looks like ``LOTSE1-2611260130-ln-k3fao23-0446967-m5rat-9f86d0``: version, UTC time (year to
minute), system and whether an HTTP proxy is set, the targets, and a checksum. A target is its short
id, a letter for the reason, and milliseconds where they are known. A part that begins with 0 names,
in hexadecimal UTF-8, who issued the certificates of the targets after it, up to the next such part.
Only letters, digits and single hyphens occur and case means nothing, so that no chat program or
phone keyboard spoils a code. The checksum guards against damage, not against invention: whoever
pastes a code can have made it up, so an issuer is the person's own text.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

from actions.evidence.brought_issuer import brought_issuer
from actions.evidence.observation import Observation, Vantage
from actions.probing.finding import Reason, Target

VERSION = "1"
ISSUER_BYTES = 40
MAX_AGE = timedelta(hours=12)
MAX_CLOCK_AHEAD = timedelta(minutes=15)  # of the person's computer, compared to ours
MAX_LENGTH = 4000  # far above a code of all targets, each with an issuer of its own

LETTERS: Mapping[Reason, str] = {
    Reason.OK: "o",
    Reason.NAME_NOT_FOUND: "n",
    Reason.DNS_FAILURE: "d",
    Reason.REFUSED: "c",
    Reason.TIMEOUT: "t",
    Reason.RESET: "r",
    Reason.UNREACHABLE: "u",
    Reason.NOT_TLS: "p",
    Reason.TLS_REFUSED: "h",
    Reason.TLS_TIMEOUT: "s",
    Reason.CERTIFICATE_EXPIRED: "e",
    Reason.CERTIFICATE_WRONG_HOST: "w",
    Reason.CERTIFICATE_UNTRUSTED: "i",
    Reason.NOT_FINISHED: "x",
    Reason.FAILED: "f",
}
"""The letter of each reason that a command can tell; the commands' templates use them too."""

WITH_CERTIFICATE = frozenset(
    (
        Reason.OK,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_WRONG_HOST,
        Reason.CERTIFICATE_UNTRUSTED,
    )
)
"""The reasons with which a certificate was seen, where the port speaks TLS."""

_SPEAKING_TLS = frozenset(
    (
        Reason.NOT_TLS,
        Reason.TLS_REFUSED,
        Reason.TLS_TIMEOUT,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_WRONG_HOST,
        Reason.CERTIFICATE_UNTRUSTED,
    )
)  # which only a port that should speak TLS can show
_REASONS = {letter: reason for reason, letter in LETTERS.items()}
_SYSTEMS = {"w": "windows", "d": "macos", "l": "linux"}
_PROXIES = {"y": True, "n": False, "u": None}
_ID = r"[a-z2-7]{4}"
_PREFIX = re.compile(r"lotse\d", re.IGNORECASE)
_CODE = re.compile(
    r"LOTSE(?P<version>\d)-(?P<minute>\d{10})-(?P<system>[a-z])(?P<proxy>[a-z])"
    r"(?P<parts>(?:-[0-9a-z]+)+)-[0-9a-f]{6}"
)
_PART = re.compile(rf"0(?P<issuer>[0-9a-f]*)|(?P<id>{_ID})(?P<letter>[a-z])(?P<ms>\d{{0,5}})")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
# What a terminal's or chat's line wrap, quoting or code formatting puts into the middle.
_WRAPPING = r"\s>|│\"'`´„“”‘’«»*\u00ad\u200b-\u200d\u2060\ufeff\\"
_IN_BETWEEN = re.compile(rf"[{_WRAPPING}]+")
_RUN = re.compile(rf"[0-9a-z{_WRAPPING}-]*", re.IGNORECASE)


class CodeProblem(str, Enum):
    """Why a code is refused."""

    DAMAGED = "damaged"  # cut off, or a character is wrong
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_TARGET = "unknown_target"  # a port that is not on the list any more
    IMPOSSIBLE = "impossible"  # whole, yet it says what cannot be


class ResultCodeError(Exception):
    """A code that is refused; ``problem`` says why."""

    def __init__(self, problem: CodeProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class ResultCode:
    """What a person's computer saw; ``seen`` is its own clock, in UTC, to the minute.

    ``system`` is ``windows``, ``macos``, ``linux`` or ``other``; ``http_proxy`` None is unknown.
    """

    seen: datetime
    system: str
    http_proxy: bool | None
    observations: tuple[Observation, ...]


def short_id(target: Target) -> str:
    """Return the four characters that stand for a host and port in a code."""
    digest = hashlib.sha256(f"{target.host}:{target.port}".encode()).digest()
    return base64.b32encode(digest)[:4].decode().lower()


def checksum(text: str) -> str:
    """Return the six characters that end a code, of everything before their hyphen."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def find_result_code(text: str) -> str | None:
    """Return the last code in a pasted text, put together where it was wrapped.

    A whole code is preferred to a damaged one; a damaged one is returned as far as it goes, so that
    `read_result_code` can say so. The command itself, pasted along, is not taken for a code.
    """
    text = text.translate(_HYPHENS)
    starts = [found.start() for found in _PREFIX.finditer(text)][-20:]
    runs = [_unwrapped(text[start : start + MAX_LENGTH]) for start in reversed(starts)]
    whole = (code for run in runs if (code := _whole_code(run)))
    return next(whole, None) or next(filter(None, map(_damaged_code, runs)), None)


def _unwrapped(text: str) -> str:
    run = _RUN.match(text)
    return _canonical(_IN_BETWEEN.sub("", run[0] if run else ""))


def _canonical(code: str) -> str:
    code = code.lower()
    return "LOTSE" + code[5:] if code.startswith("lotse") else code


def _whole_code(run: str) -> str | None:
    """Return the beginning of a run that its checksum fits; what follows may be a prompt."""
    ends = (found.end() for found in re.finditer(r"-[0-9a-f]{6}", run))
    return next((run[:end] for end in ends if _is_whole(run[:end])), None)


def _is_whole(code: str) -> bool:
    return code[-7:-6] == "-" and checksum(code[:-7]) == code[-6:]


def _damaged_code(run: str) -> str | None:
    return run[:200] if re.match(r"LOTSE\d-?[0-9]", run) else None


def read_result_code(code: str, targets: Iterable[Target]) -> ResultCode:
    """Return what a code says of the listed targets; raise `ResultCodeError` if it is refused."""
    code = _canonical(code.strip())
    if not re.fullmatch(r"LOTSE\d-[0-9a-z-]+", code) or not _is_whole(code):
        raise ResultCodeError(CodeProblem.DAMAGED)
    if code[5] != VERSION:
        raise ResultCodeError(CodeProblem.UNKNOWN_VERSION)
    found = _CODE.fullmatch(code)
    if not found or found["proxy"] not in _PROXIES:
        raise ResultCodeError(CodeProblem.IMPOSSIBLE)
    seen = _minute(found["minute"])
    listed = {short_id(target): target for target in targets}
    observations = tuple(_observations(found["parts"][1:].split("-"), listed, seen))
    if len({(each.host, each.port) for each in observations}) < max(1, len(observations)):
        raise ResultCodeError(CodeProblem.IMPOSSIBLE)
    system = _SYSTEMS.get(found["system"], "other")
    return ResultCode(seen, system, _PROXIES[found["proxy"]], observations)


def _minute(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise ResultCodeError(CodeProblem.IMPOSSIBLE) from error


def _observations(
    parts: Iterable[str], listed: Mapping[str, Target], seen: datetime
) -> Iterator[Observation]:
    issuer = None
    for part in parts:
        found = _PART.fullmatch(part)
        if not found:
            raise ResultCodeError(CodeProblem.IMPOSSIBLE)
        if found["id"] is None:
            issuer = _issuer(found["issuer"])
        else:
            yield _observation(found, listed, seen, issuer)


def _observation(
    found: re.Match[str], listed: Mapping[str, Target], seen: datetime, issuer: str | None
) -> Observation:
    target, reason = listed.get(found["id"]), _REASONS.get(found["letter"])
    if target is None:
        raise ResultCodeError(CodeProblem.UNKNOWN_TARGET)
    if reason is None or (reason in _SPEAKING_TLS and not target.tls):
        raise ResultCodeError(CodeProblem.IMPOSSIBLE)
    return Observation(
        Vantage.COMPUTER,
        target.host,
        target.port,
        reason,
        seen,
        int(found["ms"]) if found["ms"] else None,
        issuer if target.tls and reason in WITH_CERTIFICATE else None,
    )


def _issuer(text: str) -> str | None:
    """Return the issuer's name without what nobody should keep; None where it is empty."""
    if len(text) % 2 or len(text) > 2 * ISSUER_BYTES:
        raise ResultCodeError(CodeProblem.IMPOSSIBLE)
    # It may be cut within a character.
    return brought_issuer(bytes.fromhex(text).decode("utf-8", "ignore"))


def is_stale(seen: datetime, now: datetime) -> bool:
    """Return whether a code is from too long ago, or from the future; both times in UTC."""
    return not -MAX_CLOCK_AHEAD <= now - seen <= MAX_AGE
