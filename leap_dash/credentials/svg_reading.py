"""Read an SVG from anywhere as a list of its elements, with limits; nothing is judged or drawn.

The whole file is one call of a parser that refuses entities and whatever lies outside the file, so
that what is read is what stands there. Elements come with their places, for words and for cutting.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias
from xml.sax import SAXParseException
from xml.sax.handler import (
    ContentHandler,
    LexicalHandler,
    feature_namespaces,
    property_lexical_handler,
)
from xml.sax.xmlreader import AttributesNSImpl, Locator

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from leap_dash.credentials.ob2 import svg as ob2
from leap_dash.credentials.svg_vocabulary import SVG
from leap_dash.domain.errors import BakingError

OPEN_BADGES = "https://purl.imsglobal.org/ob/v3p0"

MAX_DRAWING_BYTES = 7 * 1024 * 1024  # holds a PNG of 5 MiB in base64
MAX_FILE_BYTES = 10 * 1024 * 1024  # and the largest credential, whatever has to be parted in it
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 200  # of one element
MAX_DEPTH = 64
# Signs, at least as many as attributes: those cost time before they can be counted.
MAX_EQUALS = 100_000
MAX_TEXTS = 400_000  # pieces that the parser hands over, one or two a line

Name: TypeAlias = tuple[str | None, str]
"""Namespace, if any, and local name."""

_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml\s[^>]*\?>)*", re.DOTALL)
# A type without declarations of its own: many programs write it, and it says nothing needed here.
_PLAIN_TYPE = re.compile(
    rb"<!DOCTYPE\s+svg(?:\s+PUBLIC\s+\"[^\"]*\"\s*\"[^\"]*\"|\s+SYSTEM\s+\"[^\"]*\")?\s*>"
)
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Element:
    """An element as it stands in the file.

    `parent` is its number in the list, none for the first. `pieces` are its own text, each with
    whether it stood in a CDATA section; kept for styles and credentials only. `start` and `end` are
    places (line, column from 1): where it begins, and where its end tag does.
    """

    name: Name
    attributes: Mapping[Name, str]
    parent: int | None
    start: tuple[int, int]
    end: tuple[int, int] = (0, 0)
    pieces: list[tuple[bool, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text; without the blanks around it, but with all that CDATA sections hold."""
        texts = [text for _, text in self.pieces]
        quoted = [number for number, (in_cdata, _) in enumerate(self.pieces) if in_cdata]
        if not quoted:
            return "".join(texts).strip()
        first, last = quoted[0], quoted[-1] + 1
        before, inside, after = map("".join, (texts[:first], texts[first:last], texts[last:]))
        return f"{before.lstrip()}{inside}{after.rstrip()}"

    @property
    def place(self) -> str:
        """The start in words."""
        return f"line {self.start[0]}, column {self.start[1]}"


def is_credential(element: Element) -> bool:
    """Whether this is where a badge carries its credential: of Open Badges 3.0, or of 2.0."""
    return element.name in ((OPEN_BADGES, "credential"), ob2.ELEMENT)


def read_elements(svg: bytes) -> list[Element]:
    """Return the elements of an SVG in UTF-8, the root first, in the order of their start tags.

    Raises BakingError for a file that is too large, not well-formed, not an SVG, has declarations
    or entities, more elements, attributes or depth than a picture has.
    """
    if len(svg) > MAX_FILE_BYTES:
        raise BakingError(
            f"The image has {len(svg):,} bytes; at most {MAX_FILE_BYTES:,} are accepted."
        )
    if svg.count(b"=") > MAX_EQUALS:
        raise BakingError(f"The SVG has more than {MAX_EQUALS:,} attributes.")
    _check_encoding(svg)
    parser = defusedxml.sax.make_parser()
    reader = _Reader(parser)
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 - SAX
    parser.setContentHandler(reader)
    parser.setProperty(property_lexical_handler, reader)
    try:
        # In one piece: fed in small ones, a long attribute would be scanned again for each.
        parser.feed(_without_type(svg))
        parser.close()
    except DefusedXmlException as problem:
        raise BakingError(
            "The SVG has a document type with declarations or entities; "
            "save it again without (the part that begins with <!DOCTYPE)."
        ) from problem
    except SAXParseException as problem:
        raise BakingError(
            f"The SVG is not well-formed: {problem.getMessage()}, line {problem.getLineNumber()}."
        ) from problem
    return reader.elements


def byte_offset(svg: bytes, place: tuple[int, int]) -> int:
    """Return where a place (line and column of characters, from 1) is in the file."""
    text = svg.decode("utf-8")
    line, column = place
    start = 0
    for number, line_end in enumerate(_LINE_END.finditer(text), start=2):
        if number > line:
            break
        start = line_end.end()
    return len(text[: start + column - 1].encode())


def _check_encoding(svg: bytes) -> None:
    """Refuse all but UTF-8: what is spliced in is UTF-8, and one file has one encoding."""
    declared = _ENCODING.match(svg)
    name = declared[1].decode("ascii", "replace") if declared else "UTF-8"
    try:
        svg.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BakingError(
            f"The SVG is not UTF-8 text (byte {problem.start + 1:,}): save it as UTF-8."
        ) from problem
    if b"\0" in svg or name.upper() not in ("UTF-8", "US-ASCII", "ASCII"):
        raise BakingError(f"The SVG is not written in UTF-8 (but {name[:40]}): save it as UTF-8.")


def _without_type(svg: bytes) -> bytes:
    """Return the file with a plain document type as blanks, so that every place stays."""
    before = _BEFORE.match(svg)
    found = _PLAIN_TYPE.match(svg, before.end() if before else 0)
    if found is None:
        return svg
    blanks = re.sub(rb"[^\r\n]", b" ", found[0])
    return svg[: found.start()] + blanks + svg[found.end() :]


class _Reader(ContentHandler, LexicalHandler):
    """Collects the elements while they are read, and stops at the first limit."""

    def __init__(self, locator: Locator) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[int] = []
        self._in_cdata = False
        self._texts = 0
        self._locator = locator

    def startElementNS(  # noqa: N802 - SAX's names
        self, name: Name, _qname: str | None, attributes: AttributesNSImpl
    ) -> None:
        place = self._place()
        if not self.elements and name != (SVG, "svg"):
            raise BakingError(
                f"This is not an SVG image: its first element is <{name[-1]}>, "
                f'not <svg xmlns="{SVG}">.'
            )
        if len(self.elements) >= MAX_ELEMENTS:
            raise BakingError(f"The SVG has more than {MAX_ELEMENTS:,} elements.")
        if len(self._open) >= MAX_DEPTH:
            raise BakingError(f"The SVG is nested more than {MAX_DEPTH} deep, at line {place[0]}.")
        if len(attributes) > MAX_ATTRIBUTES:
            raise BakingError(
                f"The element <{name[-1]}> at line {place[0]} has {len(attributes):,} attributes; "
                f"at most {MAX_ATTRIBUTES} are accepted."
            )
        given = dict(attributes.items())
        # The parser parts a name at blanks; a namespace with a blank in it would be misread.
        if len(name) != 2 or any(len(each) != 2 for each in given):
            raise BakingError(f"A namespace at line {place[0]} of the SVG has a blank in it.")
        parent = self._open[-1] if self._open else None
        self._open.append(len(self.elements))
        self.elements.append(Element(name, given, parent, place))

    def endElementNS(self, _name: Name, _qname: str | None) -> None:  # noqa: N802
        self.elements[self._open.pop()].end = self._place()

    def characters(self, content: str) -> None:
        self._texts += 1
        if self._texts > MAX_TEXTS:
            raise BakingError(f"The SVG has more than {MAX_TEXTS:,} lines or pieces of text.")
        element = self.elements[self._open[-1]]
        if is_credential(element) or element.name == (SVG, "style"):
            element.pieces.append((self._in_cdata, content))

    def processingInstruction(self, target: str, _data: str) -> NoReturn:  # noqa: N802
        raise BakingError(
            f"The SVG has a processing instruction (<?{target[:40]} ...?>) at line "
            f"{self._place()[0]}, which may load other files: take it out."
        )

    def startCDATA(self) -> None:  # noqa: N802
        self._in_cdata = True
        # Also an empty one, which brings no characters, keeps apart what stands around it.
        self.characters("")

    def endCDATA(self) -> None:  # noqa: N802
        self._in_cdata = False

    def _place(self) -> tuple[int, int]:
        return self._locator.getLineNumber() or 0, (self._locator.getColumnNumber() or 0) + 1
