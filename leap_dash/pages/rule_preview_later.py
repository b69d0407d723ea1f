"""What follows the answer about an unpublished rule: names, and counts of other organisations.

The answer has to be there while somebody types; what is here asks the database once more when it
is. The store `rule-preview-later` holds what was counted: {"badge": id, "rule": JSON, "nearest":
ids of learners, "one_step": how many there are}.
"""

from collections.abc import Mapping
from functools import partial

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.pages import parts
from leap_dash.pages import rule_preview_words as words
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.rule_drafts import of_draft
from leap_dash.queries.rule_elsewhere import by_org, is_run_elsewhere
from leap_dash.queries.rule_preview import nearest_of
from leap_dash.records import RulePreview

LATER, NEARLY = "rule-preview-later", "rule-preview-nearly"
SWITCH, ELSEWHERE = "rule-preview-elsewhere-switch", "rule-preview-elsewhere"


def register(app: Dash, ctx: Context) -> None:
    """Put it into the app."""
    app.callback(Output(NEARLY, "children"), Input(LATER, "data"))(partial(show_nearly, ctx))
    app.callback(Output(ELSEWHERE, "children"), Input(LATER, "data"), Input(SWITCH, "value"))(
        partial(show_elsewhere, ctx)
    )


def places(ctx: Context, written: object) -> list[Component]:
    """The store, and the empty places; that of other organisations only where there are some."""
    elsewhere = _is_run_elsewhere(ctx, written)
    return [
        dcc.Store(id=LATER),
        html.Div(id=NEARLY),
        html.Div(
            parts.panel(
                "In other organisations",
                [
                    dbc.Switch(id=SWITCH, label=words.COUNT_ELSEWHERE, value=elsewhere),
                    html.P(words.ELSEWHERE, className="ld-note"),
                    html.Div(id=ELSEWHERE),
                ],
            ),
            hidden=not elsewhere,
        ),
    ]


def told(written: object, found: RulePreview) -> dict[str, object]:
    """What the store holds after an answer."""
    nearest = [str(each) for each in found.nearest]
    kept = written if isinstance(written, Mapping) else {}
    return {**kept, "nearest": nearest, "one_step": found.one_step}


def show_nearly(ctx: Context, counted: object) -> object:
    """The names of the nearest."""
    if not isinstance(counted, Mapping):
        return no_update
    nearest, one_step = counted.get("nearest"), counted.get("one_step")
    ids = [claimed_id(str(each)) for each in nearest] if isinstance(nearest, list) else []
    found = of_draft(ctx, counted, partial(nearest_of, learners=ids))
    if found is None:
        return no_update
    return words.nearly(found, one_step if isinstance(one_step, int) else len(found.rows))


def show_elsewhere(ctx: Context, counted: object, wanted: object) -> Component | None:
    """The counts of other organisations, as long as they are wanted."""
    found = of_draft(ctx, counted, by_org) if wanted is True else None
    return None if found is None else words.elsewhere(*found)


def _is_run_elsewhere(ctx: Context, written: object) -> bool:
    badge = written.get("badge") if isinstance(written, Mapping) else None
    if badge is None:
        return False
    with ctx.reading() as (session, scope):
        return is_run_elsewhere(session, scope, claimed_id(str(badge)))
