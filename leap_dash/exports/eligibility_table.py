"""Who qualifies for a badge, or is one clause away, as a table: the lists of the badge's page."""

from collections.abc import Mapping
from uuid import UUID

from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_evaluate import Evaluation, Measure, conclude
from leap_dash.domain.narrative import clause_text
from leap_dash.exports.table import Column, Table
from leap_dash.records import EligibilityReport, EligibilityRow

WHO = (Column("Learner"), Column("Key"), Column("Cohort"))
STEP = (Column("Missing"), Column("Has"), Column("Needs"))


def qualifying_table(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Table:
    """A column per clause of the rule, with what each learner has; `cohorts` are names by id."""
    clauses = conclude(report.rule, [Measure(None) for _ in leaves(report.rule)]).clauses
    return Table(
        f"Learners who qualify for {report.name}",
        (*WHO, *(Column(clause_text(each, report.names).clause) for each in clauses)),
        (
            (
                row.learner_name,
                row.learner_key,
                cohorts[row.cohort_id],
                *(clause_text(each, report.names).have for each in _judged(report, row).clauses),
            )
            for row in report.rows
        ),
    )


def one_step_table(report: EligibilityReport, cohorts: Mapping[UUID, str]) -> Table:
    """The one clause that each learner lacks, what they have of it and what it takes."""
    missing = (
        (row, clause_text(_judged(report, row).missing[0], report.names)) for row in report.rows
    )
    return Table(
        f"Learners one step from {report.name}",
        (*WHO, *STEP),
        (
            (
                row.learner_name,
                row.learner_key,
                cohorts[row.cohort_id],
                text.clause,
                text.have,
                text.need,
            )
            for row, text in missing
        ),
    )


def _judged(report: EligibilityReport, row: EligibilityRow) -> Evaluation:
    return conclude(report.rule, row.measures, presumed=report.presumed)
