"""How long a badge is good: its months, when its holders are reminded, and how it is renewed."""

from functools import partial
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.validity import (
    MONTHS,
    REMIND,
    RENEWABLE_DAYS,
    Validity,
    read_typed_validity,
)
from leap_dash.figures.words import count, listed, number
from leap_dash.pages import parts
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.fields import Field, words_beside
from leap_dash.pages.page import Page
from leap_dash.queries.validity import badge_validity
from leap_dash.records import BadgeValidity
from leap_dash.services.validity import drop_renewal_rule, set_validity

BADGE, ANSWER, RENEWAL = "validity-badge", "validity-answer", "validity-renewal"
SAVE, SAID, DROP = "validity-save", "validity-said", "validity-drop"
FIELDS = {MONTHS: Field("validity-months"), REMIND: Field("validity-remind")}
"""By the names that errors have for them."""
LONGEST = 40


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    app.callback(
        Output(ANSWER, "children"),
        Output(SAID, "children"),
        *(Output(field.error, "children") for field in FIELDS.values()),
        Input(SAVE, "n_clicks"),
        State(BADGE, "data"),
        *(State(field.control, "value") for field in FIELDS.values()),
        running=[(Output(SAVE, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    app.callback(
        Output(RENEWAL, "children"),
        Input(DROP, "n_clicks"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(drop, ctx))
    return Page(
        paths=("/app/badges/<uuid:achievement_id>/validity",),
        title="How long a badge is good",
        permissions=frozenset({Permission.DEFINE}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, *, achievement_id: UUID) -> Component:
    """The form, and how the badge is renewed. Raises NotFoundError."""
    with ctx.reading() as (session, scope):
        found = badge_validity(session, scope, achievement_id)
    here = f"/app/badges/{found.achievement_id}"
    return html.Div(
        [
            dcc.Store(id=BADGE, data=str(found.achievement_id)),
            parts.breadcrumb(
                ("Badges", "/app/badges"), (found.name, here), ("How long it is good", None)
            ),
            html.H1(f"{found.name}: how long it is good"),
            parts.sentence(sentence(found.validity), id=ANSWER),
            html.Div(
                [
                    parts.panel("Its end", _form(found.validity)),
                    parts.panel("How it is renewed", html.Div(_renewal(found), id=RENEWAL)),
                ],
                className="ld-narrow",
            ),
        ]
    )


def save(
    ctx: Context, clicks: int | None, badge: str, months: object, remind: object
) -> tuple[Any, ...]:
    """Keep what is in the fields; or say at the field what is wrong, and keep nothing."""
    if not clicks:
        return (no_update,) * (2 + len(FIELDS))
    try:
        validity = read_typed_validity(months, remind)
    except BadFieldError as error:
        return no_update, "", *words_beside(FIELDS, error)
    with ctx.writing() as (session, scope):
        set_validity(session, scope, claimed_id(badge), validity, now=ctx.clock())
    return sentence(validity), "Saved.", *words_beside(FIELDS)


def drop(ctx: Context, clicks: int | None, badge: str) -> object:
    """Renew by the badge's own rule again, and show that."""
    if not clicks:
        return no_update
    badge_id = claimed_id(badge)
    with ctx.writing() as (session, scope):
        drop_renewal_rule(session, scope, badge_id, now=ctx.clock())
        found = badge_validity(session, scope, badge_id)
    return _renewal(found)


def sentence(validity: Validity) -> str:
    """How long badges given from now on are good, and when their holders are reminded."""
    if validity.months is None:
        return "A badge given from now on is good for good."
    good = f"A badge given from now on is good for {count(validity.months, 'month')}"
    if not validity.remind_days:
        return f"{good}; nobody is reminded before it lapses."
    days = listed([number(each) for each in validity.remind_days])
    last = validity.remind_days[-1]
    return f"{good}; its holder is reminded {days} {'day' if last == 1 else 'days'} before."


def _form(validity: Validity) -> list[parts.Content]:
    months = "" if validity.months is None else str(validity.months)
    days = ", ".join(map(str, validity.remind_days))
    return [
        FIELDS[MONTHS].line("Months that it is good; empty: for good", most=LONGEST, value=months),
        FIELDS[REMIND].line(
            "Days before its end on which its holder is reminded, such as 60, 14",
            most=LONGEST,
            value=days,
        ),
        html.P(
            "What is signed already keeps the end that stands in it. Reminders go to every "
            "holder of the badge whose end comes near.",
            className="ld-note",
        ),
        html.Button("Save", id=SAVE, type="button", className="btn btn-primary"),
        html.Span("", id=SAID, role="status", className="ld-note ms-2"),
    ]


def _renewal(found: BadgeValidity) -> list[parts.Content]:
    here = f"/app/badges/{found.achievement_id}"
    own = found.renewal_version is None
    by = (
        "By the badge's own rule, as it stands on the day of the renewal:"
        if own
        else f"By a rule for renewals alone, version {found.renewal_version}:"
    )
    more = (
        "A rule for renewals alone, such as a refresher course, is written with the others: "
        "change the rule there, and publish it for renewals alone. "
        if own
        else ""
    )
    return [
        html.P(by),
        html.Blockquote(found.renewal, className="ld-quoted"),
        html.P(
            f"A badge can be renewed from {RENEWABLE_DAYS} days before it lapses, and after. "
            "Renewing gives a new badge with an end of its own; the old one stays good to its "
            f"end. {more}",
            className="ld-note",
        ),
        html.P(
            [
                dcc.Link("Renew badges", href=f"{here}/renew"),
                " · ",
                dcc.Link("Write a rule for renewals", href=f"{here}/rule"),
            ]
        ),
        # In the page also where there is nothing to drop, for its callback.
        html.Button(
            "Renew by the badge's own rule again",
            id=DROP,
            type="button",
            className="btn btn-outline-secondary",
            hidden=own,
        ),
    ]
