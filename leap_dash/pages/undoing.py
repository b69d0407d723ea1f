"""Undo: a button in the message that says what was done, on whatever page it is pressed.

What is to be undone is named by a short text that the button carries; like every text from a
browser it is a claim, and the services settle what of it may be done.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import NotFoundError
from leap_dash.figures.words import count
from leap_dash.pages import picking, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.services.badge_pictures import put_back
from leap_dash.services.groups import delete_group, restore_group, undo_adding, undo_removing
from leap_dash.services.merging import split
from leap_dash.services.messages import withdraw
from leap_dash.services.notes_at_once import take_back_notes

UNDO = "undo"
UNDONE = "undone"
"""The store that changes when something was undone: `data`."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def register(app: Dash, ctx: Context) -> None:
    """Let the button undo, wherever it is shown."""
    picking.register(app, UNDO)
    app.callback(
        Output(UNDONE, "data"),
        Input(picking.store_id(UNDO), "data"),
        prevent_initial_call=True,
    )(partial(undo, ctx))


def stores() -> Component:
    """What the frame holds for it, once."""
    return html.Div([picking.store(UNDO), dcc.Store(id=UNDONE)], hidden=True)


def show(heading: str, text: str, kind: str, *named: UUID | datetime | int) -> None:
    """Say what was done, with a button that undoes it; works inside a callback only."""
    button = undo_button("Undo", heading.lower(), kind, *named)
    toasts.show(heading, text, action=button, everywhere=True)


def undo_button(label: str, about: str, kind: str, *named: UUID | datetime | int) -> Component:
    """A button that undoes it, once on a page for each kind and what is named."""
    token = ":".join([kind, *map(_written, named)])
    return picking.button(UNDO, token, label, about, style="outline-secondary")


def undo(ctx: Context, data: picking.Picked) -> object:
    """Undo it, and say so. Raises NotFoundError for what nobody can undo."""
    if not data:
        return no_update
    toasts.show("Undone", _undone(ctx, picking.picked(data), ctx.clock()))
    return data.get("at")


def _undone(ctx: Context, token: str, now: datetime) -> str:
    with ctx.writing() as (session, scope):
        match token.split(":"):
            case ["message", message]:
                taken = withdraw(session, scope, claimed_id(message), now=now)
                late = f" For {count(taken.gone, 'learner')} it was too late." if taken.gone else ""
                said = f"The message to {count(taken.held, 'learner')} is not sent.{late}"
            case ["group-made", group]:
                name = delete_group(session, scope, claimed_id(group), now=now)
                said = f"There is no group “{name}” any more."
            case ["group-gone", group]:
                name = restore_group(session, scope, claimed_id(group), now=now)
                said = f"The group “{name}” is back."
            case ["group-in", group, at]:
                many = undo_adding(session, scope, claimed_id(group), _read(at), now=now)
                said = f"{count(many, 'learner is', 'learners are')} not in the group any more."
            case ["group-out", group, at]:
                many = undo_removing(session, scope, claimed_id(group), _read(at), now=now)
                said = f"{count(many, 'learner is', 'learners are')} in the group again."
            case ["picture", badge, version]:
                name = put_back(session, scope, claimed_id(badge), _number(version), now=now)
                said = f"“{name}” has the picture again that it had before."
            case ["notes", at]:
                many = take_back_notes(session, scope, _read(at), now=now)
                said = f"The note about {count(many, 'learner')} is taken back."
            case ["merged" | "merge", merged]:  # in the message, and in the list of merges
                split(session, scope, claimed_id(merged), now=now)
                said = "Each is a record of its own again, with what was of it."
            case _:
                raise NotFoundError("What was to be undone is not there any more.")
    return said


def _written(value: UUID | datetime | int) -> str:
    if isinstance(value, int):
        return str(value)
    return value.hex if isinstance(value, UUID) else str((value - EPOCH) // MICROSECOND)


def _number(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 10):
        raise NotFoundError("What was to be undone is not there any more.")
    return int(text)


def _read(text: str) -> datetime:
    """The time that `_written` gave as text."""
    try:
        return EPOCH + int(text) * MICROSECOND
    except (ValueError, OverflowError) as error:
        raise NotFoundError("What was to be undone is not there any more.") from error
