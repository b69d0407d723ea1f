"""Sentences, tables and lists of what an unpublished rule would do."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.criteria import roles_asked
from leap_dash.domain.criteria_evaluate import conclude
from leap_dash.domain.errors import BadRuleError
from leap_dash.domain.narrative import clause_text
from leap_dash.domain.rule_thresholds import thresholds
from leap_dash.figures.clauses import table_rows
from leap_dash.figures.words import count, number, share
from leap_dash.pages import parts
from leap_dash.records import EligibilityRow, Nearest, PreviewGroup, RulePreview

NO_RULE = "Add a clause to the rule: who would earn the badge then shows here."
NO_THRESHOLD = "No clause of this rule has a number to move."
DRAG = (
    "Drag the line to try another threshold, or type it into the clause's number field in the "
    "rule: both do the same, and everything here follows."
)
READING = (
    "The whole bar: everyone who does not meet the clause. Filled: those who would earn the badge "
    "if it fell away."
)
SEVERAL = "Who takes several courses stands in each."
ELSEWHERE = (
    "Other organisations are those in which you may see learners yourself. Counting them takes "
    "longer than the rest."
)
COUNT_ELSEWHERE = "Count there, too"
_GROUP = (
    parts.Column("Group"),
    parts.Column("Kind", short=True),
    parts.Column("Learners", numeric=True),
    parts.Column("Would earn it", numeric=True),
    parts.Column("Of all", numeric=True),
    parts.Column("One step away", numeric=True),
)
_STOPS = (
    parts.Column("Clause"),
    parts.Column("Needs"),
    parts.Column("Meet it", numeric=True),
    parts.Column("Do not", numeric=True),
    parts.Column("Of all", numeric=True),
    parts.Column("Lack only this", numeric=True),
)
_SPREAD = (
    parts.Column("Has"),
    parts.Column("Learners", numeric=True),
    parts.Column("Of those with a value", numeric=True),
)


def answer(found: RulePreview) -> str:
    """How many would earn it, how many have it already, how many nearly would."""
    if not found.learners:
        return "Nobody is enrolled in a cohort of this programme yet, so nobody can be counted."
    would = count(found.earn, "learner", "learners")
    given = " Approvals count as given." if roles_asked(found.rule) else ""
    said = f"With this rule {would} of {number(found.learners)} would earn it"
    if has := found.earn - found.new:
        said = f"{said}, {number(has)} of whom {'has' if has == 1 else 'have'} it or had it"
    return f"{said}; {count(found.one_step, 'is', 'are')} one step away.{given}"


def problem(error: BadRuleError) -> str:
    """What is wrong with a rule, as what is missing before it can be counted."""
    return f"This rule cannot be counted yet. {error}"


def clause_number(chosen: str | None) -> int | None:
    """The clause that the choice names; none where it names nothing."""
    return int(chosen) if chosen and chosen.isascii() and chosen.isdigit() else None


def choice(found: RulePreview) -> tuple[list[dict[str, str]], str]:
    """The clauses whose values can be shown, and the one that is."""
    topics = {clause.number: f"{clause.clause}: {clause.need}" for clause in found.clauses}
    options = [
        {"value": str(each.clause), "label": topics[each.clause]} for each in thresholds(found.rule)
    ]
    return options, "" if found.spread is None else str(found.spread.threshold.clause)


def clause_table(found: RulePreview) -> Component:
    """The bars of the clauses as a table."""
    rows = [
        [clause, need, number(each.met), number(each.not_met), stopped, number(each.alone)]
        for clause, need, each, stopped in table_rows(found.clauses)
    ]
    return parts.table("Whom each clause of the rule stops", _STOPS, rows)


def spread_table(rows: Sequence[Sequence[str]]) -> Component:
    """The bars of the values as a table."""
    return parts.table("How many have which value", _SPREAD, rows)


def groups(found: RulePreview) -> Component:
    """Who would earn it by cohort and course."""
    heading = "Where they are"
    table = _groups(heading, ("cohort", found.cohorts), ("course", found.courses))
    return parts.panel(heading, [table, html.P(SEVERAL, className="ld-note")])


def elsewhere(orgs: Sequence[PreviewGroup], countries: Sequence[PreviewGroup]) -> Component:
    """Who would earn it by organisation and country."""
    caption = "By organisation and country"
    return _groups(caption, ("organisation", orgs), ("country", countries))


def _groups(caption: str, *listed: tuple[str, Sequence[PreviewGroup]]) -> Component:
    rows = [_group_row(kind, each) for kind, groups in listed for each in groups]
    return parts.table(caption, _GROUP, rows)


def nearly(found: Nearest, one_step: int) -> Component:
    """The first of those who lack one clause, by name, with what they lack."""
    heading = f"One step away: {count(one_step, 'learner')}"
    if not found.rows:
        return parts.panel(heading, parts.empty("Nobody lacks exactly one clause of this rule."))
    columns = (parts.Column("Learner"), parts.Column("The one thing missing"))
    table = parts.table(heading, columns, [_nearly_row(found, row) for row in found.rows])
    left = one_step - len(found.rows)
    more = html.P(f"and {number(left)} more", className="ld-note") if left > 0 else None
    return parts.panel(heading, [table, more])


def _nearly_row(found: Nearest, row: EligibilityRow) -> list[parts.Content]:
    (missing,) = conclude(found.rule, row.measures, presumed=found.presumed).missing
    learner = dcc.Link(row.learner_name, href=f"/app/learners/{row.learner_id}")
    return [learner, str(clause_text(missing, found.names))]


def _group_row(kind: str, group: PreviewGroup) -> list[parts.Content]:
    return [
        group.name,
        kind,
        number(group.learners),
        number(group.earn),
        share(group.earn, group.learners),
        number(group.one_step),
    ]
