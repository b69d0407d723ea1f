"""A credential goes into a picture and comes out unchanged; anything else is refused in words."""

import io
import json
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leap_dash.credentials import png as png_format
from leap_dash.credentials.baking import KEYWORD, OB2_KEYWORD, bake, prepare, unbake
from leap_dash.credentials.png import read_chunks
from leap_dash.domain.errors import BakingError
from tests.credentials.chunks import encode_chunk

CREDENTIAL = '{"id": "urn:uuid:1", "name": "Übersicht Ελληνικά"}'

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=400
)


def picture(width: int = 3, height: int = 2) -> bytes:
    target = io.BytesIO()
    Image.new("RGBA", (width, height), (40, 90, 210, 255)).save(target, "PNG")
    return target.getvalue()


def with_chunks(*chunks: bytes) -> bytes:
    plain = picture()
    header_end = read_chunks(plain)[0].end
    return plain[:header_end] + b"".join(chunks) + plain[header_end:]


def carrier(text: bytes, flags: bytes = b"\0\0") -> bytes:
    return encode_chunk(b"iTXt", KEYWORD, b"\0", flags, b"\0\0", text)


PLAIN = picture()
BAKED = bake(PLAIN, CREDENTIAL)


@given(texts)
def test_what_is_baked_comes_out_unchanged(text: str) -> None:
    assert unbake(bake(PLAIN, text)) == text


@given(texts)
def test_a_prepared_picture_gives_the_same_bytes_as_baking_anew(text: str) -> None:
    assert prepare(PLAIN).splice(text.encode()) == bake(PLAIN, text)


@given(texts, texts)
def test_baking_again_replaces_the_credential_and_nothing_else(first: str, second: str) -> None:
    assert bake(bake(PLAIN, first), second) == bake(PLAIN, second)


def test_a_baked_badge_is_the_same_picture_with_one_uncompressed_text_behind_the_header() -> None:
    before, after = read_chunks(PLAIN), read_chunks(BAKED)
    assert [chunk.type for chunk in after] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    assert after[1].data == KEYWORD + b"\0\0\0\0\0" + CREDENTIAL.encode()
    assert [chunk.data for chunk in after if chunk.type != b"iTXt"] == [c.data for c in before]


def test_pillow_opens_the_baked_badge_and_sees_picture_and_text() -> None:
    with Image.open(io.BytesIO(BAKED), formats=["PNG"]) as baked:
        baked.load()
        assert baked.info[KEYWORD.decode()] == CREDENTIAL
        with Image.open(io.BytesIO(PLAIN)) as plain:
            assert baked.tobytes() == plain.tobytes()


@pytest.mark.parametrize("name", ["simple-json.png", "simple-jwt.png", "simple-jwt_v1.png"])
def test_badges_of_the_official_validator_are_read_and_rebaked(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    badge = (folder / name).read_bytes()
    text = unbake(badge)
    assert json.loads(text) if name == "simple-json.png" else text.count(".") == 2
    assert unbake(bake(badge, CREDENTIAL)) == CREDENTIAL
    assert len(read_chunks(bake(badge, CREDENTIAL))) == len(read_chunks(badge))


def test_an_open_badges_2_image_is_read_under_its_own_keyword(shared_data: Path) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob20"
    badge = (folder / "simple-badge.png").read_bytes()
    text = unbake(badge)
    assert json.loads(text)["verification"] == {"type": "hosted"}
    assert bake(badge, text, OB2_KEYWORD) == bake(bake(badge, CREDENTIAL), text, OB2_KEYWORD)
    assert unbake(bake(badge, CREDENTIAL)) == CREDENTIAL


def test_an_image_without_a_badge_is_said_to_carry_none() -> None:
    with pytest.raises(BakingError, match="carries no Open Badges credential"):
        unbake(PLAIN)


@given(st.integers(0, len(BAKED) - 1))
def test_a_truncated_badge_is_refused_in_words(length: int) -> None:
    with pytest.raises(BakingError):
        unbake(BAKED[:length])
    with pytest.raises(BakingError):
        bake(BAKED[:length], CREDENTIAL)


@given(st.integers(0, len(BAKED) - 1), st.integers(1, 255))
def test_a_badge_with_any_changed_byte_is_refused(position: int, difference: int) -> None:
    changed = bytearray(BAKED)
    changed[position] ^= difference
    with pytest.raises(BakingError):
        unbake(bytes(changed))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_end_in_nothing_but_a_baking_error(noise: bytes) -> None:
    for data in (noise, png_format.SIGNATURE + noise):
        with pytest.raises(BakingError):
            unbake(data)
        with pytest.raises(BakingError):
            bake(data, CREDENTIAL)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [b"IHDR", b"IDAT", b"PLTE", b"tRNS", b"iTXt", b"zTXt", b"acTL", b"gAMA"]
            ),
            st.one_of(st.binary(max_size=60), st.binary(max_size=20).map(lambda b: KEYWORD + b)),
        ),
        max_size=6,
    )
)
def test_odd_chunks_with_right_checksums_end_in_a_picture_or_a_baking_error(
    chunks: list[tuple[bytes, bytes]],
) -> None:
    data = with_chunks(*(encode_chunk(kind, content) for kind, content in chunks))
    try:
        baked = bake(data, CREDENTIAL)
    except BakingError:
        return
    assert unbake(baked) == CREDENTIAL


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([carrier(b"{}"), carrier(b"{}")], "2 credentials"),
        ([encode_chunk(b"tEXt", KEYWORD, b"\0{}"), carrier(b"{}")], "2 credentials"),
        ([carrier(zlib.compress(b"[" * 9_000_000), b"\1\0")], "compressed"),
        ([encode_chunk(b"zTXt", KEYWORD, b"\0\0", zlib.compress(b"{}"))], "zTXt chunk"),
        ([encode_chunk(b"tEXt", KEYWORD, b"\0{}")], "tEXt chunk"),
        ([encode_chunk(b"iTXt", KEYWORD)], "compressed|damaged"),
        ([encode_chunk(b"iTXt", KEYWORD, b"\0\0\0{}")], "damaged"),
        ([carrier(b"")], "damaged"),
        ([carrier(b"{}\0[]")], "damaged"),
        ([carrier(b"\xff\xfe")], "UTF-8"),
        ([carrier(b"x" * 1_048_577)], "at most 1,048,576"),
        ([encode_chunk(b"gAMA", b"....")] * 4096, "more than 4,096 chunks"),
    ],
)
def test_a_doubtful_carrier_is_refused(chunks: list[bytes], words: str) -> None:
    with pytest.raises(BakingError, match=words):
        unbake(with_chunks(*chunks))


def header(width: int, height: int) -> bytes:
    return encode_chunk(b"IHDR", struct.pack(">II5B", width, height, 8, 6, 0, 0, 0))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BAKED + b"x", "1 bytes follow the end"),
        (PLAIN + bytes(5 * 1024 * 1024), "at most 5,242,880"),
        (b"\xff\xd8\xff\xe0 a JPEG", "not a PNG"),
        (PLAIN[:8] + header(12_000, 12_000) + PLAIN[33:], "12,000 by 12,000"),
        (PLAIN[:8] + header(0, 2) + PLAIN[33:], "0 by 2"),
        (PLAIN[:8] + PLAIN[33:], "does not begin with"),
        (PLAIN[:33] + PLAIN[-12:], "no IDAT"),
        (PLAIN[:33] + struct.pack(">I4s", 2**31, b"IDAT") + PLAIN[41:], "longer than the rest"),
        (PLAIN[:-12] + encode_chunk(b"IEND", b"x"), "not empty"),
    ],
)
def test_a_png_out_of_order_is_refused_with_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(BakingError, match=words):
        unbake(data)


def test_a_picture_that_cannot_be_drawn_is_not_baked() -> None:
    undrawable = PLAIN[:33] + encode_chunk(b"IDAT", b"no pixels") + PLAIN[-12:]
    with pytest.raises(BakingError, match="cannot be drawn"):
        bake(undrawable, CREDENTIAL)


@pytest.mark.parametrize("credential", ["", "a\0b", "\ud800", "x" * 1_048_577])
def test_a_text_that_is_no_credential_is_not_baked(credential: str) -> None:
    with pytest.raises(BakingError):
        bake(PLAIN, credential)
