"""Evidence is a note or a link that anyone can follow, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.evidence import (
    MOST_CHARACTERS,
    MOST_FILE_BYTES,
    MOST_FILE_NAME,
    Evidence,
    EvidenceKind,
    read_evidence,
    read_file,
)


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


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(20) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("menu.pdf", b"%PDF-1.4 ... %%EOF", "menu.pdf", "application/pdf"),
        ("menu.html", b"%PDF-1.4 ... %%EOF", "menu.pdf", "application/pdf"),
        ("../../etc/photo.jpeg", JPEG, "photo.jpg", "image/jpeg"),
        ("C:\\me\\photo", PNG, "photo.png", "image/png"),
        ('a"b<c>\n.png', PNG, "abc.png", "image/png"),
        (None, PNG, "evidence.png", "image/png"),
        ("x" * 500 + ".png", PNG, "x" * 100 + ".png", "image/png"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(
    name: object, content: bytes, kept: str, media_type: str
) -> None:
    found = read_file(name, content)
    assert (found.name, found.media_type, found.content) == (kept, media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
        b"%PDF-1.4 that breaks off",
        PNG[:30],
        JPEG[:10],
        b"%PDF-" + bytes(MOST_FILE_BYTES) + b"%%EOF",
    ],
)
def test_another_kind_of_file_is_refused_at_its_field(content: bytes) -> None:
    with pytest.raises(BadFieldError) as caught:
        read_file("menu.pdf", content)
    assert caught.value.field == "file"


@given(st.text(max_size=300))
def test_no_name_of_a_file_leads_out_of_a_folder_or_line(name: str) -> None:
    kept = read_file(name, PNG).name
    assert kept.isprintable()
    assert kept.endswith(".png")
    assert len(kept) <= MOST_FILE_NAME + 4
    assert not set(kept) & set('/\\"<>')


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
