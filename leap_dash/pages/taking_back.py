"""Taking back one entry of a list on a learner's page, after a question."""

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State

from leap_dash.pages import picking
from leap_dash.pages.dialogs import DialogIds, register_cancel
from leap_dash.pages.learner_parts import LEARNER


def register(
    app: Dash,
    picked: str,
    question: DialogIds,
    entries: str,
    *,
    ask: Callable[..., Any],
    take_back: Callable[..., Any],
) -> None:
    """Connect the buttons of the kind `picked` (see `picking`) with the question and the deed.

    `ask` is given what was picked; it returns whether the dialog is open, its title, its body and
    the word of its button. `take_back` is given the clicks, what was picked and the learner's id;
    it returns whether the dialog stays open, and what stands in `entries` then.
    """
    picking.register(app, picked)
    app.callback(
        Output(question.window, "is_open", allow_duplicate=True),
        Output(question.title, "children"),
        Output(question.body, "children"),
        Output(question.confirm, "children"),
        Input(picking.store_id(picked), "data"),
        prevent_initial_call=True,
    )(ask)
    app.callback(
        Output(question.window, "is_open", allow_duplicate=True),
        Output(entries, "children", allow_duplicate=True),
        Input(question.confirm, "n_clicks"),
        State(picking.store_id(picked), "data"),
        State(LEARNER, "data"),
        running=[(Output(question.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(take_back)
    register_cancel(app, question)
