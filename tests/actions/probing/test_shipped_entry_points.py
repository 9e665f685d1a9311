"""What is shipped never connects to this machine, whatever names lead to."""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import socket
from dataclasses import fields
from pathlib import Path

import pytest

import actions.resources
import kb.gateways
from actions.probing.finding import Reason
from actions.probing.prober import Asked, Prober
from bot.check_command import SOME_FAILED, check
from bot.service import read_resources
from bot.settings import PROJECT, Settings
from kb.errors import ContentError
from kb.gateways import GATEWAYS_FILE, read_gateways
from tests.actions.conftest import listening
from tests.actions.probing.asking import ONE, reasons
from tests.actions.probing.behaviours import Recorder
from tests.gateways import write_loopback_gateways

HERE = "127.66.1.9"  # this machine, at an address where no other program listens
PORT = 4000
MAY_MAKE_RULES = {"actions/probing/prober.py"}
MAY_SAY_LOOPBACK = {
    *MAY_MAKE_RULES,
    "actions/probing/probe.py",
    "kb/gateway.py",
    "kb/gateways.py",
}


@pytest.fixture
def lying_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all names lead to this machine, as an entry in its hosts file does."""

    def lie(*arguments: object, **options: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (HERE, PORT))]

    monkeypatch.setattr(socket, "getaddrinfo", lie)


async def assert_stays_away(prober: Prober) -> None:
    recorder = Recorder()
    async with listening(recorder, host=HERE, port=PORT):
        findings = await prober.check([Asked(ONE, PORT)])
        await asyncio.sleep(0.1)

    assert reasons(findings) == [Reason.NOT_ALLOWED]
    assert recorder.connections == 0
    prober.close()


async def test_the_service_stays_away(lying_system: None) -> None:
    await assert_stays_away(read_resources(Settings()).prober)


async def test_the_action_server_stays_away(
    lying_system: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions.resources, "_provided", [])
    actions.resources._shipped_resources.cache_clear()

    await assert_stays_away(actions.resources.provided_resources().prober)

    actions.resources._shipped_resources.cache_clear()


async def test_the_command_stays_away(
    lying_system: None, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder()
    options = argparse.Namespace(names=[ONE], language="en", json=True)
    async with listening(recorder, host=HERE, port=PORT):
        code = await asyncio.to_thread(check, Settings(), options)
        await asyncio.sleep(0.1)

    rows = json.loads(capsys.readouterr().out)["rows"]
    assert code == SOME_FAILED
    assert rows
    assert all(row["state"] != "ok" for row in rows)
    assert recorder.connections == 0


async def test_a_list_of_ones_own_may_allow_this_machine(tmp_path: Path) -> None:
    recorder = Recorder()
    async with listening(recorder) as port:
        path = write_loopback_gateways(tmp_path / "gateways.yml", {ONE: port})
        prober = read_resources(Settings(gateways=path)).prober

        findings = await prober.check([Asked(ONE, port)])
        await asyncio.sleep(0.1)

    assert reasons(findings) == [Reason.OK]
    assert recorder.connections == 1
    prober.close()


def test_the_shipped_list_does_not_allow_this_machine() -> None:
    assert not read_gateways().allow_loopback


@pytest.mark.parametrize("spelling", ["gateways.yml", "folder/../gateways.yml", "link.yml"])
def test_the_shipped_list_cannot_allow_this_machine_under_any_path(
    spelling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "gateways.yml"
    lines = GATEWAYS_FILE.read_text("utf-8").rstrip("\n").split("\n")
    shipped.write_text("\n".join([*lines, "allow_loopback: true", ""]), "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.yml").symlink_to(shipped)
    monkeypatch.setattr(kb.gateways, "GATEWAYS_FILE", shipped)

    with pytest.raises(ContentError) as caught:
        read_gateways(tmp_path / spelling)

    complaint = caught.value.complaint
    assert (complaint.path, complaint.rule) == (tmp_path / spelling, "allow_loopback")
    assert complaint.line == len(lines) + 1


def test_no_setting_allows_this_machine() -> None:
    assert [field.name for field in fields(Settings) if "loopback" in field.name] == []


def calls_of(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"), str(path))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_no_shipped_code_gives_the_prober_rules_of_its_own() -> None:
    offenders = set()
    for room in ("kb", "actions", "bot"):
        for path in (PROJECT / room).rglob("*.py"):
            name = path.relative_to(PROJECT).as_posix()
            for call in calls_of(path):
                called = ast.unparse(call.func).rpartition(".")[2]
                given = {keyword.arg for keyword in call.keywords}
                makes_rules = called in ("ProbeRules", "shipped_rules")
                gives_rules = called == "Prober" and ("rules" in given or len(call.args) > 4)
                if (makes_rules or gives_rules) and name not in MAY_MAKE_RULES:
                    offenders.add(name)

    assert offenders == set()


def test_only_the_list_and_the_prober_know_that_loopback_can_be_allowed() -> None:
    names = {
        path.relative_to(PROJECT).as_posix()
        for room in ("kb", "actions", "bot")
        for path in (PROJECT / room).rglob("*.py")
        if "allow_loopback" in path.read_text("utf-8")
    }

    assert names == MAY_SAY_LOOPBACK
