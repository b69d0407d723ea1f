"""The figures as Plotly's own class: each property is checked, and can be asked for by its name."""

from collections.abc import Callable
from typing import ParamSpec

import plotly.graph_objects as go

from leap_dash.figures import clauses, course_cohorts, course_items, rule_simulation, rule_spread
from leap_dash.figures.band import band as draw_band
from leap_dash.figures.boxes import boxes as draw_boxes
from leap_dash.figures.heatmap import heatmap as draw_heatmap
from leap_dash.figures.partners import rates as draw_rates
from leap_dash.figures.survival import survival as draw_survival
from leap_dash.figures.theme import Figure
from leap_dash.figures.timeline import timeline as draw_timeline

P = ParamSpec("P")


def checked(draw: Callable[P, Figure]) -> Callable[P, go.Figure]:
    """The same function; what it draws fails where Plotly does not know a property or value."""

    def drawn(*args: P.args, **kwargs: P.kwargs) -> go.Figure:
        return go.Figure(draw(*args, **kwargs))

    return drawn


band = checked(draw_band)
boxes = checked(draw_boxes)
clause_bars = checked(clauses.bars)
cohort_lines = checked(course_cohorts.lines)
heatmap = checked(draw_heatmap)
item_bars = checked(course_items.bars)
rates = checked(draw_rates)
simulation_curve = checked(rule_simulation.curve)
spread_bars = checked(rule_spread.bars)
survival = checked(draw_survival)
timeline = checked(draw_timeline)
