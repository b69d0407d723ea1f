"""What an unpublished rule would do, beside the form in which it is written.

Follows the store `rule_ids.DRAFT`. Dragging the line of a threshold tells the form of it, as a
change of a field there does; see assets/rule_threshold.js.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadRuleError
from leap_dash.figures import clauses as stops
from leap_dash.figures import rule_spread
from leap_dash.figures.tokens import Theme
from leap_dash.pages import controls, parts, rule_preview_later, rule_simulation
from leap_dash.pages import rule_preview_words as words
from leap_dash.pages.rule_drafts import of_draft
from leap_dash.pages.rule_ids import DRAFT, OTHER_SHAPE, PREVIEW
from leap_dash.queries.rule_preview import preview
from leap_dash.records import RulePreview

ANSWER, BODY, CLAUSE = "rule-preview-answer", "rule-preview-body", "rule-preview-clause"
GROUPS = "rule-preview-groups"
SPREAD, STOPS = parts.FigureIds("rule-preview-spread"), parts.FigureIds("rule-preview-stops")


def register(app: Dash, ctx: Context) -> None:
    """Put the preview into the app; the page around it is another's."""
    app.callback(Output(PREVIEW, "children"), Input(PREVIEW, "id"), State(DRAFT, "data"))(
        partial(parts_of_it, ctx)
    )
    rule_preview_later.register(app, ctx)
    rule_simulation.register(app, ctx)
    app.callback(
        Output(ANSWER, "children"),
        Output(BODY, "hidden"),
        Output(CLAUSE, "options"),
        Output(CLAUSE, "value"),
        Output(GROUPS, "children"),
        Output(rule_preview_later.LATER, "data"),
        Output(SPREAD.figure, "hidden"),
        *(
            Output(part, name)
            for ids in (SPREAD, STOPS)
            for part, name in (
                (ids.sentence, "children"),
                (ids.graph, "figure"),
                (ids.graph, "style"),
                (ids.table, "children"),
            )
        ),
        Input(DRAFT, "data"),
        Input(CLAUSE, "value"),
        Input("theme", "data"),
    )(partial(show, ctx))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "move_threshold"),
        Input(SPREAD.graph, "relayoutData"),
        State(SPREAD.graph, "figure"),
        prevent_initial_call=True,
    )


def parts_of_it(ctx: Context, _place: str, written: object) -> list[Component]:
    """The answer and empty figures; `show` fills them with each change of the rule."""
    return [
        parts.sentence("", id=ANSWER),
        html.Div(
            [
                parts.figure_panel(
                    SPREAD,
                    note=html.Div(
                        [
                            html.P(words.DRAG, className="ld-note"),
                            controls.choice(CLAUSE, "Values of", [], ""),
                        ]
                    ),
                    movable=True,
                ),
                parts.figure_panel(STOPS, note=html.P(words.READING, className="ld-note")),
                html.Div(id=GROUPS),
                *rule_preview_later.places(ctx, written),
            ],
            id=BODY,
            hidden=True,
        ),
        rule_simulation.panel(ctx, written),
    ]


def show(ctx: Context, written: object, clause: str | None, theme: Theme | None) -> tuple[Any, ...]:
    """The answer, the choice of clauses, groups and figures; or what is wrong, alone."""
    try:
        found = of_draft(ctx, written, partial(preview, clause=words.clause_number(clause)))
    except BadRuleError as error:
        return words.problem(error), True, *[no_update] * 13
    if found is None:
        return words.NO_RULE, True, *[no_update] * 13
    return (
        words.answer(found),
        False,
        *words.choice(found),
        words.groups(found),
        rule_preview_later.told(written, found),
        found.spread is None,
        *_spread(found, theme or "light", _shape(written)),
        *_stops(found, theme or "light"),
    )


def _spread(found: RulePreview, theme: Theme, shape: str) -> tuple[Any, ...]:
    """Heading, figure, its height and the table of the values of one clause."""
    spread = found.spread
    if spread is None:
        return words.NO_THRESHOLD, no_update, no_update, None
    reached = found.clauses[spread.threshold.clause].met
    figure = rule_spread.bars(spread, theme, shape)
    return (
        rule_spread.sentence(spread, reached),
        figure,
        {"height": figure["layout"]["height"]},
        words.spread_table(list(rule_spread.table_rows(spread))),
    )


def _shape(written: object) -> str:
    """Of the draft to whose nodes the rule's paths lead."""
    shape = written.get("shape") if isinstance(written, Mapping) else None
    return shape if isinstance(shape, str) else OTHER_SHAPE


def _stops(found: RulePreview, theme: Theme) -> tuple[Any, ...]:
    """The same for which clause stops most."""
    figure = stops.bars(found.clauses, theme)
    return (
        stops.sentence(found.clauses),
        figure,
        {"height": figure["layout"]["height"]},
        words.clause_table(found),
    )
