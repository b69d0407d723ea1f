"""The day on which a cohort is looked at: the control, steps by a week, and what an address says.

`as_of` in the address is a date, or `day:N` or `week:N` after the start: see `domain.as_of`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html, set_props
from dash.development.base_component import Component

from leap_dash.domain.as_of import read_as_of, usual_day, week_of
from leap_dash.domain.errors import BadInputError
from leap_dash.figures.words import count, day, number
from leap_dash.pages import parts
from leap_dash.records import CohortHead

AS_OF, STEPS = "cohort-as-of", "cohort-as-of-steps"
WEEK = timedelta(days=7)


def control(head: CohortHead, control_id: str = AS_OF) -> Component:
    """The day as a date, with the steps that `steps` fills: their id ends in "-steps"."""
    return html.Div(
        [
            dbc.Label("As of", html_for=control_id),
            dbc.Input(
                id=control_id,
                type="date",
                value=head.as_of.isoformat(),
                max=head.as_of.isoformat(),
                debounce=400,
            ),
            html.Div(id=f"{control_id}-steps", className="ld-steps"),
        ],
        className="ld-as-of",
    )


def looked_at(head: CohortHead, value: object, control_id: str = AS_OF) -> tuple[CohortHead, str]:
    """The cohort on the day that the control gives, and words for a day that cannot be used.

    A day that was counted from the start is put into the control as a date.
    """
    if not value:
        return head, ""
    try:
        as_of = read_as_of(
            str(value), starts_on=head.starts_on, ends_on=head.ends_on, today=head.today
        )
    except BadInputError as error:
        words = str(error)
        return head, f"{words[0].upper()}{words[1:]} Shown as of {day(head.as_of)}."
    if str(value) != as_of.isoformat():
        set_props(control_id, {"value": as_of.isoformat()})
    return replace(head, as_of=as_of), ""


def in_address(head: CohortHead) -> Mapping[str, str | None]:
    """What an address has to say of the day: nothing where it is the usual one."""
    return {"as_of": None if head.as_of == _usual(head) else head.as_of.isoformat()}


def steps(head: CohortHead, kept: Mapping[str, str | None]) -> list[Component]:
    """The week and day of the cohort, and links a week back, a week on and to the usual day.

    `kept`: what else the address says.
    """
    last = _usual(head)

    def link(words: str, to: date, label: str) -> Component:
        if to == head.as_of:
            return html.Button(
                words, type="button", disabled=True, className="btn btn-outline-secondary btn-sm"
            )
        said = {**kept, **in_address(replace(head, as_of=to))}
        address = "#" + urlencode({name: value for name, value in said.items() if value})
        return html.A(
            words,
            href=address,
            className="btn btn-outline-secondary btn-sm",
            **parts.aria(label=label),
        )

    return [
        html.Span(reading(head), className="ld-note"),
        link("‹ Week", head.as_of - WEEK, "A week earlier"),
        link("Week ›", min(head.as_of + WEEK, last), "A week later"),
        link("Today" if head.running else "End", last, "Back to today or the end"),
    ]


def reading(head: CohortHead) -> str:
    """ "week 12, day 84" of the cohort, both from 0; nothing where its start is not known."""
    week = week_of(head.as_of, head.starts_on)
    if week is None or head.starts_on is None:
        return ""
    if week < 0:
        return f"{count((head.starts_on - head.as_of).days, 'day')} before the start"
    return f"week {number(week)}, day {number((head.as_of - head.starts_on).days)}"


def _usual(head: CohortHead) -> date:
    return usual_day(head.ends_on, head.today)
