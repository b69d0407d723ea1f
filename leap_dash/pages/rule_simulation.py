"""An unpublished rule tried on a cohort that has ended; part of the preview beside its form."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadRuleError
from leap_dash.figures import rule_simulation as figures
from leap_dash.figures.tokens import Theme
from leap_dash.figures.words import count
from leap_dash.pages import controls, parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.rule_drafts import of_draft
from leap_dash.pages.rule_ids import DRAFT
from leap_dash.queries.rule_simulation import ended_cohorts, simulate
from leap_dash.records import Choice, Simulation

COHORT, TRY = "rule-simulation-cohort", "rule-simulation-try"
SAID, RESULT = "rule-simulation-said", "rule-simulation-result"
CURVE = parts.FigureIds("rule-simulation-curve")
EXPLAINED = (
    "Tries the rule as it stands on a cohort that has ended, week by week: how many would have "
    "earned the badge, when, and how many of them passed. It takes some seconds."
)
NONE_ENDED = "No cohort of this programme has ended yet: there is no past to try the rule on."
_COLUMNS = (
    parts.Column("End of week", numeric=True),
    parts.Column("Day", short=True),
    parts.Column("Met the rule", numeric=True),
    parts.Column("Of all", numeric=True),
    parts.Column("For the first time", numeric=True),
)


def register(app: Dash, ctx: Context) -> None:
    """Put the trial into the app."""
    app.callback(
        Output(SAID, "children"),
        Output(RESULT, "hidden"),
        *(
            Output(part, name)
            for part, name in (
                (CURVE.sentence, "children"),
                (CURVE.graph, "figure"),
                (CURVE.graph, "style"),
                (CURVE.table, "children"),
            )
        ),
        Input(TRY, "n_clicks"),
        State(DRAFT, "data"),
        State(COHORT, "value"),
        State("theme", "data"),
        running=[(Output(TRY, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(show, ctx))


def panel(ctx: Context, written: object) -> Component:
    """The cohorts to choose from and the button; `show` fills the rest."""
    offered = _offered(ctx, written)
    if not offered:
        return parts.panel("Try it on the past", parts.empty(NONE_ENDED))
    cohorts = [(str(each.id), each.label) for each in offered]
    return html.Div(
        [
            parts.panel(
                "Try it on the past",
                [
                    html.P(EXPLAINED, className="ld-note"),
                    html.Div(
                        [
                            controls.choice(
                                COHORT, "Cohort that has ended", cohorts, cohorts[0][0]
                            ),
                            dbc.Button("Try the rule on it", id=TRY, outline=True, color="primary"),
                        ],
                        className="ld-filters",
                    ),
                    html.P(id=SAID, className="ld-note", role="status"),
                ],
            ),
            html.Div(parts.figure_panel(CURVE), id=RESULT, hidden=True),
        ],
    )


def show(
    ctx: Context,
    presses: int | None,
    written: object,
    cohort: str | None,
    theme: Theme | None,
) -> tuple[Any, ...]:
    """What a point of the curve means, and the curve; or why there is none."""
    if not presses:
        return (no_update,) * 6
    try:
        found = of_draft(ctx, written, partial(simulate, cohort_id=claimed_id(cohort)))
    except BadRuleError as error:
        return f"This rule cannot be tried yet. {error}", True, *[no_update] * 4
    if found is None:
        return "Add a clause to the rule first.", True, *[no_update] * 4
    figure = figures.curve(found, theme or "light")
    return (
        figures.counted(found),
        False,
        figures.sentence(found),
        figure,
        {"height": figure["layout"]["height"]},
        _table(found),
    )


def _offered(ctx: Context, written: object) -> tuple[Choice, ...]:
    badge = written.get("badge") if isinstance(written, Mapping) else None
    if badge is None:
        return ()
    with ctx.reading() as (session, scope):
        return ended_cohorts(session, scope, claimed_id(str(badge)), now=ctx.clock())


def _table(found: Simulation) -> Component:
    caption = f"{found.cohort}: {count(found.learners, 'learner')} week by week"
    return parts.table(caption, _COLUMNS, figures.table_rows(found))
