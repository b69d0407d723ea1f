"""A new badge: what it is called and stands for; the next page writes its rule."""

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.definitions import LEVELS
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.new_badges import (
    DESCRIPTION,
    DESCRIPTION_LENGTH,
    LEVEL,
    NAME,
    NAME_LENGTH,
    NO_LEVEL,
    PROGRAMME,
    read_new_badge,
)
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.fields import Field, words_beside
from leap_dash.pages.page import Page
from leap_dash.queries.rule_drafts import programmes_to_define
from leap_dash.records import ProgrammeOfOrg
from leap_dash.services.new_badges import create_badge

ADDRESS = "/app/badges/new"
CREATE = "badge-new-create"
FIELDS = {name: Field(f"badge-new-{name}") for name in (NAME, DESCRIPTION, PROGRAMME, LEVEL)}
"""By the names that errors have for them."""


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    app.callback(
        Output("location", "href", allow_duplicate=True),
        *(Output(field.error, "children") for field in FIELDS.values()),
        Input(CREATE, "n_clicks"),
        *(State(field.control, "value") for field in FIELDS.values()),
        running=[(Output(CREATE, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(create, ctx))
    return Page(
        paths=(ADDRESS,),
        title="New badge",
        permissions=frozenset({Permission.DEFINE}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context) -> Component:
    """The form; where there is nothing to make a badge for, what to do first."""
    with ctx.reading() as (session, scope):
        programmes = programmes_to_define(session, scope)
    return html.Div(
        [
            parts.breadcrumb(("Badges", "/app/badges"), ("New badge", None)),
            html.H1("New badge"),
            _form(programmes) if programmes else parts.empty(_NO_PROGRAMME),
        ]
    )


def create(ctx: Context, clicks: int | None, *values: object) -> tuple[Any, ...]:
    """Make it and go to its rule; or say at the field what is wrong, and make nothing."""
    if not clicks:
        return (no_update,) * (1 + len(FIELDS))
    name, description, programme, level = values
    org, _, of = str(programme).partition(" ")
    try:
        new = read_new_badge(name, description, level)
        with ctx.writing() as (session, scope):
            made = create_badge(
                session,
                scope,
                new,
                org_id=claimed_id(org),
                programme_id=claimed_id(of),
                now=ctx.clock(),
            )
    except BadFieldError as error:
        return no_update, *words_beside(FIELDS, error)
    return f"/app/badges/{made}/rule", *words_beside(FIELDS)


_NO_PROGRAMME = (
    "A badge belongs to a programme that your organisation runs, and there is none yet. Import the "
    "first cohort, then come back."
)


def _form(programmes: tuple[ProgrammeOfOrg, ...]) -> Component:
    several = len({each.org_id for each in programmes}) > 1
    offered = [
        (
            f"{each.org_id} {each.programme_id}",
            f"{each.programme_name}, {each.org_name}" if several else each.programme_name,
        )
        for each in programmes
    ]
    levels = [(NO_LEVEL, "None"), *((level, level.capitalize()) for level in LEVELS)]
    body = [
        FIELDS[NAME].line("Name, as it stands on the badge", most=NAME_LENGTH),
        FIELDS[DESCRIPTION].text(
            "What a learner who has it can do, for those who are shown it",
            most=DESCRIPTION_LENGTH,
            rows=3,
        ),
        FIELDS[PROGRAMME].select("Programme", offered),
        FIELDS[LEVEL].select("Level", levels),
        html.P(
            "Nobody sees it before you publish its rule. Once somebody has it, these may not "
            "change any more; its rule may.",
            className="ld-note",
        ),
        html.Button(
            "Create it and write its rule", id=CREATE, type="button", className="btn btn-primary"
        ),
    ]
    return html.Div(parts.panel("What it stands for", body), className="ld-narrow")
