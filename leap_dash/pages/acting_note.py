"""Noting the same of all selected learners: the button, the form, and the deed, to be undone."""

from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.notes import FOLLOW_UP, KIND, NOTE_LENGTH, TEXT, NoteFields, NoteKind
from leap_dash.figures.words import count
from leap_dash.pages import acting, undoing
from leap_dash.pages.dialogs import DialogIds, dialog
from leap_dash.pages.fields import Field, words_beside
from leap_dash.services.notes_at_once import write_notes

OPEN, WHO, SHOWN = "acting-note", "acting-note-who", "acting-note-shown"
PERMISSION = Permission.RECORD
DIALOG = DialogIds("acting-note")
FIELDS = {name: Field(f"acting-note-{name}") for name in (KIND, TEXT, FOLLOW_UP)}


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed."""
    fields = FIELDS.values()
    acting.register_question(
        app,
        DIALOG,
        OPEN,
        WHO,
        partial(ask, ctx),
        *(Output(field.control, "value") for field in fields),
        Output(SHOWN, "value"),
        *(Output(field.error, "children") for field in fields),
    )
    values = (*(State(field.control, "value") for field in fields), State(SHOWN, "value"))
    acting.register_deed(app, DIALOG, partial(save, ctx), fields, *values)


def button() -> Component:
    """For the bar."""
    return acting.button("Note", OPEN)


def question() -> Component:
    """The dialog, closed."""
    body = [
        html.Div(id=WHO),
        FIELDS[KIND].select("What it is", [(kind, kind.capitalize()) for kind in NoteKind]),
        FIELDS[TEXT].text("What you saw, did or agreed", most=NOTE_LENGTH),
        FIELDS[FOLLOW_UP].day("Look again on (may stay empty)"),
        dbc.Checkbox(id=SHOWN, value=False, label="The learners read it too, under My progress"),
    ]
    return dialog(DIALOG, body)


def ask(ctx: Context, clicks: int | None, chosen: object, source: object) -> tuple[Any, ...]:
    """Open the form, empty, with the names of those selected."""
    if not clicks:
        return (no_update,) * (6 + 2 * len(FIELDS))
    found = acting.selection(ctx, chosen, source)
    many = count(found.names.total, "learner")
    blank = (NoteKind.NOTE, "", "", False)
    head = (True, f"Note about {many}", acting.who(found), f"Save for {many}", found.names.total)
    return *head, *blank, *words_beside(FIELDS)


def save(
    ctx: Context,
    clicks: int | None,
    chosen: object,
    source: object,
    expected: object,
    *values: object,
) -> tuple[Any, ...]:
    """Write it; a field that cannot be used is told beside it, and the form stays."""
    if not clicks:
        return (no_update,) * (2 + len(FIELDS))
    found = acting.selection(ctx, chosen, source)
    acting.as_expected(found, expected)
    kind, text, follow_up, shown = values
    fields = NoteFields(kind, text, follow_up, shown_to_learner=bool(shown))
    now = ctx.clock()
    try:
        with ctx.writing() as (session, scope):
            many = count(write_notes(session, scope, found.ids, fields, now=now), "learner")
    except BadFieldError as error:
        return no_update, no_update, *words_beside(FIELDS, error)
    undoing.show("Note", f"It stands with {many}.", "notes", now)
    return False, clicks, *words_beside(FIELDS)
