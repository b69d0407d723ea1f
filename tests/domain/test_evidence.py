"""Evidence is a note or a link that anyone can follow, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.evidence import MOST_CHARACTERS, Evidence, EvidenceKind, read_evidence


def test_a_note_and_a_link_are_two_pieces_and_empty_fields_none() -> None:
    assert read_evidence(" Well done. ", "https://work.example.org/1?a=b") == (
        Evidence(EvidenceKind.NARRATIVE, "Well done."),
        Evidence(EvidenceKind.URL, "https://work.example.org/1?a=b"),
    )
    assert read_evidence("  ", None) == ()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ftp://work.example.org/1",
        "work.example.org",
        "https://",
        "https://me:secret@work.example.org/",
        "https://work.example.org/a b",
        "https://work.example.org:port/",
        'https://work.example.org/"><script>',
        "data:text/html,hello",
    ],
)
def test_only_a_whole_web_address_is_a_link(link: str) -> None:
    with pytest.raises(BadFieldError) as caught:
        read_evidence("", link)
    assert caught.value.field == "link"


def test_a_long_note_is_refused_at_its_field() -> None:
    with pytest.raises(BadFieldError) as caught:
        read_evidence("x" * (MOST_CHARACTERS + 1), "")
    assert caught.value.field == "note"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for given_ in ((text, ""), ("", text), ("", f"https://{text}")):
        try:
            found = read_evidence(*given_)
        except BadFieldError:
            continue
        assert all(each.text for each in found)
