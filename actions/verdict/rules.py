"""The table of rules: the first that holds names the cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.probing.finding import Reason
from actions.verdict.situation import Issuers, Situation
from actions.verdict.verdict import Cause, Confidence
from actions.verdict.views import AFTER_TCP, CERTIFICATE, DISTURBED, NAME, Pattern, State

CERTAIN, LIKELY, POSSIBLE = Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE
_BLOCKED = frozenset({Reason.REFUSED, Reason.TIMEOUT, Reason.UNREACHABLE, Reason.FAILED})
_NO_WAY_OUT = NAME | {Reason.TIMEOUT, Reason.UNREACHABLE, Reason.FAILED}


@dataclass(frozen=True)
class Rule:
    """A cause, how sure it is where both sides are known, and when it holds."""

    cause: Cause
    confidence: Confidence
    holds: Callable[[Situation], bool]


_COMPUTER_PASSED = (
    Rule(
        Cause.SERVER_SEES_NO_TLS,
        POSSIBLE,
        lambda s: s.passed and s.tcp_only and s.server_there.reason in AFTER_TCP,
    ),
    Rule(Cause.TLS_INSPECTION, LIKELY, lambda s: s.passed and s.issuers is Issuers.DIFFERENT),
    Rule(Cause.SERVER_IS_WRONG, CERTAIN, lambda s: s.passed and s.server_there.fails),
    Rule(Cause.PATH_OPEN, CERTAIN, lambda s: s.passed and s.trading),
    Rule(Cause.WEB_PATH_OPEN, CERTAIN, lambda s: s.passed),
)

_CUT_OFF = (
    Rule(
        Cause.NAME_SERVER,
        LIKELY,
        lambda s: _both(s) and _is_cut_off(s) and {s.computer.reason, s.web.reason} <= NAME,
    ),
    Rule(Cause.OFFLINE, LIKELY, lambda s: _both(s) and _is_cut_off(s)),
)

_BOTH_FAIL = (
    Rule(Cause.CONTRADICTORY, POSSIBLE, lambda s: s.pattern is Pattern.CONTRADICTORY),
    Rule(
        Cause.WEB_ONLY_BY_PROXY,
        POSSIBLE,
        lambda s: _both(s) and not s.trading and _web_by_proxy(s) and s.browser_disagrees,
    ),
    Rule(Cause.TLS_INSPECTION, LIKELY, lambda s: _both(s) and s.issuers is Issuers.DIFFERENT),
    *_CUT_OFF,
    Rule(
        Cause.GATEWAY_CERTIFICATE,
        LIKELY,
        lambda s: _both(s) and s.computer.reason in CERTIFICATE and _alike(s),
    ),
    Rule(
        Cause.PRIMARY_DOWN,
        LIKELY,
        lambda s: (
            _both(s)
            and s.server_pattern is Pattern.PRIMARY_FAILS
            and s.pattern is Pattern.PRIMARY_FAILS
        ),
    ),
    Rule(Cause.BOTH_FAIL_ALIKE, LIKELY, lambda s: _both(s) and _alike(s)),
    Rule(
        Cause.BOTH_FAIL_ALIKE,
        POSSIBLE,
        lambda s: (
            _both(s) and s.computer.reason is Reason.FAILED and s.web.state is not State.FAILED
        ),
    ),
    Rule(Cause.BOTH_FAIL_DIFFERENTLY, POSSIBLE, lambda s: _both(s)),
)

# From here on, our server gets through where the computer fails, or has not looked.
_TLS_FAILS = (
    Rule(Cause.CAPTIVE_PORTAL, LIKELY, lambda s: _fails(s, Reason.CERTIFICATE_WRONG_HOST)),
    Rule(
        Cause.CAPTIVE_PORTAL,
        LIKELY,
        lambda s: s.computer.fails and s.web.reason is Reason.CERTIFICATE_WRONG_HOST,
    ),
    Rule(
        Cause.TLS_INSPECTION,
        CERTAIN,
        lambda s: _fails(s, Reason.CERTIFICATE_UNTRUSTED) and s.issuers is Issuers.DIFFERENT,
    ),
    Rule(
        Cause.TLS_INSPECTION,
        LIKELY,
        lambda s: s.computer.fails and s.issuers is Issuers.DIFFERENT,
    ),
    Rule(
        Cause.CERTIFICATE_STORE,
        LIKELY,
        lambda s: _fails(s, Reason.CERTIFICATE_UNTRUSTED) and s.issuers is Issuers.SAME,
    ),
    Rule(Cause.TLS_INSPECTION, LIKELY, lambda s: _fails(s, Reason.CERTIFICATE_UNTRUSTED)),
    Rule(
        Cause.INTERCEPTED,  # a wrong clock would spoil the other certificates as well
        LIKELY,
        lambda s: _fails(s, Reason.CERTIFICATE_EXPIRED) and s.web.state is State.OK,
    ),
    Rule(Cause.CLOCK, LIKELY, lambda s: _fails(s, Reason.CERTIFICATE_EXPIRED)),
    Rule(Cause.INTERCEPTED, LIKELY, lambda s: s.computer.reason in DISTURBED),
)

_SOME_FAIL = (
    Rule(Cause.BACKUP_NAMES, LIKELY, lambda s: s.pattern is Pattern.BACKUP_NAMES_FAIL),
    Rule(Cause.ONE_PORT, LIKELY, lambda s: s.trading and s.pattern is Pattern.ONE_PORT_FAILS),
    Rule(Cause.NAME_SERVER, LIKELY, lambda s: _some_fail(s) and s.computer.reason in NAME),
    Rule(Cause.SOME_HOSTS, LIKELY, lambda s: _some_fail(s)),
)

_ALL_FAIL = (
    Rule(
        Cause.WEB_ONLY_BY_PROXY,
        LIKELY,
        lambda s: s.computer.fails and not s.trading and _web_by_proxy(s),
    ),
    Rule(Cause.HTTP_PROXY, LIKELY, lambda s: s.computer.fails and _web_by_proxy(s)),
    Rule(Cause.NAME_SERVER, CERTAIN, lambda s: s.computer.reason in NAME),
    Rule(
        Cause.OFFLINE,
        LIKELY,
        lambda s: s.computer.reason in _NO_WAY_OUT and _web_fails(s),
    ),
    Rule(
        Cause.OFFICE_FIREWALL,
        LIKELY,
        lambda s: s.trading and s.web_answers and s.computer.reason in _BLOCKED,
    ),
    Rule(Cause.REJECTED, CERTAIN, lambda s: _fails(s, Reason.REFUSED)),
    Rule(Cause.DROPPED, LIKELY, lambda s: _fails(s, Reason.TIMEOUT)),
    Rule(Cause.NO_ROUTE, LIKELY, lambda s: _fails(s, Reason.UNREACHABLE)),
    Rule(Cause.UNEXPLAINED, LIKELY, lambda s: s.computer.fails),
)

# From here on, the computer tells nothing about the ports in question.
_ONLY_SERVER_FAILS = (
    Rule(Cause.SERVER_IS_WRONG, LIKELY, lambda s: s.browser_disagrees),
    Rule(Cause.OUR_NETWORK, LIKELY, lambda s: s.server_is_blind and s.web_answers),
    Rule(Cause.OUR_NETWORK, POSSIBLE, lambda s: s.server_is_blind and not s.web.fails),
    Rule(Cause.PRIMARY_DOWN, LIKELY, lambda s: s.server_pattern is Pattern.PRIMARY_FAILS),
    Rule(
        Cause.SERVER_SEES_ONLY_WEB,
        LIKELY,
        lambda s: s.server_tws.state is State.FAILED and s.server_reaches_website,
    ),
    Rule(Cause.SERVER_SEES_NONE, POSSIBLE, lambda s: s.server.state is State.FAILED),
    Rule(Cause.SERVER_SEES_SOME, LIKELY, lambda s: s.server.fails),
)

_NOT_DECIDED = (
    Rule(Cause.SEEN_THROUGH_PROXY, POSSIBLE, lambda s: s.trading and s.through_proxy),
    Rule(Cause.COMPUTER_UNDECIDED, POSSIBLE, lambda s: s.computer.state is State.UNDECIDED),
    Rule(Cause.PING_ANSWERED, POSSIBLE, lambda s: s.ping.state in (State.OK, State.SOME)),
    Rule(Cause.PING_UNANSWERED, POSSIBLE, lambda s: s.ping.state is State.FAILED),
    Rule(
        Cause.WEB_REACHED,
        LIKELY,
        lambda s: not s.trading and s.browser.state is State.OK,
    ),
    Rule(Cause.OFFLINE, POSSIBLE, lambda s: s.trading and _web_fails(s) and not _web_by_proxy(s)),
    Rule(Cause.WEB_WORKS, POSSIBLE, lambda s: s.trading and s.web_answers),
    Rule(Cause.SERVER_SEES_ALL, LIKELY, lambda s: s.server.state is State.OK),
    Rule(Cause.SERVER_UNDECIDED, POSSIBLE, lambda s: s.server.state is State.UNDECIDED),
    Rule(Cause.NOTHING_KNOWN, POSSIBLE, lambda s: True),
)

RULES = (
    *_COMPUTER_PASSED,
    *_BOTH_FAIL,
    *_TLS_FAILS,
    *_SOME_FAIL,
    *_ALL_FAIL,
    *_ONLY_SERVER_FAILS,
    *_NOT_DECIDED,
)


def find_rule(situation: Situation) -> Rule:
    """Return the first rule that holds; the last always does."""
    return next(rule for rule in RULES if rule.holds(situation))


def _both(s: Situation) -> bool:
    """Return whether our server fails at every port that fails from the computer."""
    return s.computer.fails and s.server_there.state is State.FAILED


def _alike(s: Situation) -> bool:
    """Return whether both fail for the same reason, and the computer not everywhere else too."""
    computer_is_cut_off = s.web.state is State.FAILED and not s.server_is_blind
    return s.computer.is_like(s.server_there) and not computer_is_cut_off


def _web_fails(s: Situation) -> bool:
    """Return whether HTTPS does not get out of the computer's network."""
    return s.web.state is State.FAILED and s.web.reason in _NO_WAY_OUT


def _is_cut_off(s: Situation) -> bool:
    """Return whether nothing leaves the computer, while our server does reach something."""
    nothing = s.computer.state is State.FAILED and s.computer.reason in _NO_WAY_OUT
    return nothing and _web_fails(s) and s.server_reaches and not _web_by_proxy(s)


def _fails(s: Situation, reason: Reason) -> bool:
    return s.computer.fails and s.computer.reason is reason


def _some_fail(s: Situation) -> bool:
    return s.computer.state is State.SOME


def _web_by_proxy(s: Situation) -> bool:
    """Return whether a proxy is known of, or the browser gets out where nothing else does."""
    web = s.web if s.trading else s.computer
    cut_off = web.state is State.FAILED and web.reason in _BLOCKED | NAME
    return s.proxy or (s.browser.state is State.OK and cut_off)
