"""What the commands find and print, run for real against ports on loopback."""

from __future__ import annotations

import ast
import asyncio
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from actions.evidence.command_texts import TEXTS
from actions.evidence.own_command import Shell, write_command
from actions.evidence.result_code import ResultCode, find_result_code, read_result_code
from actions.probing.finding import Reason, Target
from kb.language import Language
from tests.actions.conftest import listening
from tests.actions.evidence.command_runs import (
    PROMPTS,
    PROXY_VARIABLES,
    environment,
    only,
    paste,
    read,
    rows_of,
    run,
)
from tests.actions.evidence.loopback_scene import Scene, all_behaviours, full_backlog
from tests.servers import free_port
from tests.tools import provide

UNIX_SHELLS = (Shell.BASH, Shell.NC, Shell.PYTHON)


@pytest.fixture(scope="session", autouse=True)
def nc() -> Path:
    """Return OpenBSD's nc, which macOS and Debian have."""
    return provide("nc", "netcat-openbsd")


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


def reasons_in(code: ResultCode) -> dict[tuple[str, int | None], Reason]:
    return {(each.host, each.port): each.reason for each in code.observations}


def expected_reasons(scene: Scene) -> dict[tuple[str, int | None], Reason]:
    return {(target.host, target.port): reason for target, reason in scene.expected.items()}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shell", UNIX_SHELLS)
async def test_a_command_tells_every_behaviour_apart(
    shell: Shell, language: Language, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with all_behaviours(tmp_path_factory.mktemp("scene")) as scene:
        targets = list(scene.expected)
        line = write_command(targets, shell, language)
        seen = environment(tmp_path, SSL_CERT_FILE=str(scene.authority))
        printed = await run(["sh", "-c", line], tmp_path, seen)

    code = read(printed.output, targets)
    assert reasons_in(code) == expected_reasons(scene)
    assert [each.issuer for each in code.observations] == [scene.issuer(each) for each in targets]
    assert (code.system, code.http_proxy) == ("linux", False)
    assert printed.errors == ""
    _assert_the_table_says_the_same(printed.output, code, targets, language)


def _assert_the_table_says_the_same(
    output: str, code: ResultCode, targets: Sequence[Target], language: Language
) -> None:
    words = TEXTS[language].reasons
    expected = [
        [
            each.host,
            str(each.port),
            "" if each.milliseconds is None else str(each.milliseconds),
            ", ".join(filter(None, (words[each.reason], each.issuer))),
        ]
        for each in code.observations
    ]
    assert rows_of(output, targets) == expected


@pytest.mark.parametrize("shell", UNIX_SHELLS)
async def test_a_command_leaves_no_file_and_no_process(shell: Shell, tmp_path: Path) -> None:
    with full_backlog() as dark:
        targets = [Target("localhost", dark, tls=True), Target("localhost", free_port(), tls=True)]
        line = write_command(targets, shell, Language.ENGLISH)
        printed = await run(["sh", "-c", line], tmp_path, environment(tmp_path))

    assert printed.left == ()
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("shell", UNIX_SHELLS)
async def test_dark_ports_are_tried_at_the_same_time(shell: Shell, tmp_path: Path) -> None:
    with full_backlog() as first, full_backlog() as second, full_backlog() as third:
        targets = [Target("localhost", port, tls=True) for port in (first, second, third)]
        line = write_command(targets, shell, Language.ENGLISH)
        printed = await run(["sh", "-c", line], tmp_path, environment(tmp_path))

    assert set(reasons_in(read(printed.output, targets)).values()) == {Reason.TIMEOUT}
    assert printed.seconds < 8


@pytest.mark.parametrize("variable", [*PROXY_VARIABLES, "HTTPS_PROXY"])
@pytest.mark.parametrize("shell", UNIX_SHELLS)
async def test_a_proxy_is_reported_and_never_used(
    shell: Shell, variable: str, open_port: int, tmp_path: Path
) -> None:
    connections = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    targets = [Target("localhost", open_port, tls=False)]
    line = write_command(targets, shell, Language.GERMAN)
    async with listening(count) as proxy:
        seen = environment(tmp_path, **{variable: f"http://localhost:{proxy}"})
        printed = await run(["sh", "-c", line], tmp_path, seen)

    code = read(printed.output, targets)
    assert (code.http_proxy, [each.reason for each in code.observations]) == (True, [Reason.OK])
    assert "HTTP-Proxy hier eingestellt: ja" in printed.output
    assert connections == 0


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.UTF-8", "de_DE.ISO-8859-1"])
@pytest.mark.parametrize("shell", UNIX_SHELLS)
async def test_a_command_works_in_every_locale(
    shell: Shell, locale: str, open_port: int, closed_port: int, tmp_path: Path
) -> None:
    targets = [Target("localhost", port, tls=False) for port in (open_port, closed_port)]
    line = write_command(targets, shell, Language.GERMAN)
    seen = environment(tmp_path, LC_ALL=locale, LANG=locale, LANGUAGE="de")
    printed = await run(["sh", "-c", line], tmp_path, seen)

    found = [each.reason for each in read(printed.output, targets).observations]
    assert found == [Reason.OK, Reason.REFUSED]


@pytest.mark.parametrize("digest", ["sha256sum", "shasum", "openssl"])
@pytest.mark.parametrize("deadline", ["timeout", "perl"])
async def test_bash_makes_do_with_what_a_system_has(
    deadline: str, digest: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = only(tmp_path_factory.mktemp("programs"), deadline, digest, "openssl")
    async with all_behaviours(tmp_path_factory.mktemp("scene")) as scene:
        targets = list(scene.expected)
        line = write_command(targets, Shell.BASH, Language.ENGLISH)
        seen = environment(tmp_path, SSL_CERT_FILE=str(scene.authority), PATH=path)
        printed = await run(["bash", "-c", line], tmp_path, seen)

    assert reasons_in(read(printed.output, targets)) == expected_reasons(scene)
    assert printed.errors == ""


@pytest.mark.parametrize(
    ("shell", "missing", "plain"),
    [
        (Shell.BASH, "openssl", Reason.OK),
        (Shell.NC, "openssl", Reason.OK),
        (Shell.NC, "nc", Reason.NOT_FINISHED),
    ],
)
async def test_a_missing_program_is_said_and_is_no_pass(
    shell: Shell,
    missing: str,
    plain: Reason,
    open_port: int,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    programs = [name for name in ("openssl", "nc", "timeout", "sha256sum") if name != missing]
    path = only(tmp_path_factory.mktemp("programs"), *programs)
    targets = [Target("localhost", open_port, tls=False), Target("127.0.0.1", open_port, tls=True)]
    line = write_command(targets, shell, Language.ENGLISH)
    printed = await run(["sh", "-c", line], tmp_path, environment(tmp_path, PATH=path))

    found = [each.reason for each in read(printed.output, targets).observations]
    assert found == [plain, Reason.NOT_FINISHED]
    assert "something is missing here" in printed.output


@pytest.mark.parametrize("shell", UNIX_SHELLS)
@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_command_can_be_pasted_at_a_prompt(
    prompt: str, shell: Shell, open_port: int, closed_port: int, tmp_path: Path
) -> None:
    targets = [Target("localhost", port, tls=False) for port in (open_port, closed_port)]
    targets.append(Target("127.0.0.1", closed_port, tls=True))

    shown = paste(prompt, write_command(targets, shell, Language.GERMAN), tmp_path)

    code = find_result_code(shown)
    assert code is not None
    found = [each.reason for each in read_result_code(code, targets).observations]
    assert found == [Reason.OK, Reason.REFUSED, Reason.REFUSED]


def test_the_python_command_needs_no_newer_python_than_3_8() -> None:
    line = write_command([Target("localhost", 1, tls=True)], Shell.PYTHON, Language.GERMAN)

    name, option, outer = shlex.split(line)

    assert (name, option) == ("python3", "-c")
    inner = re.fullmatch(r"exec\('''(.*)'''\.replace\('\^',chr\(10\)\)\)", outer)
    assert inner is not None
    ast.parse(inner[1].replace("^", "\n"), feature_version=(3, 8))
