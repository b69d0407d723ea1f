"""The elements, attributes and style functions of SVG that draw, and do nothing else.

What is left out on purpose: scripts, links, embedded pages, animation, `feImage`, `xml:base`, and
whatever starts with `on`.
"""

from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"

NOTES: Final = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
    }
)
"""Namespaces of notes that drawing programs leave; no browser does anything with them."""

_SHAPES = """
svg g defs symbol use switch title desc metadata style path rect circle ellipse line polyline
polygon text tspan textPath image linearGradient radialGradient stop clipPath mask pattern marker
filter feBlend feColorMatrix feComposite feDropShadow feFlood feGaussianBlur feMerge feMergeNode
feOffset
"""
ELEMENTS: Final = frozenset(_SHAPES.split())

_STRUCTURE = """
id class style lang role tabindex version baseProfile type media width height x y x1 y1 x2 y2 cx cy
r rx ry fx fy fr d points pathLength viewBox preserveAspectRatio transform offset dx dy rotate
textLength lengthAdjust startOffset method spacing side gradientUnits gradientTransform spreadMethod
clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform
markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode
values operator k1 k2 k3 k4 stdDeviation edgeMode enable-background focusable
"""
_PRESENTATION = """
alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
color-interpolation-filters color-rendering direction display dominant-baseline fill fill-opacity
fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust font-stretch
font-style font-variant font-weight image-rendering isolation letter-spacing marker-end marker-mid
marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
text-rendering transform-origin unicode-bidi vector-effect visibility white-space word-spacing
writing-mode
"""
ATTRIBUTES: Final = frozenset(_STRUCTURE.split() + _PRESENTATION.split())
"""Attributes without a namespace, beside links (`href`); their values are looked at too."""

_CALLED = """
rgb rgba hsl hsla hwb lab lch oklab oklch color-mix calc min max clamp var matrix translate
translatex translatey scale scalex scaley rotate skew skewx skewy blur brightness contrast
drop-shadow grayscale hue-rotate invert opacity saturate sepia circle ellipse inset polygon and or
not is where nth-child nth-of-type lang
"""
FUNCTIONS: Final = frozenset(_CALLED.split())
"""What may stand before a bracket in a style, beside `url`."""

_HARMLESS = frozenset(
    {(_XML, "space"), (_XML, "lang"), (_XML, "id"), (XLINK, "title"), (XLINK, "type")}
)


def is_harmless(name: tuple[str | None, str]) -> bool:
    """Whether an attribute (namespace, local name) says nothing to a browser."""
    namespace, local = name
    return name in _HARMLESS or (namespace is None and local.startswith(("aria-", "data-")))
