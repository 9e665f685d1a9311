"""Take what people bring: a result code, pasted tool output, or what their browser saw.

It is read before anything understands or stores the text, so that addresses and user names in
pasted output are never kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.evidence.kept_code import kept_of_code, kept_of_refused
from actions.evidence.observation import Observation, Vantage
from actions.evidence.pasted import Hint, read_pasted
from actions.evidence.result_code import (
    CodeProblem,
    ResultCodeError,
    find_result_code,
    read_result_code,
)
from actions.probing.finding import Reason
from actions.probing.foreign_text import clean_name
from actions.probing.targets import listed_targets
from kb.gateway import Gateway, Gateways
from kb.language import Language

_FROM_BROWSER: Mapping[Language, str] = {  # as the widget says it
    Language.ENGLISH: "Checked from this browser: {reached} reachable, {unknown} cannot be known",
    Language.GERMAN: (
        "Aus diesem Browser geprüft: {reached} erreichbar, {unknown} nicht feststellbar"
    ),
}
REACHABLE, UNKNOWN = "reachable", "unknown"
LONGEST_SAID = 900
"""Characters of what a conversation keeps of evidence."""

_LONGEST_REST = 200
_STUMP = re.compile(  # what is left of a result code
    r"\bLOTSE\d-(?=[a-z-]{0,80}\d)[0-9a-z-]{6,80}", re.IGNORECASE
)


class BrowserCheckError(Exception):
    """A result that no browser of ours can have: an unknown row, or a port it must not try."""


@dataclass(frozen=True)
class Given:
    """Evidence that a person brought; ``problem`` says why a result code was refused.

    ``is_code`` tells a result code, which knows its time, from pasted output. ``unlisted`` are
    hosts and ports in it that are not listed, ``said`` is what the conversation keeps of it,
    at most `LONGEST_SAID` visible characters and line breaks. ``hint`` is what pasted output leaves
    open.
    """

    observations: tuple[Observation, ...] = ()
    http_proxy: bool | None = None
    is_code: bool = False
    seen: datetime | None = None
    problem: CodeProblem | None = None
    unlisted: tuple[str, ...] = ()
    hint: Hint | None = None
    said: str = field(default="", compare=False)

    def as_text(self) -> str:
        """Return what the turn carries to the action."""
        return json.dumps(
            {
                "observations": [each.as_json() for each in self.observations],
                "http_proxy": self.http_proxy,
                "is_code": self.is_code,
                "seen": self.seen.isoformat() if self.seen else None,
                "problem": self.problem.value if self.problem else None,
                "unlisted": list(self.unlisted),
                "hint": self.hint.value if self.hint else None,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Given:
        """Return what `as_text` made."""
        value: Mapping[str, Any] = json.loads(text)
        return cls(
            tuple(Observation.from_json(each) for each in value["observations"]),
            value["http_proxy"],
            value["is_code"],
            datetime.fromisoformat(value["seen"]) if value["seen"] else None,
            CodeProblem(value["problem"]) if value["problem"] else None,
            tuple(value["unlisted"]),
            Hint(value["hint"]) if value["hint"] else None,
        )


def read_given(text: str, gateways: Gateways) -> Given | None:
    """Return the evidence in a message; None where it is an ordinary one."""
    if code := find_result_code(text):
        return _read_code(code, gateways)
    if stump := _STUMP.search(text):
        return Given(is_code=True, problem=CodeProblem.DAMAGED, said=kept_of_refused(stump[0]))
    pasted = read_pasted(text, gateways)
    if pasted is None:
        return None
    seen = [_line(each) for each in pasted.observations]
    said = _kept("\n".join([*seen, *pasted.unlisted, pasted.rest[:_LONGEST_REST]]))
    return Given(
        pasted.observations,
        unlisted=pasted.unlisted,
        hint=pasted.hint,
        said=said or ", ".join(pasted.tools),
    )


def _kept(text: str) -> str:
    """Return the lines that are not empty, of visible characters only and not too long."""
    lines = (clean_name(line, LONGEST_SAID) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_SAID].strip()


def _line(observation: Observation) -> str:
    tool = f"{observation.tool}: " if observation.tool else ""
    return f"{tool}{_name(observation)} – {observation.reason.value}"


def _name(observation: Observation) -> str:
    return (
        observation.host if observation.port is None else f"{observation.host}:{observation.port}"
    )


def _read_code(code: str, gateways: Gateways) -> Given:
    try:
        result = read_result_code(code, listed_targets(gateways))
    except ResultCodeError as error:
        return Given(is_code=True, problem=error.problem, said=kept_of_refused(code))
    said = kept_of_code(code)[:LONGEST_SAID]
    return Given(result.observations, result.http_proxy, True, result.seen, said=said)


def read_browser_check(
    results: Mapping[str, str], gateways: Gateways, now: datetime, language: Language
) -> Given:
    """Return what a browser saw, by ``row id:port``; raise `BrowserCheckError` for nonsense."""
    seen = tuple(_browser_observations(results, gateways, now))
    if not seen:
        raise BrowserCheckError
    reached = sum(each.reason is Reason.OK for each in seen)
    said = _FROM_BROWSER[language].format(reached=reached, unknown=len(seen) - reached)
    return Given(seen, seen=now, said=said)


def _browser_observations(
    results: Mapping[str, str], gateways: Gateways, now: datetime
) -> Iterator[Observation]:
    for key, value in results.items():
        row, port = _row_and_port(key, gateways.rows)
        is_web = port in gateways.web_ports
        if value not in (REACHABLE, UNKNOWN) or (value == REACHABLE and not is_web):
            raise BrowserCheckError
        reason = Reason.OK if value == REACHABLE else Reason.UNKNOWN
        yield Observation(Vantage.BROWSER, row.host, port, reason, now)


def _row_and_port(key: str, rows: Iterable[Gateway]) -> tuple[Gateway, int]:
    found = re.fullmatch(r"([a-z0-9-]{1,64}):([0-9]{1,5})", key)
    row = next((row for row in rows if found and row.id == found[1]), None)
    if found is None or row is None or int(found[2]) not in row.all_ports:
        raise BrowserCheckError
    return row, int(found[2])
