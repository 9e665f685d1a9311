"""Reading the public sets, on files made up for the test: the real ones are not needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import public_sets
from tests.benchmarks.public_sets import OUTSIDE, SetsMissingError, read_set

XSID = "# id = 1\n# text = {text}\n# intent = weather/find\n1\tIs\tweather/find\tO\n\n"


def test_missing_sets_are_named_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_sets, "FOLDER", tmp_path)

    with pytest.raises(SetsMissingError) as error:
        read_set("clinc150")

    assert str(tmp_path) in str(error.value)
    assert "clinc/oos-eval" in str(error.value)


def test_what_no_intent_answers_is_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sets, "FOLDER", tmp_path)
    (tmp_path / "hint3").mkdir()
    (tmp_path / "hint3" / "v1_curekart_train.csv").write_text("sentence,label\nhi,GREET\n")
    (tmp_path / "hint3" / "v1_curekart_test.csv").write_text(
        'sentence,label\nhello,GREET\n"a, b",NO_NODES_DETECTED\n'
    )

    found = read_set("hint3-curekart")

    assert found.train == [("hi", "GREET")]
    assert found.test == [("hello", "GREET"), ("a, b", OUTSIDE)]


def test_a_slash_in_an_intent_is_none_of_rasas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_sets, "FOLDER", tmp_path)
    (tmp_path / "xsid").mkdir()
    for language, text in (("en", "is it raining"), ("de", "regnet es")):
        (tmp_path / "xsid" / f"{language}.valid.conll").write_text(XSID.format(text=text))

    found = read_set("xsid-en-to-de")

    assert found.train == [("is it raining", "weather_find")]
    assert found.test == [("regnet es", "weather_find")]
