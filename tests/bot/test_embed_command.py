"""What ``python -m bot embed`` prints."""

from __future__ import annotations

import pytest

from bot.__main__ import main
from bot.widget_files import join_widget


def test_the_tag_has_the_hash_of_what_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["embed", "--url", "https://bot.example/", "--language", "de"]) == 0

    printed = capsys.readouterr().out
    assert 'src="https://bot.example/widget.js"' in printed
    assert f'integrity="{join_widget()[0].integrity}"' in printed
    assert '<lotse-chat language="de"></lotse-chat>' in printed
    assert "connect-src https://bot.example wss://bot.example\n" in printed
    assert "https://www.interactivebrokers.com\n" in printed


@pytest.mark.parametrize(
    "url", ["bot.example", "ftp://bot.example", "https://bot.example/x", "https://me@bot.example"]
)
def test_an_address_that_is_no_origin_is_refused(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["embed", "--url", url]) == 1
    assert "must be an origin" in capsys.readouterr().err
