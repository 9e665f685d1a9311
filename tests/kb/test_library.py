"""What a running bot takes over when articles change on disk."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from kb.article_reader import read_article
from kb.errors import ContentError
from kb.language import Language
from kb.library import Knowledge, Library
from tests.kb.small_project import DE, EN

BOTH = (EN, DE)
MISSING = "1: articles-missing: there are no articles here; they are en/<id>.md and de/<id>.md"
RELOADS = 200
PAUSE_SECONDS = 0.0002  # a reload takes some milliseconds


@pytest.fixture
def library(project: Path) -> Library:
    return Library(project / "kb/articles")


@pytest.fixture
def read_paths(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the paths of the files that are read from now on."""
    paths = []

    def noted(path: Path, language: Language) -> object:
        paths.append(path)
        return read_article(path, language)

    monkeypatch.setattr("kb.library.read_article", noted)
    return paths


def replace(path: Path, old: str, new: str) -> None:
    """Change a file, and its time for certain: disks have coarse clocks."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    time = path.stat().st_mtime_ns + 1_000_000_000
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(time, time))


def title(knowledge: Knowledge, language: Language = Language.ENGLISH) -> str:
    return knowledge.articles[language]["card-login"].title


def test_it_begins_with_all_articles(library: Library) -> None:
    knowledge = library.current

    assert knowledge.version == 1
    assert {language: len(articles) for language, articles in knowledge.articles.items()} == {
        Language.ENGLISH: 4,
        Language.GERMAN: 4,
    }


def test_it_does_not_begin_with_a_broken_article(project: Path) -> None:
    replace(project / EN, "# Log in", "Log in")

    with pytest.raises(ContentError) as error:
        Library(project / "kb/articles")

    assert str(error.value) == f"{project / EN}:9: title-missing: write '# Title' below '---'"


def test_a_change_is_taken_over(library: Library, project: Path) -> None:
    replace(project / EN, "# Log in with the card", "# Sign in with the card")

    reload = library.reload()

    assert reload.changed == ("card-login",)
    assert reload.complaints == ()
    assert reload.knowledge is library.current
    assert library.current.version == 2
    assert title(library.current) == "Sign in with the card"


def test_whoever_holds_the_knowledge_sees_no_change(library: Library, project: Path) -> None:
    before = library.current
    replace(project / EN, "# Log in with the card", "# Sign in with the card")

    library.reload()

    assert title(before) == "Log in with the card"
    assert before.version == 1


def test_a_new_article_comes(library: Library, project: Path) -> None:
    text = (project / EN).read_text(encoding="utf-8").replace("id: card-login", "id: card-new")
    (project / EN).with_name("card-new.md").write_text(text, encoding="utf-8")

    reload = library.reload()

    assert reload.changed == ("card-new",)
    assert "card-new" in library.current.articles[Language.ENGLISH]
    assert "card-new" not in library.current.articles[Language.GERMAN]


def test_a_deleted_article_goes(library: Library, project: Path) -> None:
    for path in BOTH:
        (project / path).unlink()

    reload = library.reload()

    assert reload.changed == ("card-login",)
    assert "card-login" not in library.current.articles[Language.ENGLISH]
    assert "card-login" not in library.current.articles[Language.GERMAN]


def test_an_article_deleted_in_one_language_stays_in_the_other(
    library: Library, project: Path
) -> None:
    (project / EN).unlink()

    reload = library.reload()

    assert reload.changed == ("card-login",)
    assert "card-login" not in library.current.articles[Language.ENGLISH]
    assert "card-login" in library.current.articles[Language.GERMAN]


def test_a_broken_article_stays_as_it_was(library: Library, project: Path) -> None:
    before = library.current
    replace(project / EN, "# Log in with the card", "Log in with the card")

    reload = library.reload()

    assert [str(complaint) for complaint in reload.complaints] == [
        f"{project / EN}:9: title-missing: write '# Title' below '---'"
    ]
    assert reload.changed == ()
    assert library.current is before


def test_a_broken_article_keeps_no_other_from_changing(library: Library, project: Path) -> None:
    replace(project / EN, "# Log in with the card", "Log in with the card")
    replace(project / DE, "# Mit der Karte anmelden", "# Anmeldung mit der Karte")

    reload = library.reload()

    assert reload.changed == ("card-login",)
    assert len(reload.complaints) == 1
    assert title(library.current) == "Log in with the card"
    assert title(library.current, Language.GERMAN) == "Anmeldung mit der Karte"


def test_a_broken_article_is_complained_about_until_it_is_mended(
    library: Library, project: Path
) -> None:
    replace(project / EN, "# Log in with the card", "Log in with the card")
    complaints = [library.reload().complaints, library.reload().complaints]
    replace(project / EN, "Log in with the card\n\n", "# Sign in with the card\n\n")

    reload = library.reload()

    assert [len(each) for each in complaints] == [1, 1]
    assert reload.complaints == ()
    assert title(library.current) == "Sign in with the card"


def test_a_broken_new_article_does_not_come(library: Library, project: Path) -> None:
    (project / EN).with_name("card-new.md").write_text("", encoding="utf-8")

    reload = library.reload()

    assert [complaint.rule for complaint in reload.complaints] == ["front-matter"]
    assert "card-new" not in library.current.articles[Language.ENGLISH]


def test_without_a_change_nothing_is_new(library: Library) -> None:
    before = library.current

    reload = library.reload()

    assert reload.changed == ()
    assert library.current is before


def test_a_file_that_was_only_touched_is_no_change(library: Library, project: Path) -> None:
    before = library.current
    replace(project / EN, "card", "card")

    reload = library.reload()

    assert reload.changed == ()
    assert library.current is before


def test_each_change_raises_the_version_by_one(library: Library, project: Path) -> None:
    versions = []

    for old, new in [("# Log in", "# Sign in"), ("# Sign in", "# Log in"), ("card", "card")]:
        replace(project / EN, old, new)
        versions.append(library.reload().knowledge.version)

    assert versions == [2, 3, 3]


def test_only_changed_files_are_read_again(
    library: Library, project: Path, read_paths: list[Path]
) -> None:
    library.reload()
    before = list(read_paths)
    replace(project / DE, "# Mit der Karte anmelden", "# Anmeldung mit der Karte")

    library.reload()
    library.reload()

    assert before == []
    assert read_paths == [project / DE]


def test_a_file_that_goes_while_it_is_read_leaves_its_article(
    library: Library, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [project / EN]
    (project / EN).unlink()
    monkeypatch.setattr("kb.library.find_article_files", lambda folder, language: listed)

    reload = library.reload()

    assert {complaint.rule for complaint in reload.complaints} == {"unreadable"}
    assert title(library.current) == "Log in with the card"


def test_a_folder_without_articles_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as error:
        Library(tmp_path)

    assert str(error.value) == f"{tmp_path}:{MISSING}"


def test_articles_that_are_gone_for_a_moment_stay(library: Library, project: Path) -> None:
    (project / "kb/articles").rename(project / "kb/elsewhere")

    reload = library.reload()

    assert [str(complaint) for complaint in reload.complaints] == [f"{library.folder}:{MISSING}"]
    assert "card-login" in library.current.articles[Language.GERMAN]


def test_a_reader_never_sees_half_a_reload(library: Library, project: Path) -> None:
    stopped = threading.Event()
    mixed: list[tuple[int, str, str]] = []
    seen: set[int] = set()

    def watch() -> None:
        while not stopped.wait(PAUSE_SECONDS):
            knowledge = library.current
            english, german = title(knowledge), title(knowledge, Language.GERMAN)
            seen.add(knowledge.version)
            if english.rsplit(" ")[-1] != german.rsplit(" ")[-1]:
                mixed.append((knowledge.version, english, german))

    replace(project / EN, "# Log in with the card", "# Card 0")
    replace(project / DE, "# Mit der Karte anmelden", "# Karte 0")
    library.reload()
    watchers = [threading.Thread(target=watch) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    for number in range(RELOADS):
        replace(project / EN, f"# Card {number}", f"# Card {number + 1}")
        replace(project / DE, f"# Karte {number}", f"# Karte {number + 1}")
        library.reload()
    stopped.set()
    for watcher in watchers:
        watcher.join()

    assert mixed == []
    assert library.current.version == RELOADS + 2
    assert len(seen) > 1
