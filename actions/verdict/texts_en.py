"""The verdicts in English."""

from __future__ import annotations

from actions.verdict.sighting_words import ENGLISH_SIGHTINGS
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark, Side
from actions.verdict.wording import Texts, Wording

_CAUSES = {
    Cause.PATH_OPEN: Wording(
        "Neither you nor the broker, it seems: at that time your computer got through",
        "If TWS still does not connect, look at the login, at security software on this computer "
        "and at its proxy settings. This says nothing about other times: check again when it "
        "happens, or contact support.",
    ),
    Cause.WEB_PATH_OPEN: Wording(
        "Neither you nor the broker, it seems: at that time your computer got through",
        "This is about web traffic only and says nothing about 4000 and 4001, which TWS needs. "
        "Check again when the trouble comes back.",
    ),
    Cause.SERVER_IS_WRONG: Wording(
        "you get through where our server does not",
        "What your own computer sees counts, so for you this is nothing to worry about. If "
        "something still does not work, check again at that moment.",
    ),
    Cause.SERVER_SEES_NO_TLS: Wording(
        "the connection is accepted, but our server then gets no proper TLS",
        "The tool you used stops before TLS, so it cannot tell. The command on your computer "
        "looks further; otherwise check again later.",
    ),
    Cause.GATEWAY_CERTIFICATE: Wording(
        "your computer and our server object to the certificate in the same way",
        "So it was probably not replaced on the way to you. Whether TWS minds it cannot be seen "
        "from here. Check again later; if it stays, contact support.",
    ),
    Cause.BOTH_FAIL_ALIKE: Wording(
        "your computer and our server fail in the same way, so it is probably not your own network",
        "It is the other end or the route to it. Check again in a few minutes; if "
        "it lasts, contact support.",
    ),
    Cause.BOTH_FAIL_DIFFERENTLY: Wording(
        "Not decided: your computer and our server both fail, but not in the same way",
        "There may be two causes, one at the other end and one in your network. Check again in a "
        "few minutes, from both sides; if it lasts, contact support.",
    ),
    Cause.REJECTED: Wording(
        "a rule on your computer or in its network rejects the connection",
        "Firewalls and security software do that when they are set to refuse. Send the letter to "
        "your IT, or compare with another network.",
    ),
    Cause.DROPPED: Wording(
        "a firewall on the way drops the connection without an answer",
        "Send the letter to your IT, or compare with another network, such as your phone's "
        "hotspot: if it works there, it is this network.",
    ),
    Cause.OFFICE_FIREWALL: Wording(
        "web traffic on 443 gets out, but traffic to the ports of TWS does not, as is typical of "
        "office and hotel firewalls",
        "This points neither to TWS nor to your account, and TWS cannot use another port. Send "
        "the letter to your IT, or use another network, such as your phone's hotspot.",
    ),
    Cause.HTTP_PROXY: Wording(
        "this computer goes online through an HTTP proxy, and that can never carry TWS",
        "TWS needs a direct path on 4000 and 4001, or a SOCKS redirection on this computer. The "
        "proxy article explains both; the letter to your IT asks for the direct path.",
    ),
    Cause.WEB_ONLY_BY_PROXY: Wording(
        "nothing gets out directly, so web traffic goes through a proxy here",
        "For the website and Client Portal that is enough if they open in the browser: check from "
        "your browser. TWS needs a direct path; the proxy article says how.",
    ),
    Cause.NAME_SERVER: Wording(
        "your name server does not resolve the names of these hosts",
        "It is down, or a filter hides the names. If other websites do not open either, this "
        "computer is offline. Otherwise have your IT fix the name server (the letter says how), "
        "or use another network.",
    ),
    Cause.BACKUP_NAMES: Wording(
        "only the names of the backup hosts are not found",
        "Some name servers and filters reject the underscore in them. Have your IT allow both "
        "spellings there, `_hb1` and `-hb1`; the letter says so.",
    ),
    Cause.ONE_PORT: Wording(
        "of the two TWS ports only {port} does not get through",
        "One session uses both 4000 and 4001, so one alone is not enough. The letter asks your IT "
        "for {port} to the same hosts.",
    ),
    Cause.SOME_HOSTS: Wording(
        "some hosts or ports get through, others do not",
        "A firewall rule probably lists only some of them. The letter tells your IT what is "
        "missing.",
    ),
    Cause.NO_ROUTE: Wording(
        "your computer finds no route to these hosts",
        "It may be offline or its VPN may be wrong. Open any website and log in to the network if "
        "a page asks for it, then check again, or use another network.",
    ),
    Cause.OFFLINE: Wording(
        "not even web traffic on 443 gets out of this computer",
        "It may be offline, behind the login page of a hotel or café, or in a network that blocks "
        "these hosts. Open any website, log in to the network if a page asks for it, then "
        "check again, or use another network.",
    ),
    Cause.CAPTIVE_PORTAL: Wording(
        "another machine answers in place of the host, as login pages of hotels and web filters do",
        "Open any website, log in to the network if a page asks for it, and check again. In an "
        "office, send the letter to your IT.",
    ),
    Cause.INTERCEPTED: Wording(
        "something on the way answers in place of the host or cuts the connection off",
        "Proxies, filters and security software do that. The letter asks your IT to let the "
        "connection pass untouched; another network shows whether it is this one.",
    ),
    Cause.TLS_INSPECTION: Wording(
        "TLS is inspected on the way, with a certificate from {issuer}",
        "A firewall or security software opens the encrypted connection and presents a "
        "certificate of its own. The letter asks your IT to exempt these hosts.",
    ),
    Cause.CERTIFICATE_STORE: Wording(
        "your computer does not trust an issuer that our server trusts",
        "The issuer is the same, so the certificate was probably not replaced on the way; more "
        "likely, the list of trusted issuers is old or incomplete. Update the system and check "
        "again, or send the letter to your IT.",
    ),
    Cause.CLOCK: Wording(
        "on your computer the certificate counts as expired, so its clock is probably wrong",
        "Set date and time, then check again. If the clock is right, TLS may be inspected on the "
        "way: then send the letter to your IT.",
    ),
    Cause.UNEXPLAINED: Wording(
        "the connection fails from your computer, but the tool does not say why",
        "Whether it is refused or dropped cannot be told from this. Our command tells.",
    ),
    Cause.PRIMARY_DOWN: Wording(
        "the primary host cannot be reached, the backup can",
        "Whether TWS switches to the backup by itself, the broker's text does not say. Check "
        "again in a few minutes; if it lasts, contact support.",
    ),
    Cause.SERVER_SEES_NONE: Wording(
        "our server gets no connection",
        "It may also be the route from our server. Check again in a few minutes; if it lasts, "
        "contact support.",
    ),
    Cause.SERVER_SEES_SOME: Wording(
        "our server reaches only some of the ports",
        "It may also be the route from our server. Check again in a few minutes; if it lasts, "
        "contact support.",
    ),
    Cause.SERVER_SEES_ONLY_WEB: Wording(
        "our server reaches the broker's website but not these ports",
        "So our own network is hardly the reason, though the route to these ports may be. Check "
        "again in a few minutes; if it lasts, contact support.",
    ),
    Cause.OUR_NETWORK: Wording(
        "our server reaches nothing at all, so our own network may be at fault",
        "That says nothing about the broker, and nothing about you. Check again in a few minutes.",
    ),
    Cause.SERVER_SEES_ALL: Wording(
        "Probably not the broker: our server gets through. Your network is not known yet",
        "The command, run on your computer, shows whether *your* network lets you through.",
    ),
    Cause.SERVER_UNDECIDED: Wording(
        "Not decided: the check from our server came to no full result",
        "That is neither good nor bad news. Check again in a minute.",
    ),
    Cause.WEB_WORKS: Wording(
        "Not decided: the web works from your side, which says nothing about 4000 and 4001",
        "A browser cannot look at these two ports. The command, run on your computer, can.",
    ),
    Cause.WEB_REACHED: Wording(
        "Neither you nor the broker, it seems: your browser got an answer",
        "That is no proof that pages and login work, and it says nothing about 4000 and 4001. "
        "Check again when the trouble comes back.",
    ),
    Cause.COMPUTER_UNDECIDED: Wording(
        "Not decided: the check from your computer came to no full result",
        "That is neither good nor bad news. Run the command once more.",
    ),
    Cause.SEEN_THROUGH_PROXY: Wording(
        "Not decided: the tool went through a proxy, so it did not see the gateway",
        "An HTTP proxy can never carry TWS, which needs a direct path; see the proxy article. "
        "Our command shows whether there is one.",
    ),
    Cause.PING_ANSWERED: Wording(
        "Not decided: the ping was answered, but that says nothing about ports",
        "The command, run on your computer, looks at the ports themselves.",
    ),
    Cause.PING_UNANSWERED: Wording(
        "Not decided: a ping without an answer proves nothing",
        "Hosts and firewalls often ignore ping. The command, run on your computer, looks at the "
        "ports themselves.",
    ),
    Cause.CONTRADICTORY: Wording(
        "Not decided: what comes from your computer contradicts itself",
        "A host was reached on one port and its name not found for another. The command looks at "
        "everything at the same moment.",
    ),
    Cause.NOTHING_KNOWN: Wording(
        "Not decided: nothing is known about these ports yet",
        "A look from our server and the command on your computer are missing.",
    ),
}

ENGLISH_TEXTS = Texts(
    headlines={
        Side.YOURS: {
            Confidence.CERTAIN: "It is on your side: {cause}",
            Confidence.LIKELY: "It is probably on your side: {cause}",
            Confidence.POSSIBLE: "It may be on your side. It looks as if {cause}",
        },
        Side.BROKER: {
            Confidence.CERTAIN: "It is on the broker's side: {cause}",
            Confidence.LIKELY: "It is probably on the broker's side: {cause}",
            Confidence.POSSIBLE: "It may be on the broker's side: {cause}",
        },
        Side.OURS: {
            Confidence.CERTAIN: "It is neither you nor the broker, but our server: {cause}",
            Confidence.LIKELY: "It is probably just our server: {cause}",
            Confidence.POSSIBLE: "It may be just us, neither you nor the broker: {cause}",
        },
        Side.NONE: dict.fromkeys(Confidence, "{cause}"),
    },
    causes=_CAUSES,
    remarks={
        Remark.FAR_APART: (
            "The two sides were looked at more than half an hour apart, so compare with care."
        ),
        Remark.OTHERS_FAIL_TOO: "Besides, our server does not reach {others} either.",
        Remark.OTHERS_FAIL: "Besides, our server does not reach {others}.",
        Remark.ONE_PORT_UNSEEN: (
            "Only one of the two TWS ports was looked at from your computer, and a session uses "
            "both: our command tries both."
        ),
        Remark.WEB_INSPECTED: (
            "On 443 the certificate comes from {issuer}: web traffic seems to be inspected."
        ),
        Remark.WEB_FAILS: (
            "443 does not get through, so the website and Client Portal may fail where TWS works."
        ),
        Remark.HTTP_PROXY: (
            "This computer has an HTTP proxy. It cannot carry TWS, which needs a direct path."
        ),
        Remark.HYPHEN_SPELLING: (
            "Some filters reject the underscore in `_hb1`; a third-party source writes `-hb1`. "
            "Allow both."
        ),
        Remark.CHINA: (
            "The gateways in China are only for accounts on the Hong Kong server that connect from "
            "mainland China."
        ),
        Remark.NO_PING: (
            "The websites for India, Japan, Hong Kong and China do not answer ping in any case."
        ),
        Remark.TCP_ONLY: "The tool looked at TCP only; our command shows whether TLS is inspected.",
        Remark.LOAD_BALANCER: (
            "If Client Portal reports an expired or invalid session in a company network, IT has "
            "to route this computer around the load balancer."
        ),
    },
    missing={
        NextStep.CHECK_FROM_SERVER: (
            "Our server has no result for this yet; a check from there shows the other side."
        ),
        NextStep.RUN_COMMAND: "The command shows what your own computer sees.",
    },
    sightings=ENGLISH_SIGHTINGS,
    since="Our server has seen the failure since {time} UTC.",
    since_day="Our server has seen the failure since {day}, {time} UTC.",
    unknown_issuer="an issuer your computer does not know",
)
