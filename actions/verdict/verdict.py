"""What a verdict says: whose side it is on, how sure that is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

HostPort = tuple[str, int | None]
"""A port of a listed host; None is a ping."""


class Cause(str, Enum):
    """Why a connection fails or does not; exactly one is named."""

    # the computer got through
    PATH_OPEN = "path_open"
    WEB_PATH_OPEN = "web_path_open"
    SERVER_IS_WRONG = "server_is_wrong"
    SERVER_SEES_NO_TLS = "server_sees_no_tls"
    # the computer and our server both fail
    GATEWAY_CERTIFICATE = "gateway_certificate"
    BOTH_FAIL_ALIKE = "both_fail_alike"
    BOTH_FAIL_DIFFERENTLY = "both_fail_differently"
    # only the computer fails
    REJECTED = "rejected"
    DROPPED = "dropped"
    OFFICE_FIREWALL = "office_firewall"
    HTTP_PROXY = "http_proxy"
    WEB_ONLY_BY_PROXY = "web_only_by_proxy"
    NAME_SERVER = "name_server"
    BACKUP_NAMES = "backup_names"
    ONE_PORT = "one_port"
    SOME_HOSTS = "some_hosts"
    NO_ROUTE = "no_route"
    OFFLINE = "offline"
    CAPTIVE_PORTAL = "captive_portal"
    INTERCEPTED = "intercepted"
    TLS_INSPECTION = "tls_inspection"
    CERTIFICATE_STORE = "certificate_store"
    CLOCK = "clock"
    UNEXPLAINED = "unexplained"
    # only our server fails, as far as is known
    PRIMARY_DOWN = "primary_down"
    SERVER_SEES_NONE = "server_sees_none"
    SERVER_SEES_SOME = "server_sees_some"
    SERVER_SEES_ONLY_WEB = "server_sees_only_web"
    OUR_NETWORK = "our_network"
    # not decided
    SERVER_SEES_ALL = "server_sees_all"
    SERVER_UNDECIDED = "server_undecided"
    WEB_WORKS = "web_works"
    WEB_REACHED = "web_reached"
    COMPUTER_UNDECIDED = "computer_undecided"
    SEEN_THROUGH_PROXY = "seen_through_proxy"
    PING_ANSWERED = "ping_answered"
    PING_UNANSWERED = "ping_unanswered"
    CONTRADICTORY = "contradictory"
    NOTHING_KNOWN = "nothing_known"


class Confidence(str, Enum):
    """How sure a cause is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Side(str, Enum):
    """Whose side a cause is on."""

    YOURS = "yours"  # the person's computer, or the network it is in
    BROKER = "broker"
    OURS = "ours"
    NONE = "none"  # no fault was seen, or it is not decided


class NextStep(str, Enum):
    """What can be done next."""

    RUN_COMMAND = "run_command"
    LETTER_TO_IT = "letter_to_it"
    CHECK_AGAIN = "check_again"
    CHECK_FROM_SERVER = "check_from_server"
    CHECK_BROWSER = "check_browser"
    CONTACT_SUPPORT = "contact_support"
    SET_CLOCK = "set_clock"
    TRY_OTHER_NETWORK = "try_other_network"
    LOG_IN_TO_NETWORK = "log_in_to_network"
    FIX_NAME_SERVER = "fix_name_server"
    READ_LOAD_BALANCER = "read_load_balancer"
    READ_PROXY = "read_proxy"


class Remark(str, Enum):
    """What is worth knowing beside the cause; the most important first."""

    FAR_APART = "far_apart"
    OTHERS_FAIL_TOO = "others_fail_too"  # as they do from the computer
    OTHERS_FAIL = "others_fail"
    ONE_PORT_UNSEEN = "one_port_unseen"
    WEB_INSPECTED = "web_inspected"
    WEB_FAILS = "web_fails"
    HTTP_PROXY = "http_proxy"
    HYPHEN_SPELLING = "hyphen_spelling"
    CHINA = "china"
    NO_PING = "no_ping"
    TCP_ONLY = "tcp_only"
    LOAD_BALANCER = "load_balancer"


class Ground(str, Enum):
    """What most decides how sure a verdict is; the first that holds counts."""

    NOTHING_SEEN = "nothing_seen"
    ONLY_PING = "only_ping"
    PROXY_BETWEEN = "proxy_between"
    CONTRADICTION = "contradiction"
    UNLIKE_FAILURES = "unlike_failures"
    ONLY_WEB = "only_web"
    ONLY_BROWSER = "only_browser"
    ONLY_SERVER = "only_server"
    ONLY_COMPUTER = "only_computer"
    UNFINISHED = "unfinished"
    FAR_APART = "far_apart"
    ONLY_TCP = "only_tcp"
    ONE_PORT = "one_port"
    NO_REASON = "no_reason"
    SEVERAL_EXPLANATIONS = "several_explanations"  # both sides were seen, and it still may be other
    BOTH_SEEN = "both_seen"


@dataclass(frozen=True)
class Verdict:
    """What follows from all that was seen.

    ``targets`` are the ports that do not work, where none failed those that were looked at;
    ``considered`` is all that was looked at. ``issuer`` is who issued a certificate in the
    gateway's place. ``others`` are ports that our server does not reach beside those that the
    cause is about; ``ground`` is why the verdict is as sure as it is.
    """

    cause: Cause
    confidence: Confidence
    targets: tuple[HostPort, ...]
    issuer: str | None
    next: tuple[NextStep, ...]
    remarks: tuple[Remark, ...]
    considered: tuple[HostPort, ...] = ()
    others: tuple[HostPort, ...] = ()
    ground: Ground = Ground.NOTHING_SEEN
