"""Messages: every e-mail to a learner, whether it waits, was sent, or why it could not be."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.messages import MailState
from leap_dash.figures.words import NOTHING, count, day, listed, number, shortened
from leap_dash.pages import controls, mail_changes, parts, undoing
from leap_dash.pages.acting_message import WAITS
from leap_dash.pages.claims import ALL
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.mail_filter import CONTROLS, STATES, read_filter
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.messages import mail_page, message, message_choices
from leap_dash.records import MailFilter, MailPage, MailRow, WrittenMessage
from leap_dash.services.event_outbox import tells

ANSWER, WRITTEN, LIST = "messages-answer", "messages-written", "messages-list"
LONGEST_NAME = 60
COLUMNS = (
    parts.Column("Learner"),
    parts.Column("State"),
    parts.Column("Subject"),
    parts.Column("Written by"),
    parts.Column("Written (UTC)", short=True),
    parts.Column("Change", short=True),
)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "messages", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(WRITTEN, "children"),
        Output(LIST, "children"),
        Output(mail_changes.AGAIN.button, "hidden"),
        Output(mail_changes.HOLD.button, "hidden"),
        *(Input(control, "value") for control in CONTROLS.values()),
        Input(mail_changes.CHANGED, "data"),
        Input(undoing.UNDONE, "data"),
    )(partial(show, ctx))
    mail_changes.register(app, ctx)
    return Page(
        paths=("/app/messages",),
        title="Messages",
        permissions=frozenset({Permission.MESSAGE}),
        layout=partial(layout, ctx, filters),
        nav=Nav("Messages", "envelope", "e"),
    )


def layout(ctx: Context, filters: Callable[[], Component]) -> Component:
    """The filters and what can be done to many; `show` fills the rest."""
    with ctx.reading() as (session, scope):
        written = message_choices(session, scope)
        sent = tells(session, now=ctx.clock())
    choices = [
        (str(message_id), f"{shortened(subject, 40)} ({day(at.date())})")
        for message_id, subject, at in written
    ]
    return html.Div(
        [
            filters(),
            html.H1("Messages"),
            parts.sentence("", id=ANSWER),
            None if sent else html.P(WAITS, className="ld-note"),
            html.Div(
                [
                    controls.search(CONTROLS["search"], "Learner or subject"),
                    controls.choice(
                        CONTROLS["state"], "State", [(ALL, "Any state"), *STATES.items()]
                    ),
                    controls.choice(
                        CONTROLS["message"], "Message", [(ALL, "All messages"), *choices]
                    ),
                    controls.page_holder(CONTROLS["page"]),
                ],
                className="ld-filters",
                role="search",
                **parts.aria(label="Filters"),
            ),
            html.Div(id=WRITTEN),
            parts.panel("E-mails to learners", html.Div(id=LIST), tools=mail_changes.buttons()),
            mail_changes.questions(),
        ]
    )


def show(
    ctx: Context,
    search: object,
    state: object,
    message_id: object,
    page: int | None,
    _changed: object,
    _undone: object,
) -> tuple[Any, ...]:
    """How many wait, were sent and failed; the message that is chosen; a page of the e-mails."""
    chosen = read_filter(search, state, message_id)
    with ctx.reading() as (session, scope):
        found = mail_page(
            session,
            scope,
            chosen,
            page=controls.page_to_show(page, CONTROLS),
            size=controls.ROWS,
        )
        written = message(session, scope, chosen.message_id) if chosen.message_id else None
    kept = {"search": chosen.search, "state": chosen.state, "message": _hex(chosen)}
    return (
        sentence(found, narrowed=any(kept.values())),
        _written(written) if written else None,
        _list(found, kept),
        not found.by_state[MailState.FAILED],
        not found.waiting_own,
    )


def sentence(found: MailPage, *, narrowed: bool) -> str:
    """How many e-mails stand how."""
    in_words = {
        MailState.QUEUED: ("waits", "wait"),
        MailState.SENT: ("was sent", "were sent"),
        MailState.FAILED: ("could not be sent", "could not be sent"),
        MailState.HELD: ("was taken back", "were taken back"),
        MailState.DROPPED: ("was not sent", "were not sent"),
    }
    said = [
        f"{number(many)} {words[many != 1]}"
        for state, words in in_words.items()
        if (many := found.by_state[state])
    ]
    if not said:
        return "No e-mail fits these filters." if narrowed else "No message has been written yet."
    return f"Of {count(sum(found.by_state.values()), 'e-mail')} {listed(said)}."


def _hex(chosen: MailFilter) -> str | None:
    return str(chosen.message_id) if chosen.message_id else None


def _written(written: WrittenMessage) -> Component:
    """What the learners read."""
    return parts.panel(
        written.subject,
        [
            html.P(f"Written on {_at(written.written_at)} UTC", className="ld-note"),
            html.P(written.text, className="ld-written"),
        ],
    )


def _list(found: MailPage, kept: Mapping[str, str | None]) -> Component:
    if not found.rows and any(kept.values()):
        return parts.empty("No e-mail fits these filters.", html.A("Show all e-mails", href="#"))
    if not found.rows:
        return parts.empty(
            "Nobody has been written to from here yet. Select learners in the table of a cohort, "
            "then choose Message.",
            dcc.Link("Choose a cohort", href="/app/cohorts"),
        )
    rows: Iterable[list[parts.Content]] = map(_row, found.rows)
    return html.Div(
        [
            parts.table("E-mails to learners", COLUMNS, rows),
            controls.pager("e-mails", kept, found.page, found.pages),
        ]
    )


def _row(row: MailRow) -> list[parts.Content]:
    name = shortened(row.learner_name, LONGEST_NAME)
    return [
        [
            dcc.Link(name, href=f"/app/learners/{row.learner_id}"),
            html.Span(shortened(row.recipient, LONGEST_NAME), className="ld-note d-block"),
        ],
        [STATES[row.state], html.Span(_why(row), className="ld-note d-block")],
        html.A(shortened(row.subject, LONGEST_NAME), href=f"#message={row.message_id}"),
        row.author_name or NOTHING,
        _at(row.written_at),
        mail_changes.change(row, name),
    ]


def _why(row: MailRow) -> str:
    """What the state alone does not say: since when, why not, and what comes next."""
    error = (row.last_error or "").rstrip(".")
    match row.state:
        case MailState.SENT:
            return f"on {_at(row.sent_at)}" if row.sent_at else ""
        case MailState.FAILED:
            return f"after {count(row.attempts, 'attempt')}: {error}" if error else ""
        case MailState.QUEUED if row.attempts:
            tried = f"tried {count(row.attempts, 'time')}: {error}" if error else "being sent"
            return f"{tried}; again from {_at(row.next_try_at)}"
        case MailState.DROPPED:
            return "not wanted, or no news any more"
        case _:
            return ""


def _at(moment: datetime) -> str:
    """The day and the minute in UTC, as the heading says."""
    there = moment.astimezone(UTC)
    return f"{day(there.date())}, {there:%H:%M}"
