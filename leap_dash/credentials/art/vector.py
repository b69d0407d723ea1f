"""Write a scene as SVG: the same forms as `raster` paints, letters as paths, no script, no font.

Knows forms, not badges. Equal scenes give equal bytes: every coordinate is a whole number.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from leap_dash.credentials.art.lettering import capital_middle, line_positions
from leap_dash.credentials.art.outlines import outline
from leap_dash.credentials.art.scene import Fill, Gradient, Label, Path, Scene, Segment, Stroke

# Units across the picture: an eighth of a pixel at 512 is fine enough for letters.
_SIDE = 4096
_SHOWN = 512  # pixels, where nobody says how large
_COMMANDS = {1: "l", 2: "q", 3: "c"}


def write_svg(scene: Scene, small: Scene, below: int, title: str, description: str) -> bytes:
    """Return an SVG that shows `scene`, and `small` where it is less than `below` pixels wide.

    Title and description are for those who cannot see it.
    """
    gradients: dict[Gradient, str] = {}
    large, little = (
        "".join(_written(form, gradients) for form in forms) for forms in (scene, small)
    )
    definitions = "".join(_gradient(gradient, name) for gradient, name in gradients.items())
    # A program that knows no style sheets heeds the attribute and shows the large one.
    switch = f"@media (max-width:{below - 1}px){{#large{{display:none}}#small{{display:inline}}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SHOWN}" height="{_SHOWN}" '
        f'viewBox="0 0 {_SIDE} {_SIDE}" role="img" aria-labelledby="title desc">'
        f'<title id="title">{words(title)}</title><desc id="desc">{words(description)}</desc>'
        f"<style>{switch}</style><defs>{definitions}</defs>"
        f'<g id="large">{large}</g><g id="small" display="none">{little}</g></svg>\n'
    ).encode()


def _written(form: Fill | Stroke | Label, gradients: dict[Gradient, str]) -> str:
    match form:
        case Fill():
            paint = _paint(form.paint, gradients)
            # Holes are cut by the even-odd rule: whichever way round their outlines run.
            rule = ' fill-rule="evenodd"' if form.holes else ""
            return f'<path fill="{paint}"{_opacity("fill", form.opacity)}{rule} {_d(form)}/>'
        case Stroke():
            closing = "z" if form.closed else ""
            return (
                f'<path fill="none" stroke="{form.paint}" stroke-width="{_whole(form.width)}"'
                f'{_opacity("stroke", form.opacity)} stroke-linecap="round" '
                f'stroke-linejoin="round" d="{_path(form.line)}{closing}"/>'
            )
        case Label():
            return f'<path fill="{form.paint}" d="{_closed(_letters(form))}"/>'


def _d(form: Fill) -> str:
    return f'd="{_closed((form.outline, *form.holes))}"'


def _paint(paint: str | Gradient, gradients: dict[Gradient, str]) -> str:
    if isinstance(paint, str):
        return paint
    return f"url(#{gradients.setdefault(paint, f'shade{len(gradients) + 1}')})"


def _gradient(gradient: Gradient, name: str) -> str:
    return (
        f'<linearGradient id="{name}" x2="0" y2="1"><stop stop-color="{gradient.top}"/>'
        f'<stop offset="1" stop-color="{gradient.foot}"/></linearGradient>'
    )


def _opacity(what: str, opacity: float) -> str:
    return "" if opacity == 1 else f' {what}-opacity="{opacity:g}"'


def _letters(label: Label) -> Iterable[Path]:
    """Yield the contours of a line of text, where they stand in the picture."""
    x, y = label.middle
    baseline = y + capital_middle(label.weight) * label.size
    starts = line_positions(label.text, label.weight)
    for letter, start in zip(label.text, starts, strict=True):
        for contour in outline(letter, label.weight):
            yield tuple(
                tuple(
                    (x + (start + across) * label.size, baseline + down * label.size)
                    for across, down in segment
                )
                for segment in contour
            )


def _closed(paths: Iterable[Path]) -> str:
    return "".join(f"{_path(path)}z" for path in paths)


def _path(path: Path) -> str:
    """Return a path as commands relative to the point before, each coordinate rounded once."""
    x, y = (_whole(value) for value in path[0][0])
    written = [f"M{x} {y}"]
    before = ""
    for segment in path[1:]:
        command = _COMMANDS[len(segment)]
        steps = _steps(segment, x, y)
        # A command said once goes on; a minus sign parts numbers by itself.
        lead = command if command != before else "" if steps.startswith("-") else " "
        written.append(lead + steps)
        before = command
        x, y = (_whole(value) for value in segment[-1])
    return "".join(written)


def _steps(segment: Segment, x: int, y: int) -> str:
    numbers = [
        number for right, down in segment for number in (_whole(right) - x, _whole(down) - y)
    ]
    text = str(numbers[0])
    for number in numbers[1:]:
        text += str(number) if number < 0 else f" {number}"
    return text


def _whole(share: float) -> int:
    return round(share * _SIDE)


def words(text: str) -> str:
    """Return text as it stands in an element, with a sign for what XML has no way to write."""
    return escape("".join(character if _is_xml(character) else "\ufffd" for character in text))


def _is_xml(character: str) -> bool:
    control = character < " " and character not in "\t\n"
    return not (control or "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff")
