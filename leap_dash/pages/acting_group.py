"""Putting the selected learners into a group, an existing or a new one; it can be undone."""

from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError
from leap_dash.figures.words import count, shortened
from leap_dash.pages import acting, undoing
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog
from leap_dash.pages.fields import Field, words_beside
from leap_dash.queries.groups import group, group_choices
from leap_dash.services.groups import NAME, NAME_LENGTH, add_to_group, create_group

OPEN, WHO, NAMING = "acting-group", "acting-group-who", "acting-group-naming"
PERMISSION = Permission.GROUP
DIALOG = DialogIds("acting-group")
WHICH, FIELDS = Field("acting-group-which"), {NAME: Field("acting-group-name")}
NEW = "new"


def register(app: Dash, ctx: Context) -> None:
    """The question, and the deed."""
    name = FIELDS[NAME]
    acting.register_question(
        app,
        DIALOG,
        OPEN,
        WHO,
        partial(ask, ctx),
        Output(WHICH.control, "options"),
        Output(WHICH.control, "value"),
        Output(name.control, "value"),
        Output(name.error, "children"),
    )
    values = (State(WHICH.control, "value"), State(name.control, "value"))
    acting.register_deed(app, DIALOG, partial(put, ctx), [name], *values)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        f"function (which) {{ return which !== '{NEW}'; }}",
        Output(NAMING, "hidden"),
        Input(WHICH.control, "value"),
    )


def button() -> Component:
    """For the bar."""
    return acting.button("Add to a group", OPEN)


def question() -> Component:
    """The dialog, closed."""
    body = [
        html.Div(id=WHO),
        WHICH.select("Group", [(NEW, "A new group")]),
        html.Div(FIELDS[NAME].line("Name of the new group", most=NAME_LENGTH), id=NAMING),
    ]
    return dialog(DIALOG, body)


def ask(ctx: Context, clicks: int | None, chosen: object, source: object) -> tuple[Any, ...]:
    """Open the form with the names of those selected and the groups that there are."""
    if not clicks:
        return (no_update,) * 9
    found = acting.selection(ctx, chosen, source)
    with ctx.reading() as (session, scope):
        groups = group_choices(session, scope)
    options = [
        {"value": NEW, "label": "A new group"},
        *({"value": str(each.id), "label": shortened(each.label, 60)} for each in groups),
    ]
    many = count(found.names.total, "learner")
    head = (True, f"Add {many} to a group", acting.who(found), f"Add {many}", found.names.total)
    return *head, options, NEW, "", ""


def put(
    ctx: Context,
    clicks: int | None,
    chosen: object,
    source: object,
    expected: object,
    which: str | None,
    name: object,
) -> tuple[Any, ...]:
    """Put them in; a name that cannot be used is told beside it, and the form stays."""
    if not clicks:
        return (no_update,) * 3
    found = acting.selection(ctx, chosen, source)
    acting.as_expected(found, expected)
    try:
        if which == NEW:
            _make(ctx, found, name)
        else:
            _add(ctx, found, which)
    except BadFieldError as error:
        return no_update, no_update, *words_beside(FIELDS, error)
    return False, clicks, ""


def _make(ctx: Context, found: acting.Selection, name: object) -> None:
    with ctx.writing() as (session, scope):
        made = create_group(session, scope, name, found.ids, now=ctx.clock())
    many = count(found.names.total, "learner")
    undoing.show("New group", f"It has {many}.", "group-made", made)


def _add(ctx: Context, found: acting.Selection, which: str | None) -> None:
    group_id, now = claimed_id(which), ctx.clock()
    with ctx.writing() as (session, scope):
        added = add_to_group(session, scope, group_id, found.ids, now=now)
        name = shortened(group(session, scope, group_id).name, 60)
    was = found.names.total - added
    before = f" {count(was, 'was', 'were')} in it before." if was else ""
    said = f"{count(added, 'learner is', 'learners are')} now in “{name}”.{before}"
    undoing.show("Group", said, "group-in", group_id, now)
