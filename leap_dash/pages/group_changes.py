"""What is done on the page of a group alone: taking learners out of it, and deleting it."""

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.figures.words import count, shortened
from leap_dash.pages import acting, undoing
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.queries.groups import group
from leap_dash.services.groups import delete_group, remove_from_group

GROUP, REMOVE, DELETE = "group-id", "group-remove", "group-delete"
REMOVING, DELETING = DialogIds(REMOVE), DialogIds(DELETE)


def register(app: Dash, ctx: Context) -> None:
    """The two questions, and the deeds."""
    app.callback(
        Output(REMOVING.window, "is_open"),
        Output(REMOVING.title, "children"),
        Output(REMOVING.body, "children"),
        Output(REMOVING.confirm, "children"),
        Output(acting.EXPECTED, "data", allow_duplicate=True),
        Input(REMOVE, "n_clicks"),
        State(acting.CHOSEN, "data"),
        State(acting.SOURCE, "data"),
        prevent_initial_call=True,
    )(partial(ask_remove, ctx))
    app.callback(
        Output(REMOVING.window, "is_open", allow_duplicate=True),
        Output(acting.DONE, "data", allow_duplicate=True),
        Input(REMOVING.confirm, "n_clicks"),
        State(acting.CHOSEN, "data"),
        State(acting.SOURCE, "data"),
        State(acting.EXPECTED, "data"),
        State(GROUP, "data"),
        running=[(Output(REMOVING.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(remove, ctx))
    app.callback(
        Output(DELETING.window, "is_open"),
        Output(DELETING.title, "children"),
        Output(DELETING.body, "children"),
        Output(DELETING.confirm, "children"),
        Input(DELETE, "n_clicks"),
        State(GROUP, "data"),
        prevent_initial_call=True,
    )(partial(ask_delete, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(DELETING.confirm, "n_clicks"),
        State(GROUP, "data"),
        running=[(Output(DELETING.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(delete, ctx))
    register_cancel(app, REMOVING)
    register_cancel(app, DELETING)


def remove_button() -> Component:
    """For the bar."""
    return acting.button("Take out", REMOVE)


def delete_button() -> Component:
    """For the heading of the list."""
    return html.Button(
        "Delete the group", id=DELETE, type="button", className="btn btn-outline-danger btn-sm"
    )


def questions() -> Component:
    """The dialogs, closed."""
    return html.Div([dialog(REMOVING), dialog(DELETING, dangerous=True)])


def ask_remove(ctx: Context, clicks: int | None, chosen: object, source: object) -> tuple[Any, ...]:
    """Open the question with the names of those selected."""
    if not clicks:
        return (no_update,) * 5
    found = acting.selection(ctx, chosen, source)
    many = count(found.names.total, "learner")
    return (
        True,
        f"Take {many} out of the group?",
        acting.who(found),
        f"Take out {many}",
        found.names.total,
    )


def remove(
    ctx: Context,
    clicks: int | None,
    chosen: object,
    source: object,
    expected: object,
    group_id: str,
) -> tuple[Any, Any]:
    """Take them out, and renew the list."""
    if not clicks:
        return no_update, no_update
    found = acting.selection(ctx, chosen, source)
    acting.as_expected(found, expected)
    claimed, now = claimed_id(group_id), ctx.clock()
    with ctx.writing() as (session, scope):
        removed = remove_from_group(session, scope, claimed, found.ids, now=now)
    said = f"{count(removed, 'learner is', 'learners are')} not in the group any more."
    undoing.show("Taken out", said, "group-out", claimed, now)
    return False, clicks


def ask_delete(ctx: Context, clicks: int | None, group_id: str) -> tuple[Any, ...]:
    """Open the question with what goes."""
    if not clicks:
        return (no_update,) * 4
    with ctx.reading() as (session, scope):
        found = group(session, scope, claimed_id(group_id))
    body = html.P(f"Its {count(found.members, 'learner')} stay; only the group goes.")
    return True, f"Delete “{shortened(found.name, 60)}”?", body, "Delete the group"


def delete(ctx: Context, clicks: int | None, group_id: str) -> object:
    """Delete it and go to the list of groups."""
    if not clicks:
        return no_update
    claimed = claimed_id(group_id)
    with ctx.writing() as (session, scope):
        name = delete_group(session, scope, claimed, now=ctx.clock())
    undoing.show("Deleted", f"“{shortened(name, 60)}” is gone.", "group-gone", claimed)
    return "/app/groups"
