"""What the badges of a cohort's page say: answer, list, table of clauses. Values in, parts out."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_evaluate import ClauseOutcome, conclude
from leap_dash.domain.narrative import Names, clause_text, topic
from leap_dash.figures.clauses import behind, by_weight, table_rows
from leap_dash.figures.words import count, number, shortened
from leap_dash.pages import parts
from leap_dash.pages.badge_parts import have_and_need
from leap_dash.records import (
    ClauseBottleneck,
    CohortHead,
    EligibilityReport,
    EligibilityRow,
    Qualifying,
    StoppedBy,
)

ONE_STEP = "one-step"
LONGEST_NAME = 60  # letters
READING = (
    "Outlined bars: who does not meet the clause. Filled ones: who would earn the badge if only "
    "this clause fell away. A bar shows its learners in the list; so do the numbers of the table."
)
CLAUSES = (
    parts.Column("Clause"),
    parts.Column("Needs"),
    parts.Column("Meet it", numeric=True),
    parts.Column("Do not", numeric=True),
    parts.Column("Share", numeric=True),
    parts.Column("Lack only this", numeric=True),
)
ONE_STEP_COLUMNS = (parts.Column("Learner"), parts.Column("The one thing missing"))
STOPPED_COLUMNS = (
    parts.Column("Learner"),
    parts.Column("Has"),
    parts.Column("To the badge", short=True),
)
_HAS = {
    AwardState.PROPOSED: "waits for approval",
    AwardState.APPROVED: "being issued",
    AwardState.ISSUED: "has the badge",
    AwardState.SUSPENDED: "suspended",
    AwardState.REVOKED: "revoked",
    AwardState.EXPIRED: "expired",
}


def no_badge(head: CohortHead) -> Component:
    """Instead of everything where there is no badge to earn."""
    return parts.empty(
        f"{head.org_name} awards no badge for {head.programme_name} yet. An instructor or an "
        "administrator makes the first one, with its name, what it stands for and its rule, under:",
        dcc.Link("Badges", href="/app/badges"),
    )


def answer(report: EligibilityReport) -> str:
    """How many are a step away, of how many, and who is there already."""
    if not report.evaluated:
        return "Nobody is enrolled here."
    nearly = count(report.one_step, "is one step from it", "are one step from it")
    waiting = count(report.new, "qualifies and does not have it", "qualify and do not have it")
    everyone = count(report.evaluated, "learner")
    name = shortened(report.name, LONGEST_NAME)
    has = count(report.already, "has it or had it", "have it or had it")
    return f"“{name}”, of {everyone}: {nearly}; {waiting}; {has}."


def options(clauses: Sequence[ClauseBottleneck]) -> list[dict[str, str]]:
    """Whom the list can show, with how many they are."""
    ordered = by_weight(clauses)
    offered = [{"value": ONE_STEP, "label": "One step away"}]
    for alone, words in ((False, "Do not meet"), (True, "Lack only")):
        for each in ordered:
            many = each.alone if alone else each.not_met
            label = f"{words}: {shortened(each.clause, LONGEST_NAME)} ({number(many)})"
            offered.append({"value": behind(StoppedBy(each.number, alone)), "label": label})
    return offered


def clause_table(clauses: Sequence[ClauseBottleneck], badge: str | None) -> Component:
    """The bars as a table, whose numbers lead to the learners too."""

    def link(many: int, which: StoppedBy, words: str) -> parts.Content:
        address = urlencode({"badge": badge or "", "who": behind(which)})
        return html.A(number(many), href=f"#{address}", title=words) if many else "0"

    rows = [
        [
            clause,
            need,
            number(each.met),
            link(each.not_met, StoppedBy(each.number), f"Who does not meet: {clause}"),
            share,
            link(each.alone, StoppedBy(each.number, alone=True), f"Who lacks only: {clause}"),
        ]
        for clause, need, each, share in table_rows(clauses)
    ]
    return parts.table("Whom each clause of the rule stops", CLAUSES, rows)


def learners(report: EligibilityReport, which: Qualifying | StoppedBy) -> Component:
    """The list: the nearest first, and what they lack in words."""
    heading = _heading(report, which)
    if not report.rows:
        return parts.panel(heading, parts.empty("Nobody. Choose other learners or another badge."))
    rows = _one_step(report) if isinstance(which, Qualifying) else _stopped(report, which)
    columns = ONE_STEP_COLUMNS if isinstance(which, Qualifying) else STOPPED_COLUMNS
    return parts.panel(heading, parts.table(heading, columns, rows))


def _heading(report: EligibilityReport, which: Qualifying | StoppedBy) -> str:
    many = count(report.shown, "learner")
    if isinstance(which, Qualifying):
        return f"One step from the badge: {many}"
    _, leaf = tuple(leaves(report.rule))[which.clause]
    words = "Lack only" if which.alone else "Do not meet"
    return f"{words}: {topic(leaf, report.names)}; {many}"


def _one_step(report: EligibilityReport) -> Iterator[list[parts.Content]]:
    for row in report.rows:
        (missing,) = conclude(report.rule, row.measures, presumed=report.presumed).missing
        yield [_learner(row), _words(missing, report.names)]


def _stopped(report: EligibilityReport, which: StoppedBy) -> Iterator[list[parts.Content]]:
    for row in report.rows:
        evaluation = conclude(report.rule, row.measures, presumed=report.presumed)
        clause = evaluation.clauses[which.clause]
        text = clause_text(clause, report.names)
        to_go = _to_go(row, len(evaluation.missing))
        yield [_learner(row), have_and_need(text.have, text.need), to_go]


def _to_go(row: EligibilityRow, steps: int) -> str:
    if row.award is not None:
        return _HAS[row.award]
    return count(steps, "step") if steps else "qualifies without it"


def _words(clause: ClauseOutcome, names: Names) -> str:
    text = clause_text(clause, names)
    return f"{text.clause}: {have_and_need(text.have, text.need)}"


def _learner(row: EligibilityRow) -> Component:
    name = shortened(row.learner_name, LONGEST_NAME)
    return dcc.Link(name, href=f"/app/learners/{row.learner_id}")
