"""Notes on a learner's page: the list, and writing, changing and taking back one of them."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.notes import FOLLOW_UP, KIND, NOTE_LENGTH, TEXT, NoteFields, NoteKind
from leap_dash.figures.words import count, day
from leap_dash.pages import parts, picking, taking_back, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.fields import Field, words_beside
from leap_dash.pages.learner_parts import LEARNER, learner_sees, note_text
from leap_dash.queries.notes import LATEST, note, notes_of
from leap_dash.records import NoteRow
from leap_dash.services.notes import change_note, take_back_note, write_note

LIST, WRITE, CHANGE, TAKE_BACK = "notes-list", "note-write", "note-change", "note-take-back"
FORM, QUESTION = DialogIds("note"), DialogIds("note-take-back")
CHANGED_NOTE, SHOWN = "note-changed", "note-shown"
FIELDS = {name: Field(f"note-{name}") for name in (KIND, TEXT, FOLLOW_UP)}
"""By the names that errors have for them."""

_OPENED = (
    Output(FORM.window, "is_open", allow_duplicate=True),
    Output(FORM.title, "children", allow_duplicate=True),
    Output(FORM.confirm, "children", allow_duplicate=True),
    Output(CHANGED_NOTE, "data", allow_duplicate=True),
    *(Output(field.control, "value", allow_duplicate=True) for field in FIELDS.values()),
    Output(SHOWN, "value", allow_duplicate=True),
    *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
)


def register(app: Dash, ctx: Context) -> None:
    """The two questions, and the deeds."""
    picking.register(app, CHANGE)
    app.callback(*_OPENED, Input(WRITE, "n_clicks"), prevent_initial_call=True)(ask_new)
    app.callback(*_OPENED, Input(picking.store_id(CHANGE), "data"), prevent_initial_call=True)(
        partial(ask_change, ctx)
    )
    app.callback(
        Output(FORM.window, "is_open", allow_duplicate=True),
        Output(LIST, "children", allow_duplicate=True),
        *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
        Input(FORM.confirm, "n_clicks"),
        State(LEARNER, "data"),
        State(CHANGED_NOTE, "data"),
        *(State(field.control, "value") for field in FIELDS.values()),
        State(SHOWN, "value"),
        running=[(Output(FORM.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    taking_back.register(
        app,
        TAKE_BACK,
        QUESTION,
        LIST,
        ask=partial(ask_take_back, ctx),
        take_back=partial(take_back, ctx),
    )
    register_cancel(app, FORM)


def panel(notes: Sequence[NoteRow], *, may_record: bool) -> Component:
    """The list with the button that adds to it, where the viewer may."""
    write = html.Button("Write a note", id=WRITE, className="btn btn-primary btn-sm")
    return parts.panel(
        "Notes and what was done",
        html.Div(listed(notes), id=LIST),
        tools=write if may_record else None,
    )


def questions() -> Component:
    """The dialogs, closed."""
    fields = (
        FIELDS[KIND].select("What it is", [(kind, kind.capitalize()) for kind in NoteKind]),
        FIELDS[TEXT].text("What you saw, did or agreed", most=NOTE_LENGTH),
        FIELDS[FOLLOW_UP].day("Look again on (may stay empty)"),
        dbc.Checkbox(id=SHOWN, value=False, label="The learner reads it too, under My progress"),
    )
    return html.Div(
        [
            dialog(FORM, list(fields)),
            dialog(QUESTION, dangerous=True),
            picking.store(CHANGE),
            picking.store(TAKE_BACK),
            dcc.Store(id=CHANGED_NOTE),
        ]
    )


def listed(notes: Sequence[NoteRow]) -> Component | list[Component]:
    """The notes, newest first."""
    if not notes:
        return parts.empty(
            "Nothing is noted yet. Write down a call, a message or what you agreed, so that who "
            "looks next knows what was done."
        )
    items = html.Ul([html.Li(_entry(note)) for note in notes], className="ld-notes")
    if len(notes) < LATEST:
        return items
    return [items, html.P(f"The latest {count(LATEST, 'note')}.", className="ld-note")]


def ask_new(clicks: int | None) -> tuple[Any, ...]:
    """Open the form, empty."""
    if not clicks:
        return (no_update,) * len(_OPENED)
    blank = (NoteKind.NOTE, "", "", False)
    return True, "Write a note", "Save the note", None, *blank, *words_beside(FIELDS)


def ask_change(ctx: Context, data: picking.Picked) -> tuple[Any, ...]:
    """Open the form with what the note says."""
    if not data:
        return (no_update,) * len(_OPENED)
    with ctx.reading() as (session, scope):
        found = note(session, scope, claimed_id(picking.picked(data)), now=ctx.clock())
    follow_up = found.follow_up_on.isoformat() if found.follow_up_on else ""
    filled = (found.kind, found.text, follow_up, found.shown_to_learner)
    return True, "Change the note", "Save the change", str(found.id), *filled, *words_beside(FIELDS)


def save(
    ctx: Context, clicks: int | None, learner: str, changed: str | None, *values: object
) -> tuple[Any, ...]:
    """Write or change it; a field that cannot be used is told beside it, and the form stays.

    `values` are the fields in their order, and whether the learner reads it.
    """
    if not clicks:
        return (no_update,) * (2 + len(FIELDS))
    kind, text, follow_up, shown = values
    fields = NoteFields(kind, text, follow_up, shown_to_learner=bool(shown))
    learner_id = claimed_id(learner)
    try:
        with ctx.writing() as (session, scope):
            if changed is None:
                write_note(session, scope, learner_id, fields, now=ctx.clock())
            else:
                change_note(session, scope, claimed_id(changed), fields, now=ctx.clock())
    except BadFieldError as error:
        return no_update, no_update, *words_beside(FIELDS, error)
    toasts.show("Saved", "The learner reads it too." if shown else "The learner does not see it.")
    return False, _renewed(ctx, learner_id), *words_beside(FIELDS)


def ask_take_back(ctx: Context, data: picking.Picked) -> tuple[Any, ...]:
    """Ask once more, with what is about to go."""
    if not data:
        return (no_update,) * 4
    with ctx.reading() as (session, scope):
        found = note(session, scope, claimed_id(picking.picked(data)), now=ctx.clock())
    body = [
        html.Blockquote(found.text, className="ld-quoted"),
        html.P(
            "Its words are erased and cannot be brought back. That you noted something, and when, "
            "stays on record."
        ),
    ]
    return True, "Take back this note?", body, "Take back the note"


def take_back(
    ctx: Context, clicks: int | None, data: picking.Picked, learner: str
) -> tuple[Any, Any]:
    """Erase it, and renew the list."""
    if not clicks:
        return no_update, no_update
    learner_id = claimed_id(learner)
    with ctx.writing() as (session, scope):
        take_back_note(session, scope, claimed_id(picking.picked(data)), now=ctx.clock())
    toasts.show("Taken back", "Nobody can read the note any more.")
    return False, _renewed(ctx, learner_id)


def _renewed(ctx: Context, learner_id: UUID) -> parts.Content:
    with ctx.reading() as (session, scope):
        return listed(notes_of(session, scope, [learner_id], now=ctx.clock()))


def _entry(note: NoteRow) -> list[parts.Content]:
    if note.taken_back_on is not None:
        said = f"{note.author_name} took back a {note.kind} of {day(note.written_on)}"
        return [html.P(f"{said} on {day(note.taken_back_on)}.", className="ld-note")]
    about = f"the {note.kind} of {day(note.written_on)}"
    return [
        *note_text(note),
        html.P(
            [
                _follow_up(note),
                learner_sees() if note.shown_to_learner else None,
                picking.button(CHANGE, str(note.id), "Change", about) if note.own else None,
                picking.button(TAKE_BACK, str(note.id), "Take back", about) if note.own else None,
            ],
            className="ld-note-foot",
        ),
    ]


def _follow_up(note: NoteRow) -> Component | None:
    if note.follow_up_on is None:
        return None
    when = day(note.follow_up_on)
    if note.overdue:
        return html.Span(f"look again: was due {when}", className="ld-tag is-warn")
    return html.Span(f"look again on {when}", className="ld-tag")
