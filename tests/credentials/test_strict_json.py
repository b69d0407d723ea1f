"""JSON from strangers is bounded and has one meaning."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.credentials.strict_json import MAX_BYTES, MAX_DEPTH, parse
from leap_dash.domain.errors import BadInputError

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(plain, st.booleans())
def test_plain_json_is_read_as_the_standard_library_reads_it(
    value: object, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert parse(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1, "a": 1}', "'a' twice"),
        (b'[{"b": {"a": 1, "c": 2, "a": 1}}]', "'a' twice"),
        (b'{"a": 1, "\\u0061": 1}', "'a' twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"1e999", "too large"),
        (b"1" * 19, "19 digits"),
        (b'"\\ud83d"', "surrogate"),
        (b'{"\\udc00": 1}', "surrogate"),
        (b'"\xff"', "not UTF-8 text"),
        (b'{"a": }', "line 1, column 7"),
        (b"{'a': 1}", "not JSON"),
        (b"[1] 2", "not JSON"),
        (b"[" * (MAX_DEPTH + 1), "deep"),
        (b'{"a":' * (MAX_DEPTH + 1), "deep"),
        (b" " * (MAX_BYTES + 1), "bytes"),
    ],
)
def test_ambiguous_or_unbounded_json_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        parse(data)


def test_brackets_in_text_are_not_depth() -> None:
    text = json.dumps("[" * 1000 + '"' + "{" * 1000)
    assert parse(text.encode()) == json.loads(text)
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert parse(deep) == json.loads(deep)


@pytest.mark.parametrize(
    "data", [b'"' + b'\\"' * 500_000, b'"' * MAX_BYTES, b"\\" * MAX_BYTES, b"[]" * 500_000]
)
def test_no_text_of_the_largest_size_takes_long_to_refuse(data: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(BadInputError):
        parse(data)
    assert time.perf_counter() - start < 3
