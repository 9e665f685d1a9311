"""The table of saboteurs fits the code, so that ``make saboteurs`` can be run at any time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.saboteurs.saboteur import Saboteur, SaboteurError, let_loose, read_saboteurs

SABOTEURS = read_saboteurs()


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.control)
def test_a_saboteur_changes_code_that_still_compiles(saboteur: Saboteur) -> None:
    code = (PROJECT / saboteur.file).read_text(encoding="utf-8")

    changed = saboteur.sabotaged(code)

    assert changed != code
    if saboteur.file.endswith(".py"):
        compile(changed, saboteur.file, "exec")


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.control)
def test_its_tests_exist(saboteur: Saboteur) -> None:
    for test in saboteur.tests:
        file, _, name = test.partition("::")

        written = f"def {name.partition('[')[0]}(" if name else "def test_"
        assert written in (PROJECT / file).read_text(encoding="utf-8")


def test_each_promise_has_saboteurs_of_its_own() -> None:
    assert {saboteur.promise for saboteur in SABOTEURS} == set(range(1, 10))
    assert len({saboteur.control for saboteur in SABOTEURS}) == len(SABOTEURS)


def test_a_copy_is_whole_again_after_a_saboteur(tmp_path: Path) -> None:
    (tmp_path / "guard.py").write_text("GUARDED = True\n")
    saboteur = Saboteur("guard", 1, "guard.py", "True", "False", ())

    with let_loose(saboteur, tmp_path):
        during = (tmp_path / "guard.py").read_text()

    assert during == "GUARDED = False\n"
    assert (tmp_path / "guard.py").read_text() == "GUARDED = True\n"


def test_a_saboteur_whose_text_is_gone_is_an_error() -> None:
    with pytest.raises(SaboteurError, match=r"guard: the text stands 0 times in guard\.py"):
        Saboteur("guard", 1, "guard.py", "if x:", "if y:", ()).sabotaged("nothing")
