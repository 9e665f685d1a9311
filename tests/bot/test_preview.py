"""What `make preview` shows when articles change under a running server."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.preview import report, watch
from kb.articles import ARTICLES_FOLDER
from kb.gateways import read_gateways
from kb.library import Library
from tests.servers import Lotse, running_lotse

WAIT_SECONDS = 20.0
FLIPS = 10
FLIP_SECONDS = 0.4  # some of them fall into a reload
ASKERS = 4


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the articles; each test changes another one."""
    return Path(shutil.copytree(ARTICLES_FOLDER, tmp_path_factory.mktemp("preview") / "articles"))


@pytest.fixture(scope="module")
def preview(articles: Path, model: Path) -> Iterator[Lotse]:
    """Return a server that looks at the copy; the questions are those that were taught."""
    with running_lotse(articles.parent, "--preview", LOTSE_ARTICLES=str(articles)) as lotse:
        yield lotse


def change(path: Path, old: str, new: str) -> str:
    """Replace what must stand in a file once, and return what it was."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text


def wait_until(condition: Callable[[], bool], what: Callable[[], str]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)


def wait_for(lotse: Lotse, pattern: str) -> None:
    """Wait until a line of the server begins like this."""

    def log() -> str:
        return lotse.log.read_text(encoding="utf-8")

    wait_until(lambda: re.search(f"^{pattern}", log(), re.MULTILINE) is not None, log)


def reloaded(id: str) -> str:
    """Return the pattern of the line that names an article, perhaps among others."""
    return f"Reloaded: .*{id}"


def ask(lotse: Lotse, text: str) -> dict[str, Any]:
    """Ask in a conversation of its own and return the last message of the answer."""
    return lotse.say(f"preview-{time.monotonic_ns()}-{threading.get_ident()}", text)[-1]


def test_an_edited_answer_is_served_without_a_restart(preview: Lotse, articles: Path) -> None:
    before = ask(preview, "withdrawal limit")

    change(articles / "en/withdrawal-limits.md", "\n\n## Good", " Mended just now.\n\n## Good")
    wait_for(preview, reloaded("withdrawal-limits"))

    after = ask(preview, "withdrawal limit")
    assert after["text"] == f"{before['text']} Mended just now."
    assert after["article"] == before["article"]


def test_a_walk_under_way_shows_the_edited_step(preview: Lotse, articles: Path) -> None:
    preview.say("walker", "What does port 4001 mean?")
    preview.say("walker", "Step by step")

    change(articles / "en/port-4001-meaning.md", "\n2. If it is", "\n2. Mended just now. If it is")
    wait_for(preview, reloaded("port-4001-meaning"))

    [step] = preview.say("walker", "next")
    assert step["article"]["step"] == 2
    assert "Mended just now. If it is" in step["text"]


def test_a_broken_file_is_refused_and_the_old_text_stays(preview: Lotse, articles: Path) -> None:
    question = "I activated a temporary code, how long does it last?"
    before = ask(preview, question)
    path = articles / "en/temporary-code.md"

    text = change(path, "\n# ", "\n## ")
    line = text[: text.index("\n# ")].count("\n") + 2
    wait_for(
        preview,
        f"Refused, what is shown stays as it was: {path}:{line}: title-missing: "
        "write '# Title' below '---'\n",
    )

    after = ask(preview, question)
    assert (after["text"], after["article"]) == (before["text"], before["article"])
    assert before["article"]["id"] == "temporary-code"


def test_a_new_wording_is_found_by_the_search(preview: Lotse, articles: Path) -> None:
    question = "what does the blinking kestrel lamp mean"
    before = ask(preview, question)

    change(
        articles / "en/public-wifi.md",
        "\n\n## Questions",
        "\n- The blinking kestrel lamp means that the battery is empty.\n\n## Questions",
    )
    wait_for(preview, reloaded("public-wifi"))

    after = ask(preview, question)
    title = "TWS does not connect in a hotel, café or airport network"
    assert title not in [button["title"] for button in before["buttons"]]
    assert after["buttons"][0]["title"] == title


def test_an_article_in_one_language_only_is_answered_in_that_and_labelled(
    preview: Lotse, articles: Path
) -> None:
    question = "Die Anmeldung fragt nach zwei Indexnummern"
    before = preview.say("before", question)

    (articles / "de/security-code-card.md").unlink()
    wait_for(preview, reloaded("security-code-card"))

    label, answer = preview.say("after", question)
    assert [message["language"] for message in before] == ["de"]
    assert (label["language"], label["text"]) == ("de", "Das liegt mir nur auf Englisch vor:")
    assert (answer["language"], answer["article"]["id"]) == ("en", "security-code-card")


def test_changed_questions_ask_for_training(preview: Lotse, articles: Path) -> None:
    change(
        articles / "en/device-sharing.md", "\n## Questions\n", "\n## Questions\n- One for two?\n"
    )

    hint = "Questions have changed; the bot learns them with: make train, then a restart"
    wait_for(preview, f"{reloaded('device-sharing')}.*\n{hint}")


def test_a_reload_is_whole_however_many_ask(preview: Lotse, articles: Path) -> None:
    question = "Which server location is my account assigned to?"
    path = articles / "en/server-location.md"
    text = path.read_text(encoding="utf-8")
    # As long as each other, so that the size does not give them away.
    versions = [marked(text, name) for name in ("red", "ash")]
    path.write_text(versions[0], encoding="utf-8")
    wait_for(preview, reloaded("server-location"))
    answers: list[list[dict[str, Any]]] = []
    stopped = threading.Event()

    def keep_asking(sender: str) -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            answers.append(preview.say(f"{sender}-{number}", question))

    askers = [threading.Thread(target=keep_asking, args=(f"asker-{n}",)) for n in range(ASKERS)]
    for asker in askers:
        asker.start()
    for flip in range(1, FLIPS + 1):
        path.write_text(versions[flip % 2], encoding="utf-8")
        time.sleep(FLIP_SECONDS)
    stopped.set()
    for asker in askers:
        asker.join()

    assert {tuple(message["kind"] for message in answer) for answer in answers} == {("answer",)}
    seen = {
        (seen_in(answer[0]["article"]["title"]), seen_in(answer[0]["text"])) for answer in answers
    }
    assert seen == {("red", "red"), ("ash", "ash")}


def marked(text: str, version: str) -> str:
    """Return an article with its version behind the title and all that may be the answer."""
    shown, heading, questions = text.partition("\n## Questions")
    passages = r"^(# .*|[A-Z].*[.]|- (?!Step |Any step).*)$"
    return re.sub(passages, rf"\1 [{version}]", shown, flags=re.MULTILINE) + heading + questions


def seen_in(text: str) -> str:
    """Return the version whose name ends a text."""
    return text.rstrip("]")[-3:]


async def test_only_changed_questions_ask_for_training(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ARTICLES_FOLDER, tmp_path / "articles"))
    lines: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()
    watching = asyncio.create_task(watch(Library(folder), read_gateways(), lines.put_nowait, stop))
    await asyncio.sleep(0.5)  # the system begins to watch

    change(folder / "en/withdrawal-limits.md", "\n\n## Good", " Mended just now.\n\n## Good")
    line = await asyncio.wait_for(lines.get(), WAIT_SECONDS)
    stop.set()
    await watching

    assert (line, lines.empty()) == ("Reloaded: withdrawal-limits", True)


def test_what_was_refused_is_said_without_checking_the_rest(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ARTICLES_FOLDER, tmp_path / "articles"))
    library = Library(folder)
    change(folder / "en/withdrawal-limits.md", "\nstatus: unconfirmed", "\nstatus: maybe")

    lines = report(library.reload(), read_gateways())

    assert lines == [
        f"Refused, what is shown stays as it was: {folder / 'en/withdrawal-limits.md'}:6: "
        "front-matter-status: must be one of current, outdated, unconfirmed"
    ]
