"""A listed name is that name, and none in this machine's search domains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.probing import hosts_file
from actions.probing.hosts_file import read_pinned
from bot.settings import PROJECT
from tests.actions.probing.exhaustion import descriptors_left
from tests.tools import provide

RIGHT, STRANGER, PINNED = "8.8.8.8", "93.184.216.34", "203.0.113.7"
KNOWN, UNKNOWN, PINNED_NAME = "zdc1.ibllc.com", "ndc1.ibllc.com", "hdc1.ibllc.com"
ZONE = {
    f"{KNOWN}.": (f"A {RIGHT}",),
    **{f"{host}.corp.test.": (f"A {STRANGER}",) for host in (KNOWN, UNKNOWN, PINNED_NAME)},
}
HOSTS = f"127.0.0.1 localhost\n{PINNED} {PINNED_NAME.upper()} other # not {UNKNOWN}\n"
BINDINGS = "ip link set lo up; for f in hosts resolv.conf; do mount --bind $f /etc/$f; done; "


def resolved(folder: Path, options: str) -> dict[str, list[str]]:
    """Resolve names where all that the system reads is the test's own."""
    (folder / "hosts").write_text(HOSTS, "utf-8")
    configuration = f"nameserver 127.0.0.1\nsearch corp.test\noptions {options}\n"
    (folder / "resolv.conf").write_text(configuration, "utf-8")
    task = json.dumps([ZONE, [KNOWN, UNKNOWN, PINNED_NAME, "localhost", "127.0.0.9"]])
    script = f'{BINDINGS} cd "$1"; exec "$2" -m tests.actions.probing.search_domain "$3"'
    command = ["sh", "-ec", script, "sh", str(PROJECT), sys.executable, task]
    tools = os.pathsep.join([os.environ["PATH"], str(provide("ip", "iproute2").parent)])
    ended = subprocess.run(
        ["unshare", "--map-root-user", "--net", "--mount", *command],
        cwd=folder,
        env={**os.environ, "PATH": tools},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[str]] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("options", ["ndots:1", "ndots:5"])
def test_no_search_domain_leads_a_name_to_a_stranger(tmp_path: Path, options: str) -> None:
    found = resolved(tmp_path, options)

    assert found == {
        KNOWN: [RIGHT],
        UNKNOWN: ["gaierror"],
        PINNED_NAME: [PINNED],
        "localhost": ["127.0.0.1"],
        "127.0.0.9": ["127.0.0.9"],
    }


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", []),
        ("8.8.8.8 gw.test", ["8.8.8.8"]),
        ("8.8.8.8\tother\tGW.Test # comment", ["8.8.8.8"]),
        ("8.8.8.8 gw.test\n::2 gw.test\n8.8.8.8 gw.test\n", ["8.8.8.8", "::2"]),
        ("# 8.8.8.8 gw.test", []),
        ("8.8.8.8 other # gw.test", []),
        ("8.8.8.8 a.gw.test gw.test.other", []),
        ("gw.test 8.8.8.8", []),
        ("8.8.8.8", []),
    ],
)
def test_a_hosts_file_gives_a_name_its_addresses(
    text: str, addresses: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts_file, "HOSTS_FILE", tmp_path / "hosts")
    (tmp_path / "hosts").write_text(text, "utf-8")

    assert read_pinned("gw.test") == addresses


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_hosts_file_that_cannot_be_read_says_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts_file, "HOSTS_FILE", tmp_path / name)

    assert read_pinned("gw.test") == []


def test_a_hosts_file_that_no_descriptor_is_left_for_is_not_taken_for_a_missing_one() -> None:
    with descriptors_left(0), pytest.raises(OSError, match="Too many open files"):
        read_pinned("gw.test")
