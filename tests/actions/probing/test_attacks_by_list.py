"""A gateway list cannot name a machine by anything but a plain host name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.errors import ContentError
from kb.gateways import read_gateways

HEALTHY_GATEWAYS = Path(__file__).parents[2] / "kb/healthy/kb/gateways.yml"
HOST_LINE = 21
HEALTHY_HOST = "    host: zdc1.ibllc.com"
ADDRESSES = [
    "127.0.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7F.0.0.1",
    "0177.0.0.1",
    "0177.0x0.0.1",
    "127.1",
    "127.0.1",
    "127.000.000.001",
    "10.0.0.1",
    "8.8.8.8",
    "169.254.169.254",
    "::1",
    "[::1]",
    "[::1%25lo]",
    "fe80::1%eth0",
    "::ffff:127.0.0.1",
    "[::ffff:7f00:1]",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2606:4700::1",
    "10.0.0.0/8",
    "127.0.0.1.",
    "127.0.0.0x1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "*",
    "*.ibllc.com",
]
NAMES = [
    "",
    " ",
    "com",
    ".ibllc.com",
    "zdc1.ibllc.com.",
    "zdc1..ibllc.com",
    "ZDC1.ibllc.com",
    "zdc1.ibllc.COM",
    "zdc1.ibllc.com:4001",
    "zdc1.ibllc.com/",
    "zdc1.ibllc.com#",
    "zdc1.ibllc.com?x",
    "user@zdc1.ibllc.com",
    "zdc1.ibllc.com@127.0.0.1",
    "https://zdc1.ibllc.com",
    "//zdc1.ibllc.com",
    "zdc1 .ibllc.com",
    " zdc1.ibllc.com",
    "zdc1.ibllc.com ",
    "zdc1.ibllc.com\n",
    "zdc1.ibllc.com\r\nHost: x",
    "zdc1.ibllc.com\t",
    "127.0.0.1\0.ibllc.com",
    "zdc1.ibllc.com\0",
    "zdc1%00.ibllc.com",
    "zdc1\\.ibllc.com",
    "-zdc1.ibllc.com",
    "zdc1-.ibllc.com",
    "_zdc1.ibllc.com",
    "zdc1.ibllc.c",
    "zdc1.ibllc.c0m",
    "zdc1.ibllc.xn--p1ai",
    "z\u0501c1.ibllc.com",
    "zdc1.\u0456bllc.com",
    "zdc1.ıbllc.com",
    "zdc1.ibllc.ⅽom",
    "zdc1.ibllc。com",
    "zdc1.ibllc．com",
    "ｚｄｃ１.ibllc.com",
    "zürich.ibllc.com",
    "zdc1.ibllc.com\u200b",
    "zdc1\u00ad.ibllc.com",
    "\u202ezdc1.ibllc.com",
    "a" * 64 + ".ibllc.com",
    ("a" * 62 + ".") * 4 + "ibllc.com",
]
NO_TEXTS = [
    "2130706433",
    "0x7f000001",
    "0o17700000001",
    "127.1",
    "null",
    "true",
    "[127.0.0.1]",
    "{a: b}",
]


def list_with(folder: Path, host: str) -> Path:
    """Write a list whose only row has this host, as YAML writes it."""
    healthy = HEALTHY_GATEWAYS.read_text("utf-8")
    assert healthy.split("\n")[HOST_LINE - 1] == HEALTHY_HOST
    path = folder / "gateways.yml"
    path.write_text(healthy.replace(HEALTHY_HOST, f"    host: {host}"), "utf-8")
    return path


def complaint_about(path: Path) -> tuple[Path, int, str]:
    """Return file, line and rule of what reading complains about."""
    with pytest.raises(ContentError) as caught:
        read_gateways(path)
    complaint = caught.value.complaint
    return complaint.path, complaint.line, complaint.rule


@pytest.mark.parametrize("host", [*ADDRESSES, *NAMES])
def test_no_other_spelling_of_a_machine_is_read(host: str, tmp_path: Path) -> None:
    path = list_with(tmp_path, json.dumps(host))

    assert complaint_about(path) == (path, HOST_LINE, "host")


@pytest.mark.parametrize("value", NO_TEXTS)
def test_what_is_no_text_is_not_read(value: str, tmp_path: Path) -> None:
    path = list_with(tmp_path, value)

    assert complaint_about(path) == (path, HOST_LINE, "host")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "LOCALHOST", "localhost.", "10.0.0.1"])
def test_allowing_loopback_allows_the_one_name_only(host: str, tmp_path: Path) -> None:
    path = list_with(tmp_path, json.dumps(host))
    path.write_text(path.read_text("utf-8") + "allow_loopback: true\n", "utf-8")

    assert complaint_about(path) == (path, HOST_LINE, "host")
