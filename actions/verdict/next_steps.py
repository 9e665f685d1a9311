"""What to do next about each cause, and whose side it is on."""

from __future__ import annotations

from collections.abc import Mapping

from actions.verdict.situation import Situation
from actions.verdict.verdict import Cause, NextStep, Remark, Side

SIDES: Mapping[Cause, Side] = {
    Cause.PATH_OPEN: Side.NONE,
    Cause.WEB_PATH_OPEN: Side.NONE,
    Cause.SERVER_IS_WRONG: Side.OURS,
    Cause.SERVER_SEES_NO_TLS: Side.BROKER,
    Cause.GATEWAY_CERTIFICATE: Side.BROKER,
    Cause.BOTH_FAIL_ALIKE: Side.BROKER,
    Cause.BOTH_FAIL_DIFFERENTLY: Side.NONE,
    Cause.REJECTED: Side.YOURS,
    Cause.DROPPED: Side.YOURS,
    Cause.OFFICE_FIREWALL: Side.YOURS,
    Cause.HTTP_PROXY: Side.YOURS,
    Cause.WEB_ONLY_BY_PROXY: Side.YOURS,
    Cause.NAME_SERVER: Side.YOURS,
    Cause.BACKUP_NAMES: Side.YOURS,
    Cause.ONE_PORT: Side.YOURS,
    Cause.SOME_HOSTS: Side.YOURS,
    Cause.NO_ROUTE: Side.YOURS,
    Cause.OFFLINE: Side.YOURS,
    Cause.CAPTIVE_PORTAL: Side.YOURS,
    Cause.INTERCEPTED: Side.YOURS,
    Cause.TLS_INSPECTION: Side.YOURS,
    Cause.CERTIFICATE_STORE: Side.YOURS,
    Cause.CLOCK: Side.YOURS,
    Cause.UNEXPLAINED: Side.YOURS,
    Cause.PRIMARY_DOWN: Side.BROKER,
    Cause.SERVER_SEES_NONE: Side.BROKER,
    Cause.SERVER_SEES_SOME: Side.BROKER,
    Cause.SERVER_SEES_ONLY_WEB: Side.BROKER,
    Cause.OUR_NETWORK: Side.OURS,
    Cause.SERVER_SEES_ALL: Side.NONE,
    Cause.SERVER_UNDECIDED: Side.NONE,
    Cause.WEB_WORKS: Side.NONE,
    Cause.WEB_REACHED: Side.NONE,
    Cause.COMPUTER_UNDECIDED: Side.NONE,
    Cause.SEEN_THROUGH_PROXY: Side.NONE,
    Cause.PING_ANSWERED: Side.NONE,
    Cause.PING_UNANSWERED: Side.NONE,
    Cause.CONTRADICTORY: Side.NONE,
    Cause.NOTHING_KNOWN: Side.NONE,
}

_COMMAND, _LETTER, _AGAIN = NextStep.RUN_COMMAND, NextStep.LETTER_TO_IT, NextStep.CHECK_AGAIN
_SUPPORT, _NETWORK = NextStep.CONTACT_SUPPORT, NextStep.TRY_OTHER_NETWORK
_LOG_IN, _PROXY = NextStep.LOG_IN_TO_NETWORK, NextStep.READ_PROXY

NEXT_STEPS: Mapping[Cause, tuple[NextStep, ...]] = {
    Cause.PATH_OPEN: (_AGAIN, _PROXY, _SUPPORT),
    Cause.WEB_PATH_OPEN: (_AGAIN,),
    Cause.SERVER_IS_WRONG: (_AGAIN,),
    Cause.SERVER_SEES_NO_TLS: (_COMMAND, _AGAIN),
    Cause.GATEWAY_CERTIFICATE: (_AGAIN, _SUPPORT),
    Cause.BOTH_FAIL_ALIKE: (_AGAIN, _SUPPORT),
    Cause.BOTH_FAIL_DIFFERENTLY: (_AGAIN, _SUPPORT),
    Cause.REJECTED: (_LETTER, _NETWORK),
    Cause.DROPPED: (_LETTER, _NETWORK),
    Cause.OFFICE_FIREWALL: (_LETTER, _NETWORK),
    Cause.HTTP_PROXY: (_LETTER, _PROXY),
    Cause.WEB_ONLY_BY_PROXY: (NextStep.CHECK_BROWSER, _PROXY),
    Cause.NAME_SERVER: (NextStep.FIX_NAME_SERVER, _LETTER, _NETWORK),
    Cause.BACKUP_NAMES: (NextStep.FIX_NAME_SERVER, _LETTER),
    Cause.ONE_PORT: (_LETTER,),
    Cause.SOME_HOSTS: (_LETTER,),
    Cause.NO_ROUTE: (_LOG_IN, _AGAIN, _NETWORK),
    Cause.OFFLINE: (_LOG_IN, _AGAIN, _NETWORK),
    Cause.CAPTIVE_PORTAL: (_LOG_IN, _AGAIN, _LETTER),
    Cause.INTERCEPTED: (_LETTER, _NETWORK),
    Cause.TLS_INSPECTION: (_LETTER,),
    Cause.CERTIFICATE_STORE: (_AGAIN, _LETTER),
    Cause.CLOCK: (NextStep.SET_CLOCK, _AGAIN, _LETTER),
    Cause.UNEXPLAINED: (_COMMAND,),
    Cause.PRIMARY_DOWN: (_AGAIN, _SUPPORT),
    Cause.SERVER_SEES_NONE: (_AGAIN, _SUPPORT),
    Cause.SERVER_SEES_SOME: (_AGAIN, _SUPPORT),
    Cause.SERVER_SEES_ONLY_WEB: (_AGAIN, _SUPPORT),
    Cause.OUR_NETWORK: (_AGAIN,),
    Cause.SERVER_SEES_ALL: (_COMMAND,),
    Cause.SERVER_UNDECIDED: (_AGAIN,),
    Cause.WEB_WORKS: (_COMMAND,),
    Cause.WEB_REACHED: (_AGAIN,),
    Cause.COMPUTER_UNDECIDED: (_COMMAND,),
    Cause.SEEN_THROUGH_PROXY: (_COMMAND, _PROXY),
    Cause.PING_ANSWERED: (_COMMAND,),
    Cause.PING_UNANSWERED: (_COMMAND,),
    Cause.CONTRADICTORY: (_COMMAND,),
    Cause.NOTHING_KNOWN: (NextStep.CHECK_FROM_SERVER, _COMMAND),
}
STEPS_OF_REMARKS: Mapping[Remark, NextStep] = {
    Remark.ONE_PORT_UNSEEN: _COMMAND,
    Remark.TCP_ONLY: _COMMAND,
    Remark.LOAD_BALANCER: NextStep.READ_LOAD_BALANCER,
}
_SERVER_ALONE_FAILS = frozenset(
    {
        Cause.PRIMARY_DOWN,
        Cause.SERVER_SEES_NONE,
        Cause.SERVER_SEES_SOME,
        Cause.SERVER_SEES_ONLY_WEB,
        Cause.OUR_NETWORK,
        Cause.SERVER_UNDECIDED,
    }
)


def added_steps(cause: Cause, situation: Situation) -> tuple[NextStep, ...]:
    """Return the steps that fill what is missing: the view of our server, or of the computer."""
    steps = []
    server = situation.server_there if situation.computer.is_known else situation.server
    if not server.is_known and cause is not Cause.SERVER_UNDECIDED:
        steps.append(NextStep.CHECK_FROM_SERVER)
    unseen = cause in _SERVER_ALONE_FAILS and not situation.computer.is_known
    if unseen or situation.ports_unseen:
        steps.append(_COMMAND)
    return tuple(step for step in steps if step not in NEXT_STEPS[cause])
