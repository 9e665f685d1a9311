"""Where the tests' browser comes from, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import packed_browser
from bot.browser import BrowserError, find_browser, main, provide_browser, starts


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which programs are found; there are none yet."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("bot.browser.MAC_APPLICATIONS", ())
    monkeypatch.setattr(packed_browser, "FOLDER", tmp_path / "unpacked")
    return programs


def test_the_browser_of_this_machine_starts() -> None:
    assert starts(find_browser())


def test_a_browser_that_does_not_start_is_passed_over(bare_machine: Path) -> None:
    write_program(bare_machine / "chromium", "#!/bin/sh\nexit 1\n")

    with pytest.raises(BrowserError, match="no Chromium or Chrome that starts"):
        find_browser()


def test_without_browser_and_npm_one_sentence_says_what_to_do(
    bare_machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main()

    assert status == 1
    assert capsys.readouterr().err == (
        "lotse: no browser for the tests: npm, which could fetch one, is missing too. "
        "Install Chromium or Chrome, for example Debian's package chromium.\n"
    )


def test_a_package_that_cannot_be_fetched_is_named(bare_machine: Path) -> None:
    write_program(bare_machine / "npm", "#!/bin/sh\nexit 1\n")
    write_program(bare_machine / "node", "#!/bin/sh\nexit 1\n")

    with pytest.raises(BrowserError, match="npm could not fetch @sparticuz/chromium@"):
        provide_browser()


def test_a_package_with_another_hash_is_not_unpacked(bare_machine: Path) -> None:
    write_program(bare_machine / "npm", "#!/bin/sh\necho false > chromium.tgz\n")
    write_program(bare_machine / "node", "#!/bin/sh\nexit 1\n")

    with pytest.raises(BrowserError, match="is not the one we know"):
        provide_browser()

    assert packed_browser.unpacked_browser() is None


def write_program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
