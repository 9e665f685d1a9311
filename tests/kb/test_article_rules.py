"""What the checker finds in one article, beyond its being readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.small_project import DE, EN, SAME_USER_DE, SAME_USER_EN, Changes, change, found

SAME_USER = "kb/articles/*/export-same-user.md"
OTHER_USER = "kb/articles/*/export-other-user.md"
VARIANTS = "variants: {same-user: export-same-user, other-user: export-other-user}\n"
LONG_STEP = "word " * 79 + "words."
LONG_ANSWER = "word " * 120 + "end."
LONG_NOTE = "word " * 599 + "end."
LONG_SYMPTOM = "The menu is gray and so is everything else that can be seen in it."

CHANGES: Changes = {
    "the review is in the future": (
        [("kb/gateways.yml", "2026-11-22", "2026-11-23")],
        [
            "kb/gateways.yml:2: reviewed-future: 2026-11-23 is in the future; write the day of the "
            "last review",
        ],
    ),
    "the review was long ago": (
        [("kb/gateways.yml", "2026-11-22", "2025-11-21")],
        [
            "kb/gateways.yml:2: reviewed-long-ago: warning: last reviewed 2025-11-21, over a year "
            "ago; review it and set today's date",
        ],
    ),
    "a related article does not exist": (
        [("kb/articles/*/card-login.md", "[hosts]", "[host]")],
        [
            f"{DE}:7: related: there is no article 'host'; correct the id or remove it",
            f"{EN}:7: related: there is no article 'host'; correct the id or remove it",
        ],
    ),
    "an article is related to itself": (
        [("kb/articles/*/card-login.md", "[hosts]", "[card-login]")],
        [
            f"{DE}:7: related: an article is not related to itself",
            f"{EN}:7: related: an article is not related to itself",
        ],
    ),
    "a host is not listed": (
        [("kb/gateways.yml", "  - old.example.com", "  - new.example.com")],
        [
            "kb/articles/de/hosts.md:18: host-unlisted: 'old.example.com' is not in gateways.yml; "
            "correct it or add it to mentioned_hosts there",
            "kb/articles/en/hosts.md:18: host-unlisted: 'old.example.com' is not in gateways.yml; "
            "correct it or add it to mentioned_hosts there",
        ],
    ),
    "a link leads to what looks like a file": (
        [(EN, "1. Press **OK**", "1. Press [OK](https://example.zip/)")],
        [
            f"{EN}:14: host-unlisted: 'example.zip' is not in gateways.yml; correct it or add it "
            "to mentioned_hosts there",
        ],
    ),
    "a link has a user": (
        [(EN, "1. Press **OK**", "1. Press [OK](https://203.0.113.1@localhost/)")],
        [
            f"{EN}:14: link-address: 'https://203.0.113.1@localhost/' is no address for a "
            "link; write https://, a host in small letters without user or port, and a path if "
            "there is one",
        ],
    ),
    "an answer is long": (
        [(EN, "Type it into the card.\n", f"Type it into the card.\n\n{LONG_ANSWER}\n")],
        [
            f"{EN}:11: answer-length: the answer has 661 characters, shorten it to 600",
        ],
    ),
    "a step is long": (
        [(EN, "1. Press **OK**", f"1. {LONG_STEP} Press **OK**")],
        [
            f"{EN}:14: step-length: step 1 has 443 characters, shorten it to 400",
        ],
    ),
    "a question is missing": (
        [(DE, "- karte anmelden\n", "")],
        [
            f"{DE}:22: questions-few: there are 7 here, write at least 8",
        ],
    ),
    "an exam question is missing": (
        [(EN, "- card and code, please\n", "")],
        [
            f"{EN}:32: exam-questions-few: there are 3 here, write at least 4",
        ],
    ),
    "a section is long": (
        [(EN, "- See also KB1943.", f"- {LONG_NOTE} See also KB1943.")],
        [
            f"{EN}:18: section-length: this section has 3087 characters, shorten it to 3000",
        ],
    ),
    "the reason is long": (
        [(SAME_USER_EN, "The file holds", f"{LONG_NOTE} The file holds")],
        [
            f"{SAME_USER_EN}:24: section-length: this section has 3049 characters, shorten it to "
            "3000",
        ],
    ),
    "what is seen is too long for a button": (
        [(SAME_USER_EN, "The menu is gray.", LONG_SYMPTOM)],
        [
            f"{SAME_USER_EN}:20: branch-length: what is seen has 66 characters, shorten it to 60: "
            "it becomes a button",
        ],
    ),
    "a branch stands at a step twice": (
        [
            (SAME_USER_EN, "- Any step: **Nothing happens.**", "- Step 1: **The menu is gray.**"),
            (SAME_USER_DE, "- Jeder Schritt:", "- Schritt 1:"),
        ],
        [
            f"{SAME_USER_EN}:21: branch-twice: 'The menu is gray.' stands at this step already; "
            "remove one of them",
        ],
    ),
    "a variant does not exist": (
        [(SAME_USER, "other-user: export-other-user", "other-user: export-nobody")],
        [
            f"{SAME_USER_DE}:8: variants: there is no article 'export-nobody' for 'other-user'; "
            "correct the id or remove it",
            f"{SAME_USER_EN}:8: variants: there is no article 'export-nobody' for 'other-user'; "
            "correct the id or remove it",
        ],
    ),
    "one variant is no choice": (
        [(SAME_USER, ", other-user: export-other-user", "")],
        [
            f"{SAME_USER_DE}:8: variants: one variant is no choice; name two",
            f"{SAME_USER_EN}:8: variants: one variant is no choice; name two",
        ],
    ),
    "an article is two variants itself": (
        [(SAME_USER, "other-user: export-other-user", "other-user: export-same-user")],
        [
            f"{SAME_USER_DE}:8: variants: this article stands for two variants",
            f"{SAME_USER_EN}:8: variants: this article stands for two variants",
        ],
    ),
    "a variant does not say that it is one": (
        [(OTHER_USER, VARIANTS, "")],
        [
            f"{SAME_USER_DE}:8: variants: 'export-other-user' must say 'variants: {{other-user: "
            "export-other-user, ...}' itself",
            f"{SAME_USER_EN}:8: variants: 'export-other-user' must say 'variants: {{other-user: "
            "export-other-user, ...}' itself",
        ],
    ),
    "a variant says that it is another": (
        [
            (
                OTHER_USER,
                VARIANTS,
                "variants: {other-user: export-same-user, same-user: export-other-user}\n",
            )
        ],
        [
            "kb/articles/de/export-other-user.md:8: variants: 'export-same-user' must say "
            "'variants: {other-user: export-same-user, ...}' itself",
            f"{SAME_USER_DE}:8: variants: 'export-other-user' must say 'variants: {{other-user: "
            "export-other-user, ...}' itself",
            "kb/articles/en/export-other-user.md:8: variants: 'export-same-user' must say "
            "'variants: {other-user: export-same-user, ...}' itself",
            f"{SAME_USER_EN}:8: variants: 'export-other-user' must say 'variants: {{other-user: "
            "export-other-user, ...}' itself",
        ],
    ),
}


@pytest.mark.parametrize("mistake", CHANGES)
def test_each_mistake_is_named_with_its_line(project: Path, mistake: str) -> None:
    changes, complaints = CHANGES[mistake]

    change(project, changes)

    assert found(project) == complaints


@pytest.mark.parametrize("section", ["steps", "branches", "why", "notes"])
def test_an_article_may_be_named_like_a_section(project: Path, section: str) -> None:
    change(project, [(OTHER_USER, "[hosts]", f"[hosts,\n  {section}\n]")])

    text = f"there is no article '{section}'; correct the id or remove it"
    assert found(project) == [
        f"kb/articles/{language}/export-other-user.md:7: related: {text}"
        for language in ("de", "en")
    ]
