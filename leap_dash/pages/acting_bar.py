"""The bar below a list of learners with everything that can be done to those selected.

A new deed is a module like `acting_message`, and a name in DEEDS.
"""

from dash import Dash, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Scope
from leap_dash.pages import acting, acting_award, acting_group, acting_message, acting_note

DEEDS = (acting_message, acting_group, acting_note, acting_award)


def register(app: Dash, ctx: Context) -> None:
    """Once for all pages that have the bar."""
    acting.register(app)
    for deed in DEEDS:
        deed.register(app, ctx)


def may_act(scope: Scope) -> bool:
    """Whether the viewer can do anything with selected learners; otherwise there are no boxes."""
    return any(scope.may(deed.PERMISSION) for deed in DEEDS)


def bar(scope: Scope, store_id: str, *more: Component) -> Component:
    """The bar with what the viewer may do, hidden until somebody is selected.

    `store_id` says what the list is of, see `acting.register_list`; `more` are buttons that this
    page alone has.
    """
    allowed = (deed.button() for deed in DEEDS if scope.may(deed.PERMISSION))
    return acting.bar(store_id, *allowed, *more)


def questions() -> Component:
    """The dialogs, closed. Apart from the bar, which sticks only beside its list."""
    return html.Div([deed.question() for deed in DEEDS])
