"""Fill in the host and port where a tool's output leaves them out."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.evidence.pasted.commands import Command
from actions.evidence.pasted.doubt import is_doubted
from actions.evidence.pasted.hosts import ListedHosts, is_address
from actions.evidence.pasted.report import PROXY_MARK, Report
from actions.probing.finding import Reason

_NUMBER = re.compile(r"(?<![\w.-])\d{2,5}(?![\w-]|[.,:]\d)")


_PRINTS_TYPED_NAME = {"nc", "ping"}  # an address in their output was typed as one


def complete_by_command(report: Report, command: Command | None) -> Report:
    """Return the report with what the command line above it says.

    A name stands in the place of an address where the tool prints addresses of its own accord.
    """
    if command is None or command.tool != _family(report.tool):
        return report
    if report.port and command.port and report.port != command.port:
        return report
    is_replaced = report.tool not in _PRINTS_TYPED_NAME
    if report.host is None or (is_replaced and is_address(report.host)):
        report = replace(report, host=command.host)
    is_same = report.host and command.host and _plain(report.host) == _plain(command.host)
    if report.port is None and not report.has_no_port and is_same:
        report = replace(report, port=command.port)
    return report


def complete_by_words(report: Report, words: str, listed: ListedHosts) -> Report:
    """Return the report with the one listed host and port that the person names beside it.

    Of a success, only the port is taken from there, and only from words without any "not".
    """
    if report.reason is Reason.OK and is_doubted(words):
        return report
    if report.host is None and report.reason is not Reason.OK:
        named = listed.named_in(words)
        report = replace(report, host=named[0]) if len(named) == 1 else report
    host = listed.find(report.host) if report.host else None
    if report.port is None and not report.has_no_port and host:
        numbers = {int(number) for number in _NUMBER.findall(words)}
        ports = list(numbers & listed.ports_of(host))
        report = replace(report, port=ports[0]) if len(ports) == 1 else report
    return report


def _plain(host: str) -> str:
    return host.lower().rstrip(".")


def _family(tool: str) -> str:
    return "nc" if tool == "ncat" else tool.removesuffix(PROXY_MARK)
