"""Tell since when our checks have found a port as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.clock_text import clock
from actions.evidence.observation import Vantage
from actions.probing.history import Period
from actions.reason_text import reason_text
from kb.language import Language

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "head": "What our server's checks have found, all times in UTC:",
        "line": "- `{host}` {port}: {reason}, since {since}, last seen at {last}{before}",
        "before": " (before that it was otherwise, last at {before})",
        "foot": (
            "I only know what was checked: between two checks, and before the first, I saw nothing."
        ),
        "nothing": "I have no earlier checks of these gateways, so I can't say since when.",
        "day": "%Y-%m-%d %H:%M",
    },
    Language.GERMAN: {
        "head": "Das haben die Prüfungen unseres Servers gefunden, alle Zeiten in UTC:",
        "line": "- `{host}` {port}: {reason}, seit {since}, zuletzt gesehen um {last}{before}",
        "before": " (davor war es anders, zuletzt um {before})",
        "foot": (
            "Ich weiß nur, was geprüft wurde: Zwischen zwei Prüfungen und vor der ersten habe ich "
            "nichts gesehen."
        ),
        "nothing": (
            "Frühere Prüfungen dieser Gateways habe ich nicht, deshalb kann ich nicht sagen, seit "
            "wann."
        ),
        "day": "%d.%m.%Y %H:%M",
    },
}


def tell_history(periods: Sequence[Period], language: Language) -> str:
    """Return the current periods as a list; says so where there are none."""
    texts = _TEXTS[language]
    if not periods:
        return texts["nothing"]
    lines = [_line(period, language) for period in periods]
    return "\n".join([texts["head"], "", *lines, "", texts["foot"]])


def _line(period: Period, language: Language) -> str:
    texts = _TEXTS[language]
    before = ""
    if period.before:
        before = texts["before"].format(before=clock(period.before, period.last, texts["day"]))
    return texts["line"].format(
        host=period.host,
        port=period.port,
        reason=reason_text(period.reason, language, Vantage.SERVER),
        since=clock(period.since, period.last, texts["day"]),
        last=period.last.strftime("%H:%M"),
        before=before,
    )
