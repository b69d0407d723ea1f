"""What can be done to e-mails on their page: taking back what waits, trying again what failed.

One by one each is undone by the other and needs no question; all that fit the filters at once are
named in a question before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadInputError, ConflictError
from leap_dash.domain.messages import MOST_LEARNERS, MailState
from leap_dash.figures.words import count
from leap_dash.pages import acting, picking, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.mail_filter import CONTROLS, read_filter
from leap_dash.queries.groups import chosen_names
from leap_dash.queries.messages import chosen_mails
from leap_dash.records import ChosenMails, MailFilter, MailRow
from leap_dash.services.mails import Changed, hold_mails, send_again

PICKED, CHANGED, EXPECTED = "mail", "messages-changed", "messages-expected"
FILTERS = tuple(
    State(control, "value") for name, control in CONTROLS.items() if name not in ("state", "page")
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done to one e-mail or to many: its words, the service, and whose it takes."""

    name: str
    one: str
    many: str
    question: str
    done: str
    of: MailState
    waiting_own: bool
    service: Callable[..., Changed]

    @property
    def button(self) -> str:
        """What opens the question about all that fit: `hidden`, `n_clicks`."""
        return f"messages-{self.name}"

    @property
    def dialog(self) -> DialogIds:
        """The question."""
        return DialogIds(f"messages-{self.name}")


AGAIN = Deed(
    "again",
    "Try again",
    "Try all failed again",
    "Try {} again?",
    "will be tried again",
    MailState.FAILED,
    waiting_own=False,
    service=send_again,
)
HOLD = Deed(
    "hold",
    "Take back",
    "Take back all that wait",
    "Take back {}?",
    "will not be sent",
    MailState.QUEUED,
    waiting_own=True,
    service=hold_mails,
)
DEEDS = {deed.name: deed for deed in (AGAIN, HOLD)}


def register(app: Dash, ctx: Context) -> None:
    """The button of each e-mail; the buttons for all, their questions and deeds."""
    picking.register(app, PICKED)
    app.callback(
        Output(CHANGED, "data"),
        Input(picking.store_id(PICKED), "data"),
        prevent_initial_call=True,
    )(partial(change_one, ctx))
    for deed in DEEDS.values():
        app.callback(
            Output(deed.dialog.window, "is_open"),
            Output(deed.dialog.title, "children"),
            Output(deed.dialog.body, "children"),
            Output(deed.dialog.confirm, "children"),
            Output(EXPECTED, "data", allow_duplicate=True),
            Input(deed.button, "n_clicks"),
            *FILTERS,
            prevent_initial_call=True,
        )(partial(ask, ctx, deed))
        app.callback(
            Output(deed.dialog.window, "is_open", allow_duplicate=True),
            Output(CHANGED, "data", allow_duplicate=True),
            Input(deed.dialog.confirm, "n_clicks"),
            State(EXPECTED, "data"),
            *FILTERS,
            running=[(Output(deed.dialog.confirm, "disabled"), True, False)],
            prevent_initial_call=True,
        )(partial(change_all, ctx, deed))
        register_cancel(app, deed.dialog)


def buttons() -> Component:
    """For the heading of the list: what can be done to all that fit; hidden where nothing can."""
    return html.Span(
        [
            picking.store(PICKED),
            dcc.Store(id=CHANGED),
            dcc.Store(id=EXPECTED),
            *(
                html.Button(
                    deed.many,
                    id=deed.button,
                    type="button",
                    className="btn btn-outline-secondary btn-sm",
                    hidden=True,
                )
                for deed in DEEDS.values()
            ),
        ],
        className="ld-tools",
    )


def questions() -> Component:
    """The dialogs, closed."""
    return html.Div([dialog(deed.dialog) for deed in DEEDS.values()])


def change(row: MailRow, name: str) -> Component | None:
    """The button of one e-mail, where the viewer can do anything to it."""
    match row.state:
        case MailState.FAILED:
            deed = AGAIN
        case MailState.HELD if row.own:
            deed = AGAIN
        case MailState.QUEUED if row.own and row.waits:
            deed = HOLD
        case _:
            return None
    words = "Send after all" if row.state is MailState.HELD else deed.one
    about = f"the e-mail to {name}"
    return picking.button(PICKED, str(row.id), words, about, value=deed.name)


def change_one(ctx: Context, data: picking.Picked) -> object:
    """Do to one e-mail what its button said. Raises what the services raise."""
    if not data:
        return no_update
    mail_id, deed = claimed_id(picking.picked(data)), DEEDS.get(str(data.get("value")))
    if deed is None:
        raise BadInputError("An e-mail can be tried again or taken back.")
    _do(ctx, deed, ChosenMails((mail_id,), frozenset()))
    return data.get("at")


def ask(ctx: Context, deed: Deed, clicks: int | None, *filters: object) -> tuple[Any, ...]:
    """Open the question with the names of those whom it is about."""
    if not clicks:
        return (no_update,) * 5
    found = _fitting(ctx, deed, filters)
    with ctx.reading() as (session, scope):
        names = chosen_names(session, scope, found.learner_ids, named=acting.NAMED)
    many = count(len(found.ids), "e-mail")
    selection = acting.Selection(tuple(found.learner_ids), names)
    asked = deed.question.format(many)
    return True, asked, acting.who(selection), asked.rstrip("?"), len(found.ids)


def change_all(
    ctx: Context, deed: Deed, clicks: int | None, expected: object, *filters: object
) -> tuple[Any, Any]:
    """Do it to as many as the question has named. Raises ConflictError where it would be others."""
    if not clicks:
        return no_update, no_update
    found = _fitting(ctx, deed, filters)
    if len(found.ids) != expected:
        raise ConflictError(
            f"Meanwhile it would be {count(len(found.ids), 'e-mail')}: nothing was done. "
            "Close this and look at the list again."
        )
    _do(ctx, deed, found)
    return False, f"{deed.name} {clicks}"


def _do(ctx: Context, deed: Deed, found: ChosenMails) -> None:
    with ctx.writing() as (session, scope):
        changed = deed.service(session, scope, found.ids, now=ctx.clock())
    ctx.jobs.wake()
    said = f"{count(changed.mails, 'e-mail')} {deed.done}."
    if changed.unreachable:
        nobody = count(changed.unreachable, "learner has", "learners have")
        said += f" {nobody} no e-mail address any more and will not be written to."
    toasts.show("Done", said)


def _fitting(ctx: Context, deed: Deed, filters: tuple[object, ...]) -> ChosenMails:
    """What the deed is about under the filters of the page, whatever state they show."""
    search, message_id = filters
    chosen: MailFilter = replace(
        read_filter(search, deed.of, message_id), waiting_own=deed.waiting_own, state=deed.of
    )
    with ctx.reading() as (session, scope):
        found = chosen_mails(session, scope, chosen, most=MOST_LEARNERS + 1)
    if not found.ids:
        raise ConflictError("There is none any more: look at the list again.")
    if len(found.ids) > MOST_LEARNERS:
        raise BadInputError(
            f"More than {MOST_LEARNERS:,} e-mails fit; so many can be changed at a time. "
            "Choose one message."
        )
    return found
