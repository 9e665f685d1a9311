"""JSON is read in one way only, and whatever comes, nothing but a refusal is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.http_errors import RefusalError
from bot.channels.json_body import parse_fields
from bot.channels.said import SAID_FIELDS, read_said
from bot.channels.strict_json import DEEPEST, MOST_PARTS, parse_object

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
SHORT_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1_000, 1_000) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
NAMES = st.sampled_from(sorted(SAID_FIELDS)) | st.text()
NEARLY_SAID = st.dictionaries(NAMES, JSON_VALUES, max_size=4)
NOT_STRICT = (
    *(
        "",
        " ",
        "null",
        "1",
        '"a"',
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{}]",
        "{'a': 1}",
        '{"a": 1,}',
        "{a: 1}",
    ),
    *('{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}', '{"a": 1e999}', '{"a": -1e999}'),
    *('{"a": 1, "a": 1}', '{"b": {"a": 1, "a": 2}}', '{"a": 1, "\\u0061": 2}'),
    *("\ufeff{}", '{"a": "\x00"}', '{"a": "\n"}', '"\\', "{} // a", "+1", "01"),
    *('{"a": ' + "9" * 21 + "}", '{"a": ' + "9" * 7_000 + "}", '{"a": 0.' + "1" * 30 + "}"),
    *("[" * 8_000, '{"a":' * 1_600, '"' + '\\"' * 4_000, '{"a": [[[[]]]]}'),
    *("{" * 8_000 + "}" * 8_000, '{"a": {"b": {"c": {"d": {}}}}}'),
)
KNOWN = {"text": str, "inner": dict, "id": str}


@pytest.mark.parametrize("text", NOT_STRICT, ids=range(len(NOT_STRICT)))
def test_what_is_no_strict_object_is_refused(text: str) -> None:
    with pytest.raises(RefusalError) as refused:
        parse_fields(text, {"a": object, "b": object})

    assert (refused.value.status, refused.value.code) == (400, "not_json")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        (' \n{"a": "[[[[[[{{{{"}\t', {"a": "[[[[[[{{{{"}),
        ('{"a": "\\\\", "b": "\\"[[[[["}', {"a": "\\", "b": '"[[[[['}),
        ('{"a": [[[]]]}', {"a": [[[]]]}),
        ('{"a": -1234567890123456789}', {"a": -1234567890123456789}),
        ('{"a": {"b": 1}, "b": {"b": 1}}', {"a": {"b": 1}, "b": {"b": 1}}),
    ],
)
def test_what_is_one_is_read(text: str, expected: Any) -> None:
    assert parse_object(text) == expected


@given(SHORT_VALUES)
def test_exactly_shallow_objects_pass(value: Any) -> None:
    text = json.dumps({"a": value})

    if depth({"a": value}) > DEEPEST:
        with pytest.raises(ValueError, match="too deep"):
            parse_object(text)
    else:
        assert parse_object(text) == {"a": value}


def depth(value: Any) -> int:
    inner = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    )
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(st.text(st.characters()) | st.text(st.sampled_from('{}[]":,\\u0d8 \n1eN')))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        fields = parse_fields(text, KNOWN)
    except RefusalError as error:
        assert error.status == 400
    else:
        assert set(fields) <= set(KNOWN)


@given(NEARLY_SAID)
def test_any_object_is_something_said_or_refused(fields: dict[str, Any]) -> None:
    try:
        said = read_said(parse_fields(json.dumps(fields), SAID_FIELDS), None)
    except RefusalError as error:
        assert error.status in (400, 413)
        assert json.dumps(error.body())
    else:
        assert [said.text, said.button, said.browser_check].count(None) == 2
        assert 0 < len(said.client_id) <= 64


@pytest.mark.parametrize(
    "fields",
    [
        {"inner": {"\ud800": "a"}},
        {"inner": {"a": "\ud800"}},
        {"inner": {"a": {"b": ["\x00"]}}},
        {"id": "\ud800"},
        {"id": "\u202e"},
    ],
)
def test_half_and_control_characters_are_refused_wherever_they_stand(fields: Any) -> None:
    with pytest.raises(RefusalError) as refused:
        parse_fields(json.dumps(fields), KNOWN)

    assert refused.value.code == "bad_field"


@pytest.mark.parametrize("name", ["PIN 4938", "<b>", "a" * 33, "x7", "\ud800"])
def test_a_refusal_does_not_repeat_what_may_be_a_secret(name: str) -> None:
    with pytest.raises(RefusalError) as refused:
        parse_fields(json.dumps({name: 1}), KNOWN)

    assert (refused.value.code, refused.value.detail) == ("unknown_field", "?")


@pytest.mark.parametrize("part", ["[]", '""', "1", '{"a": 1}'])
def test_no_more_parts_are_read_than_anybody_sends(part: str) -> None:
    text = '{"a": [' + ",".join([part] * MOST_PARTS) + "]}"

    with pytest.raises(ValueError, match="too many parts"):
        parse_object(text)


def test_what_people_write_may_have_any_number_of_signs() -> None:
    text = "[],{}" * 1_000 + '"' * 1_000

    assert parse_object(json.dumps({"text": text})) == {"text": text}
