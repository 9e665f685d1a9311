"""Find the command lines in a paste: they name the host where the output does not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.evidence.pasted.patterns import HOST

_TOOLS = {
    "test-netconnection": "Test-NetConnection",
    "tnc": "Test-NetConnection",
    "test-connection": "Test-NetConnection",
    "nc": "nc",
    "nc.openbsd": "nc",
    "nc.traditional": "nc",
    "netcat": "nc",
    "ncat": "nc",
    "telnet": "telnet",
    "inetutils-telnet": "telnet",
    "curl": "curl",
    "ping": "ping",
    "ping6": "ping",
    "openssl": "openssl s_client",
    "nslookup": "nslookup",
    "dig": "dig",
    "resolve-dnsname": "Resolve-DnsName",
    "traceroute": "traceroute",
    "traceroute6": "traceroute",
    "tracepath": "traceroute",
    "tracert": "traceroute",
    "pathping": "traceroute",
    "mtr": "traceroute",
    "nmap": "nmap",
    "tcping": "tcping",
    "paping": "paping",
    "psping": "psping",
}
_TOOL = re.compile(
    r"(?<![\w.:/\\-])(?:" + "|".join(map(re.escape, _TOOLS)) + r")(?:\.exe)?(?= [^\n])",
    re.IGNORECASE,
)
_TOKEN = re.compile(r" ([^\s]{1,300})")
_TARGET = re.compile(
    rf"(?:(?P<scheme>[a-z]{{2,8}})://)?\[?(?P<host>{HOST})\]?\.?(?::(?P<port>\d{{1,5}}))?(?:/\S*)?",
    re.IGNORECASE,
)
_SCHEME_PORTS = {"https": 443, "http": 80, "telnet": 23}
_PORT_OPTIONS = {"-port", "-p", "-tcpport", "-remoteport"}
_PROXY_OPTIONS = {"-x", "--proxy", "-proxy"}
_KNOWS_PROXIES = {"curl", "openssl s_client"}
_NOT_THE_TARGET = {"-servername", "-cafile", "-capath", "--cacert", "-verify_hostname", "-source"}
_OF_THE_PERSON = {  # options of a tool whose value is a user, a source address or a device
    "nc": {"-s", "--source"},
    "telnet": {"-l", "-b"},
    "curl": {"-u", "--user", "--proxy-user", "-b", "--cookie", "--interface", "-e", "--referer"},
    "ping": {"-s", "-i"},
    "dig": {"-b"},
    "traceroute": {"-s", "-a"},
    "nmap": {"-s", "-e"},
}
_ONE_WORD_OPTIONS = {"quiet", "-quiet", "-tcpport"}  # then the output is True or False
_UDP_OPTION = re.compile(r"-[a-z46]{0,8}u[a-z46]{0,8}|--udp")
_MAXIMUM_WORDS = 16
_VERSION = re.compile(r"v?\d+(?:\.\d+){1,2}(?![.\d])")  # after the names of dig, nmap, psping
_ASKED_OF_DIG = re.compile(r"[@+]\S+|a|aaaa|any", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """A command line; ``tool`` is the usual name of all tools of its kind.

    ``quiet`` says that the output is one word, True or False.
    """

    tool: str
    start: int
    end: int
    host: str | None = None
    port: int | None = None
    scheme: str | None = None
    quiet: bool = False
    udp: bool = False
    proxy: bool = False


def find_commands(text: str) -> list[Command]:
    """Return the command lines that name a host, in their order."""
    commands = [_Words(text, match).read() for match in _TOOL.finditer(text)]
    return [command for command in commands if command.host and not _is_heading(command, text)]


def _is_heading(command: Command, text: str) -> bool:
    """Return whether this is a tool's own first line, "PING host (address) 56 data bytes"."""
    if command.tool == "ping":
        return text[command.end : command.end + 2].strip()[:1] in ("(", "[")
    return _VERSION.match(command.host or "") is not None


class _Words:
    """Reads one command line word by word, up to the first that is none of its own."""

    def __init__(self, text: str, match: re.Match[str]) -> None:
        name = match.group().lower().removesuffix(".exe")
        self._text, self._start, self._end = text, match.start(), match.end()
        self._tool = _TOOLS[name]
        self._option = ""
        self._host: str | None = None
        self._port: int | None = None
        self._scheme: str | None = None
        self._options: set[str] = set()

    def read(self) -> Command:
        position = self._end
        for _ in range(_MAXIMUM_WORDS):
            token = _TOKEN.match(self._text, position)
            if token is None or not self._takes(self._word(token.group(1))):
                break
            position = self._end = token.end()
        return Command(
            self._tool,
            self._start,
            self._end,
            self._host,
            self._port,
            self._scheme,
            bool(self._options & _ONE_WORD_OPTIONS),
            self._tool == "nc" and any(_UDP_OPTION.fullmatch(each) for each in self._options),
            bool(self._options & _PROXY_OPTIONS) and self._tool in _KNOWS_PROXIES,
        )

    def _word(self, token: str) -> str:
        word, closing, property_name = token.partition(")")  # (tnc …).TcpTestSucceeded
        if closing and property_name.lower().endswith("succeeded"):
            self._options.add("quiet")
        word = word.strip("'\"")
        return word[:-1] if word[:-1].isdecimal() and word[-1] in ":," else word

    def _takes(self, word: str) -> bool:
        """Return whether a word belongs to the command, and keep what it says."""
        before, self._option = self._option, ""
        if word.startswith("-") and word[1:].strip("-")[:1].isalnum():
            self._option = word.lower()
            self._options.add(self._option)
            return True
        if word.lower() in ("quiet", "detailed", "s_client"):
            self._options.add(word.lower())
            return True
        if self._tool == "dig" and _ASKED_OF_DIG.fullmatch(word):
            return True
        if word.isdecimal():
            return self._takes_number(int(word), before)
        if before in _PROXY_OPTIONS | _NOT_THE_TARGET and self._tool != "nc":
            return True
        if before in _OF_THE_PERSON.get(self._tool, ()):
            return True
        return self._takes_host(word) or (bool(before) and self._host is None)

    def _takes_number(self, number: int, before: str) -> bool:
        is_port = before in _PORT_OPTIONS or (not before and self._host is not None)
        if is_port and self._port is None:
            self._port = number
            return True
        return bool(before)

    def _takes_host(self, word: str) -> bool:
        target = _TARGET.fullmatch(word)
        if target is None or self._host is not None or not re.search(r"[.:]|localhost", word):
            return False
        self._host = target["host"]
        self._scheme = target["scheme"] and target["scheme"].lower()
        self._port = int(target["port"]) if target["port"] else self._port
        if self._port is None and self._tool == "curl":
            self._port = _SCHEME_PORTS.get(self._scheme or "http")
        return True
