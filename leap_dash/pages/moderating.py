"""Approving or returning selected proposals: the buttons, a question each, and the deeds.

What is approved is signed by the worker. That cannot be taken back, so that the question names how
many there are, and nothing is done when they are not as many any more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import BadFieldError, BadInputError, ConflictError
from leap_dash.figures.words import count
from leap_dash.pages import acting, toasts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.dialogs import DialogIds, dialog
from leap_dash.pages.fields import Field, words_beside
from leap_dash.pages.waiting import show_waiting
from leap_dash.queries.moderation import proposal_batch, waiting_for
from leap_dash.services.moderation import NOTE, NOTE_LENGTH, Moderated, approve, return_proposals

KEY = "r"
SAMPLE = 10
MOST = 1_000  # by their boxes; all of a batch are never named one by one


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done to proposals: its words, and the service."""

    name: str
    verb: str
    label: str
    warning: str
    told: str
    service: Callable[..., Moderated]

    @property
    def dialog(self) -> DialogIds:
        """The question."""
        return DialogIds(self.open)

    @property
    def open(self) -> str:
        """The button in the bar: `n_clicks`."""
        return f"proposals-{self.name}"

    @property
    def said(self) -> str:
        """What will happen: `children`."""
        return f"proposals-{self.name}-said"

    @property
    def fields(self) -> Mapping[str, Field]:
        """The note."""
        return {NOTE: Field(f"proposals-{self.name}-{NOTE}")}


APPROVE = Deed(
    "approve",
    "Approve",
    "Note, kept beside the approval (may stay empty)",
    "Each badge is then signed and gets a public page. It can be revoked, but not unmade.",
    "The badges are signed now.",
    approve,
)
RETURN = Deed(
    "return",
    "Return",
    "What is wrong; whoever proposed them reads it",
    "Nothing is awarded. The learners can be proposed again.",
    "Whoever proposed them reads why.",
    return_proposals,
)
DEEDS = (APPROVE, RETURN)


def register(app: Dash, ctx: Context) -> None:
    """The questions, and the deeds."""
    for deed in DEEDS:
        note = deed.fields[NOTE]
        acting.register_question(
            app,
            deed.dialog,
            deed.open,
            deed.said,
            partial(ask, ctx, deed),
            Output(note.control, "value"),
            Output(note.error, "children"),
        )
        value = State(note.control, "value")
        acting.register_deed(app, deed.dialog, partial(do, ctx, deed), [note], value)


def bar(store_id: str) -> Component:
    """The bar below the list, hidden until something is selected."""
    return acting.bar(store_id, *(acting.button(deed.verb, deed.open) for deed in DEEDS))


def questions() -> Component:
    """The dialogs, closed."""
    return html.Div([_question(deed) for deed in DEEDS])


def ask(
    ctx: Context, deed: Deed, clicks: int | None, chosen: object, source: object
) -> tuple[Any, ...]:
    """Open the dialog with the number of those selected."""
    if not clicks:
        return (no_update,) * 7
    many = _counted(ctx, chosen, source)
    words = f"{deed.verb} {count(many, 'award')}"
    return True, f"{words}?", html.P(deed.warning), words, many, "", ""


def do(
    ctx: Context,
    deed: Deed,
    clicks: int | None,
    chosen: object,
    source: object,
    expected: object,
    note: object,
) -> tuple[Any, ...]:
    """Do it to them all, wake the worker and say so; a note that cannot be used stays."""
    if not clicks:
        return (no_update,) * 3
    batch_id, ids = _selection(chosen, source)
    try:
        with ctx.writing() as (session, scope):
            words = note if isinstance(note, str) else ""
            now = ctx.clock()
            done = deed.service(session, scope, batch_id, ids, note=words, now=now)
            if done.done != expected:
                raise ConflictError(
                    f"Meanwhile {count(done.done, 'award')} would be meant, not {expected}: "
                    "nothing was done. Close this and look at the list again."
                )
            waiting = waiting_for(session, scope)
    except BadFieldError as error:
        return no_update, no_update, *words_beside(deed.fields, error)
    ctx.jobs.wake()
    show_waiting(KEY, waiting)
    verb = "approved" if deed is APPROVE else "returned"
    told = deed.told if not done.lacking else _lacking(done.lacking)
    toasts.show(verb.capitalize(), f"{count(done.done, 'award')} {verb}. {told}")
    return False, f"{deed.name} {clicks}", *words_beside(deed.fields)


def _lacking(many: int) -> str:
    lack = count(many, "award waits", "awards wait")
    return f"{lack} for another approval that the rule asks for."


def _question(deed: Deed) -> Component:
    note = deed.fields[NOTE].text(deed.label, most=NOTE_LENGTH, rows=3)
    return dialog(deed.dialog, [html.Div(id=deed.said), note])


def _counted(ctx: Context, chosen: object, source: object) -> int:
    """How many of the batch are selected. Raises NotFoundError outside the scope."""
    batch_id, ids = _selection(chosen, source)
    with ctx.reading() as (session, scope):
        batch = proposal_batch(session, scope, batch_id)
    return batch.waiting if ids is None else len(ids)


def _selection(chosen: object, source: object) -> tuple[UUID, tuple[UUID, ...] | None]:
    """The batch and the awards whose boxes are ticked, None for all that wait.

    Raises BadInputError for none or too many, NotFoundError for what names nothing.
    """
    asked = chosen if isinstance(chosen, Mapping) else {}
    given = source if isinstance(source, Mapping) else {}
    batch_id = claimed_id(str(given.get("id")))
    if asked.get("every") is True:
        return batch_id, None
    listed = asked.get("ids")
    ids = dict.fromkeys(map(str, listed if isinstance(listed, list) else []))
    if not 0 < len(ids) <= MOST:
        raise BadInputError(f"Select 1 to {MOST:,} awards, or all of them.")
    return batch_id, tuple(claimed_id(each) for each in ids)
