"""The three lists of a badge's page: who qualifies, who is one step away, who has it."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_evaluate import Measure, conclude
from leap_dash.domain.narrative import clause_text
from leap_dash.figures.words import NOTHING, day
from leap_dash.pages import parts
from leap_dash.records import AwardsPage, EligibilityReport

Row = Sequence[parts.Content]
LEARNER, COHORT = parts.Column("Learner"), parts.Column("Cohort")


class Showing(StrEnum):
    """Which list is shown, as the address says it."""

    QUALIFY = "qualify"
    ONE_STEP = "one-step"
    HOLD = "hold"


def qualify(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Component:
    """Who meets the rule and does not have the badge: a column per clause, with what they have."""
    clauses = conclude(report.rule, [Measure(None) for _ in leaves(report.rule)]).clauses
    heads = [parts.Column(clause_text(each, report.names).clause) for each in clauses]
    return _panel(
        "Learners who qualify and do not have the badge yet",
        [LEARNER, COHORT, *heads],
        _qualify(report, cohorts),
        "Nobody qualifies who does not have it.",
    )


def one_step(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Component:
    """Who lacks one clause: which, what they have, what it takes."""
    return _panel(
        "Learners who lack one clause of the rule",
        [LEARNER, COHORT, *(parts.Column(each) for each in ("Missing", "Has", "Needs"))],
        _one_step(report, cohorts),
        "Nobody is one step away.",
    )


def hold(held: AwardsPage) -> Component:
    """Who has it, since when, with the way to each badge."""
    return _panel(
        "Learners who have the badge",
        [
            LEARNER,
            COHORT,
            parts.Column("Awarded on", short=True),
            parts.Column("Proof", short=True),
        ],
        _hold(held),
        "Nobody has this badge yet.",
    )


def _panel(
    caption: str, columns: Sequence[parts.Column], rows: Iterator[Row], nobody: str
) -> Component:
    listed = list(rows)
    body = parts.table(caption, columns, listed) if listed else parts.empty(nobody)
    return parts.panel(caption, body)


def _qualify(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Iterator[Row]:
    for row in report.rows:
        clauses = conclude(report.rule, row.measures, presumed=report.presumed).clauses
        reached = [clause_text(each, report.names).have for each in clauses]
        yield [_learner(row.learner_id, row.learner_name), cohorts[row.cohort_id], *reached]


def _one_step(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Iterator[Row]:
    for row in report.rows:
        (missing,) = conclude(report.rule, row.measures, presumed=report.presumed).missing
        text = clause_text(missing, report.names)
        learner = _learner(row.learner_id, row.learner_name)
        yield [learner, cohorts[row.cohort_id], text.clause, text.have, text.need]


def _hold(held: AwardsPage) -> Iterator[Row]:
    for row in held.rows:
        yield [
            _learner(row.learner_id, row.learner_name),
            row.cohort_name or NOTHING,
            day(row.issued_at.date() if row.issued_at else None),
            html.A("Open badge", href=f"/badges/{row.id}"),
        ]


def _learner(learner_id: UUID, name: str) -> Component:
    return dcc.Link(name, href=f"/app/learners/{learner_id}")
