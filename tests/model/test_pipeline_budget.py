"""The worst thousand characters cost about as much as any: nobody slows others by what they type.

Measured is the CPU time of all that is done to a text before the answer: evidence is looked for,
the text is cleaned, redacted, and understood.
"""

from __future__ import annotations

import time

import pytest

from bot.checks import Checks
from bot.secrets.redaction import redact
from bot.service import Parts
from bot.typed_text import LONGEST_READ, MAXIMUM_LENGTH, TextError, clean_text

ORDINARY = (
    "Guten Tag, seit gestern kann ich mich in der TWS nicht mehr anmelden: nach Benutzername und "
    "Passwort erscheint der Prüfcode, aber die Sicherheitskarte nimmt ihn nicht an. Was soll ich "
    "tun? Our firewall may block something as well, which ports does it need? "
)
TIMES = 5
"""How many times an ordinary text's cost the worst may take."""
PASTE = "ComputerName : zdc1.ibllc.com\nRemotePort : 4001\nTcpTestSucceeded : "
WORST = {
    "unknown words": " ".join(f"qx{number:04d}zv" for number in range(130)),
    "misspelt words": " ".join(
        f"sicherheitskrate{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60)
    ),
    "letters": "a b c d e f g h i j " * 50,
    "one word": "x" * MAXIMUM_LENGTH,
    "digits": "1234567890" * 100,
    "groups of digits": "12 345 6789 " * 90,
    "hosts": "a.b.c.d.example.com " * 50,
    "hosts of ours": "zdc1.ibllc.com:4001 " * 50,
    "dots": "a." * 500,
    "questions": "Wo? Wie? Was? Warum? " * 48,
    "line ends": "a\n" * 500,
    "quotes": "\"a\" 'b' " * 120,
    "braces": '{"a":[{' * 140,
    "marks": "e\u0301\u0323" * 330,
    "emoji": "👩\u200d💻" * 330,
    "Chinese": "登录无法连接服务器" * 110,
    "steps": "Schritt 1 step 2 " * 58,
    "languages": "auf Deutsch bitte in English please " * 27,
    "mail": "Von: a@b.de\nBetreff: Re: Re: TWS\n> " * 27,
}
PASTES = {
    "a table without end": PASTE * 120,
    "a table that never says": "TcpTestSucceeded : \n" * 400,
    "commands": "Test-NetConnection zdc1.ibllc.com -Port 4001\n" * 170,
    "telnet": "Trying 1.2.3.4...\n" * 440,
    "curl": "* Trying 1.2.3.4:4001...\n* connect to 1.2.3.4 port 4001 failed: \n" * 120,
    "openssl": "CONNECTED(00000003)\ndepth=0 CN = x\nverify error:num=20:\n" * 140,
    "dashes": "-" * 8_000,
    "spaces": "nc: " + " " * 7_900,
    "colons": ": " * 4_000,
    "a code": "LOTSE1-2611260130-" + "ln-" * 2_600,
}


async def seconds_of(parts: Parts, text: str) -> float:
    """Return the CPU seconds of the fastest of a few runs."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        Checks(parts.resources).read_text(text[:LONGEST_READ])
        try:
            await parts.agent.parse(redact(clean_text(text)).text)
        except TextError:
            pass  # that is an answer, too
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("kind", WORST)
async def test_a_thousand_characters_cost_about_what_ordinary_ones_do(
    parts: Parts, kind: str
) -> None:
    ordinary = await seconds_of(parts, (ORDINARY * 4)[:MAXIMUM_LENGTH])

    worst = await seconds_of(parts, WORST[kind][:MAXIMUM_LENGTH])

    assert worst <= TIMES * ordinary, f"{worst:.3f} s, ordinary {ordinary:.3f} s"


@pytest.mark.parametrize("kind", PASTES)
async def test_a_long_paste_costs_about_what_an_ordinary_one_does(parts: Parts, kind: str) -> None:
    ordinary = await seconds_of(parts, (ORDINARY * 40)[:LONGEST_READ])
    whole = await seconds_of(parts, (ORDINARY * 4)[:MAXIMUM_LENGTH])

    worst = await seconds_of(parts, PASTES[kind][:LONGEST_READ])

    assert worst <= TIMES * (ordinary + whole), f"{worst:.3f} s, ordinary {ordinary:.3f} s"
