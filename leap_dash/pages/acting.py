"""Acting on selected learners of a list: boxes in its table, and a bar with what can be done.

A page that shows such a list puts `pick` into the rows and `pick_page` into the heading of its
`large_table`, `bar()` below it, and says in a store of its own what the list is of. The boxes and
the bar move in the browser alone, by `assets/acting.js`; what is done is in `acting_message` and
its like, whose buttons stand in the bar.

    {"of": "group", "id": ID, "total": 340}

`total` is how many fit; with it the bar offers all of them beside those on the page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadInputError, ConflictError
from leap_dash.domain.messages import MOST_LEARNERS
from leap_dash.figures.words import count, listed, number, shortened
from leap_dash.pages.acting_sources import everyone
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, register_cancel
from leap_dash.pages.fields import Field
from leap_dash.pages.large_table import Cell
from leap_dash.pages.toasts import TOAST
from leap_dash.queries.groups import chosen_names
from leap_dash.records import ChosenNames

BAR, COUNT, EVERY, CLEAR, SPOKEN = (
    "acting-bar",
    "acting-count",
    "acting-every",
    "acting-clear",
    "acting-spoken",
)
CHOSEN, SOURCE, EXPECTED = "acting-chosen", "acting-source", "acting-expected"
DONE = "acting-done"
"""The store that changes when something was done that a list may show: `data`."""
SELECTED = (State(CHOSEN, "data"), State(SOURCE, "data"))
"""What `selection` reads."""
NAMED = 5


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is selected, and how the first of them are called."""

    ids: tuple[UUID, ...]
    names: ChosenNames


def register(app: Dash) -> None:
    """Tell the browser of each new list, and when something was done."""
    for name, changed in (("act_on", SOURCE), ("acted", DONE)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("leap", name),
            Output(BAR, f"data-{name}"),
            Input(changed, "data"),
            prevent_initial_call=True,
        )


def register_question(
    app: Dash, ids: DialogIds, opens: str, names: str, ask: Callable[..., Any], *more: Output
) -> None:
    """Let the button `opens` ask before a deed.

    `ask` is given its clicks, CHOSEN and SOURCE; it returns whether the dialog is open, its title,
    what stands in `names`, the word of its button, how many are meant, and what `more` want.
    """
    app.callback(
        Output(ids.window, "is_open"),
        Output(ids.title, "children"),
        Output(names, "children"),
        Output(ids.confirm, "children"),
        Output(EXPECTED, "data", allow_duplicate=True),
        *more,
        Input(opens, "n_clicks"),
        *SELECTED,
        prevent_initial_call=True,
    )(ask)
    register_cancel(app, ids)


def register_deed(
    app: Dash, ids: DialogIds, deed: Callable[..., Any], fields: Iterable[Field], *values: State
) -> None:
    """Do it when the dialog's button is pressed, once however often.

    `deed` is given the clicks, CHOSEN, SOURCE, EXPECTED and the values; it returns whether the
    dialog stays open, a new value of DONE, and the words beside each of the fields.
    """
    app.callback(
        Output(ids.window, "is_open", allow_duplicate=True),
        Output(DONE, "data", allow_duplicate=True),
        *(Output(field.error, "children", allow_duplicate=True) for field in fields),
        Input(ids.confirm, "n_clicks"),
        *SELECTED,
        State(EXPECTED, "data"),
        *values,
        running=[(Output(ids.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(deed)


def register_list(app: Dash, store_id: str) -> None:
    """Let the list of one page be the one that is acted on; `store_id` is what its callback fills.

    The page has a store of its own, because a callback that filled a shared one would be called on
    pages that lack its inputs.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        "function (source) { return source; }",
        Output(SOURCE, "data", allow_duplicate=True),
        Input(store_id, "data"),
        prevent_initial_call=True,
    )


def pick(learner_id: UUID, name: str) -> Cell:
    """The first cell of a row: a box to select the learner by."""
    return {"text": f"Select {name}", "kind": "ld-pick", "pick": str(learner_id)}


def pick_page() -> Cell:
    """The heading over them: a box for all of the page."""
    return {"text": "Select all on this page", "kind": "ld-pick", "pick": "page"}


def bar(store_id: str, *buttons: Component) -> Component:
    """What can be done with those selected, in sight at the foot while there are any.

    `store_id`: as `register_list` was told.
    """
    every = html.Button("", id=EVERY, type="button", className="btn btn-link", hidden=True)
    clear = html.Button("Clear", id=CLEAR, type="button", className="btn btn-link")
    return html.Div(
        [
            dcc.Store(id=store_id),
            dcc.Store(id=SOURCE),
            dcc.Store(id=CHOSEN),
            dcc.Store(id=EXPECTED),
            dcc.Store(id=DONE),
            html.Div(
                [
                    html.Strong("", id=COUNT),
                    every,
                    html.Span([clear, *buttons], className="ms-auto"),
                ],
                id=BAR,
                className="ld-bar",
                hidden=True,
            ),
            html.Span("", id=SPOKEN, className="visually-hidden", role="status"),
        ],
        className="ld-bar-place",
    )


def button(label: str, button_id: str) -> Component:
    """A button of the bar. It puts away what was said of the deed before."""
    puts_away: dict[str, Any] = {"data-ld-empties": TOAST}
    return html.Button(
        label,
        id=button_id,
        type="button",
        className="btn btn-outline-secondary",
        **puts_away,
    )


def selection(ctx: Context, chosen: object, source: object) -> Selection:
    """Who is selected: the boxes that are ticked, or everybody who fits the list's filters.

    Raises BadInputError for nobody or too many, NotFoundError for what names no learner or list.
    """
    asked = chosen if isinstance(chosen, Mapping) else {}
    if asked.get("every") is True:
        ids = everyone(ctx, source)
    else:
        ids = tuple(claimed_id(str(each)) for each in _bounded(asked.get("ids")))
    if not ids:
        raise BadInputError("Nobody is selected: select at least one learner.")
    if len(ids) > MOST_LEARNERS:
        raise BadInputError(
            f"{len(ids):,} learners are selected; at most {MOST_LEARNERS:,} can be at a time."
        )
    with ctx.reading() as (session, scope):
        return Selection(ids, chosen_names(session, scope, ids, named=NAMED))


def as_expected(found: Selection, expected: object) -> None:
    """Raise ConflictError unless as many are selected as the question has named."""
    if found.names.total != expected:
        raise ConflictError(
            f"Meanwhile {count(found.names.total, 'learner')} would be meant, not {expected}: "
            "nothing was done. Close this and look at the list again."
        )


def who(found: Selection) -> Component:
    """The names in a question: the first ones, and how many more."""
    names = [shortened(name, 60) for name in found.names.names]
    more = found.names.total - len(names)
    if more > 0:
        names.append(f"{number(more)} more")
    return html.P(listed(names))


def _bounded(ids: object) -> list[object]:
    return ids[: MOST_LEARNERS + 1] if isinstance(ids, list) else []
