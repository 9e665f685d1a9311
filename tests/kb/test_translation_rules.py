"""What the checker finds when the two languages of an article differ, and what it lets pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.translation_rules import find_facts
from tests.kb.small_project import DE, EN, SAME_USER_DE, SAME_USER_EN, Changes, change, found

CHANGES: Changes = {
    "a number differs": (
        [(EN, "2. Type the 6-digit", "2. Type the 8-digit")],
        [
            f"{DE}:15: translation-facts: the code length '6' is missing in step 2 of "
            "en/card-login.md",
            f"{EN}:15: translation-facts: the code length '8' is missing in step 2 of "
            "de/card-login.md",
        ],
    ),
    "a decimal differs": (
        [(DE, "1,5 Sekunden", "2 Sekunden")],
        [
            f"{DE}:15: translation-facts: the number '2' is missing in step 2 of en/card-login.md",
            f"{EN}:15: translation-facts: the number '1.5' is missing in step 2 of "
            "de/card-login.md",
        ],
    ),
    "a number of the answer is missing": (
        [(DE, "einen 6-stelligen Code.", "einen Code.")],
        [
            f"{EN}:11: translation-facts: the code length '6' is missing in the title or answer "
            "of de/card-login.md",
        ],
    ),
    "an article number is missing": (
        [(DE, "- Siehe auch KB1943.", "- Siehe auch dort.")],
        [
            f"{EN}:19: translation-facts: the article number 'KB1943' is missing in the notes of "
            "de/card-login.md",
        ],
    ),
    "a file name is missing": (
        [(EN, "The program is `card.exe`", "This is the program")],
        [
            f"{DE}:18: translation-facts: the code 'card.exe' is missing in the notes of "
            "en/card-login.md",
        ],
    ),
    "a host is missing": (
        [("kb/articles/de/hosts.md", "[old.example.com](https://old.example.com)", "anders")],
        [
            "kb/articles/en/hosts.md:18: translation-facts: the host 'old.example.com' is missing "
            "in the notes of de/hosts.md",
        ],
    ),
    "a step is missing": (
        [(DE, "\n2. Tippen Sie den 6-stelligen Code ein und warten Sie 1,5 Sekunden.", "")],
        [
            f"{EN}:14: translation-steps: 2 steps here, 1 in de/card-login.md; both need the same "
            "steps",
        ],
    ),
    "the broker's number differs": (
        [(DE, "kb: KB2634", "kb: none")],
        [
            f"{EN}:3: translation-kb: 'KB2634' here, 'None' in de/card-login.md; write the same",
        ],
    ),
    "the sources differ": (
        [(DE, "[seed]", "[seed, public]")],
        [
            f"{EN}:4: translation-sources: 'seed' here, 'seed, public' in de/card-login.md; "
            "write the same",
        ],
    ),
    "the status differs": (
        [(DE, "status: current", "status: outdated")],
        [
            f"{EN}:6: translation-status: 'current' here, 'outdated' in de/card-login.md; "
            "write the same",
        ],
    ),
    "the related articles differ": (
        [(DE, "related: [hosts]", "related: []")],
        [
            f"{EN}:7: translation-related: 'hosts' here, '' in de/card-login.md; write the same",
        ],
    ),
    "one language was reviewed earlier": (
        [(DE, "2026-11-22", "2026-11-21")],
        [
            f"{DE}:5: translation-older: warning: reviewed 2026-11-21, but en/card-login.md "
            "2026-11-22; review this one too",
        ],
    ),
    "the variants differ": (
        [
            (
                SAME_USER_DE,
                "variants: {same-user: export-same-user, other-user: export-other-user}",
                "variants: {linux: export-same-user, macos: hosts}",
            )
        ],
        [
            "kb/articles/de/export-other-user.md:8: variants: 'export-same-user' must say "
            "'variants: {same-user: export-same-user, ...}' itself",
            f"{SAME_USER_DE}:8: variants: 'hosts' must say 'variants: {{macos: hosts, ...}}' "
            "itself",
            f"{SAME_USER_EN}:8: translation-variants: 'same-user: export-same-user, other-user: "
            "export-other-user' here, 'linux: export-same-user, macos: hosts' in "
            "de/export-same-user.md; write the same",
        ],
    ),
    "a branch is missing": (
        [(SAME_USER_DE, "- Jeder Schritt: **Es passiert nichts.** Warten Sie 10 Sekunden.\n", "")],
        [
            f"{SAME_USER_EN}:20: translation-branches: the branches are not those of "
            "de/export-same-user.md: same steps, same order",
        ],
    ),
    "a branch belongs to another step": (
        [(SAME_USER_EN, "- Any step: **Nothing", "- Step 3: **Nothing")],
        [
            f"{SAME_USER_EN}:20: translation-branches: the branches are not those of "
            "de/export-same-user.md: same steps, same order",
        ],
    ),
    "a branch leads elsewhere": (
        [(SAME_USER_EN, "→ Step 1", "→ Step 2")],
        [
            f"{SAME_USER_EN}:20: translation-branches: the branches are not those of "
            "de/export-same-user.md: same steps, same order",
        ],
    ),
    "all branches are missing": (
        [
            (
                SAME_USER_EN,
                "## If it looks different\n"
                "- Step 1: **The menu is gray.** Click into the window first. → Step 1\n"
                "- Any step: **Nothing happens.** Wait 10 seconds.\n\n",
                "",
            )
        ],
        [
            f"{SAME_USER_EN}:1: translation-branches: the branches are not those of "
            "de/export-same-user.md: same steps, same order",
        ],
    ),
    "a number of a branch differs": (
        [(SAME_USER_DE, "Warten Sie 10 Sekunden", "Warten Sie 20 Sekunden")],
        [
            f"{SAME_USER_DE}:21: translation-facts: the number '20' is missing in branch 2 of "
            "en/export-same-user.md",
            f"{SAME_USER_EN}:21: translation-facts: the number '10' is missing in branch 2 of "
            "de/export-same-user.md",
        ],
    ),
    "the German reason is missing": (
        [
            (
                SAME_USER_DE,
                "## Warum\nDie Datei enthält Namen von bis zu 64 Zeichen.\n\n",
                "",
            )
        ],
        [
            f"{SAME_USER_DE}:1: translation-why: en/export-same-user.md gives a reason, this file "
            "does not; write it or remove it there",
            f"{SAME_USER_EN}:24: translation-facts: the code length '64' is missing in the reason "
            "of de/export-same-user.md",
        ],
    ),
    "the English reason is missing": (
        [(SAME_USER_EN, "## Why\nThe file holds names of up to 64 characters.\n\n", "")],
        [
            f"{SAME_USER_DE}:24: translation-facts: the code length '64' is missing in the reason "
            "of en/export-same-user.md",
            f"{SAME_USER_EN}:1: translation-why: de/export-same-user.md gives a reason, this file "
            "does not; write it or remove it there",
        ],
    ),
    "a code length of the reason differs": (
        [(SAME_USER_DE, "64 Zeichen", "32 Zeichen")],
        [
            f"{SAME_USER_DE}:24: translation-facts: the code length '32' is missing in the reason "
            "of en/export-same-user.md",
            f"{SAME_USER_EN}:24: translation-facts: the code length '64' is missing in the reason "
            "of de/export-same-user.md",
        ],
    ),
    "a code length became a number": (
        [(DE, "den 6-stelligen Code ein", "die 6 vom Bildschirm ein")],
        [
            f"{DE}:15: translation-facts: the number '6' is missing in step 2 of en/card-login.md",
            f"{EN}:15: translation-facts: the code length '6' is missing in step 2 of "
            "de/card-login.md",
        ],
    ),
    "a menu path differs": (
        [(SAME_USER_EN, "**File** > **Save As**", "**File** > **Save**")],
        [
            f"{SAME_USER_DE}:15: translation-facts: the menu path 'File > Save As' is missing in "
            "step 1 of en/export-same-user.md",
            f"{SAME_USER_EN}:15: translation-facts: the menu path 'File > Save' is missing in "
            "step 1 of de/export-same-user.md",
        ],
    ),
    "a menu path stands in German labels only": (
        [
            (
                SAME_USER_DE,
                "**File** > **Save As** (auf Deutsch: **Datei** > **Speichern unter**)",
                "**Datei** > **Speichern unter**",
            )
        ],
        [
            f"{SAME_USER_DE}:15: translation-facts: the menu path 'Datei > Speichern unter' is "
            "missing in step 1 of en/export-same-user.md",
            f"{SAME_USER_EN}:15: translation-facts: the menu path 'File > Save As' is missing in "
            "step 1 of de/export-same-user.md",
        ],
    ),
    "a file name differs": (
        [(SAME_USER_DE, "dort layout.xml", "dort aufbau.xml")],
        [
            f"{SAME_USER_DE}:16: translation-facts: the file name 'aufbau.xml' is missing in step "
            "2 of en/export-same-user.md",
            f"{SAME_USER_EN}:16: translation-facts: the file name 'layout.xml' is missing in step "
            "2 of de/export-same-user.md",
        ],
    ),
    "a number of the notes is missing": (
        [(SAME_USER_EN, "on 2 computers", "on two computers")],
        [
            f"{SAME_USER_DE}:27: translation-facts: the number '2' is missing in the notes of "
            "en/export-same-user.md",
        ],
    ),
}


@pytest.mark.parametrize("mistake", CHANGES)
def test_each_mistake_is_named_with_its_line(project: Path, mistake: str) -> None:
    changes, complaints = CHANGES[mistake]

    change(project, changes)

    assert found(project) == complaints


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" (auf Deutsch: **Datei** > **Speichern unter**)", ""),
        ("**Datei** > **Speichern unter**)", "**Datei** > **Sichern** > **Layout 7**)"),
        ("64 Zeichen", "64-stellige"),
        ("Es passiert nichts.", "Es passiert gar nichts."),
    ],
)
def test_what_only_one_language_needs_is_no_difference(project: Path, old: str, new: str) -> None:
    change(project, [(SAME_USER_DE, old, new)])

    assert found(project) == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a 6-digit code, 6-stellig", {("code length", "6")}),
        ("8 digits, 8 Ziffern, 8 Stellen, 8-stelligen", {("code length", "8")}),
        ("64 characters, 64 Zeichen", {("code length", "64")}),
        ("6 seconds, 6-mal", {("number", "6")}),
        ("1,5 and 1.5", {("number", "1.5")}),
        ("`dbcapi.dll` by `Access denied`", {("code", "dbcapi.dll")}),
        ("see KB2634", {("article number", "KB2634")}),
        ("ndc1.ibllc.com:4001", {("host", "ndc1.ibllc.com"), ("number", "4001")}),
        ("[here](https://a.example.com/en/2)", {("host", "a.example.com")}),
        ("setup.py, z.B. and e.g. end. New", {("file name", "setup.py")}),
        ("layout.tar.gz, (Jts.ini)", {("file name", "layout.tar.gz"), ("file name", "Jts.ini")}),
        ("**File** > **Exit**, **Edit**", {("menu path", "File > Exit")}),
        (
            "**A** > **B** > **C** (auf Deutsch: **D** > **E** > **F**)",
            {("menu path", "A > B > C")},
        ),
    ],
)
def test_facts_are_what_a_translation_must_keep(text: str, facts: set[tuple[str, str]]) -> None:
    assert find_facts(text) == facts


def test_a_host_within_a_host_leaves_no_number() -> None:
    numbered = ["h1.ibllc.com"]
    for number in range(2, 9):  # so many that they are not in the right order by chance
        numbered.append(f"h{number}.{numbered[-1]}")
    hosts = ["ibllc.com", *numbered]

    facts = find_facts(" ".join(hosts))

    assert facts == {("host", host) for host in hosts}
