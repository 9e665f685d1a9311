"""What result codes say, and that every damage to one is noticed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actions.evidence.brought_issuer import brought_issuer
from actions.evidence.observation import Observation, Vantage
from actions.evidence.result_code import (
    LETTERS,
    WITH_CERTIFICATE,
    CodeProblem,
    ResultCodeError,
    checksum,
    find_result_code,
    is_stale,
    read_result_code,
    short_id,
)
from actions.probing.finding import Reason, Target
from kb.gateways import read_gateways

PLAIN, SECURE = Target("zdc1.ibllc.com", 4000, tls=False), Target("zdc1.ibllc.com", 4001, tls=True)
WEB = Target("www.interactivebrokers.com", 443, tls=True)
LISTED = (PLAIN, SECURE, WEB)
NOW = datetime(2026, 11, 26, 1, 30, tzinfo=timezone.utc)
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-"

REASONS = st.sampled_from(sorted(LETTERS))
MILLISECONDS = st.one_of(st.none(), st.integers(0, 99_999))
ISSUERS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=10)
NEEDS_TLS = (
    Reason.NOT_TLS,
    Reason.TLS_REFUSED,
    Reason.TLS_TIMEOUT,
    Reason.CERTIFICATE_EXPIRED,
    Reason.CERTIFICATE_WRONG_HOST,
    Reason.CERTIFICATE_UNTRUSTED,
)
SEEN = st.tuples(
    st.sampled_from(LISTED), REASONS, MILLISECONDS, st.one_of(st.none(), ISSUERS)
).filter(lambda row: row[0].tls or row[1] not in NEEDS_TLS)
TABLES = st.lists(SEEN, min_size=1, max_size=3, unique_by=lambda row: row[0])


def signed(text: str) -> str:
    return f"{text}-{checksum(text)}"


def code_of(*parts: str, head: str = "LOTSE1-2611260130-ln") -> str:
    return signed("-".join((head, *parts)))


def written(
    target: Target, reason: Reason, milliseconds: int | None = None, issuer: str | None = None
) -> list[str]:
    """Return the parts of a code that stand for a target, as a command writes them."""
    time = "" if milliseconds is None else str(milliseconds)
    part = f"{short_id(target)}{LETTERS[reason]}{time}"
    shows = target.tls and reason in WITH_CERTIFICATE
    return ["0" + (issuer or "").encode().hex(), part] if shows else [part]


CODE = code_of(
    *written(PLAIN, Reason.TIMEOUT, 3001),
    *written(SECURE, Reason.CERTIFICATE_UNTRUSTED, 43, "Zscaler Inc."),
    *written(WEB, Reason.OK, 61, "DigiCert Inc"),
)


def problem_of(code: str) -> CodeProblem:
    with pytest.raises(ResultCodeError) as error:
        read_result_code(code, LISTED)
    return error.value.problem


def test_a_code_says_what_was_seen() -> None:
    code = read_result_code(CODE, LISTED)

    assert (code.seen, code.system, code.http_proxy) == (NOW, "linux", False)
    assert code.observations == (
        Observation(
            Vantage.COMPUTER, PLAIN.host, PLAIN.port, Reason.TIMEOUT, NOW, milliseconds=3001
        ),
        Observation(
            Vantage.COMPUTER,
            SECURE.host,
            SECURE.port,
            Reason.CERTIFICATE_UNTRUSTED,
            NOW,
            milliseconds=43,
            issuer="Zscaler Inc.",
        ),
        Observation(Vantage.COMPUTER, WEB.host, WEB.port, Reason.OK, NOW, 61, "DigiCert Inc"),
    )


@pytest.mark.parametrize(
    ("head", "system", "http_proxy"),
    [
        ("wy", "windows", True),
        ("du", "macos", None),
        ("ln", "linux", False),
        ("fn", "other", False),
    ],
)
def test_a_code_says_which_system_and_whether_there_is_a_proxy(
    head: str, system: str, http_proxy: bool | None
) -> None:
    text = code_of(*written(PLAIN, Reason.OK), head=f"LOTSE1-2611260130-{head}")

    code = read_result_code(text, LISTED)

    assert (code.system, code.http_proxy) == (system, http_proxy)


def test_an_issuer_holds_for_the_targets_after_it() -> None:
    issuer, secure = written(SECURE, Reason.OK, 4, "DigiCert Inc")
    _, web = written(WEB, Reason.OK, 5)

    code = read_result_code(code_of(issuer, secure, *written(PLAIN, Reason.OK), web), LISTED)

    assert [each.issuer for each in code.observations] == ["DigiCert Inc", None, "DigiCert Inc"]


def test_an_issuer_that_cannot_be_shown_is_cleaned() -> None:
    cut = b"Zsc\x00\x1baler  \xe2\x80\xaeInc\xc3".hex()

    code = read_result_code(code_of(f"0{cut}", *written(SECURE, Reason.OK)[1:]), LISTED)

    assert [each.issuer for each in code.observations] == ["Zscaler Inc"]


@given(TABLES)
def test_every_table_comes_back(
    table: list[tuple[Target, Reason, int | None, str | None]],
) -> None:
    parts = [part for row in table for part in written(*row)]

    code = read_result_code(code_of(*parts), LISTED)

    for seen, (target, reason, milliseconds, issuer) in zip(code.observations, table, strict=True):
        shows = target.tls and reason in WITH_CERTIFICATE
        shown = brought_issuer(issuer) if issuer and shows else None
        assert (seen.host, seen.port, seen.reason) == (target.host, target.port, reason)
        assert (seen.milliseconds, seen.issuer) == (milliseconds, shown)


@pytest.mark.parametrize("reason", NEEDS_TLS)
def test_a_port_without_tls_cannot_fail_because_of_it(reason: Reason) -> None:
    part = f"{short_id(PLAIN)}{LETTERS[reason]}"

    assert problem_of(code_of(part)) is CodeProblem.IMPOSSIBLE


def test_no_mail_and_no_address_of_an_issuer_is_read() -> None:
    code = read_result_code(
        code_of(*written(SECURE, Reason.OK, None, "Muster max@firma.de 10.1.2.3")), LISTED
    )

    assert [each.issuer for each in code.observations] == ["Muster … …"]


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHABET + "_.~%ä "))
def test_one_wrong_character_is_noticed(position: int, character: str) -> None:
    assume(CODE[position].lower() != character)

    changed = CODE[:position] + character + CODE[position + 1 :]

    assume(changed.strip().lower() != CODE.lower())
    assert problem_of(changed) is CodeProblem.DAMAGED


@pytest.mark.parametrize("position", range(len(CODE)))
def test_one_missing_character_is_noticed(position: int) -> None:
    assert problem_of(CODE[:position] + CODE[position + 1 :]) is CodeProblem.DAMAGED


@pytest.mark.parametrize("position", range(len(CODE) - 1))
def test_two_swapped_characters_are_noticed(position: int) -> None:
    first, second = CODE[position], CODE[position + 1]
    changed = CODE[:position] + second + first + CODE[position + 2 :]

    assert changed == CODE or problem_of(changed) is CodeProblem.DAMAGED


@pytest.mark.parametrize("length", range(8, len(CODE)))
def test_a_code_cut_off_is_found_and_noticed(length: int) -> None:
    found = find_result_code(f"hier: {CODE[:length]}")

    assert found is not None
    assert problem_of(found) is CodeProblem.DAMAGED


@pytest.mark.parametrize("changed", [CODE.upper(), CODE.lower(), CODE.capitalize()])
def test_the_case_of_a_phone_keyboard_does_no_harm(changed: str) -> None:
    assert read_result_code(changed, LISTED) == read_result_code(CODE, LISTED)
    assert find_result_code(changed) == CODE


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (signed(CODE.replace("LOTSE1", "LOTSE2")[:-7]), CodeProblem.UNKNOWN_VERSION),
        (code_of("aaaao12"), CodeProblem.UNKNOWN_TARGET),
        (code_of(*written(PLAIN, Reason.OK) * 2), CodeProblem.IMPOSSIBLE),
        (code_of(short_id(PLAIN) + "z"), CodeProblem.IMPOSSIBLE),
        (code_of(short_id(PLAIN) + "o123456"), CodeProblem.IMPOSSIBLE),
        (code_of("04", *written(PLAIN, Reason.OK)), CodeProblem.IMPOSSIBLE),
        (code_of("0" + "41" * 41, *written(PLAIN, Reason.OK)), CodeProblem.IMPOSSIBLE),
        (code_of("041"), CodeProblem.IMPOSSIBLE),
        (code_of(), CodeProblem.IMPOSSIBLE),
        (code_of(*written(PLAIN, Reason.OK), head="LOTSE1-2613260130-ln"), CodeProblem.IMPOSSIBLE),
        (code_of(*written(PLAIN, Reason.OK), head="LOTSE1-2611260130-lz"), CodeProblem.IMPOSSIBLE),
        (code_of(*written(PLAIN, Reason.OK), head="LOTSE1-261126-ln"), CodeProblem.IMPOSSIBLE),
    ],
)
def test_a_whole_code_that_says_what_cannot_be_is_refused(code: str, problem: CodeProblem) -> None:
    assert problem_of(code) is problem


@pytest.mark.parametrize(
    "around",
    [
        "{code}",
        "Bitte: „{code}“, danke",
        "```\n{code}\n```",
        "Host  Port\nzdc1  4000\n\nPaste this line:\n{code}\nPS C:\\Users\\x> ",
        "{code}\nuser@host:~$ ",
        "{code}.",
        "printf LOTSE1-$(date -u) …\n{code}\n",
        "<b>{code}</b>",
        "{code}{code}",
        "LOTSE1-2611260130-ln-broken\n{code}",
    ],
)
def test_a_code_is_found_in_what_was_pasted(around: str) -> None:
    assert find_result_code(around.format(code=CODE)) == CODE


@pytest.mark.parametrize("between", ["\n", "\r\n", " ", "\n> ", "\n| ", "`\n`", "\u200b", "\n    "])
@pytest.mark.parametrize("position", range(6, len(CODE), 7))
def test_a_code_wrapped_over_two_lines_is_found(position: int, between: str) -> None:
    wrapped = CODE[:position] + between + CODE[position:]

    assert find_result_code(f"> {wrapped}\n\nRegards, Ada") == CODE


def test_a_code_with_typographic_hyphens_is_found() -> None:
    assert find_result_code(CODE.replace("-", "\u2011")) == CODE


@pytest.mark.parametrize("text", ["", "LOTSE1", "LOTSE1-", "lotse1 is what?", "c=LOTSE1-$(date)"])
def test_where_there_is_no_code_none_is_found(text: str) -> None:
    assert find_result_code(text) is None


@given(st.text(st.sampled_from("LOTSElotse1-0aZ \n>`ä"), max_size=200))
def test_nothing_pasted_breaks_the_search(text: str) -> None:
    found = find_result_code(text)

    assert found is None or problem_of(found) is CodeProblem.DAMAGED


def test_a_huge_paste_is_searched_in_no_time() -> None:
    pasted = "LOTSE1-2611260130-" + "-abcdef" * 200_000

    started = datetime.now(timezone.utc)
    find_result_code(pasted)

    assert datetime.now(timezone.utc) - started < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "stale"),
    [
        (timedelta(hours=12), False),
        (timedelta(hours=12, minutes=1), True),
        (timedelta(minutes=-15), False),
        (timedelta(minutes=-16), True),
    ],
)
def test_a_code_from_another_day_or_the_future_is_stale(age: timedelta, stale: bool) -> None:
    assert is_stale(NOW - age, NOW) is stale


def test_the_short_ids_of_all_listed_ports_are_distinct() -> None:
    rows = read_gateways().rows
    targets = {Target(row.host, port, False) for row in rows for port in (*row.ports, *row.also)}

    assert len({short_id(target) for target in targets}) == len(targets)


def test_a_code_of_five_targets_stays_short() -> None:
    issuer = written(SECURE, Reason.OK, 3001, "Some Inspecting Proxy Ltd")

    assert len(code_of(*issuer, *[issuer[1]] * 4)) < 160


def test_every_reason_that_a_command_can_tell_has_a_letter_of_its_own() -> None:
    told_by_others = {Reason.NOT_ALLOWED, Reason.NOT_TRIED, Reason.UNKNOWN}

    assert set(LETTERS) == set(Reason) - told_by_others
    assert len(set(LETTERS.values())) == len(LETTERS)
