"""The list of cohorts with their numbers; each leads to its own page, `cohort`."""

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.attention import Status
from leap_dash.figures.words import count, day, number, percent, share
from leap_dash.pages import merging, parts
from leap_dash.queries.cohorts import summaries
from leap_dash.records import CohortList, CohortSummary

MOST_LISTED = 100
COLUMNS = (
    parts.Column("Cohort"),
    parts.Column("Programme"),
    parts.Column("From", short=True),
    parts.Column("To", short=True),
    parts.Column("Learners", numeric=True),
    parts.Column("Left", numeric=True),
    parts.Column("Handed in", numeric=True),
    parts.Column("Mean", numeric=True),
    parts.Column("Need attention", numeric=True),
    parts.Column("Stopped", numeric=True),
)


def layout(ctx: Context) -> Component:
    """The whole page, from one query."""
    with ctx.reading() as (session, scope):
        found = summaries(session, scope, now=ctx.clock(), limit=MOST_LISTED)
        may_merge = scope.may(Permission.ADMINISTER)
    if not found.cohorts:
        return html.Div([html.H1("Cohorts"), nothing()])
    several_orgs = len({cohort.org_name for cohort in found.cohorts}) > 1
    rows = [_row(cohort, show_org=several_orgs) for cohort in found.cohorts]
    return html.Div(
        [
            html.H1("Cohorts"),
            parts.sentence(sentence(found)),
            html.P(
                [dcc.Link("Groups of learners", href="/app/groups"), *_ways(may_merge=may_merge)]
            ),
            parts.panel("Those that end last come first", parts.table("Cohorts", COLUMNS, rows)),
        ]
    )


def _ways(*, may_merge: bool) -> list[parts.Content]:
    merge = dcc.Link("Merge two records of one person", href=merging.ADDRESS)
    return [" · ", merge] if may_merge else []


def sentence(found: CohortList) -> str:
    """How many there are, and how many of them are running."""
    running = number(found.running) if found.running else "none"
    listed = len(found.cohorts)
    rest = f" The {listed} that end last are listed." if found.of > listed else ""
    return f"{count(found.of, 'cohort')}, {running} running.{rest}"


def nothing() -> Component:
    """Instead of cohorts where there are none yet."""
    return parts.empty(
        "There are no cohorts yet. They appear here as soon as marks have been imported from your "
        "learning platform. Whoever runs this installation does that with:",
        parts.command(
            "leap-dash import csv MARKS.csv --org SLUG --programme SLUG --course CODE --cohort CODE"
        ),
    )


def _row(cohort: CohortSummary, *, show_org: bool) -> list[parts.Content]:
    sums = cohort.sums
    link = dcc.Link(cohort.name, href=f"/app/cohorts/{cohort.id}")
    return [
        [link, html.Span(cohort.org_name, className="ld-note")] if show_org else link,
        cohort.programme_name,
        day(cohort.starts_on),
        day(cohort.ends_on),
        number(sums.learners),
        number(sums.withdrawn),
        share(sums.done, sums.due),
        percent(sums.mean),
        number(sums.by_status[Status.NEEDS_ATTENTION]),
        number(sums.by_status[Status.STOPPED]),
    ]
