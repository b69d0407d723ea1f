"""What the page of a course says: answer, cards, tables of items, outcomes, cohorts."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.domain.results import State
from leap_dash.figures.course_cohorts import Measure, table_rows
from leap_dash.figures.course_items import PARTS, how_many, spread
from leap_dash.figures.words import NOTHING, count, day, number, percent, share, shortened
from leap_dash.pages import parts
from leap_dash.queries.course_cohorts import ALIKE_DAYS
from leap_dash.records import CourseHead, CoursePage, ItemSummary

LONGEST_NAME = 80  # letters
ITEMS = (
    parts.Column("Item"),
    parts.Column("Category"),
    parts.Column("Due", short=True),
    parts.Column("On time", numeric=True),
    parts.Column("Late", numeric=True),
    parts.Column("Missing", numeric=True),
    parts.Column("Excused", numeric=True),
    parts.Column("Marked", numeric=True),
    parts.Column("Mean ± spread", numeric=True),
)
OUTCOMES = (
    parts.Column("Outcome"),
    parts.Column("Achieved by", numeric=True),
    parts.Column("Share", numeric=True),
)
COHORTS = (
    parts.Column("Cohort"),
    parts.Column("Began", short=True),
    parts.Column("Compared with this one"),
    parts.Column("Learners", numeric=True),
    parts.Column("Rate", numeric=True),
    parts.Column("95 % interval", numeric=True),
)
ALIKE = (
    f"Not behind: fewer than {DEFAULTS.missing_items} due items missing, on the same day of the "
    "course, of those enrolled on it. Passed: of all who did not leave before the start, in "
    "courses that have ended and have their results. Cohorts that began at another time of the "
    "year (more than "
    f"{ALIKE_DAYS} days of the year apart) have other learners: they are grey, and not compared. "
    "Lines are 95 % Wilson intervals."
)


def address(cohort_id: UUID, code: str) -> str:
    """Where the page of a cohort's course is."""
    return f"/app/cohorts/{cohort_id}/courses/{quote(code, safe='')}"


def name(head: CourseHead) -> str:
    """Code and name, or the one where both are the same."""
    whole = head.name if head.name == head.code else f"{head.code} {head.name}"
    return shortened(whole, LONGEST_NAME)


def answer(head: CourseHead) -> str:
    """How the course stands, in one sentence."""
    if not head.learners:
        return "Nobody is enrolled here."
    learners = count(head.learners, "learner")
    if not head.due:
        return f"{learners}; nothing is due yet."
    mean = f"; the mean is {percent(head.mean)}" if head.mean is not None else ""
    return f"{learners}; {share(head.done, head.due)} of due work is handed in{mean}."


def cards(head: CourseHead) -> Component:
    """The numbers of the course as a whole."""
    return parts.cards(
        parts.card("Learners", number(head.learners), f"{number(head.withdrawn)} more withdrew"),
        parts.card("Handed in", share(head.done, head.due), f"of {count(head.due, 'due item')}"),
        parts.card("Mean mark", percent(head.mean), "a missing item as 0"),
    )


def legend() -> Component:
    """What the signs mean."""
    labels = html.P([parts.state_label(state) for state in PARTS], className="ld-legend")
    rule = "Shares of who is enrolled. Mean and spread (standard deviation) of the marks given."
    return html.Div([labels, html.P(rule)], className="ld-note")


def item_table(page: CoursePage) -> Component:
    """The bars as a table."""
    return parts.table("Items of the course", ITEMS, [_item(item) for item in page.items])


def outcomes(page: CoursePage) -> Component:
    """Each learning outcome with how many have achieved it."""
    if not page.outcomes:
        return parts.panel(
            "Learning outcomes", parts.empty("No learning outcomes are recorded for this course.")
        )
    learners = page.head.learners
    rows = [
        [
            f"{each.code} {shortened(each.name, LONGEST_NAME)}",
            f"{number(each.achieved)} of {number(learners)}",
            [share(each.achieved, learners), share_bar(each.achieved, learners, each.code)],
        ]
        for each in page.outcomes
    ]
    least = min(page.outcomes, key=lambda each: each.achieved)
    heading = (
        f"{count(len(page.outcomes), 'learning outcome')}; the fewest have achieved "
        f"{least.code}: {number(least.achieved)} of {count(learners, 'learner')}"
    )
    return parts.panel(heading, parts.table("Learning outcomes", OUTCOMES, rows))


def share_bar(part: int, whole: int, about: str) -> Component:
    """A bar for the share, with its name."""
    value = part / whole if whole else 0.0
    return html.Progress(
        value=f"{value:.2f}",
        max="1",
        className="ld-progress",
        **parts.aria(label=f"{about}: achieved by {share(part, whole)}"),
    )


def cohort_table(page: CoursePage, measure: Measure) -> Component:
    """The lines as a table, which leads to each cohort's own page of the course."""
    return parts.table(measure.name, COHORTS, _cohorts(page, measure))


def _cohorts(page: CoursePage, measure: Measure) -> Iterator[list[parts.Content]]:
    for each, *cells in table_rows(page.cohorts, measure):
        here = address(each.cohort_id, page.head.code)
        yield [dcc.Link(shortened(each.name, LONGEST_NAME), href=here), *cells]


def _item(item: ItemSummary) -> list[parts.Content]:
    missing = NOTHING if item.missing is None else number(item.missing)
    cells = [missing if part is State.MISSING else number(how_many(item, part)) for part in PARTS]
    return [
        shortened(item.item.name, LONGEST_NAME),
        item.item.category,
        day(item.item.due_on),
        *cells,
        number(item.marked),
        spread(item) or NOTHING,
    ]
