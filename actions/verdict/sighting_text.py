"""Say what was seen, from where and when, as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.verdict.sightings import at_of, is_through_proxy
from actions.verdict.verdict import HostPort, Verdict
from actions.verdict.wording import SightingWords

MOST_HOSTS = 3  # that are named; more are counted


def list_sightings(verdict: Verdict, evidence: Evidence, words: SightingWords) -> str:
    """Return a Markdown list with a line for each place from which something was seen."""
    considered = set(verdict.considered)
    seen = [each for each in evidence.observations if (each.host, each.port) in considered]
    days = {each.seen.date() for each in seen if each.seen}
    lines = []
    for vantage in Vantage:
        there = [each for each in seen if each.vantage is vantage]
        if there:
            place = _place(vantage, there, words, len(days) > 1)
            lines.append(f"- {place}: {_results(there, words)}")
    return "\n".join(lines)


def _place(
    vantage: Vantage, there: Iterable[Observation], words: SightingWords, with_day: bool
) -> str:
    times = sorted(each.seen for each in there if each.seen)
    if not times:
        return words.without_time.format(place=words.places[vantage])
    first, last = _clock(times[0]), _clock(times[-1])
    template = words.at_on_day if with_day else words.at if first == last else words.between
    day = times[-1].strftime(words.day)
    return template.format(place=words.places[vantage], first=first, last=last, day=day)


def _clock(time: datetime) -> str:
    return time.strftime("%H:%M")


def _results(there: Sequence[Observation], words: SightingWords) -> str:
    """Return the ports by their result, failures first."""
    results: dict[str, list[Observation]] = {}
    for each in sorted(there, key=_importance):
        results.setdefault(_result(each, words), []).append(each)
    return "; ".join(
        f"{name_ports(map(at_of, group), words)} – {result}" for result, group in results.items()
    )


def _importance(observation: Observation) -> int:
    reason = observation.reason
    return 0 if reason.is_failure else 2 if reason is Reason.OK else 1


def _result(observation: Observation, words: SightingWords) -> str:
    if observation.port is None:
        return words.ping_reasons.get(observation.reason, words.reasons[observation.reason])
    if observation.vantage is Vantage.BROWSER and observation.reason is not Reason.OK:
        return words.reasons[Reason.UNKNOWN]  # a browser tells pages no reason
    result = words.reasons[observation.reason]
    proxied = is_through_proxy(observation)
    return words.through_proxy.format(result=result) if proxied else result


def name_ports(group: Iterable[HostPort], words: SightingWords) -> str:
    """Return the ports by host; where there are too many hosts, their number."""
    ports: dict[str, list[str]] = {}
    for host, port in group:
        ports.setdefault(host, []).extend([str(port)] if port else [])
    if len(ports) > MOST_HOSTS:
        count = sum(len(numbers) for numbers in ports.values())
        template = words.many if count else words.many_pings
        return template.format(ports=count, hosts=len(ports))
    return ", ".join(f"`{host}` {', '.join(numbers)}".strip() for host, numbers in ports.items())
