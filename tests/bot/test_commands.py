"""The command line with good and bad input: an exit code and one sentence each."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.command_error import CommandError
from bot.commands import _listen
from bot.settings import PROJECT, Settings
from bot.training import ModelFiles, fingerprint
from kb.gateways import GATEWAYS_FILE

QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"


def bot(
    *arguments: str, stdin: str = "", project: Path = PROJECT, **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("LOTSE_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=project,
        env={**environment, "LOTSE_OPERATOR_PORT": "off", **settings},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("lotse: "), result.stderr
    return result.stderr


def test_ask_answers_once(model: Path) -> None:
    result = bot("ask", QUESTION)

    assert result.returncode == 0, result.stderr
    assert "CHALLNG>" in result.stdout
    assert "KB2634" in result.stdout


def test_ask_prints_message_objects(model: Path) -> None:
    result = bot("ask", "TWS", "--json", "--language", "de")

    [message] = json.loads(result.stdout)
    assert message["language"] == "de"


def test_talk_takes_numbers_for_buttons(model: Path) -> None:
    result = bot("talk", stdin=f"{QUESTION}\n1\nweiter\n\n")

    assert result.returncode == 0, result.stderr
    assert "Schritt 1 von 4" in result.stdout
    assert "Schritt 2 von 4" in result.stdout


def test_an_unknown_setting_is_named() -> None:
    result = bot("serve", LOTSE_COLOUR="red")

    assert result.returncode == 2
    assert "LOTSE_COLOUR: unknown setting" in one_sentence(result)


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        (("serve",), "LOTSE_REST_TOKENS", "hunter2-hunter2-hunter2"),
        (("serve",), "LOTSE_REST_TOKEN", "hunter2"),
        (("serve",), "LOTSE_SLACK_BOT_TOKEN", "xoxb-hunter2hunter2"),
        (("serve",), "LOTSE_PORT", "many"),
        (("serve",), "LOTSE_HOST", "0.0.0.0"),
        (("serve",), "LOTSE_OPERATOR_PORT", "8080"),
        (("ask", "hello"), "LOTSE_LOG_LEVEL", "loud"),
        (("check", "all"), "LOTSE_GATEWAYS", "/no/such.yml"),
        (("rasa", "run", "actions"), "LOTSE_PROXIES", "everybody"),
    ],
)
def test_a_wrong_setting_ends_every_command_with_2_before_anything_is_begun(
    command: tuple[str, ...], name: str, value: str
) -> None:
    settings: dict[str, Any] = {name: value}
    result = bot(*command, **settings)

    assert result.returncode == 2
    assert name in one_sentence(result)
    assert len(result.stderr.splitlines()) == 1
    assert "hunter2" not in result.stdout + result.stderr


def test_a_port_in_use_is_named(model: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = bot("serve", LOTSE_PORT=str(port))

    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in one_sentence(result)
    assert "LOTSE_PORT" in result.stderr


def test_an_operator_s_port_in_use_is_named(model: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        result = bot("serve", LOTSE_PORT="0", LOTSE_OPERATOR_PORT=port)

    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port} for the operator" in one_sentence(result)
    assert "LOTSE_OPERATOR_PORT" in result.stderr


def test_a_port_that_a_starting_server_has_taken_is_named() -> None:
    with _listen(Settings(port=0)) as first:
        port = first.getsockname()[1]

        with pytest.raises(CommandError, match=f"cannot listen on 127.0.0.1:{port}"):
            with _listen(Settings(port=port)):
                pass


def test_a_folder_that_cannot_be_written_to_is_named(model: Path) -> None:
    result = bot("serve", LOTSE_DATA="/proc/lotse", LOTSE_PORT="0")

    assert result.returncode == 1
    assert "/proc/lotse/lotse.sqlite" in one_sentence(result)
    assert "LOTSE_DATA" in result.stderr


def test_a_read_only_database_is_named(model: Path, tmp_path: Path) -> None:
    database = tmp_path / "lotse.sqlite"
    database.touch()
    url = f"sqlite:///file:{database}?mode=ro&uri=true"

    result = bot("ask", "hallo", LOTSE_DATABASE_URL=url)
    served = bot("serve", LOTSE_DATABASE_URL=url, LOTSE_PORT="0")

    assert result.returncode == 0, "a question keeps nothing, so it needs no database"
    assert served.returncode == 1
    assert "cannot be used" in one_sentence(served)


def test_a_duplicate_gateway_id_is_named_with_file_and_line(tmp_path: Path) -> None:
    text = GATEWAYS_FILE.read_text(encoding="utf-8")
    broken = tmp_path / "gateways.yml"
    broken.write_text(text.replace("id: web-ca", "id: web-us"), encoding="utf-8")
    line = text[: text.index("id: web-ca")].count("\n") + 1

    result = bot("check", "europe", LOTSE_GATEWAYS=str(broken))

    assert result.returncode == 1
    assert f"{broken}:{line}: duplicate-id: the id 'web-us'" in one_sentence(result)


def test_a_model_of_the_same_inputs_is_kept(model: Path) -> None:
    assert ModelFiles.of(Settings()).problem(Settings()) is None
    assert fingerprint(Settings()) == fingerprint(Settings())


def test_a_models_folder_that_cannot_be_written_to_is_named() -> None:
    result = bot("train", LOTSE_MODELS="/proc/lotse")

    assert result.returncode == 1
    assert "LOTSE_MODELS" in one_sentence(result)


def test_a_broken_article_is_named_with_file_and_line(tmp_path: Path) -> None:
    for name in ("actions", "bot", "data", "kb", "config.yml", "requirements.lock"):
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    article = tmp_path / "kb" / "articles" / "de" / "dsc-login.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("## Fragen", "## Fargen"), encoding="utf-8")
    line = text[: text.index("## Fragen")].count("\n") + 1

    result = bot("serve", project=tmp_path, LOTSE_PORT="0")

    assert result.returncode == 1
    assert f"{article}:{line}: heading: unknown heading 'Fargen'" in one_sentence(result)


def test_a_report_without_a_database_is_one_sentence() -> None:
    run = bot("report", LOTSE_DATABASE_URL="postgresql://lotse:hunter2@127.0.0.1:1/lotse")

    assert run.returncode == 1
    assert run.stderr.startswith("lotse: The database postgresql://lotse:***@127.0.0.1:1/lotse")
    assert "Traceback" not in run.stderr
