"""Write the one line that a person pastes to check ports from their own computer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from actions.evidence.command_texts import TEXTS, CommandTexts
from actions.evidence.result_code import LETTERS, VERSION, short_id
from actions.probing.finding import Reason, Target
from kb.language import Language

MAX_TARGETS = 99  # the templates sort by a number of two digits
HOST = re.compile(r"[a-z0-9._-]+")
TLS_REASONS = frozenset(
    (
        Reason.NOT_TLS,
        Reason.TLS_REFUSED,
        Reason.TLS_TIMEOUT,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_WRONG_HOST,
        Reason.CERTIFICATE_UNTRUSTED,
    )
)
_FOLDER = Path(__file__).parent / "commands"
_SLOT = re.compile(r"@([A-Z_]+)@")


class Shell(str, Enum):
    """What a command is written for."""

    POWERSHELL = "powershell"  # Windows PowerShell 5.1 and PowerShell 7
    BASH = "bash"  # 3.2 and newer, with openssl; pasted into bash, zsh or sh
    NC = "nc"  # any POSIX shell, with nc and openssl
    PYTHON = "python"  # 3.8 and newer


_SHELLS = {
    "windows": (Shell.POWERSHELL, Shell.PYTHON),
    "macos": (Shell.BASH, Shell.NC, Shell.PYTHON),
    "linux": (Shell.BASH, Shell.NC, Shell.PYTHON),
}


def shells_for(system: str) -> tuple[Shell, ...]:
    """Return what can run on ``windows``, ``macos`` or ``linux``, the preferred first."""
    return _SHELLS[system]


def write_command(
    targets: Sequence[Target], shell: Shell, language: Language, system: str = ""
) -> str:
    """Return one line that checks exactly these targets and ends its output with a result code.

    On ``windows`` Python is called by another name. Raises `ValueError` for no target, too many, or
    a host whose name could mean something to a shell.
    """
    distinct = list(dict.fromkeys(targets))
    if not 0 < len(distinct) <= MAX_TARGETS:
        raise ValueError(f"1 to {MAX_TARGETS} targets, not {len(distinct)}")
    for target in distinct:
        if not HOST.fullmatch(target.host) or target.host.startswith("-"):
            raise ValueError(f"a host name that no command may hold: {target.host!r}")
    return _WRITERS[shell](distinct, TEXTS[language], system)


def _unix(targets: Sequence[Target], texts: CommandTexts, own_part: str) -> str:
    probes = " ".join(
        f"p {number:02} {short_id(each)} {each.host} {each.port} {int(each.tls)}&"
        for number, each in enumerate(targets, 1)
    )
    slots = {
        **_slots(targets, texts, "{letter}:{text}", "|"),
        "PROBES": probes,
        "CONNECT": _template(own_part, " "),
    }
    return _filled(_template("check_unix.sh", " "), slots)


def _bash(targets: Sequence[Target], texts: CommandTexts, _: str) -> str:
    return f"bash -c '{_unix(targets, texts, 'connect.bash')}'"


def _nc(targets: Sequence[Target], texts: CommandTexts, _: str) -> str:
    return f"sh -c '{_unix(targets, texts, 'connect_nc.sh')}'"


def _python(targets: Sequence[Target], texts: CommandTexts, system: str) -> str:
    listed = ",".join(
        f"('{short_id(each)}','{each.host}',{each.port},{int(each.tls)})" for each in targets
    )
    slots = {**_slots(targets, texts, "{letter}{text}", "|"), "TARGETS": listed}
    code = _filled(_template("check.py.txt", "^"), slots)
    name = "py -3" if system == "windows" else "python3"
    # Within double quotes and without any of its own, it passes every shell of every system.
    return f"{name} -c \"exec('''{code}'''.replace('^',chr(10)))\""


def _powershell(targets: Sequence[Target], texts: CommandTexts, _: str) -> str:
    listed = ",".join(
        f"'{short_id(each)} {each.host} {each.port} {int(each.tls)}'" for each in targets
    )
    slots = {**_slots(targets, texts, "{letter}='{text}'", ";"), "TARGETS": listed}
    return _filled(_template("check.ps1", " "), slots)


_WRITERS = {
    Shell.BASH: _bash,
    Shell.NC: _nc,
    Shell.PYTHON: _python,
    Shell.POWERSHELL: _powershell,
}


def _slots(targets: Sequence[Target], texts: CommandTexts, form: str, joint: str) -> dict[str, str]:
    """Return what all templates have; reasons that cannot occur are left out."""
    has_tls = any(target.tls for target in targets)
    words = joint.join(
        form.format(letter=letter, text=texts.reasons[reason])
        for reason, letter in LETTERS.items()
        if has_tls or reason not in TLS_REASONS
    )
    host, port, milliseconds, result = texts.head
    return {
        "WORDS": words,
        "HOST": host,
        "PORT": port,
        "MS": milliseconds,
        "RESULT": result,
        "WIDTH": str(max(len(target.host) for target in targets) + 1),
        "PROXY": texts.proxy,
        "NO": texts.proxy_answers[0],
        "YES": texts.proxy_answers[1],
        "PASTE": texts.paste,
        "VERSION": VERSION,
    }


def _template(name: str, joint: str) -> str:
    """Return a template as one line, without its comments and, but for Python, indentation."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return joint.join(line if joint == "^" else line.strip() for line in code)


def _filled(template: str, slots: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: slots[slot[1]], template)
