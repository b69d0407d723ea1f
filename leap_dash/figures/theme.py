"""How every figure looks: one Plotly template for light, one for dark, built from the same tokens.

A figure is made by `figure` and says nothing of fonts, grids or margins itself.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import plotly.graph_objects as go

from leap_dash.figures.tokens import Theme, Tokens, tokens

FIGURE_CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True}
"""For `dcc.Graph(config=...)`."""
MOVABLE_CONFIG: dict[str, Any] = {**FIGURE_CONFIG, "edits": {"shapePosition": True}}
"""The same where lines over the figure can be dragged."""

Figure: TypeAlias = dict[str, Any]
"""`data`, the traces, and `layout`, as plotly.js reads them.

Not Plotly's own class: to make one and to write it out takes longer than the queries behind it. The
tests of figures have it check each property.
"""

TEXT_SIZE = 12  # pixels
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# Okabe and Ito (2008), without black (the ink) and yellow (unseen on white): six hues that people
# who see colours differently can tell apart.
_GROUPS_DARK = ("#e69f00", "#56b4e9", "#009e73", "#0072b2", "#d55e00", "#cc79a7")
# Orange and sky blue darkened until they stand out 3:1 from white; hue and order stay.
_GROUPS_LIGHT = ("#c48700", "#4a9bc8", "#009e73", "#0072b2", "#d55e00", "#cc79a7")

# One hue for amounts, from next to nothing (near the surface) to all.
_AMOUNT_LIGHT = ("#eef3fd", "#bccdf6", "#809eea", "#4a72de", "#2449b3", "#162d70")
_AMOUNT_DARK = ("#1b2743", "#27407a", "#3a60b8", "#5b86ea", "#8fb1ff", "#d3e0ff")


def group_colours(theme: Theme) -> tuple[str, ...]:
    """Return the six colours for groups, in the order in which they are to be used."""
    return _GROUPS_DARK if theme == "dark" else _GROUPS_LIGHT


def amount_scale(theme: Theme) -> list[tuple[float, str]]:
    """Return the sequential colour scale as (position from 0 to 1, colour)."""
    colours = _AMOUNT_DARK if theme == "dark" else _AMOUNT_LIGHT
    return [(place / (len(colours) - 1), colour) for place, colour in enumerate(colours)]


def figure(traces: Iterable[Mapping[str, Any]], layout: Mapping[str, Any], theme: Theme) -> Figure:
    """A figure in the colours of the theme."""
    return {"data": list(traces), "layout": {**layout, "template": template(theme)}}


@functools.cache
def template(theme: Theme) -> dict[str, Any]:
    """Return the template of a theme; made once, when the first figure asks for it."""
    colours = tokens(theme)
    made = go.layout.Template(
        layout=_layout(theme, colours),
        data={
            "bar": [
                {"marker": {"line": {"width": 0}}, "insidetextfont": {"color": colours.on_accent}}
            ],
            "scatter": [
                {
                    "line": {"width": 2},
                    "marker": {"size": 8, "line": {"width": 1, "color": colours.surface}},
                    "error_x": {"thickness": 1.5, "width": 0},
                    "error_y": {"thickness": 1.5, "width": 0},
                }
            ],
            "box": [{"line": {"width": 1.5}, "marker": {"size": 4}, "fillcolor": colours.ground}],
            "heatmap": [
                {
                    "colorscale": amount_scale(theme),
                    "xgap": 1,
                    "ygap": 1,
                    "colorbar": {"outlinewidth": 0, "thickness": 12},
                }
            ],
        },
    )
    plain: dict[str, Any] = made.to_plotly_json()
    return plain


def people_ticks(highest: int, most: int) -> dict[str, object]:
    """Ticks of an axis that counts people up to `highest`: never a half of one, never one twice."""
    return {"dtick": 1} if highest < most else {"tickformat": ",d", "nticks": most}


def _layout(theme: Theme, colours: Tokens) -> dict[str, Any]:
    axis = _axis(colours)
    return {
        "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.ink},
        # See-through: the figure stands on whatever its panel is.
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(group_colours(theme)),
        "colorscale": {"sequential": amount_scale(theme)},
        "xaxis": axis,
        # Bars and rates are compared by length: they start at nothing.
        "yaxis": {**axis, "rangemode": "tozero"},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "bargap": 0.35,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.edge,
            "align": "left",
            "namelength": -1,
            "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.ink},
        },
        "annotationdefaults": {
            "showarrow": False,
            "font": {"size": TEXT_SIZE, "color": colours.muted},
        },
        "shapedefaults": {"line": {"color": colours.edge, "width": 1}},
        "uniformtext": {"minsize": 10, "mode": "hide"},
    }


def _axis(colours: Tokens) -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": colours.line,
        "gridwidth": 1,
        "linecolor": colours.edge,
        "showline": False,
        "ticks": "",
        "tickangle": 0,
        "tickfont": {"size": TEXT_SIZE, "color": colours.muted},
        "title": {"font": {"size": TEXT_SIZE, "color": colours.muted}, "standoff": 12},
        "zeroline": True,
        "zerolinecolor": colours.edge,
        "zerolinewidth": 1,
    }
