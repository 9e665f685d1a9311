"""Hundreds of hostile texts in articles: each is refused, or can do nothing in any channel.

An article that is accepted may show what looks like HTML, as text; it may not lead anywhere that is
not listed, and nothing in it is unseen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.article import Article
from kb.article_reader import read_article
from kb.article_rules import Known, check_article, shown_texts
from kb.errors import ContentError
from kb.language import Language
from kb.links import host_of_link, link_targets
from tests.browser.hostile_texts import EVIL, hostile_texts

ARTICLE = Path(__file__).parent / "healthy/kb/articles/en/card-login.md"
LISTED = frozenset({"old.example.com", "www.interactivebrokers.com"})
KNOWN = Known(frozenset({"card-login", "hosts"}), LISTED, date(2026, 11, 22))
PLACES = {
    "title": "# ",
    "step": "1. ",
    "note": "- ",
}
LINKS_RULES = {"link-address", "host-unlisted", "link"}


def articles_with(text: str, folder: Path) -> Iterator[Article | str]:
    """Yield the article with a text in each place, or the rule that refuses it."""
    source = ARTICLE.read_text(encoding="utf-8")
    for begin in PLACES.values():
        path = folder / "card-login.md"
        head, mark, rest = source.partition(f"\n{begin}")
        path.write_text(f"{head}{mark}{text} {rest}", encoding="utf-8", errors="surrogatepass")
        try:
            article = read_article(path, Language.ENGLISH)
        except ContentError as error:
            yield error.complaint.rule
            continue
        complaints = [each.rule for each in check_article(article, KNOWN)]
        yield complaints[0] if complaints else article


@pytest.mark.parametrize("text", hostile_texts())
def test_an_article_with_it_is_refused_or_leads_nowhere(tmp_path: Path, text: str) -> None:
    for article in articles_with(text, tmp_path):
        if isinstance(article, Article):
            shown = "\n".join(each for each, _ in shown_texts(article))
            hosts = {host_of_link(target) for target in link_targets(shown)}
            assert hosts <= LISTED
            assert not {each for each in shown if unicodedata.category(each)[0] == "C"} - {"\n"}
            assert EVIL not in shown


def test_a_good_article_is_not_refused(tmp_path: Path) -> None:
    good = "[old.example.com](https://old.example.com/a)"

    assert all(isinstance(each, Article) for each in articles_with(good, tmp_path))


@pytest.mark.parametrize(
    "address",
    [
        f"https://{EVIL}/",
        "https://old.example.com:443/",
        "https://old.example.com@evil.example/",
        "https://old.example.com\\@evil.example/",
        "https://old.ex\u0430mple.com/",
        "https://xn--exmple-4nf.com/",
        "https://evil.zip/",
        "https://203.0.113.7/",
        "https://localhost/",
        "//old.example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://old.example.com/",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "\\[x]({})", "`[x]({})`", "**[x]({})**"])
def test_a_link_to_it_is_refused_however_it_is_written(
    tmp_path: Path, address: str, form: str
) -> None:
    found = list(articles_with(form.format(address), tmp_path))

    assert all(isinstance(each, str) for each in found), found
