"""Bake a badge into an SVG, and read it back: Open Badges 3.0, or 2.0 in its own element.

The drawing is never written again: one element is spliced in behind the `<svg ...>` tag. Source:
Open Badges 3.0, "Baked Badge", "SVG"; `ob2.svg` for 2.0. What the text says is not looked at; that
is for `verify`.
"""

import re
from dataclasses import dataclass
from html import escape

from leap_dash.credentials.baking import KEYWORD, MAX_CREDENTIAL_BYTES, OB2_KEYWORD, the_one
from leap_dash.credentials.ob2 import svg as ob2
from leap_dash.credentials.svg_reading import (
    MAX_DRAWING_BYTES,
    MAX_EQUALS,
    MAX_TEXTS,
    OPEN_BADGES,
    Element,
    byte_offset,
    is_credential,
    read_elements,
)
from leap_dash.credentials.svg_safety import check_safe
from leap_dash.domain.errors import BakingError

_NAMESPACES = {KEYWORD: OPEN_BADGES.encode(), OB2_KEYWORD: ob2.NAMESPACE.encode()}
_START = re.compile(rb"<svg(?=[\s>])(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)(?<!/)>")
_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# What XML 1.0 has no way to write, not even as a reference.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PreparedSvg:
    """A drawing taken apart once, so that each credential costs one join: see `prepare`."""

    attributes: bytes
    tail: bytes

    def splice(self, credential: bytes, keyword: bytes = KEYWORD) -> bytes:
        """Return the drawing with `credential` in it: JSON or JWT, as UTF-8, as it is sent out.

        `keyword` says which Open Badges it is of: see `baking`. Raises BakingError if unfit.
        """
        return self.splice_text(credential.decode(), keyword)

    def splice_text(self, credential: str, keyword: bytes = KEYWORD) -> bytes:
        """Return the same; raise BakingError also for a text that UTF-8 cannot write."""
        start = b'<svg xmlns:openbadges="%s"%s>' % (_NAMESPACES[keyword], self.attributes)
        return b"".join((start, _credential_element(credential, keyword), self.tail))


def prepare(svg: bytes) -> PreparedSvg:
    """Check a drawing and take it apart; a credential that it already carries is left out.

    What stands before `<svg` is left out too: then no declaration or comment can move it beyond the
    256 bytes in which readers look for it. Raises BakingError for an SVG that is malformed, or that
    does more than draw.
    """
    if len(svg) > MAX_DRAWING_BYTES:
        raise BakingError(
            f"The drawing has {len(svg):,} bytes; at most {MAX_DRAWING_BYTES:,} are accepted."
        )
    elements = read_elements(svg)
    check_safe(elements)
    begin = byte_offset(svg, elements[0].start)
    start = _START.match(svg, begin)
    if start is None:
        raise BakingError(
            "The SVG does not begin with a start tag <svg ...> of its own: "
            "save it without a prefix, and with a picture in it."
        )
    kept, place = [], start.end()
    for element in filter(is_credential, elements):
        kept.append(svg[place : byte_offset(svg, element.start)])
        place = _end_of(svg, element)
    tail = b"".join((*kept, svg[place:]))
    return PreparedSvg(_without_namespace(start["attributes"]), tail)


def bake(svg: bytes, credential: str, keyword: bytes = KEYWORD) -> bytes:
    """Return the SVG with exactly one credential in it, replacing one that was there before.

    Raises BakingError for an SVG or a text that cannot be used. For many credentials on one
    drawing use `prepare` and `PreparedSvg.splice`.
    """
    return prepare(svg).splice_text(credential, keyword)


def unbake(svg: bytes) -> str:
    """Return the credential in an SVG: a JWT, or JSON as it stands there.

    The drawing itself may be anything, as it is not shown. Raises BakingError when the SVG cannot
    be read, or carries none, more than one, or one in a wrong place or form.
    """
    elements = read_elements(svg)
    found = [element for element in elements if is_credential(element)]
    element = the_one(found)
    _check_place(element, elements)
    return _text_of(element)


def _without_namespace(attributes: bytes) -> bytes:
    """Return the attributes of the start tag without what a badge that it carried declared."""
    for each in _ATTRIBUTE.finditer(attributes):
        name, double, single = each.groups()
        if name == b"xmlns:openbadges":
            if (double or single) not in _NAMESPACES.values():
                raise BakingError(
                    "The SVG uses the name openbadges for something else (xmlns:openbadges in "
                    "<svg>): give the drawing without it."
                )
            return attributes[: each.start()].rstrip() + attributes[each.end() :]
    return attributes


def _end_of(svg: bytes, element: Element) -> int:
    begin, end = (byte_offset(svg, place) for place in (element.start, element.end))
    name = re.split(rb"[\s/>]", svg[begin + 1 : end], maxsplit=1)[0]
    # An end tag is reported where it begins, the end of an element that closes itself behind it.
    end_tag = re.compile(rb"</%s\s*>" % re.escape(name)).match(svg, end)
    return end_tag.end() if end_tag else end


def _credential_element(credential: str, keyword: bytes) -> bytes:
    _check_text(credential)
    token = credential.strip()
    if keyword == OB2_KEYWORD:
        if _JWT.fullmatch(token):
            return f'<openbadges:{ob2.ELEMENT[1]} verify="{token}"/>'.encode()
        name, hosted_at = ob2.ELEMENT[1], escape(ob2.address(credential))
        return (
            f'<openbadges:{name} verify="{hosted_at}">{_cdata(credential)}</openbadges:{name}>'
        ).encode()
    if _JWT.fullmatch(token):
        return b'<openbadges:credential verify="%s"></openbadges:credential>' % token.encode()
    if not token.startswith("{"):
        raise BakingError("The credential is neither a JSON object nor a JWT.")
    return f"<openbadges:credential>{_cdata(credential)}</openbadges:credential>".encode()


def _cdata(text: str) -> str:
    # A section ends at the first ]]>, and readers turn a carriage return into a line feed: both
    # are parted so that what is read back is what was signed, byte for byte.
    quoted = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{quoted}]]>"


def _check_text(credential: str) -> None:
    # Printable text has none of them, and most is: a look at each character takes far longer.
    unwritable = None if credential.isprintable() else _UNWRITABLE.search(credential)
    if unwritable:
        raise BakingError(
            f"The credential cannot be written into an SVG: character {unwritable.start() + 1} is "
            f"U+{ord(unwritable[0]):04X}, which XML has no way to write."
        )
    size = len(credential.encode())
    if size > MAX_CREDENTIAL_BYTES:
        raise BakingError(
            f"The credential has {size:,} bytes; at most {MAX_CREDENTIAL_BYTES:,} are accepted."
        )
    pieces = 2 * credential.count("\n") + 4 * (credential.count("\r") + credential.count("]]>"))
    if pieces > MAX_TEXTS // 2 or credential.count("=") > MAX_EQUALS // 2:
        raise BakingError("The credential has too many lines or signs to be read from an SVG.")


def _check_place(element: Element, elements: list[Element]) -> None:
    number = next(number for number, each in enumerate(elements) if each is element)
    if element.parent != 0:
        raise BakingError(
            f"The credential at {element.place} stands inside another element; "
            "Open Badges 3.0 asks for it directly inside <svg>."
        )
    if any(each.parent == number for each in elements):
        raise BakingError(f"The credential at {element.place} holds other elements: it is damaged.")


def _text_of(element: Element) -> str:
    token, text = element.attributes.get((None, "verify")), element.text
    if element.name == ob2.ELEMENT and text:
        token = None  # the address of what is hosted, which the text names too
    if token is not None and text:
        raise BakingError(
            f"The credential at {element.place} has both a token and a text; a badge has one, "
            "or nobody could say which one counts."
        )
    found = text if token is None else token.strip()
    if not found:
        raise BakingError(f"The credential at {element.place} is empty.")
    if len(found.encode()) > MAX_CREDENTIAL_BYTES:
        raise BakingError(
            f"The credential has {len(found.encode()):,} bytes; "
            f"at most {MAX_CREDENTIAL_BYTES:,} are accepted."
        )
    return found
