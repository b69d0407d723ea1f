"""Paint a scene with Pillow: drawn large, then made small, so that every edge is smooth.

Knows forms, not badges.
"""

import io
import math

from PIL import Image, ImageColor, ImageDraw

from leap_dash.credentials.art.lettering import FEATURES, capital_middle, font
from leap_dash.credentials.art.scene import Fill, Gradient, Label, Path, Point, Scene, Stroke

_OVERSAMPLING = 4
_LEAST_CANVAS = 512  # a small picture is drawn at a larger multiple: it costs nothing and is finer


def paint_png(scene: Scene, size: int) -> bytes:
    """Return `scene` as a PNG of `size` by `size` pixels on a transparent ground."""
    factor = max(_OVERSAMPLING, _LEAST_CANVAS // size)
    canvas = Image.new("RGBA", (size * factor, size * factor), (0, 0, 0, 0))
    for form in scene:
        match form:
            case Fill():
                _fill(canvas, form)
            case Stroke():
                _stroke(canvas, form)
            case Label():
                _label(canvas, form)
    # Halving by plain averages first takes half the time, and no eye sees the difference.
    small = canvas.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    target = io.BytesIO()
    small.save(target, "PNG")
    return target.getvalue()


def _fill(canvas: Image.Image, form: Fill) -> None:
    width = canvas.width
    outline = _flatten(form.outline, width)
    if isinstance(form.paint, str) and not form.holes and form.opacity == 1:
        ImageDraw.Draw(canvas).polygon(outline, fill=form.paint)
        return
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.polygon(outline, fill=round(255 * form.opacity))
    for hole in form.holes:
        draw.polygon(_flatten(hole, width), fill=0)
    _paste(canvas, form.paint, mask)


def _stroke(canvas: Image.Image, form: Stroke) -> None:
    points = _flatten(form.line, canvas.width)
    if form.closed:
        points.append(points[0])
    if form.opacity == 1:
        _draw_line(ImageDraw.Draw(canvas), points, form.width * canvas.width, form.paint)
        return
    mask = Image.new("L", canvas.size, 0)
    shade = round(255 * form.opacity)
    _draw_line(ImageDraw.Draw(mask), points, form.width * canvas.width, shade)
    _paste(canvas, form.paint, mask)


def _draw_line(
    draw: ImageDraw.ImageDraw, points: list[Point], width: float, paint: str | int
) -> None:
    draw.line(points, fill=paint, width=max(1, round(width)))
    radius = width / 2
    # A disc on every point: Pillow's own joins leave teeth on the outside of tight curves.
    for x, y in points:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=paint)


def _label(canvas: Image.Image, form: Label) -> None:
    x, y = (value * canvas.width for value in form.middle)
    face = font(form.size * canvas.width, form.weight)
    baseline = y + capital_middle(form.weight) * form.size * canvas.width
    draw = ImageDraw.Draw(canvas)
    draw.text((x, baseline), form.text, form.paint, face, anchor="ms", features=FEATURES)


def _paste(canvas: Image.Image, paint: str | Gradient, mask: Image.Image) -> None:
    """Lay a colour or a gradient over the canvas where the mask lets it through.

    A half-open mask mixes the alpha of the ground too: such forms are meant to lie on opaque ones.
    """
    if isinstance(paint, str):
        canvas.paste(paint, mask=mask)
        return
    box = mask.getbbox()
    if box is not None:
        layer = _gradient(paint, box[2] - box[0], box[3] - box[1])
        canvas.paste(layer, box, mask.crop(box))


def _gradient(paint: Gradient, width: int, height: int) -> Image.Image:
    ends = Image.new("RGBA", (1, 2))
    ends.putpixel((0, 0), ImageColor.getcolor(paint.top, "RGBA"))
    ends.putpixel((0, 1), ImageColor.getcolor(paint.foot, "RGBA"))
    # Only the stretch between the middles of the two pixels runs from one colour to the other.
    column = ends.resize((1, height), Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5))
    return column.resize((width, height), Image.Resampling.NEAREST)


def _flatten(path: Path, scale: float) -> list[Point]:
    """Return the path as points in pixels, curves in steps too short to be seen."""
    points = [(path[0][0][0] * scale, path[0][0][1] * scale)]
    for segment in path[1:]:
        ends = [(x * scale, y * scale) for x, y in segment]
        if len(ends) == 1:
            points.append(ends[0])
        else:
            points.extend(_cubic(points[-1], *ends))
    return points


def _cubic(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    length = math.dist(start, first) + math.dist(first, second) + math.dist(second, end)
    steps = max(4, min(96, math.ceil(length / 6)))
    points = []
    for step in range(1, steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * start[0] + b * first[0] + c * second[0] + d * end[0],
                a * start[1] + b * first[1] + c * second[1] + d * end[1],
            )
        )
    return points
