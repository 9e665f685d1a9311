"""What most decides how sure a verdict is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from actions.probing.finding import Reason
from actions.verdict.situation import Situation
from actions.verdict.verdict import Cause, Confidence, Ground
from actions.verdict.views import State

_PINGS = frozenset({Cause.PING_ANSWERED, Cause.PING_UNANSWERED})
_UNDECIDED = frozenset({Cause.SERVER_UNDECIDED, Cause.COMPUTER_UNDECIDED})


@dataclass(frozen=True)
class Reached:
    """The verdict that was reached, as far as its ground depends on it."""

    cause: Cause
    confidence: Confidence
    situation: Situation
    far_apart: bool


def find_ground(reached: Reached) -> Ground:
    """Return the first ground that holds; the last always does."""
    return next(ground for ground in Ground if _HOLDS[ground](reached))


def _only_web(reached: Reached) -> bool:
    s = reached.situation
    return s.ports_unseen and not s.computer.is_known and (s.web.is_known or _browser_reached(s))


def _only_browser(reached: Reached) -> bool:
    s = reached.situation
    return not s.computer.is_known and _browser_reached(s)


def _browser_reached(situation: Situation) -> bool:
    return situation.browser.state in (State.OK, State.SOME)


def _unfinished(reached: Reached) -> bool:
    s = reached.situation
    return reached.cause in _UNDECIDED or not (s.computer.whole and s.server_there.whole)


def _only_server(reached: Reached) -> bool:
    s = reached.situation
    return reached.cause not in _UNDECIDED and s.server.is_known and not s.computer.is_known


def _only_computer(reached: Reached) -> bool:
    s = reached.situation
    return s.computer.is_known and not s.server_there.is_known


_HOLDS: Mapping[Ground, Callable[[Reached], bool]] = {
    Ground.NOTHING_SEEN: lambda reached: reached.cause is Cause.NOTHING_KNOWN,
    Ground.ONLY_PING: lambda reached: reached.cause in _PINGS,
    Ground.PROXY_BETWEEN: lambda reached: reached.cause is Cause.SEEN_THROUGH_PROXY,
    Ground.CONTRADICTION: lambda reached: reached.cause is Cause.CONTRADICTORY,
    Ground.UNLIKE_FAILURES: lambda reached: reached.cause is Cause.BOTH_FAIL_DIFFERENTLY,
    Ground.ONLY_WEB: _only_web,
    Ground.ONLY_BROWSER: _only_browser,
    Ground.ONLY_SERVER: _only_server,
    Ground.ONLY_COMPUTER: _only_computer,
    Ground.UNFINISHED: _unfinished,
    Ground.FAR_APART: lambda reached: reached.far_apart,
    Ground.ONLY_TCP: lambda reached: reached.situation.passed and reached.situation.tcp_only,
    Ground.ONE_PORT: lambda reached: reached.situation.half_seen,
    Ground.NO_REASON: lambda reached: reached.situation.computer.reason is Reason.FAILED,
    Ground.SEVERAL_EXPLANATIONS: lambda reached: reached.confidence is not Confidence.CERTAIN,
    Ground.BOTH_SEEN: lambda reached: True,
}
