"""A drawing that does more than draw is refused, with the element and what would be right."""

import base64

import pytest

from leap_dash.credentials.art import AREAS, draw_svg
from leap_dash.credentials.art.framed import frame_png
from leap_dash.credentials.svg import bake, prepare
from leap_dash.domain.errors import BakingError
from tests.credentials.test_art import LEVELS, art
from tests.credentials.test_baking import PLAIN as PLAIN_PNG
from tests.credentials.test_svg import NAMESPACE, drawing

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
PNG = f"data:image/png;base64,{base64.b64encode(PLAIN_PNG).decode()}"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script> .* it is a program: take it out"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "<script> .* program"),
        ('<script xmlns="http://www.w3.org/1999/xhtml"/>', "<script> .* program"),
        ('<rect onclick="alert(1)"/>', "<rect> .* onclick, which starts a program"),
        ('<rect ONLOAD="alert(1)"/>', "<rect> .* ONLOAD, which starts a program"),
        ("<foreignObject/>", "<foreignObject> .* holds a web page"),
        ('<iframe xmlns="http://www.w3.org/1999/xhtml"/>', "<iframe> .* no place"),
        ('<animate onbegin="alert(1)"/>', "<animate> .* stands still"),
        ('<set attributeName="href" to="javascript:alert(1)" begin="a.click"/>', "<set> .* still"),
        ('<animateTransform begin="0s"/>', "<animateTransform> .* stands still"),
        ('<a href="https://evil.example"><rect/></a>', "<a> .* no links"),
        ('<use href="javascript:alert(1)"/>', "<use> .* only point into the same file"),
        ('<use href="java&#10;script:alert(1)"/>', "<use> .* only point into the same file"),
        ('<use href="https://evil.example/x.svg#a"/>', "<use> .* only point into the same file"),
        ('<use href="//evil.example/x.svg#a"/>', "<use> .* only point into the same file"),
        ('<use href="data:image/svg+xml,x#a"/>', "<use> .* only point into the same file"),
        (f'<use {XLINK} xlink:href="x.svg#a"/>', "<use> .* only point into the same file"),
        (f'<y:use xmlns:y="http://www.w3.org/2000/svg" {XLINK} xlink:href="x"/>', "<use> .* only"),
        ('<linearGradient href="x.svg#a"/>', "<linearGradient> .* only point into"),
        ('<image href="https://evil.example/x.png"/>', "<image> .* only a picture inside the file"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "<image> .* only a picture inside"),
        ('<image href="data:text/html;base64,AAAA"/>', "<image> .* only a picture inside"),
        ('<feImage href="#a"/>', "<feImage> .* no place"),
        ('<g xml:base="https://evil.example/"><use href="#a"/></g>', "<g> .* base"),
        ('<rect src="x"/>', "<rect> .* src, which no drawing needs"),
        ('<rect fill="url(https://evil.example/x#a)"/>', r"<rect> .*url\(#name\)"),
        ('<rect fill="URL( //evil.example/x#a )"/>', r"<rect> .*url\(#name\)"),
        ('<rect filter="blur(1px) url(x.svg#a)"/>', r"<rect> .*url\(#name\)"),
        ('<rect style="fill:url(&quot;https://evil.example/x&quot;)"/>', r"<rect> .*url\(#name\)"),
        ('<rect style="x:calc(url(https://evil.example/x))"/>', r"<rect> .*url\(#name\)"),
        ('<rect style="fill:image-set(&quot;https://x&quot; 1x)"/>', "<rect> .* image-set"),
        ('<rect style="width:expression(alert(1))"/>', "<rect> .* expression"),
        (r'<rect style="fill:u\72l(https://evil.example/x)"/>', "<rect> .* backslash"),
        ('<rect style="x:javascript:alert(1)"/>', "<rect> .* javascript:"),
        ('<style>@import "https://evil.example/x.css";</style>', "<style> .* @import"),
        ("<style>@import url(https://evil.example/x.css);</style>", "<style> .* @import"),
        ("<style>@font-face{src:url(x)}</style>", "<style> .* @font-face"),
        ("<style>rect{fill:url(https://evil.example/x)}</style>", r"<style> .*url\(#name\)"),
        ("<style><![CDATA[rect{fill:url(#a)}]]></style>", r"<style> .*url\(#name\)"),
        (r"<style>\40import 'x';</style>", "<style> .* backslash"),
        ("<g><style>@im<!-- -->port 'x';</style></g>", "<style> .* @import"),
        ('<unknown xmlns="urn:x"/>', "<unknown> .* no place"),
        ('<rect xmlns:e="http://www.w3.org/2001/xml-events" e:event="load"/>', "<rect> .* event"),
        ('<e:listener xmlns:e="http://www.w3.org/2001/xml-events"/>', "<listener> .* no place"),
        (f'<o:credential xmlns:o="{NAMESPACE}"><script/></o:credential>', "<script> .* inside a"),
        (
            '<i:x xmlns:i="http://www.inkscape.org/namespaces/inkscape" onload="alert(1)"/>',
            "<x> .* onload",
        ),
    ],
)
def test_what_is_more_than_a_drawing_is_refused_and_named(inside: str, words: str) -> None:
    with pytest.raises(BakingError, match=f"^The element {words}"):
        prepare(drawing(f"<rect/>{inside}"))


def test_a_refusal_says_where() -> None:
    with pytest.raises(BakingError, match="line 3, column 4"):
        prepare(drawing("\n<g/>\nää <script/>"))


LAUGHS = "".join(
    '<g id="g{}">{}</g>'.format(n, f'<use href="#g{n - 1}"/>' * 10) for n in range(1, 9)
)
CHAIN = "".join(f'<g id="g{n}"><use href="#g{n - 1}"/></g>' for n in range(1, 150))


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ('<g id="a"><use href="#a"/></g>', "points to itself"),
        ('<use id="a" href="#a"/>', "points to itself"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "points to itself"),
        (f'<g id="a"><use {XLINK} xlink:href=" #a "/></g>', "points to itself"),
        ('<pattern id="a"><rect fill="url(#a)"/></pattern>', "points to itself"),
        ('<mask id="a"><rect style="mask:url( \'#a\' )"/></mask>', "points to itself"),
        ('<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>', "to itself"),
        ('<g id="a"/><g id="a"><use href="#a"/></g>', "points to itself"),
        (f'<g id="g0"><rect/></g>{LAUGHS}', "draws more than 100,000"),
        (f'{CHAIN}<use href="#g149"/>', "more than 128"),
    ],
)
def test_circles_and_few_elements_that_draw_millions_are_refused(inside: str, words: str) -> None:
    with pytest.raises(BakingError, match=words):
        prepare(drawing(inside))


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="stroke:url(\'#a\')"/>',
        '<g id="a"><path d="M0 0"/></g><use href="#a"/><use href="#a" transform="rotate(45 1 1)"/>',
        f'<image href="{PNG}" width="3" height="2"/>',
        "<style>.a{fill:rgb(1,2,3)}@media (max-width:9px){.a{display:none}}</style>",
        '<text font-family="serif" xml:space="preserve">A <tspan dy="1em">line</tspan></text>',
        '<rect aria-label="a (b) @ c\\d" data-x="url(x)"/>',
        '<i:view xmlns:i="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" pagecolor="#fff"/>',
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" /></metadata>',
    ],
)
def test_what_drawing_programs_write_is_let_in_unchanged(inside: str) -> None:
    assert f"{inside}</svg>".encode() in bake(drawing(inside), '{"id":"x"}')


def test_all_our_own_drawings_pass() -> None:
    for area in AREAS:
        for level in LEVELS:
            prepare(draw_svg(art(area=area, level=level)))
    prepare(frame_png(PLAIN_PNG, "Host & <guest>"))
