"""An own picture is kept as plain square pixels; what is no picture, or a bomb, is refused."""

import io
import struct
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from leap_dash.credentials.baking import bake, unbake
from leap_dash.credentials.own_picture import own_picture, smaller
from leap_dash.credentials.picture_header import read_header
from leap_dash.domain.errors import BadFieldError
from tests.credentials.chunks import encode_chunk


def saved(
    kind: str, size: tuple[int, int] = (600, 400), mode: str = "RGB", **extra: object
) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "teal" if mode in {"RGB", "RGBA"} else 90).save(target, kind, **extra)
    return target.getvalue()


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png), formats=["PNG"])
    picture.load()
    return picture


def refused(data: bytes) -> str:
    with pytest.raises(BadFieldError) as caught:
        own_picture(data)
    assert caught.value.field == "image"
    return caught.value.words


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises these sides, and whose few bytes would unpack to millions."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000_000, 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(encode_chunk(*each) for each in chunks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "side"),
    [((600, 400), 600), ((256, 20), 512), ((2000, 3000), 1024), ((512, 512), 512)],
)
def test_a_picture_becomes_a_square_of_512_to_1024_pixels_and_is_not_cut(
    kind: str, size: tuple[int, int], side: int
) -> None:
    picture = opened(own_picture(saved(kind, size)))
    assert (picture.size, picture.mode) == ((side, side), "RGBA")
    scale = side / max(size)
    left, top, right, foot = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert abs((right - left) - size[0] * scale) <= 1
    assert abs((foot - top) - size[1] * scale) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_colour_model_are_taken(mode: str) -> None:
    assert opened(own_picture(saved("PNG", mode=mode))).size == (600, 600)


@pytest.mark.parametrize("grey", [0, 128 * 257, 200 * 257, 65_535])
def test_deep_greys_stay_as_light_as_they_are(grey: int) -> None:
    target = io.BytesIO()
    Image.new("I;16", (600, 600), grey).save(target, "PNG")
    assert opened(own_picture(target.getvalue())).getpixel((300, 300)) == (*3 * [grey // 257], 255)


def test_a_picture_of_a_printer_is_taken() -> None:
    assert opened(own_picture(saved("JPEG", mode="CMYK"))).size == (600, 600)


def test_nothing_but_pixels_is_kept() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Author", "Ana Costa")
    words.add_text("openbadgecredential", "{}")
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    for data in (
        saved("PNG", pnginfo=words, exif=exif),
        saved("JPEG", exif=exif, comment=b"Ana Costa") + b"<script>behind the end</script>",
        saved("WEBP", exif=exif, xmp=b"<x>Ana Costa</x>"),
    ):
        png = own_picture(data)
        for secret in (b"Ana Costa", b"telephone", b"script", b"openbadgecredential"):
            assert secret not in png
        assert not opened(png).info
        assert unbake(bake(png, '{"id": "x"}')) == '{"id": "x"}'


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    picture = opened(own_picture(saved("JPEG", (600, 300), exif=exif)))
    left, top, right, foot = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert (right - left, foot - top) == (300, 600)


@pytest.mark.parametrize("sides", [(12_000, 12_000), (6_001, 10), (5_000, 5_000), (2**31, 2**31)])
def test_a_bomb_is_refused_by_its_header_before_it_takes_memory_or_time(
    sides: tuple[int, int],
) -> None:
    data = png_of(*sides)
    tracemalloc.start()
    started = time.perf_counter()
    words = refused(data)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f"has {sides[0]:,} by {sides[1]:,} pixels" in words
    assert "6,000" in words
    assert taken < 1_000_000
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_bombs_of_the_other_kinds_are_refused_too(kind: str) -> None:
    assert "has 7,000 by 300 pixels" in refused(saved(kind, (7000, 300)))


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\xef\xbb\xbf<svg/>",
    ],
)
def test_an_svg_with_or_without_a_script_is_refused_with_the_way_out(data: bytes) -> None:
    assert "is an SVG" in refused(data)
    assert "save it as PNG" in refused(data)


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("teal", "red")]
    for kind in ("PNG", "WEBP"):
        target = io.BytesIO()
        frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=100)
        assert refused(target.getvalue()) == "moves; give a still picture."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is missing or empty"),
        (b"a" * (5 * 1024 * 1024 + 1), "at most 5,242,880 are taken"),
        (saved("GIF"), "is no picture that can be read here; give a PNG, JPEG or WebP"),
        (saved("BMP"), "is no picture"),
        (b"%PDF-1.7", "is no picture"),
        (saved("PNG", (200, 200)), "has only 200 by 200 pixels and would be blurred"),
        (saved("PNG")[:200], "is damaged"),
        (saved("JPEG")[:400], "is "),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason_and_the_remedy(
    data: bytes, said: str
) -> None:
    assert said in refused(data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_pictures_are_taken_or_refused_in_words(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))
    broken = bytearray(saved(kind, (300, 260)))
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert opened(own_picture(bytes(broken))).width <= 1024
    except BadFieldError:
        return


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF....WEBPVP8X"]))
def test_any_header_is_read_or_is_none(data: bytes, start: bytes) -> None:
    found = read_header(start + data)
    assert found is None or found.width >= 0


def test_a_large_photo_is_kept_small_enough_to_be_sent() -> None:
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "JPEG", quality=95)
    png = own_picture(target.getvalue())
    assert opened(png).size == (512, 512)
    assert len(png) < 1024 * 1024


def test_lists_show_a_smaller_one() -> None:
    png = own_picture(saved("PNG"))
    assert opened(smaller(png, 64)).size == (64, 64)
    assert smaller(png, 4096) == png
