"""Read a paste: what was seen of listed hosts, what else was tried, and what the person says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.evidence.observation import Observation
from actions.evidence.pasted.commands import Command, find_commands
from actions.evidence.pasted.completion import complete_by_command, complete_by_words
from actions.evidence.pasted.curl import read_curl
from actions.evidence.pasted.doubt import is_only_spoken_of
from actions.evidence.pasted.hint import Hint
from actions.evidence.pasted.hosts import ListedHosts
from actions.evidence.pasted.lookup import read_lookup
from actions.evidence.pasted.netcat import read_netcat
from actions.evidence.pasted.nmap import read_nmap
from actions.evidence.pasted.openssl import read_openssl
from actions.evidence.pasted.outcome import hint_of, observations_of, unlisted_of
from actions.evidence.pasted.own_sentences import own_sentences
from actions.evidence.pasted.ping import read_ping
from actions.evidence.pasted.report import PROXY_MARK, Report, split_at_commands
from actions.evidence.pasted.tcping import read_tcping
from actions.evidence.pasted.telnet import read_telnet
from actions.evidence.pasted.test_net_connection import read_test_net_connection
from actions.evidence.pasted.tidy import tidy
from actions.evidence.pasted.told import read_told
from actions.evidence.pasted.trace import read_trace
from actions.evidence.pasted.words_around import (
    lines_beside,
    spans_of_tools,
    words_around,
)
from kb.gateway import Gateways

_READERS = (
    read_test_net_connection,
    read_netcat,
    read_telnet,
    read_curl,
    read_ping,
    read_openssl,
    read_lookup,
    read_trace,
    read_nmap,
    read_tcping,
)


@dataclass(frozen=True)
class Pasted:
    """What a paste says.

    ``observations`` are of listed hosts only; ``unlisted`` is what else was tried, as "host:port"
    or "host"; ``tools`` are the tools whose output was recognised; ``rest`` is what reads as the
    person's own sentences around it. None of them holds anything of the person's own computer or
    network.
    ``hint`` tells what an output of listed hosts leaves open.
    """

    observations: tuple[Observation, ...]
    unlisted: tuple[str, ...]
    tools: tuple[str, ...]
    rest: str
    hint: Hint | None = None


def read_pasted(text: str, gateways: Gateways) -> Pasted | None:
    """Return what the output of connection tools in a text says; None where there is none.

    A person's own short statement of a result counts, too, as an observation without a tool.
    """
    listed = ListedHosts(gateways)
    tidied = tidy(text)
    commands = find_commands(tidied)
    reports = sorted(_reports(tidied, commands), key=lambda report: report.start)
    if not reports:
        told = read_told(tidied, listed)
        return Pasted(observations_of([told], listed), (), (), "") if told else None
    spans = spans_of_tools(tidied, reports, commands)
    words = words_around(tidied, spans)
    completed = [complete_by_words(report, words, listed) for report in reports]
    tools = dict.fromkeys(report.tool.removesuffix(PROXY_MARK) for report in reports)
    return Pasted(
        observations_of(completed, listed),
        unlisted_of(completed, commands, listed),
        tuple(tools),
        own_sentences(lines_beside(tidied, spans, commands), listed),
        hint_of(completed, listed),
    )


def _reports(text: str, commands: list[Command]) -> Iterable[Report]:
    for segment in split_at_commands(text, commands):
        for read in _READERS:
            for report in read(segment):
                if not is_only_spoken_of(report, text):
                    yield complete_by_command(report, segment.command)
