"""What the issuer of a hostile certificate can do to a command: nothing."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import trustme

from actions.evidence.own_command import Shell
from actions.probing.finding import Reason, Target
from tests.actions.evidence.hostile_runs import SHELLS, assert_harmless, check, home_of, open_port
from tests.actions.evidence.loopback_scene import HOST

ISSUERS = {
    "escapes of echo": "R\x033]0;pwned\x07Q\x033[31mred",
    "a line of results": "a\x01299Bzzzzo7*",
    "escapes as text": "\\033[31mR\\c\\n02Bzzzzo7",
    "a terminal's control": "A\x1b[31mB\x1b]0;title\x07C\x7f\b\rD",
    "C1 controls": "A\u009b31mB\u0085C\u00a0D\u00adE",
    "marks of direction": "A\u202egnp.exe\u2066B\u200f\u061c\u2028C\ufeffD",
    "a newline": "first\n02Bzzzzo7\n    organizationName = second",
    "a newline in front": "\n01Bzzzzo7",
    "a NUL": "before\x00after",
    "a star": "*",
    "patterns": "[a-z]* ? ~ {a,b}",
    "a substitution": "$(id)`id`${HOME}$HOME",
    "a format": "%s%n%d%1$s %",
    "separators": "|o|; & > /etc > x < y #0.001 -n /",
    "an option": "-n",
    "a help": "--help",
    "quotes": "'; id; '\"; id; \"",
    "the end of a table": "o, x  \t HTTP proxy=LOTSE1-2611260130-ln-",
    "openssl's words": ":error: alert Verify return code: 0 (ok) DNS:localhost, =124 -----BEGIN",
    "the same sixteen": "0123456789abcdef" * 4,
    "very long": "L" * 5000,
    "two bytes each": "ü" * 30,
    "cut within": "xü" + "ä" * 30,
    "three bytes each": "中国网络" * 8 + "한국",
    "four bytes each": "Net 🙂🙂 works",
    "German": "Prüfstelle für Größe GmbH & Co. KG",
}
NAMES = list(ISSUERS)
# ASN.1's tag, the bytes, and what a shell and Python's search of the bytes leave of them. OpenSSL
# itself reads no certificate whose UTF8String is none.
OTHER_STRINGS = (
    (0x14, b"\x9b31mA\x1b[1mB\x85", "31mA[1mB", "31mA[1mB"),  # T61String
    (0x13, b"Printable\x9b\x01\n", "Printable", "Printable"),
    (0x16, b"\x1b]0;IA5\x07\xad", "]0;IA5", "]0;IA5"),
    (0x1E, "BMP\u009b\u202e!".encode("utf-16-be"), "BMP!", "BMP .!"),
    (0x1C, "UCS\u009b\u202e!".encode("utf-32-be"), "UCS!", "UCS .!"),
)
GROUPS = [NAMES[start : start + 9] for start in range(0, len(NAMES), 9)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder whose files nobody else is to know of."""
    return home_of(tmp_path)


def _is_safe_in_a_shell(character: str) -> bool:
    """Return whether it is ASCII or of a script, of blocks without marks of direction."""
    point = ord(character)
    return (0x20 <= point < 0x7F and character != "\\") or any(
        first <= point <= last
        for first, last in ((0xC0, 0x5FF), (0x1000, 0x1FFF), (0x3000, 0xD7FF))
    )


def shown(name: str, shell: Shell) -> str | None:
    """Return what may be left of an issuer's name, with single blanks; None where nothing is."""
    is_kept: Callable[[str], bool] = str.isprintable
    if shell is not Shell.PYTHON:
        name, is_kept = name.partition("\n")[0], _is_safe_in_a_shell
    cut = name.encode()[:40].decode(errors="ignore")
    return " ".join("".join(filter(is_kept, cut)).split()) or None


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
@pytest.mark.parametrize(("shell", "program"), SHELLS)
async def test_an_issuer_of_any_name_changes_nothing(
    shell: Shell, program: str, names: Sequence[str], home: Path
) -> None:
    trusted = home.parent / "trusted.pem"
    expected: dict[Target, tuple[Reason, str | None]] = {}
    async with AsyncExitStack() as stack:
        for number, name in enumerate(names):
            authority = trustme.CA(organization_name=ISSUERS[name])
            reason = Reason.CERTIFICATE_UNTRUSTED
            if number % 2:
                authority.cert_pem.write_to_path(trusted, append=True)
                reason = Reason.OK
            target = await open_port(stack, authority.issue_cert(HOST))
            expected[target] = reason, shown(ISSUERS[name], shell)
        printed = await check([*expected], shell, program, home, SSL_CERT_FILE=str(trusted))

    assert_harmless(printed, expected)


def with_issuer_as(tag: int, issuer: bytes, folder: Path) -> ssl.SSLContext:
    """Return a server's context whose certificate names its issuer in another type of string."""
    stand_in = "@" * len(issuer)
    leaf = trustme.CA(organization_name=stand_in).issue_cert(HOST)
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    length = bytes([len(issuer)])
    forged = der.replace(b"\x0c" + length + stand_in.encode(), bytes([tag]) + length + issuer)
    path = folder / "forged.pem"
    path.write_text(ssl.DER_cert_to_PEM_cert(forged) + leaf.private_key_pem.bytes().decode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(("shell", "program"), SHELLS)
async def test_an_issuer_in_any_type_of_string_changes_nothing(
    shell: Shell, program: str, home: Path
) -> None:
    expected = {}
    async with AsyncExitStack() as stack:
        for tag, issuer, by_shell, by_python in OTHER_STRINGS:
            target = await open_port(stack, with_issuer_as(tag, issuer, home.parent))
            name = by_python if shell is Shell.PYTHON else by_shell
            expected[target] = Reason.CERTIFICATE_UNTRUSTED, name
        printed = await check([*expected], shell, program, home)

    assert_harmless(printed, expected)


async def test_an_issuer_that_misleads_pythons_search_hides_only_its_own_name(home: Path) -> None:
    authority = trustme.CA(organization_name="\x06\x03U\x04\x0a\x17\x0d")
    async with AsyncExitStack() as stack:
        target = await open_port(stack, authority.issue_cert(HOST))
        printed = await check([target], Shell.PYTHON, "dash", home)

    assert_harmless(printed, {target: (Reason.CERTIFICATE_UNTRUSTED, None)})
