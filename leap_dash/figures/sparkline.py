"""A small line of how a number came to be: a shape only, which the page colours and names.

It has no axis, so it is never without its sentence and its table. As a mask for CSS it takes the
colours of the theme, which a picture could not.
"""

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import quote

from leap_dash.figures.words import day

WIDTH, HEIGHT, EDGE = 120, 28, 4  # pixels


def sparkline(values: Sequence[float | None], *, least_span: float) -> str | None:
    """`url(...)` of the line through what is known, with a dot at its end, for CSS's `mask-image`.

    Its height spans the values, but at least `least_span`, so that next to nothing looks so. None
    where fewer than two values are known: one makes no line.
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = max(high - low, least_span)
    bottom = (low + high - span) / 2
    points = [
        (
            EDGE + (WIDTH - 2 * EDGE) * place / (len(values) - 1),
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - bottom) / span,
        )
        for place, value in known
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="#000" stroke-width="2" '
        f'stroke-linejoin="round"/><circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/></svg>'
    )
    return f'url("data:image/svg+xml,{quote(drawing)}")'


def sentence(
    name: str, days: Sequence[date], values: Sequence[float | None], text: Callable[[float], str]
) -> str:
    """From what to what, and between which bounds; `text` writes a value."""
    known = [(on, value) for on, value in zip(days, values, strict=True) if value is not None]
    if not known:
        return f"{name}: nothing known yet."
    (first_on, first), (last_on, last) = known[0], known[-1]
    if len(known) == 1:
        return f"{name}: {text(last)} on {day(last_on)}."
    low, high = min(value for _, value in known), max(value for _, value in known)
    bounds = f"always {text(low)}" if low == high else f"lowest {text(low)}, highest {text(high)}"
    return f"{name}: {text(first)} on {day(first_on)}, {text(last)} on {day(last_on)}; {bounds}."
