"""Overview: how the latest cohorts stand, course by course; a click goes down to one of them."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from urllib.parse import quote

from dash import Dash, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.attention import Status
from leap_dash.figures.words import count, day, number, percent, share, shortened
from leap_dash.pages import parts
from leap_dash.pages.cohorts import nothing
from leap_dash.pages.page import Nav, Page
from leap_dash.queries.overview import overview
from leap_dash.records import CohortList, CohortSummary, GroupSums, Overview, SectionSums

READING = (
    "Each cell: the share of due work that is handed in, bluer where more is missing; then how "
    "many learners (n) and their mean mark. It opens that course of that cohort."
)


def register(app: Dash, ctx: Context) -> Page:  # noqa: ARG001  every page's signature
    """The page; it has no callbacks."""
    return Page(
        paths=("/app/",),
        title="Overview",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx),
        nav=Nav("Overview", "grid"),
    )


def layout(ctx: Context) -> Component:
    """The whole page, from one query."""
    with ctx.reading() as (session, scope):
        found = overview(session, scope, now=ctx.clock())
    listed = found.listed
    if not listed.cohorts:
        return html.Div([html.H1("Overview"), nothing()])
    by_programme = groupby(
        sorted(listed.cohorts, key=lambda cohort: (cohort.programme_name, cohort.programme_id)),
        lambda cohort: cohort.programme_id,
    )
    several_orgs = len({cohort.org_name for cohort in listed.cohorts}) > 1
    return html.Div(
        [
            html.H1("Overview"),
            parts.sentence(sentence(listed)),
            _cards(found),
            html.P(READING, className="ld-note"),
            *(_matrix(tuple(cohorts), show_org=several_orgs) for _, cohorts in by_programme),
            _rest(listed),
        ]
    )


def sentence(found: CohortList) -> str:
    """The answer: how many, how much is handed in, who needs a look."""
    sums = found.together
    if found.running:
        where = f"{count(sums.learners, 'learner')} in {count(found.running, 'running cohort')}"
        pressing = sums.by_status[Status.NEEDS_ATTENTION]
        verb = "needs" if pressing == 1 else "need"
        rest = f"; {number(pressing)} {verb} attention" if pressing else ""
        return f"{where}; {_handed_in(sums)}{rest}."
    where = f"{count(sums.learners, 'learner')} in {count(len(found.cohorts), 'finished cohort')}"
    return f"No cohort is running. {where}; {_handed_in(sums)}."


def _handed_in(sums: GroupSums) -> str:
    if not sums.due:
        return "nothing is due yet"
    return f"{share(sums.done, sums.due)} of due work is handed in"


def _cards(found: Overview) -> Component:
    sums = found.listed.together
    each = [
        parts.card("Learners", number(sums.learners), f"{number(sums.withdrawn)} more left"),
        parts.card("Handed in", share(sums.done, sums.due), f"of {count(sums.due, 'due item')}"),
        parts.card(
            "Mean mark",
            percent(sums.mean),
            f"over {count(sums.marked, 'learner')}, a missing item as 0",
        ),
        _standing(sums, Status.NEEDS_ATTENTION),
        _standing(sums, Status.STOPPED),
        parts.card("Badges held", number(found.badges), f"by {count(found.badged, 'learner')}"),
    ]
    return parts.cards(*each)


def _standing(sums: GroupSums, status: Status) -> Component:
    part = sums.by_status[status]
    of_all = f"{share(part, sums.learners)} of learners"
    return parts.card(status.value.capitalize(), number(part), of_all)


def _matrix(cohorts: Sequence[CohortSummary], *, show_org: bool) -> Component:
    """Cohorts of one programme down, its courses across: the share handed in, linked to both."""
    courses = {
        section.course_code: section.course_name
        for cohort in cohorts
        for section in cohort.sections
    }
    columns = [
        parts.Column("Cohort"),
        *(parts.Column(_course_head(code, name)) for code, name in courses.items()),
        parts.Column("Need attention", numeric=True),
    ]
    rows = [_row(cohort, tuple(courses), show_org=show_org) for cohort in cohorts]
    programme = cohorts[0].programme_name
    return parts.panel(
        programme,
        parts.table(f"{programme}: due work handed in", columns, rows, kind="ld-matrix"),
    )


def _course_head(code: str, name: str) -> Component:
    words: parts.Content = (
        name if name == code else [code, html.Span(shortened(name, 80), className="ld-note")]
    )
    return html.Div(words, className="ld-course")


def _row(cohort: CohortSummary, courses: Iterable[str], *, show_org: bool) -> list[parts.Content]:
    sections = {section.course_code: section for section in cohort.sections}
    address = f"/app/cohorts/{cohort.id}"
    when = f"ended {day(cohort.ends_on)}"
    if cohort.running:
        when = f"until {day(cohort.ends_on)}" if cohort.ends_on else "running"
    notes = [count(cohort.sums.learners, "learner"), when]
    if show_org:
        notes.insert(0, cohort.org_name)
    return [
        [
            dcc.Link(cohort.name, href=address),
            *(html.Span(note, className="ld-note") for note in notes),
        ],
        *(_cell(cohort, sections.get(code), address) for code in courses),
        number(cohort.sums.by_status[Status.NEEDS_ATTENTION]),
    ]


def _cell(cohort: CohortSummary, section: SectionSums | None, address: str) -> Component:
    if section is None:
        return html.Td(html.Span("not taught", className="visually-hidden"))
    share_done = section.done / section.due if section.due else 0.0
    beside = [f"n {number(section.learners)}"]
    if section.mean is not None:
        beside.append(f"mean {percent(section.mean)}")
    words = [
        html.Strong(share(section.done, section.due) if section.due else "nothing due"),
        html.Span(" · ".join(beside), className="ld-note"),
    ]
    return html.Td(
        dcc.Link(
            words,
            href=f"{address}#course={quote(section.course_code, safe='')}",
            title=f"{cohort.name}, {section.course_name}: {count(section.learners, 'learner')}",
        ),
        className="ld-share" if section.due else "ld-share is-empty",
        style={"--ld-share": f"{share_done:.2f}"},
    )


def _rest(found: CohortList) -> Component | None:
    listed = len(found.cohorts)
    if found.of <= listed:
        return None
    words = f"These are the {listed} cohorts that end last. "
    return html.P([words, dcc.Link(f"See all {number(found.of)} cohorts", href="/app/cohorts")])
