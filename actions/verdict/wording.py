"""What a language needs to put a verdict into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark, Side

Headlines = Mapping[Side, Mapping[Confidence, str]]
"""How a headline begins, ``{cause}`` being what follows."""


@dataclass(frozen=True)
class Wording:
    """A cause in words: what it is, and what that means for the person.

    ``cause`` ends a headline that tells whose side it is on, or is one where that is not known.
    """

    cause: str
    advice: str


@dataclass(frozen=True)
class SightingWords:
    """How a list says what was seen, from where and when; times are in UTC.

    ``day`` is a format of `datetime.strftime`.
    """

    places: Mapping[Vantage, str]
    reasons: Mapping[Reason, str]
    ping_reasons: Mapping[Reason, str]
    at: str
    at_on_day: str
    between: str
    without_time: str
    through_proxy: str
    day: str
    many: str
    many_pings: str


@dataclass(frozen=True)
class Texts:
    """All words of one language. ``missing`` asks for what was not looked at yet."""

    headlines: Headlines
    causes: Mapping[Cause, Wording]
    remarks: Mapping[Remark, str]
    missing: Mapping[NextStep, str]
    sightings: SightingWords
    since: str
    since_day: str
    unknown_issuer: str
