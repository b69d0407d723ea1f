"""A file that names learners is read line by line, and what is wrong is said with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.learner_list import MAX_LINES, read_learner_list


def read(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The names, and the bad lines with their reasons."""
    named, bad = read_learner_list(text.encode())
    return [each.name for each in named], [(each.line, each.reason) for each in bad]


@pytest.mark.parametrize(
    "text",
    [
        "1001\n1002\n",
        "learner\n1001\n1002",
        "\ufeffname;id_student\r\nAna;1001\r\nBo;1002\r\n",
        'learner_id,name\n"1001","Costa, Ana"\n1002,Bo\n',
        "\n\nID\tName\n1001\tAna\n\n1002\tBo",
    ],
)
def test_the_column_is_found_with_or_without_a_heading(text: str) -> None:
    assert read(text) == (["1001", "1002"], [])


def test_a_line_twice_or_without_an_id_is_said_with_its_number() -> None:
    names, bad = read("learner,name\n1001,Ana\n,Bo\n1001,Ana\n")
    assert names == ["1001"]
    assert bad == [(3, "This is no learner id."), (4, "Named already in line 2.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xff\xfe\x00", "no text"),
        (b"\x80\x81", "no text"),
        (b"name,mark\nAna,3", "a column called learner"),
        (b"x" * ((1 << 20) + 1), "larger than 1 MB"),
        (b"1\n" * (MAX_LINES + 2), "more than 5,000 lines"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_remedy(content: bytes, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_learner_list(content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    try:
        named, bad = read_learner_list(content)
    except BadInputError:
        return
    lines = [*(each.line for each in named), *(each.line for each in bad)]
    assert len(lines) == len(set(lines))
    assert all(each.name.isprintable() and each.name for each in named)
