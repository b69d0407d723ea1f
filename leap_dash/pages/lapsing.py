"""What lapses: the badges that end in the coming months, month by month, and those that ended."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.calendar_months import coming_months, read_month
from leap_dash.figures.words import NOTHING, count, day, number, shortened
from leap_dash.pages import controls, parts
from leap_dash.pages.claims import ALL, chosen_id
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.awards import achievement_choices, cohort_choices
from leap_dash.queries.lapsing import MONTHS, LapsingFilter, lapsing_counts, lapsing_page
from leap_dash.records import Choice, LapsingCounts, LapsingMonth, LapsingPage, LapsingRow

ADDRESS = "/app/lapsing"
ANSWER, CALENDAR, LIST = "lapsing-answer", "lapsing-calendar", "lapsing-list"
WHEN, BADGE, COHORT, FOLLOWED, PAGE = (
    "lapsing-when",
    "lapsing-badge",
    "lapsing-cohort",
    "lapsing-followed",
    "lapsing-page",
)
CONTROLS = {"when": WHEN, "badge": BADGE, "cohort": COHORT, "show": FOLLOWED, "page": PAGE}
LAPSED, RENEWED = "lapsed", "renewed"
LONGEST_NAME = 80
COLUMNS = (
    parts.Column("Learner"),
    parts.Column("Badge"),
    parts.Column("Cohort"),
    parts.Column("Good until", short=True),
    parts.Column("Proof", short=True),
)
RENEW = parts.Column("Renew", short=True)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "lapsing", CONTROLS)
    app.callback(
        Output(ANSWER, "children"),
        Output(CALENDAR, "children"),
        Output(LIST, "children"),
        *(Input(control, "value") for control in CONTROLS.values()),
    )(partial(show, ctx))
    return Page(
        paths=(ADDRESS,),
        title="What lapses",
        permissions=frozenset({Permission.SEE_LEARNERS}),
        layout=partial(layout, ctx, filters),
    )


def layout(ctx: Context, filters: Callable[[], Component]) -> Component:
    """The filters; `show` fills the rest."""
    with ctx.reading() as (session, scope):
        badges = achievement_choices(session, scope)
        cohorts = cohort_choices(session, scope)
    return html.Div(
        [
            filters(),
            parts.breadcrumb(("Awards", "/app/awards"), ("What lapses", None)),
            html.H1("What lapses"),
            parts.sentence("", id=ANSWER),
            html.Div(
                [
                    controls.choice(
                        WHEN, "When", _times(coming_months(ctx.clock().date(), MONTHS))
                    ),
                    controls.choice(BADGE, "Badge", [(ALL, "All badges"), *_pairs(badges)]),
                    controls.choice(COHORT, "Cohort", [(ALL, "All cohorts"), *_pairs(cohorts)]),
                    controls.choice(
                        FOLLOWED, "Show", [(ALL, "Not renewed yet"), (RENEWED, "Renewed")]
                    ),
                    controls.page_holder(PAGE),
                ],
                className="ld-filters",
            ),
            html.Div(id=CALENDAR),
            html.Div(id=LIST),
        ]
    )


def show(
    ctx: Context,
    when: str | None,
    badge: str | None,
    cohort: str | None,
    followed: str | None,
    page: int | None,
) -> tuple[Any, ...]:
    """The answer, the months with their numbers, the list of those chosen with its pages."""
    wanted = LapsingFilter(chosen_id(badge), chosen_id(cohort), followed == RENEWED)
    month, lapsed, now = read_month(when or ""), when == LAPSED, ctx.clock()
    with ctx.reading() as (session, scope):
        counts = lapsing_counts(session, scope, wanted, now=now)
        found = lapsing_page(
            session,
            scope,
            wanted,
            month=month,
            lapsed=lapsed,
            now=now,
            page=controls.page_to_show(page, CONTROLS),
            size=controls.ROWS,
        )
        may_award = scope.may(Permission.AWARD)
    kept = {"badge": badge, "cohort": cohort, "show": followed}
    pager = controls.pager("badges", {"when": when, **kept}, found.page, found.pages)
    return (
        sentence(counts, month, lapsed=lapsed, renewed=wanted.followed),
        _calendar(counts, when, kept),
        [
            _list(found, lapsed=lapsed, renewed=wanted.followed, may_award=may_award),
            pager,
        ],
    )


def sentence(counts: LapsingCounts, month: date | None, *, lapsed: bool, renewed: bool) -> str:
    """How many lapse when, and how many have lapsed."""
    among = " that were renewed" if renewed else ""
    if lapsed:
        verb = "has lapsed" if counts.lapsed == 1 else "have lapsed"
        more = "" if renewed else ", not renewed"
        return f"{count(counts.lapsed, 'badge')}{among} {verb}{more}."
    for each in counts.months:
        if each.first == month:
            return f"{_lapse(each.badges, among)} in {_month(each.first)}."
    ahead = sum(each.badges for each in counts.months)
    past = f"{count(counts.lapsed, 'has', 'have')} lapsed"
    past += "" if renewed else " and not been renewed"
    if not ahead:
        return f"No badge{among} lapses in the coming 12 months; {past}."
    first = next(each for each in counts.months if each.badges)
    if first.badges == ahead:
        return f"{_lapse(ahead, among)} in {_month(first.first)}; {past}."
    return (
        f"{_lapse(first.badges, among)} in {_month(first.first)}, "
        f"{number(ahead)} in the coming 12 months; {past}."
    )


def _lapse(badges: int, among: str) -> str:
    return f"{count(badges, 'badge')}{among} {'lapses' if badges == 1 else 'lapse'}"


def _month(first: date) -> str:
    return f"{first:%B %Y}"


def _times(firsts: Sequence[date]) -> list[tuple[str, str]]:
    months = [(f"{each:%Y-%m}", _month(each)) for each in firsts]
    return [(ALL, "The coming 12 months"), *months, (LAPSED, "Has lapsed")]


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(each.id), each.label) for each in choices]


def _calendar(counts: LapsingCounts, when: str | None, kept: Mapping[str, str | None]) -> Component:
    """The months as links with their numbers and a bar each, and what has lapsed before them."""
    most = max(1, counts.lapsed, *(each.badges for each in counts.months))
    cells = [_cell(LAPSED, "Lapsed", counts.lapsed, most, when, kept)]
    cells += [_month_cell(each, most, when, kept) for each in counts.months]
    return html.Nav(
        html.Ol(cells, className="ld-months"), **parts.aria(label="Badges that lapse, by month")
    )


def _month_cell(
    month: LapsingMonth, most: int, when: str | None, kept: Mapping[str, str | None]
) -> Component:
    return _cell(f"{month.first:%Y-%m}", f"{month.first:%b %Y}", month.badges, most, when, kept)


def _cell(
    value: str,
    words: str,
    badges: int,
    most: int,
    when: str | None,
    kept: Mapping[str, str | None],
) -> Component:
    chosen = when == value
    given = {name: said for name, said in kept.items() if said not in (None, "", ALL)}
    # Pressed again it shows all of the coming months.
    address = "#" + urlencode({**given, **({} if chosen else {"when": value})})
    return html.Li(
        html.A(
            [
                html.Span(words, className="ld-month-name"),
                html.Span(number(badges), className="ld-month-number"),
                html.Span(count(badges, "badge").split()[-1], className="visually-hidden"),
            ],
            href=address,
            className="is-empty" if not badges else None,
            style={"--ld-share": f"{badges / most:.3f}"},
            **(parts.aria(current="true") if chosen else {}),
        )
    )


def _list(found: LapsingPage, *, lapsed: bool, renewed: bool, may_award: bool) -> Component:
    if not found.rows:
        return _nothing(lapsed=lapsed, renewed=renewed)
    caption = "Badges that have lapsed" if lapsed else "Badges that lapse, the next first"
    may_renew = may_award and not renewed
    columns = [*COLUMNS, RENEW] if may_renew else COLUMNS
    return parts.panel(
        caption, parts.table(caption, columns, _rows(found.rows, may_renew=may_renew))
    )


def _nothing(*, lapsed: bool, renewed: bool) -> Component:
    what = "has lapsed" if lapsed else "lapses then"
    return parts.empty(
        f"No badge of this choice {what}{' and was renewed' if renewed else ''}.",
        html.P(
            [
                "How long a badge is good is said on its own page, under “How long it is good”. ",
                dcc.Link("Choose a badge", href="/app/badges"),
            ]
        ),
    )


def _rows(rows: Sequence[LapsingRow], *, may_renew: bool) -> Iterator[Sequence[parts.Content]]:
    for row in rows:
        learner, badge = (
            shortened(name, LONGEST_NAME) for name in (row.learner_name, row.achievement_name)
        )
        yield (
            dcc.Link(learner, href=f"/app/learners/{row.learner_id}"),
            dcc.Link(badge, href=f"/app/badges/{row.achievement_id}"),
            row.cohort_name or NOTHING,
            day(row.valid_until.date()),
            html.A("Open badge", href=f"/badges/{row.award_id}"),
            *([_renew(row, badge)] if may_renew else []),
        )


def _renew(row: LapsingRow, badge: str) -> Component:
    """The way to the review of all who can renew this badge."""
    return dcc.Link(
        ["Review", html.Span(f" and renew {badge}", className="visually-hidden")],
        href=f"/app/badges/{row.achievement_id}/renew",
    )
