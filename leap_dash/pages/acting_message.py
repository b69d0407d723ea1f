"""Writing to the selected learners: the button, the form, and the deed, which can be undone."""

from functools import partial
from typing import Any

from dash import Dash, Output, State, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.messages import SUBJECT, SUBJECT_LENGTH, TEXT, TEXT_LENGTH, UNDO_TIME
from leap_dash.figures.words import count
from leap_dash.pages import acting, undoing
from leap_dash.pages.dialogs import DialogIds, dialog
from leap_dash.pages.fields import Field, words_beside
from leap_dash.services.event_outbox import tells
from leap_dash.services.messages import write

OPEN, WHO = "acting-message", "acting-message-who"
PERMISSION = Permission.MESSAGE
DIALOG = DialogIds("acting-message")
FIELDS = {name: Field(f"acting-message-{name}") for name in (SUBJECT, TEXT)}
WAITS = (
    "No mail server is set up here yet: messages wait in the outbox until whoever runs this "
    "installation sets LEAP_DASH_SMTP_URL."
)


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
        *(Output(field.error, "children") for field in fields),
    )
    values = (State(field.control, "value") for field in fields)
    acting.register_deed(app, DIALOG, partial(send, ctx), fields, *values)


def button() -> Component:
    """For the bar."""
    return acting.button("Message", OPEN)


def question() -> Component:
    """The dialog, closed."""
    body = [
        html.Div(id=WHO),
        FIELDS[SUBJECT].line("Subject", most=SUBJECT_LENGTH),
        FIELDS[TEXT].text("Text", most=TEXT_LENGTH, rows=8),
        html.P(
            "Each gets an e-mail of their own, in which nobody sees the others. Answers reach you.",
            className="ld-note",
        ),
    ]
    return dialog(DIALOG, body)


def ask(ctx: Context, clicks: int | None, chosen: object, source: object) -> tuple[Any, ...]:
    """Open the form with the names of those selected."""
    if not clicks:
        return (no_update,) * (5 + 2 * len(FIELDS))
    found = acting.selection(ctx, chosen, source)
    reachable = found.names.total - found.names.without_email
    lacking = found.names.without_email
    words = [acting.who(found)]
    if lacking:
        has = count(lacking, "of them has", "of them have")
        words.append(html.P(f"{has} no e-mail address and will get nothing.", className="ld-note"))
    if not _is_sent(ctx):
        words.append(html.P(WAITS, className="ld-note"))
    return (
        True,
        f"Message {count(found.names.total, 'learner')}",
        words,
        f"Send to {count(reachable, 'learner')}",
        found.names.total,
        *("" for _ in range(2 * len(FIELDS))),
    )


def send(
    ctx: Context,
    clicks: int | None,
    chosen: object,
    source: object,
    expected: object,
    *values: object,
) -> tuple[Any, ...]:
    """Put it into the outbox; a field that cannot be used is told beside it, the form stays."""
    if not clicks:
        return (no_update,) * (2 + len(FIELDS))
    found = acting.selection(ctx, chosen, source)
    acting.as_expected(found, expected)
    given = dict(zip(FIELDS, values, strict=True))
    try:
        with ctx.writing() as (session, scope):
            written = write(
                session,
                scope,
                found.ids,
                subject=given[SUBJECT],
                text=given[TEXT],
                now=ctx.clock(),
            )
    except BadFieldError as error:
        return no_update, no_update, *words_beside(FIELDS, error)
    ctx.jobs.wake()
    many = count(written.recipients, "learner")
    seconds = int(UNDO_TIME.total_seconds())
    said = f"The message to {many} will be sent in {seconds} seconds."
    if not _is_sent(ctx):
        said = f"The message to {many} waits in the outbox: no mail server is set up here yet."
    undoing.show("Message", said, "message", written.message_id)
    return False, clicks, *words_beside(FIELDS)


def _is_sent(ctx: Context) -> bool:
    """Whether a worker sends e-mails, in whatever process it is."""
    with ctx.reading() as (session, _):
        return tells(session, now=ctx.clock())
