"""Find the parts of a text that look like secrets and never are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.secrets.checksums import is_result_code
from bot.secrets.folding import Folded

_BREAK = r"\s>|│\"'*\\"
_IN_BETWEEN = re.compile(f"[{_BREAK}]+")
_CODE_RUN = re.compile(f"lotse[0-9][0-9a-z{_BREAK}-]*")
_CODE_START = re.compile(r"lotse[0-9](?=-)")
_CODE_PART = re.compile(r"lotse[0-9]-[0-9]{10}-[a-z]{2}(?:-[0-9a-z]+)*")
_CODE_LENGTH = 4000
_CHECKSUM = re.compile(r"-[0-9a-f]{6}")
_MOST_CODES = 10
_BRACKETED = re.compile(r"\[(?:PIN|CODE|PASSWORD|ACCOUNT|IBAN|CARD|TOKEN|EMAIL|PHONE)\]")
# People write "[PIN]: 4711" themselves.
_PLACEHOLDER = re.compile(rf"{_BRACKETED.pattern}(?! ?(?:[:=]|ist |is ))")
_CERTIFICATE = re.compile(
    r"-----BEGIN CERTIFICATE-----(?:[A-Za-z0-9+/=\s]|-----END CERT[A-Z]+-----)*"
)
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])")
_ADDRESS = re.compile(
    r"(?<![0-9a-z])https?://[^\s?#]+"
    r"|(?<![0-9a-z.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9a-z]|\.[0-9])"
    r"|(?<![0-9a-z:.])(?:[0-9a-f]{1,4}:{1,2}){2,7}[0-9a-f]{0,4}(?![0-9a-z])"
)
_TIME = re.compile(
    r"(?<![0-9a-z.])(?:[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
    r"|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?![0-9])"
    r"|(?<![0-9:.])[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
)


def find_placeholders(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield where secrets were taken out before; nothing may ever be found across these."""
    for found in _PLACEHOLDER.finditer(folded.plain):
        yield found.span()


def find_bracketed(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield all that looks like a placeholder, whoever wrote it; none may be cut in two."""
    for found in _BRACKETED.finditer(folded.plain):
        yield found.span()


def find_public(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield what is no secret, whatever stands around it: result codes and certificates."""
    starts = [found.start() for found in _CODE_START.finditer(folded.low)][-_MOST_CODES:]
    for start in starts:
        yield start, _end_of_code(folded.low, start)
    for pattern, text in ((_CERTIFICATE, folded.plain), (_UUID, folded.low)):
        for found in pattern.finditer(text):
            yield found.span()


def find_addresses_and_times(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield addresses, dates and times: their digits are no code unless a word says so."""
    for pattern in (_ADDRESS, _TIME):
        for found in pattern.finditer(folded.low):
            yield found.span()


def _end_of_code(low: str, start: int) -> int:
    """Return where a result code ends: at its checksum, wherever lines were wrapped."""
    run = _CODE_RUN.match(low, start, start + _CODE_LENGTH)
    if run is None:
        return start
    bare, places = [], []
    for place in range(start, run.end()):
        if low[place] in "0123456789-" or "a" <= low[place] <= "z":
            bare.append(low[place])
            places.append(place)
    code = "".join(bare)
    for found in _CHECKSUM.finditer(code):
        if is_result_code(code[: found.end()]):
            return places[found.end() - 1] + 1
    part = _CODE_PART.match(low, start)
    return part.end() if part else start
