"""Tell what was seen of the hosts of a letter, from where and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.letters.destinations import WEB_PORTS, Destination
from actions.letters.issuers import shown
from actions.letters.layout import paragraph, table
from actions.letters.observation_words import REASONS, VANTAGES, WORDS
from actions.probing.finding import Reason
from kb.language import Language

_DATES = {Language.ENGLISH: "%Y-%m-%d", Language.GERMAN: "%d.%m.%Y"}
_Words = Mapping[str, str]


def date_text(time: datetime, language: Language) -> str:
    """Return the day of a time in UTC, as people of the language write it."""
    return in_utc(time).strftime(_DATES[language])


def in_utc(time: datetime) -> datetime:
    """Return a time in UTC; one without a zone is in UTC already."""
    return time.astimezone(timezone.utc) if time.tzinfo else time.replace(tzinfo=timezone.utc)


def tell_observations(
    evidence: Evidence, destinations: Sequence[Destination], language: Language
) -> str:
    """Return a part for each vantage, and what it takes to read them."""
    words = WORDS[language]
    seen = _about(evidence, destinations)
    parts = [_from_vantage(vantage, seen, destinations, language) for vantage in Vantage]
    if not seen:
        parts = [words["nothing"]]
    elif better := _only_from_server(seen):
        parts.append(paragraph(words["only_server"].format(connections=", ".join(better))))
    if evidence.http_proxy:
        parts.append(paragraph(words["http_proxy"]))
    return "\n\n".join(parts)


def _about(evidence: Evidence, destinations: Iterable[Destination]) -> list[Observation]:
    places = {
        (each.host, port): (place, port is None, port or 0)
        for place, each in enumerate(destinations)
        for port in (*each.all_ports, None)
    }
    seen = (each for each in evidence.observations if each.reason is not Reason.NOT_TRIED)
    about = [each for each in seen if (each.host, each.port) in places]
    return sorted(about, key=lambda each: places[each.host, each.port])


def _from_vantage(
    vantage: Vantage,
    observations: Iterable[Observation],
    destinations: Sequence[Destination],
    language: Language,
) -> str:
    words, seen = WORDS[language], [each for each in observations if each.vantage is vantage]
    place = VANTAGES[language][vantage]
    parts = [
        f"{paragraph(f'{place}{_when_and_how(group, language)}:')}\n{_lines(group, language)}"
        for group in _groups(seen)
    ]
    left = ", ".join(_left_out(seen, destinations))
    if not seen:
        parts = [f"{place}: {words['not_checked']}."]
    elif left:
        parts += [f"{place}, {words['not_checked']}:", paragraph(left, "  ", "  ")]
    parts += [paragraph(text) for text in _remarks(vantage, seen, destinations, words)]
    return "\n".join(parts)


def _groups(seen: Iterable[Observation]) -> Iterable[Sequence[Observation]]:
    """Return the observations of one day and tool together."""
    groups: dict[object, list[Observation]] = {}
    for each in seen:
        day = in_utc(each.seen).date() if each.seen else None
        groups.setdefault((day, each.tool), []).append(each)
    return groups.values()


def _when_and_how(group: Sequence[Observation], language: Language) -> str:
    words, first = WORDS[language], group[0]
    day = date_text(first.seen, language) if first.seen else words["time_unknown"]
    return f", {day}" + (f", {words['with']} {shown(first.tool)}" if first.tool else "")


def _lines(group: Sequence[Observation], language: Language) -> str:
    rows = [_row(each, language) for each in group]
    if not group[0].seen:
        rows = [(host, port, result) for host, port, _, result in rows]
    return table(rows, "  ")


def _row(seen: Observation, language: Language) -> tuple[str, ...]:
    words = WORDS[language]
    port = str(seen.port) if seen.port is not None else words["ping"]
    time = in_utc(seen.seen).strftime("%H:%M:%S") if seen.seen else ""
    result = _reason(seen, language)
    if seen.milliseconds is not None:
        result = f"{result}, {seen.milliseconds} ms"
    if seen.issuer and (issuer := shown(seen.issuer)):
        result = f"{result}; {words['issuer'].format(issuer=issuer)}"
    return seen.host, port, time, result


def _reason(seen: Observation, language: Language) -> str:
    words = WORDS[language]
    if seen.port is None and seen.reason is Reason.OK:
        return words["answered"]
    if seen.vantage is Vantage.BROWSER and seen.reason is Reason.UNKNOWN:
        return words["browser_unknown"]
    return REASONS[language][seen.reason]


def _left_out(seen: Iterable[Observation], destinations: Iterable[Destination]) -> Iterator[str]:
    known = {(each.host, each.port) for each in seen}
    for each in destinations:
        for port in each.all_ports:
            if (each.host, port) not in known:
                yield f"{each.host}:{port}"


def _remarks(
    vantage: Vantage,
    seen: Sequence[Observation],
    destinations: Iterable[Destination],
    words: _Words,
) -> Iterator[str]:
    ports = {port for each in destinations for port in each.all_ports}
    if vantage is Vantage.BROWSER and ports - WEB_PORTS:
        yield words["browser_cannot"]
    if vantage is Vantage.SERVER and seen:
        yield words["server_proves"]


def _only_from_server(seen: Iterable[Observation]) -> list[str]:
    reasons = {(each.vantage, each.host, each.port): each.reason for each in seen}
    return [
        f"{host}:{port}"
        for (vantage, host, port), reason in reasons.items()
        if vantage is Vantage.COMPUTER
        and port is not None
        and reason.is_failure
        and reasons.get((Vantage.SERVER, host, port)) is Reason.OK
    ]
