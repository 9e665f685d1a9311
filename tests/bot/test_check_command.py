"""``python -m bot check``: its exit codes, JSON, and the table on a terminal and elsewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from bot.settings import PROJECT
from tests.actions.evidence.loopback_scene import full_backlog
from tests.gateways import write_loopback_gateways

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ERASE_LINE = "\x1b[2K"


@pytest.fixture(scope="module")
def slow_gateways(tmp_path_factory: pytest.TempPathFactory, open_port: int) -> Iterator[Path]:
    """Return a list in which Zurich answers at once and Asia never does."""
    path = tmp_path_factory.mktemp("check") / "gateways.yml"
    with full_backlog() as silent:
        ports = {"tws-europe-primary": open_port, "tws-asia-primary": silent}
        yield write_loopback_gateways(path, ports)


def check(*arguments: str, gateways: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command with its output in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", *arguments],
        cwd=PROJECT,
        env=environment(gateways),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(gateways: Path | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return {**kept, **({"LOTSE_GATEWAYS": str(gateways)} if gateways else {})}


def watch(*arguments: str, gateways: Path) -> tuple[str, int | None]:
    """Run the command on a terminal of its own; return all that it drew, and its exit code."""
    terminal = {"TERM": "xterm-256color", "NO_COLOR": "", "COLUMNS": "", "LINES": ""}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "check", *arguments],
        cwd=str(PROJECT),
        env={**environment(gateways), **terminal},
        dimensions=(40, 120),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before), child.exitstatus


# Exit codes and JSON


def test_all_open_is_a_success(loopback_gateways: Path) -> None:
    result = check("zürich", "--json", gateways=loopback_gateways)

    assert result.returncode == 0, result.stderr
    assert [row["state"] for row in json.loads(result.stdout)["rows"]] == ["ok", "ok"]


def test_some_failed_is_one(loopback_gateways: Path) -> None:
    result = check("chicago", "--json", gateways=loopback_gateways)

    assert result.returncode == 1, result.stderr
    assert [row["state"] for row in json.loads(result.stdout)["rows"]] == ["ok", "refused"]


def test_json_is_the_whole_table_and_nothing_else(loopback_gateways: Path) -> None:
    result = check("all", "--json", gateways=loopback_gateways)

    found = json.loads(result.stdout)
    assert (found["seen_from"], found["finished"]) == ("server", True)
    ids = [row["gateway"] for row in found["rows"]]
    assert len(ids) == len(set(ids)) == 3, "two rows of one host and port are tried once"
    assert result.stderr == ""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("names", "named"),
    [
        ([], "python -m bot gateways"),
        (["nowhere"], "nowhere"),
        (["example.com"], "example.com"),
        (["10.0.0.1"], "10.0.0.1"),
        (["127.0.0.1"], "127.0.0.1"),
        (["zurich", "and", "example.com"], "example.com"),
        (["zurich", "port", "99999"], "99999"),
        (["8080", "zürich"], "8080"),
        (["zurich", "london"], "London"),
        (["443", "zürich"], "443"),
        (["zdc2.ibllc.com"], "zdc1.ibllc.com"),
    ],
)
def test_what_is_not_listed_is_a_usage_error_and_nothing_is_tried(
    names: list[str], named: str, language: str
) -> None:
    result = check(*names, "--json", "--language", language)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("lotse: ")
    assert len(result.stderr.splitlines()) == 1
    assert named in result.stderr
    assert len(result.stderr) < 200, "a sentence, not the whole list"


@pytest.mark.parametrize("arguments", [["--language", "fr", "europe"], ["--quick", "europe"]])
def test_an_unknown_option_is_a_usage_error(arguments: list[str]) -> None:
    assert check(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["tws-asia-primary"], ["tws-asia-primary"]),
        (["tws-asia-primary", "tws-europe-primary"], ["tws-europe-primary", "tws-asia-primary"]),
        (["the", "primary", "in", "zurich"], ["tws-europe-primary"]),
        (["Europa"], ["tws-europe-primary"]),
    ],
)
def test_rows_are_named_by_id_or_in_words(
    names: list[str], ids: list[str], slow_gateways: Path
) -> None:
    result = check(*names, "--json", "--language", "de", gateways=slow_gateways)

    assert sorted(row["gateway"] for row in json.loads(result.stdout)["rows"]) == sorted(ids)


@pytest.mark.parametrize("names", [["zurich", "backup"], ["Ersatzserver", "Zürich"]])
def test_a_role_leaves_the_others_out(names: list[str], loopback_gateways: Path) -> None:
    result = check(*names, "--json", gateways=loopback_gateways)

    assert [row["gateway"] for row in json.loads(result.stdout)["rows"]] == ["tws-europe-backup"]


def test_a_port_leaves_the_others_out(loopback_gateways: Path, other_open_port: int) -> None:
    result = check("zurich", str(other_open_port), "--json", gateways=loopback_gateways)

    assert [row["port"] for row in json.loads(result.stdout)["rows"]] == [other_open_port]


# In a pipe


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Seen from this machine:",
                "refused: the host is there",
                "not reached. The connection from this machine",
                "TWS Asia (Hong Kong), primary",
                "python -m bot gateways asien --language en",
            ],
        ),
        (
            "de",
            [
                "Von diesem Rechner aus gesehen:",
                "abgelehnt: der Host ist da",
                "nicht erreicht. Die Verbindung von diesem Rechner aus",
                "TWS Asien (Hongkong)",
                "python -m bot gateways asien --language de",
            ],
        ),
    ],
)
def test_in_a_pipe_the_table_comes_once_and_plain(
    language: str, words: list[str], loopback_gateways: Path
) -> None:
    result = check("asien", "--language", language, gateways=loopback_gateways)

    assert result.returncode == 1
    assert "\x1b" not in result.stdout
    text = " ".join(result.stdout.split())
    assert all(each in text for each in words), text
    assert "finished" not in text
    assert text.count("localhost:") == 1


@pytest.mark.parametrize("names", [["zurich"], ["chicago"], ["asia"]])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_text_speaks_of_this_machine_and_of_nothing_that_a_terminal_lacks(
    names: list[str], language: str, loopback_gateways: Path
) -> None:
    text = check(*names, "--language", language, gateways=loopback_gateways).stdout

    assert "**" not in text
    assert "`" not in text
    assert not re.search(r"our server|unser\w* Server|button|The command shows", text)
    assert {"en": "this machine", "de": "diesem Rechner"}[language] in text


def test_the_list_that_the_text_names_can_be_printed(
    loopback_gateways: Path, closed_port: int
) -> None:
    text = check("Hong Kong", "--language", "de", gateways=loopback_gateways).stdout
    line = text.rstrip().splitlines()[-1].strip()

    result = subprocess.run(
        [sys.executable, *shlex.split(line)[1:]],
        cwd=PROJECT,
        env=environment(loopback_gateways),
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith(f"\nlocalhost:{closed_port}\n")


def test_without_a_language_it_is_english(loopback_gateways: Path) -> None:
    text = check("zurich", gateways=loopback_gateways).stdout

    assert "TWS Europe (Zurich): reached. All 2 connections from this machine" in text


# On a terminal


@pytest.mark.parametrize(
    ("language", "bar", "last"),
    [
        ("en", ["0 of 2 finished", "1 of 2 finished"], "no answer within 2 s"),
        ("de", ["0 von 2 fertig", "1 von 2 fertig"], "keine Antwort binnen 2 s"),
    ],
)
def test_on_a_terminal_a_bar_shows_how_far_it_is_and_the_last_table_stays(
    language: str, bar: list[str], last: str, slow_gateways: Path
) -> None:
    drawn, code = watch("all", "--language", language, gateways=slow_gateways)

    assert code == 1
    first, second = (drawn.index(each) for each in bar)
    assert first < second < drawn.index(last)
    assert "━" in drawn
    assert ERASE_LINE in drawn, "drawn again in place"
    staying = ESCAPES.sub("", drawn[drawn.rindex(ERASE_LINE) :])
    assert last in staying
    assert not any(each in staying for each in bar)
    assert "✓" in staying
    assert "✗" in staying


def test_json_on_a_terminal_is_json_alone(slow_gateways: Path) -> None:
    drawn, code = watch("zurich", "--json", gateways=slow_gateways)

    assert code == 0
    assert json.loads(ESCAPES.sub("", drawn))["finished"]
