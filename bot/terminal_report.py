"""Say in a terminal what a check from this machine came to, in plain words and without buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.evidence.observation import Vantage
from actions.gateway_names import label, names_of
from actions.probing.finding import Reason
from actions.reason_text import reason_text
from bot.naming_error import LIST_COMMAND
from bot.terminal_words import ADVICE, REASONS, TEXTS
from kb.gateway import Gateway, Gateways
from kb.language import Language


@dataclass(frozen=True)
class Asked:
    """What the person asked to be checked: the arguments and the rows that they name."""

    names: tuple[str, ...]
    rows: tuple[Gateway, ...]


def seen_from_here(check: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return a check with its reasons told from this machine, which need not be our server.

    What programs read stays: ``seen_from`` is the prober's, whichever machine it runs on.
    """
    return {**check, "rows": [_row(row, language) for row in check["rows"]]}


def _row(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    if row["reason"] is None:
        return dict(row)
    reason = _reason(row["state"], language, row["issuer"])
    detail = row["detail"] and " · ".join(
        f"IPv{route['family']}: {_reason(route['state'], language)}" for route in row["routes"]
    )
    return {**row, "reason": reason, "detail": detail}


def _reason(state: str, language: Language, issuer: str | None = None) -> str:
    reason = Reason(state)
    own = REASONS[language].get(reason)
    return own or reason_text(reason, language, Vantage.SERVER, issuer)


def report(check: Mapping[str, Any], asked: Asked, gateways: Gateways, language: Language) -> str:
    """Return what stands below the table: how many succeeded, what that means, what to do."""
    advice = _advice(check, gateways, language)
    parts = [_headline(check, _what(asked.rows, gateways, language), language), " ".join(advice)]
    if any(Reason(row["state"]).is_failure for row in check["rows"]):
        names = " ".join(_quoted(name) for name in asked.names)
        command = f"{LIST_COMMAND} {names} --language {language.value}"
        parts.append(f"{TEXTS[language]['firewall']}\n  {command}")
    return "\n\n".join(part for part in parts if part)


def _quoted(name: str) -> str:
    """Return an argument as every shell takes it, Windows' too; it is a listed name already."""
    return name if re.fullmatch(r"[\w.:/-]+", name) else f'"{name}"'


def _what(rows: Sequence[Gateway], gateways: Gateways, language: Language) -> str:
    one = label(rows[0], gateways, language)
    what = one if len(rows) == 1 else names_of(rows, gateways, language)
    return what[:1].upper() + what[1:]


def _headline(check: Mapping[str, Any], what: str, language: Language) -> str:
    reasons = [Reason(row["state"]) for row in check["rows"]]
    counts = {
        "good": reasons.count(Reason.OK),
        "count": len(reasons),
        "unknown": sum(not reason.is_finding for reason in reasons),
    }
    time = datetime.fromisoformat(check["time"]).strftime("%H:%M:%S")
    return TEXTS[language][_outcome(**counts)].format(what=what, time=time, **counts)


def _outcome(good: int, count: int, unknown: int) -> str:
    """Return how it went as a key of the texts; what came to no result is never a failure."""
    if unknown:
        return "unknown" if good + unknown == count else "some_unknown"
    if count == 1:
        return "one" if good else "none_of_one"
    return "none" if not good else "some" if good < count else "all"


def _advice(check: Mapping[str, Any], gateways: Gateways, language: Language) -> list[str]:
    """Return a sentence for each kind of failure, in the order of the table."""
    texts = TEXTS[language]
    reasons = [Reason(row["state"]) for row in check["rows"]]
    if all(reason is Reason.OK for reason in reasons):
        return [texts["all_well"]]
    advice = [ADVICE[language][reason] for reason in reasons if reason in ADVICE[language]]
    office = [texts["office"]] if _looks_like_office(check, gateways) else []
    underscore = [texts["underscore"]] if _fails_by_underscore(check) else []
    return list(dict.fromkeys([*office, *advice, *underscore]))


def _fails_by_underscore(check: Mapping[str, Any]) -> bool:
    """Return whether names are not found, and only those with an underscore."""
    lost = [row["host"] for row in check["rows"] if row["state"] == Reason.NAME_NOT_FOUND.value]
    return bool(lost) and all("_" in host for host in lost)


def _looks_like_office(check: Mapping[str, Any], gateways: Gateways) -> bool:
    """Return whether web traffic gets out and what TWS needs does not."""
    web = [row for row in check["rows"] if row["port"] in gateways.web_ports]
    rest = [row for row in check["rows"] if row not in web]
    passes = any(row["state"] == Reason.OK.value for row in web)
    return passes and bool(rest) and all(row["state"] in _BLOCKED for row in rest)


_BLOCKED = {Reason.TIMEOUT, Reason.REFUSED, Reason.RESET, Reason.UNREACHABLE}
