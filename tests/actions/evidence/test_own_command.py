"""The commands as text: one line, short, harmless to paste, and only for listed ports."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import tree_sitter
import tree_sitter_powershell

from actions.evidence.command_texts import TEXTS
from actions.evidence.own_command import Shell, shells_for, write_command
from actions.evidence.result_code import LETTERS, find_result_code, short_id
from actions.probing.finding import Target
from kb.gateways import read_gateways
from kb.language import Language

GATEWAYS = read_gateways()
LISTED = tuple(
    dict.fromkeys(
        Target(row.host, port, port in GATEWAYS.tls_ports)
        for row in GATEWAYS.rows
        for port in (*row.ports, *row.also)
    )
)
TRADING = tuple(target for target in LISTED if target.port in (4000, 4001))
# All are far below 4,096 bytes, above which a terminal cuts a line that no line editor reads.
MOST_CHARACTERS = {Shell.POWERSHELL: 3500, Shell.BASH: 3320, Shell.NC: 3390, Shell.PYTHON: 2750}
QUOTED = {
    Shell.BASH: (re.compile(r"bash -c '(.*)'"), "'!"),
    Shell.NC: (re.compile(r"sh -c '(.*)'"), "'!"),
    Shell.PYTHON: (re.compile(r"(?:python3|py -3) -c \"(.*)\""), '"$`\\!%'),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shell", Shell)
def test_a_command_is_one_line_of_exactly_the_targets(shell: Shell, language: Language) -> None:
    targets = TRADING[:3]

    line = write_command(targets, shell, language)

    assert line.isprintable()
    for target in LISTED:
        assert (short_id(target) in line) == (target in targets)
    hosts = {target.host for target in LISTED if re.search(rf"\b{target.host}\b", line)}
    assert hosts == {target.host for target in targets}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shell", Shell)
def test_a_command_for_five_targets_is_short(shell: Shell, language: Language) -> None:
    longest = sorted(TRADING, key=lambda target: -len(target.host))[:5]

    assert len(write_command(longest, shell, language)) < MOST_CHARACTERS[shell]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shell", QUOTED)
def test_nothing_ends_the_quotes_around_a_command(shell: Shell, language: Language) -> None:
    form, forbidden = QUOTED[shell]

    found = form.fullmatch(write_command(LISTED, shell, language))

    assert found is not None
    assert not set(found[1]) & set(forbidden)


@pytest.mark.parametrize("language", Language)
def test_the_words_of_a_command_are_harmless(language: Language) -> None:
    texts = TEXTS[language]
    words = (*texts.head, texts.proxy, *texts.proxy_answers, texts.paste, *texts.reasons.values())

    assert set("".join(words)).isdisjoint("'\"\\$!%^|`@")
    assert set(texts.reasons) == set(LETTERS)


@pytest.mark.parametrize("shell", Shell)
def test_words_about_tls_stand_only_where_a_port_speaks_it(shell: Shell) -> None:
    plain = write_command([Target("zdc1.ibllc.com", 4000, tls=False)], shell, Language.GERMAN)
    secure = write_command([Target("zdc1.ibllc.com", 4001, tls=True)], shell, Language.GERMAN)

    assert "spricht kein TLS" not in plain
    assert "spricht kein TLS" in secure


@pytest.mark.parametrize("shell", Shell)
def test_a_command_itself_is_not_taken_for_a_code(shell: Shell) -> None:
    assert find_result_code(write_command(LISTED, shell, Language.ENGLISH)) is None


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize(
    "host", ["a b.test", "$(id).test", "a';id;'.test", "Ä.test", "", "-x.test"]
)
def test_a_host_that_could_mean_something_to_a_shell_is_refused(host: str, shell: Shell) -> None:
    with pytest.raises(ValueError, match="no command may hold"):
        write_command([Target(host, 4001, tls=True)], shell, Language.ENGLISH)


@pytest.mark.parametrize("count", [0, 100])
def test_a_command_for_nothing_or_for_too_much_is_refused(count: int) -> None:
    targets = [Target("zdc1.ibllc.com", port, tls=False) for port in range(1, count + 1)]

    with pytest.raises(ValueError, match="targets"):
        write_command(targets, Shell.BASH, Language.ENGLISH)


def test_a_target_named_twice_is_tried_once() -> None:
    twice = write_command(TRADING[:1] * 2, Shell.BASH, Language.ENGLISH)

    assert twice == write_command(TRADING[:1], Shell.BASH, Language.ENGLISH)


@pytest.mark.parametrize(
    ("system", "shells"),
    [
        ("windows", (Shell.POWERSHELL, Shell.PYTHON)),
        ("macos", (Shell.BASH, Shell.NC, Shell.PYTHON)),
        ("linux", (Shell.BASH, Shell.NC, Shell.PYTHON)),
    ],
)
def test_each_system_gets_its_shells(system: str, shells: tuple[Shell, ...]) -> None:
    assert shells_for(system) == shells


def test_python_has_another_name_on_windows() -> None:
    line = write_command(TRADING, Shell.PYTHON, Language.ENGLISH, system="windows")

    assert line.startswith("py -3 -c ")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("count", [1, 5, 20])
def test_powershell_can_parse_its_command(count: int, language: Language) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    line = write_command(LISTED[:count], Shell.POWERSHELL, language)

    tree = parser.parse(line.encode())

    assert [str(node.text) for node in _broken(tree.root_node)] == []


def test_a_broken_powershell_command_is_noticed() -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    line = write_command(LISTED[:1], Shell.POWERSHELL, Language.ENGLISH)

    assert list(_broken(parser.parse(line[:-1].encode()).root_node))


@pytest.mark.parametrize("newer", [r"\?\?", r"\?\.", " -Parallel", r"&&", r"\|\|", r"\? [^{]*:"])
def test_powershell_needs_nothing_newer_than_5_1(newer: str) -> None:
    line = write_command(LISTED, Shell.POWERSHELL, Language.ENGLISH)
    without_texts = re.sub(r"'[^']*'", "''", line)

    assert not re.search(newer, without_texts)


def _broken(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    if node.is_error or node.is_missing:
        yield node
    for child in node.children:
        yield from _broken(child)
