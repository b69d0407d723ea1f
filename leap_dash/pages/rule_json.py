"""The same rule as JSON, both ways, for those who would rather write it."""

from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.criteria_text import MOST_SIGNS, read
from leap_dash.domain.errors import BadInputError
from leap_dash.pages import parts
from leap_dash.pages.rule_answer import NOTHING, answer
from leap_dash.pages.rule_checked import checked
from leap_dash.pages.rule_edits import JSON, Told
from leap_dash.pages.rule_ids import ERROR, TEXT
from leap_dash.queries.rule_drafts import rule_workspace
from leap_dash.services.rule_drafts import replace_draft

USE = "rule-json-use"


def box(text: str) -> Component:
    """The text, folded away."""
    told: dict[str, Any] = {"data-ld-do": JSON, "data-ld-path": "", "data-ld-text": TEXT}
    return parts.toggle(
        "The rule as JSON",
        html.Div(
            [
                dbc.Label("Copy it, or write another and use that", html_for=TEXT),
                dbc.Textarea(
                    id=TEXT, value=text, rows=12, maxlength=MOST_SIGNS, className="ld-rule-json"
                ),
                html.Div("", id=ERROR, className="ld-field-error", role="alert"),
                html.Button(
                    "Use this JSON",
                    id=USE,
                    type="button",
                    className="btn btn-outline-secondary btn-sm mt-2",
                    **told,
                ),
            ]
        ),
    )


def use(ctx: Context, told: Told, badge_id: UUID) -> tuple[Any, ...]:
    """Put it into the draft; or say where it is wrong and what would be right, and keep it."""
    text = told.value if isinstance(told.value, str) else ""
    try:
        with ctx.writing() as (session, scope):
            replace_draft(session, scope, badge_id, read(text), now=ctx.clock())
            work = rule_workspace(session, scope, badge_id)
    except BadInputError as error:
        return (*NOTHING[:-1], str(error))
    return answer(checked(work), drawn=told.at, said="The form shows the rule from the JSON now.")
