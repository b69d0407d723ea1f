"""A credential goes into an SVG and comes out unchanged; anything else is refused in words."""

import contextlib
import json
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as their_baking

from leap_dash.credentials import carriers, png
from leap_dash.credentials.art import draw_svg
from leap_dash.credentials.svg import bake, prepare, unbake
from leap_dash.credentials.svg_reading import byte_offset, read_elements
from leap_dash.domain.errors import BakingError
from tests.credentials.test_art import art
from tests.credentials.test_baking import PLAIN as PLAIN_PNG

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SVG = "http://www.w3.org/2000/svg"
PLAIN = draw_svg(art())
CREDENTIAL = '{"id":"urn:uuid:1","name":"Übersicht Ελληνικά 🎓"}'
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJkaWQ6d2ViOmEifQ.c2lnbmF0dXJl-_"
BAKED = bake(PLAIN, CREDENTIAL)

base64url = st.text("ABCdef019-_", min_size=1, max_size=60)
tokens = st.builds("{}.{}.{}".format, base64url, base64url, base64url)
written = st.characters(
    min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(written)
    | st.sampled_from(["]]>", "<![CDATA["]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(written), inner, max_size=3)
    ),
)
blanks = st.sampled_from(["", " ", "\n", "\r\n", "\r"])


def drawing(inside: str = "<rect/>", attributes: str = f'xmlns="{SVG}"', before: str = "") -> bytes:
    return f"{before}<svg {attributes}>{inside}</svg>".encode()


def carried(*contents: str) -> bytes:
    inside = "".join(f"<o:credential {content}</o:credential>" for content in contents)
    return drawing(inside, f'xmlns="{SVG}" xmlns:o="{NAMESPACE}"')


@given(st.dictionaries(st.text(written), values, max_size=4), st.booleans(), blanks, blanks)
def test_json_that_is_baked_comes_out_unchanged_to_the_byte(
    value: dict[str, object], pretty: bool, before: str, after: str
) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None)
    text = before + (text.replace("\n", "\r\n") if before == "\r\n" else text) + after
    assert unbake(bake(PLAIN, text)) == text


@given(tokens)
def test_a_jwt_that_is_baked_comes_out_unchanged_from_the_attribute(token: str) -> None:
    baked = bake(PLAIN, token)
    assert b'verify="%s"' % token.encode() in baked
    assert b"CDATA" not in baked
    assert unbake(baked) == token


@pytest.mark.parametrize("text", ['{"a":"]]>"}', '{"a":"]]]]>>"}', '{"a":"x"}\r\n', '\r{"a":1}'])
def test_what_would_end_the_section_or_be_changed_by_readers_is_parted(text: str) -> None:
    baked = bake(PLAIN, text)
    assert unbake(baked) == text
    element = fromstring(baked).find(f"{{{NAMESPACE}}}credential")
    assert element is not None
    assert element.text == text  # what any reader of XML sees


@given(st.dictionaries(st.text(written), values, max_size=3))
def test_a_prepared_drawing_gives_the_same_bytes_as_baking_anew(value: dict[str, object]) -> None:
    text = json.dumps(value)
    assert prepare(PLAIN).splice(text.encode()) == bake(PLAIN, text)


@pytest.mark.parametrize("first", [CREDENTIAL, TOKEN, '{"a":"]]>"}'])
@pytest.mark.parametrize("second", [CREDENTIAL, TOKEN])
def test_baking_again_replaces_the_credential_and_nothing_else(first: str, second: str) -> None:
    assert bake(bake(PLAIN, first), second) == bake(PLAIN, second)


def test_a_baked_badge_is_the_same_drawing_with_one_element_behind_the_start_tag() -> None:
    start, rest = PLAIN.split(b">", 1)
    tag = start.replace(b"<svg ", b'<svg xmlns:openbadges="%s" ' % NAMESPACE.encode())
    element = b"<openbadges:credential><![CDATA[%s]]></openbadges:credential>" % CREDENTIAL.encode()
    assert tag + b">" + element + rest == BAKED
    assert b"<svg" in BAKED[:256]
    assert next(iter(fromstring(BAKED))).tag == f"{{{NAMESPACE}}}credential"


def test_what_stands_before_the_drawing_cannot_push_it_out_of_sight() -> None:
    types = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    before = f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- {"Ä" * 300} -->{types}\r\n'
    baked = bake(drawing("<g>ä🎓</g>", before=before), CREDENTIAL)
    assert b"<svg" in baked[:256]
    assert unbake(baked) == CREDENTIAL
    assert baked.endswith("<g>ä🎓</g></svg>".encode())


@pytest.mark.parametrize("credential", [CREDENTIAL, TOKEN])
def test_openbadgeslib_finds_what_we_bake(credential: str) -> None:
    found = their_baking.extract_svg(
        bake(PLAIN, credential), element=their_baking.SVG_ELEMENT_OB3, text_fallback=True
    )
    assert found == credential


@pytest.mark.parametrize(("credential", "as_text"), [(CREDENTIAL, True), (TOKEN, False)])
def test_what_openbadgeslib_bakes_is_read_and_replaced(credential: str, as_text: bool) -> None:
    theirs = their_baking.bake_svg(
        PLAIN,
        credential,
        element=their_baking.SVG_ELEMENT_OB3,
        namespace=their_baking.SVG_NS_OB3,
        as_text=as_text,
    )
    assert unbake(theirs) == credential
    ours = bake(theirs, '{"id":"new"}')
    assert unbake(ours) == '{"id":"new"}'
    assert credential.encode() not in ours


@pytest.mark.parametrize("name", ["simple-json.svg", "simple-jwt.svg", "simple-jwt_v1.svg"])
def test_badges_of_the_official_validator_are_read_and_rebaked(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    badge = (folder / name).read_bytes()
    text = unbake(badge)
    assert json.loads(text) if name == "simple-json.svg" else text.count(".") == 2
    again = bake(badge, CREDENTIAL)
    assert unbake(again) == CREDENTIAL
    assert len(read_elements(again)) == len(read_elements(badge))


@pytest.mark.parametrize(
    ("svg", "words"),
    [
        (PLAIN, "no Open Badges credential"),
        (carried("/><o:credential>{}"), "2 credentials"),
        (carried('verify="a.b.c">', 'verify="a.b.c">'), "2 credentials"),
        (carried('verify="a.b.c">{}'), "both a token and a text"),
        (carried(">"), "is empty"),
        (carried('verify=" ">'), "is empty"),
        (carried("><![CDATA[]]>"), "is empty"),
        (carried("><g/>{}"), "holds other elements"),
        (carried(f">{'x' * 1_048_577}"), "at most 1,048,576"),
        (
            drawing(f'<g><o:credential xmlns:o="{NAMESPACE}">{{}}</o:credential></g>'),
            "inside another",
        ),
    ],
)
def test_a_doubtful_carrier_is_refused(svg: bytes, words: str) -> None:
    with pytest.raises(BakingError, match=words):
        unbake(svg)


DEEP = 200_000
MANY = " ".join(f'a{number}=""' for number in range(DEEP))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("svg", "words"),
    [
        (b"", "not well-formed"),
        (b"<svg", "not well-formed"),
        (b"<html></html>", "not an SVG image"),
        (b"<svg></svg>", "not an SVG image"),
        (f"<svg xmlns='{SVG}'>{'<g>' * DEEP}".encode(), "more than 64 deep"),
        (drawing(attributes=f'xmlns="{SVG}" {MANY}'), "more than 100,000 attributes"),
        (drawing(attributes=f'xmlns="{SVG}" {MANY[:2690]}'), "at most 200"),
        (drawing("<g/>" * DEEP), "more than 20,000 elements"),
        (drawing("\n" * 500_000), "more than 400,000 lines"),
        (drawing("x" * 11_000_000), "at most 10,485,760"),
        (drawing(before=f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>', inside="&l9;"), "DOCTYPE"),
        (drawing(before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
        (drawing(before='<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>'), "DOCTYPE"),
        (drawing("&nbsp;"), "not well-formed"),
        (drawing(before='<?xml-stylesheet href="//evil.example/x.css"?>'), "instruction"),
        (drawing(before='<?xml version="1.0" encoding="UTF-16"?>'), "UTF-8"),
        (drawing(before='<?xml version="1.0" encoding="iso-8859-1"?>'), "UTF-8"),
        (drawing(before=f'<?xml version="1.0"{" " * 5000}encoding="latin1"?>'), "UTF-8"),
        (drawing("ä").decode().encode("latin-1"), "UTF-8"),
        (drawing().decode().encode("utf-16"), "UTF-8"),
        (drawing().decode().encode("utf-16-le"), "UTF-8"),
        (drawing(attributes=f'xmlns="{SVG}" xmlns:a="{SVG}\u2003x" a:b=""'), "blank"),
    ],
)
def test_a_malformed_or_monstrous_svg_is_refused_with_what_is_wrong(svg: bytes, words: str) -> None:
    with pytest.raises(BakingError, match=words):
        unbake(svg)
    with pytest.raises(BakingError):
        bake(svg, CREDENTIAL)


@given(st.integers(0, len(BAKED) - 2))
def test_a_truncated_badge_is_refused_in_words(length: int) -> None:
    with pytest.raises(BakingError):
        unbake(BAKED[:length])
    with pytest.raises(BakingError):
        bake(BAKED[:length], CREDENTIAL)


@given(st.integers(0, len(BAKED) - 1), st.binary(max_size=4), st.integers(0, 8))
def test_a_changed_badge_is_baked_read_or_refused_in_words(
    position: int, noise: bytes, dropped: int
) -> None:
    changed = BAKED[:position] + noise + BAKED[position + dropped :]
    for work in (unbake, prepare):
        with contextlib.suppress(BakingError):
            work(changed)


PIECES = [
    ">",
    "<g",
    "/>",
    "</g>",
    "</svg>",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "&amp;",
    "<!--",
    "-->",
    "<?x",
]
PIECES += ["?>", " x:y=''", " id='a'", "é", "\0", f'<svg xmlns="{SVG}"', "<!DOCTYPE svg>", " "]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_pieces_of_xml_in_any_order_end_in_nothing_but_a_baking_error(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    try:
        prepared = prepare(data)
    except BakingError:
        return
    assert unbake(prepared.splice(CREDENTIAL.encode())) == CREDENTIAL


@pytest.mark.parametrize(
    ("credential", "words"),
    [
        ("", "neither"),
        ("[1]", "neither"),
        ("https://badges.example.org/1", "neither"),
        ('{"a":"\0"}', "U+0000"),
        ('{"a":"\uffff"}', "U+FFFF"),
        ("{\ud800}", "U+D800"),
        ("{" + "x" * 1_048_577, "at most 1,048,576"),
        ("{" + "\n" * 500_000, "too many lines"),
        ("{" + "=" * 500_000, "too many lines or signs"),
    ],
)
def test_a_text_that_cannot_be_read_back_is_not_baked(credential: str, words: str) -> None:
    with pytest.raises(BakingError, match=words.replace("+", r"\+")):
        bake(PLAIN, credential)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        (f'xmlns="{SVG}" xmlns:openbadges="https://other.example"', "something else"),
        (f"xmlns=\"{SVG}\" xmlns:openbadges = 'https://other.example'", "something else"),
    ],
)
def test_a_drawing_that_names_something_else_openbadges_is_refused(
    attributes: str, words: str
) -> None:
    with pytest.raises(BakingError, match=words):
        prepare(drawing(attributes=attributes))


def test_a_name_in_an_attribute_s_text_is_no_declaration() -> None:
    quoted = f"data-note=' xmlns:openbadges=\"{NAMESPACE}\"'"
    svg = drawing(attributes=f'xmlns="{SVG}" {quoted}')
    assert unbake(bake(svg, CREDENTIAL)) == CREDENTIAL


def test_a_drawing_with_a_prefix_or_without_content_is_refused() -> None:
    for svg in (f'<s:svg xmlns:s="{SVG}"></s:svg>', f'<svg xmlns="{SVG}"/>'):
        with pytest.raises(BakingError, match="start tag"):
            prepare(svg.encode())


@given(st.lists(st.sampled_from(["ä", "🎓", "\n", "\r\n", "\r", " ", "x"]), max_size=20))
def test_places_are_found_again_whatever_stands_before(before: list[str]) -> None:
    svg = drawing(f"{''.join(before)}<g/>")
    assert byte_offset(svg, read_elements(svg)[1].start) == svg.index(b"<g/>")


def test_each_kind_of_image_goes_to_its_own_baker() -> None:
    for image, marker in ((PLAIN, b"<svg"), (PLAIN_PNG, png.SIGNATURE)):
        baked = carriers.bake(image, CREDENTIAL)
        assert baked.startswith(marker)
        assert carriers.is_image(baked)
        assert carriers.unbake(baked) == CREDENTIAL
    comments = b"<!-- -->" * 500  # a careless pattern would part them in 2 ** 499 ways
    for other in (b"", b"\xff\xd8\xff\xe0 a JPEG", b"{}", b"<html>", comments, b"<?x?>" * 800):
        assert not carriers.is_image(other)
        with pytest.raises(BakingError, match="neither a PNG nor an SVG"):
            carriers.unbake(other)
        with pytest.raises(BakingError, match="neither a PNG nor an SVG"):
            carriers.bake(other, CREDENTIAL)
