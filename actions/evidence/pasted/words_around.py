"""Find what a person wrote around the output of a tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.evidence.pasted.commands import Command
from actions.evidence.pasted.hosts import shown
from actions.evidence.pasted.report import Report

_PROMPT = re.compile(
    r"PS (?:[A-Za-z]:|/|~|[A-Z]{3,4}:)[^>\n]{0,120}>"
    r"|(?<!\S)[A-Za-z]:\\[^>\n]{0,120}>"
    r"|\[[\w.-]{1,40}@[\w.-]{1,60} [^\]\n]{0,60}\] ?[$#%]"
    r"|(?<!\S)(?:\(\w{1,20}\) )?[\w.-]{1,40}@[\w.-]{1,60}[: ][^\n$#%]{0,80}[$#%](?=\s|$)"
    r"|(?<!\S)[\w.-]{1,60}:[^\s$#%]{1,60} [\w.-]{1,40}[$#%](?=\s|$)"
    r"|^(?:bash-[\d.]{1,6})?[$%#❯➜>](?=\s|$)",
    re.MULTILINE,
)
_PROMPT_LINE = re.compile(r"^[^\w\s\"'(]{0,4}[$%#❯➜>›»λ└╰┌╭─](?:\s|[─$#%>]|$)", re.MULTILINE)
_TYPED = re.compile(r"(?:\$ |PS [A-Za-z/~][^>\n]{0,120}>|[A-Za-z]:\\[^>\n]{0,120}>)")
_NOISE = re.compile(
    r"(?:Windows PowerShell|PowerShell \d[\d.]{0,12}|Copyright \(C\) Microsoft .*"
    r"|Microsoft Windows \[.*|\(c\) Microsoft .*"
    r"|found \d{1,6} (?:associations|connections):?|\d{1,6}: flags=.*"
    r"|(?:outif|src|dst|rank info|TCP aux info) .*|sent \d{1,12}, rcvd \d{1,12}"
    r"|DNS fwd/rev mismatch.*|Trying \S{0,60}|telnet> ?.*|Connection closed.*|-{3,}|DONE|closed"
    r"|Ca\. Zeitangaben in Millisek\.:?|Approximate round trip times in milli-seconds:?"
    r"|(?:Non-authoritative answer|Nicht autorisierende Antwort):?|Aliases:"
    r"|over a maximum of \d.*|über maximal \d.*|Trace complete\.?|Ablaufverfolgung beendet\.?"
    r"|(?:Minimum|Maximum|Average) = .*|From .{1,100} icmp_seq=.*|Address(?:es)?: ?\S{0,60}"
    r"|Selected device [^\n]{1,120}"
    r"|\^C|\^\]|Control-C|STRG-C|QUITTING!?|True|False|pipe \d{1,6}|\.+|[%$#>*]"
    r"|(?:InterfaceAlias|SourceAddress|NameResolutionResults|MatchingIPsecRules|NetRoute.*"
    r"|NetworkIsolationContext|IsAdmin|RemoteAddress|ReverseNameResolution.*|TraceRoute) ?:.*)",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"Ncat: Version [^\n()]{1,40}\([^\n()]{1,60}\)"
    r"|Ncat: \d{1,12} bytes sent, \d{1,12} bytes received in [\d.]{1,12} seconds\.?"
    r"|Ncat: Connection to \S{1,60} failed: [^\n]{1,60}"
    r"|Ncat: Trying next address\.{1,3}"
    r"|(?:WARNING|WARNUNG): (?:TCP connect|Ping|Name resolution) (?:to|of) [^\n]{1,90} failed"
    r"(?: with status: \w{1,40})?"
    r"|Connection to \S{1,99}(?: \(\S{1,60}\))?(?: port)? \d{1,5}(?: port)?"
    r" \[udp/\S{1,30}\] succeeded!"
    r"|(?:At line|In Zeile):\d{1,5} (?:char|Zeichen): ?\d{1,5}|\+ ~{2,99}"
    r"|\+ Resolve-DnsName \S{1,99}"
    r"|\+ (?:CategoryInfo|FullyQualifiedErrorId) ?: [^\n]{1,200}"
    r"|More details here: \S{1,80}"
    r"|curl failed to verify the legitimacy [^.]{1,100}\.\s[^.]{1,160}mentioned above\."
)
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w])"
    r"|(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:%\w{1,15})?(?![\w:])"
)
_HOME = re.compile(r"(?:[A-Za-z]:\\Users\\|/home/|/Users/)[^\s\\/>]{1,60}", re.IGNORECASE)
_SERVER = re.compile(r"(?:Default Server|Standardserver|Server): ?(\S{1,100})", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d{1,2}(?::\d{2}){1,2}:?")
_WORD = re.compile(r"[^\W\d_]{2,}")


Span = tuple[int, int]


def spans_of_tools(text: str, reports: list[Report], commands: list[Command]) -> list[Span]:
    """Return where the tools' output and the command lines stand, in their order."""
    spans = [(report.start, report.end) for report in reports]
    starts = sorted(start for start, _ in spans)
    spans += [span for each in commands if (span := _typed_span(text, each, starts))]
    spans += [match.span() for match in _CHATTER.finditer(text)]
    return sorted(spans)


def words_around(text: str, spans: list[Span]) -> str:
    """Return the words beside the tools' output, to complete it; too much to be kept."""
    lines = [_own_words(line) for line in _without(text, spans).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def lines_beside(text: str, spans: list[Span], commands: list[Command]) -> list[str]:
    """Return the lines that may be the person's own, none of them a prompt or one's first line."""
    prompts = _lines_above_prompts(text, commands)
    lines = _without(text, sorted([*spans, *prompts])).split("\n")
    return ["" if _PROMPT.search(line) else _without_noise(line) for line in lines]


def _lines_above_prompts(text: str, commands: list[Command]) -> Iterator[Span]:
    """Yield the lines right above a prompt or command that do not end as a sentence does."""
    starts = {text.rfind("\n", 0, command.start) + 1 for command in commands}
    starts |= {match.start() for match in _PROMPT_LINE.finditer(text)}
    for start in sorted(starts - {0}):
        above = text.rfind("\n", 0, start - 1) + 1
        if text[above : start - 1].rstrip(" \"')")[-1:] not in (".", ":", "?", "!"):
            yield above, start - 1


def _typed_span(text: str, command: Command, output_starts: list[int]) -> Span | None:
    """Return where a command line stands that was run; None for one told about in a sentence."""
    line_start = text.rfind("\n", 0, command.start) + 1
    line_end = text.find("\n", command.end)
    line_end = len(text) if line_end < 0 else line_end
    output = next((start for start in output_starts if start >= command.end), len(text))
    before = text[line_start : command.start]
    if prompt := _PROMPT.search(before):
        return line_start + prompt.start(), min(line_end, output)
    if not _WORD.search(before) and not _WORD.search(text[command.end : line_end]):
        return line_start, line_end
    is_followed = output < len(text) and not text[command.end : output].strip()
    return (command.start, command.end) if is_followed else None


def _without(text: str, spans: list[Span]) -> str:
    """Return the text with a line break in the place of each span."""
    pieces, position = [], 0
    for start, end in spans:
        if start > position:
            pieces.append(text[position:start])
        position = max(position, end)
    return "\n".join([*pieces, text[position:]])


def _own_words(line: str) -> str:
    line = _ADDRESS.sub(_hide, _HOME.sub("~", _without_noise(line)))
    return line if _WORD.search(line) or "?" in line else ""


def _without_noise(line: str) -> str:
    """Return a line without its prompt; empty where a tool printed it or a command stood in it."""
    is_typed = _TYPED.match(line)
    line = _PROMPT.sub("", line).strip(" |>").lstrip(".,;: ")
    server = _SERVER.fullmatch(line)
    is_own_server = server is not None and shown(server[1], None) is None
    return "" if is_typed or is_own_server or _NOISE.fullmatch(line) else line


def _hide(match: re.Match[str]) -> str:
    return match.group() if _TIME_OF_DAY.fullmatch(match.group()) else ""
