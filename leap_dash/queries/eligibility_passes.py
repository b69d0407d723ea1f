"""What the clauses of a rule ask the tables, gathered in few grouped passes.

One pass per kind of table, however many clauses: SQLite joins at most 64 tables, and a pass costs
far more than one column more in it. For clause number i a pass has the columns `a{i}`, `b{i}`
(sums whose meaning `eligibility_sql` knows) and, in `sections`, `e{i}`: enrolled in the course
that the clause names. A pass is keyed by learner and cohort (its age), or by learner alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import True_

from leap_dash.db import (
    Approval,
    Award,
    Enrollment,
    Learner,
    LearningOutcome,
    LineItem,
    OutcomeResult,
    Progress,
    ProgressCategory,
    Result,
    Section,
    SkillRecord,
)
from leap_dash.db.known_results import was_there
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import (
    Approved,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Skill,
    Submitted,
    category_of,
    course_of,
)
from leap_dash.queries.eligibility_question import Population, Question
from leap_dash.queries.eligibility_taken import taken_bits

Column: TypeAlias = ColumnElement[Any]
Clauses: TypeAlias = Sequence[tuple[int, Leaf]]
Rows: TypeAlias = Select[*tuple[Any, ...]]


def pass_of(leaf: Leaf) -> str:
    """The name of the pass that measures a clause."""
    return _PASS_OF.get(type(leaf), "sections")


def sections(question: Question, population: Population, clauses: Clauses) -> Rows:
    """The pass that all others are joined to: one row per learner and cohort.

    Takes every clause of the rule, since it says who is enrolled where.
    """
    columns: list[Column] = []
    summed = [leaf for _, leaf in clauses if pass_of(leaf) == "sections"]
    sums = _sums(summed)
    for i, leaf in clauses:
        here = _here(question, leaf)
        if course_of(leaf) is not None:
            columns.append(_sum(here, 1).label(f"e{i}"))
        if pass_of(leaf) == "sections":
            columns += _in_section(i, leaf, sums.get(category_of(leaf)), here)
    columns += taken_bits(question)
    units = _units(population, columns)
    for category, table in sums.items():
        of_this = true() if category is None else table.c.category == category
        on = and_(table.c.enrollment_id == Enrollment.id, of_this)
        units = units.outerjoin(table, on)
    # A course that was left still counts for who stayed in another: awarding judges it, too.
    return (
        units.having(_sum(Enrollment.status != "withdrawn", 1) > 0)
        if population.enrolled
        else units
    )


def _in_section(
    i: int, leaf: Leaf, sums: FromClause | None, here: ColumnElement[bool]
) -> list[Column]:
    match leaf, sums:
        case Average() | Submitted(), FromClause():
            return _work(i, leaf, sums, here)
        case Participation(), FromClause():
            weeks = case((here, func.coalesce(sums.c.active_weeks, 0)))
            return [func.max(weeks).label(f"a{i}")]
        case Completed(), _:
            done = and_(here, Enrollment.final_result.in_(leaf.results))
            return [_sum(done, 1).label(f"a{i}"), _sum(here, 1).label(f"b{i}")]
    raise AssertionError(leaf)


def _sums(clauses: Iterable[Leaf]) -> dict[str | None, FromClause]:
    """The sums that clauses ask of an enrolment: over all categories (None), or over one.

    A category is looked up beside the enrolment: to group the categories by themselves and find
    them again by learner would take as long as all the rest.
    """
    asked = {category_of(leaf) for leaf in clauses if not isinstance(leaf, Completed)}
    found: dict[str | None, FromClause] = {None: Progress.__table__} if None in asked else {}
    for category in sorted(filter(None, asked)):
        found[category] = ProgressCategory.__table__.alias()
    return found


def _work(
    i: int,
    leaf: Average | Submitted,
    table: FromClause,
    here: ColumnElement[bool],
) -> list[Column]:
    if isinstance(leaf, Average):
        sums = (table.c.points_due, table.c.weight_due)
    else:
        sums = (table.c.on_time if leaf.on_time else table.c.done, table.c.due)
    return [_sum(here, each).label(f"{name}{i}") for name, each in zip("ab", sums, strict=True)]


def _marks(question: Question, population: Population, clauses: Clauses) -> Rows:
    columns: list[Column] = []
    asked = set()
    percent = 100.0 * Result.score / func.nullif(LineItem.maximum, 0)
    for i, leaf in clauses:
        if isinstance(leaf, ItemResult):
            asked.add(leaf.item)
            here = and_(_here(question, leaf), LineItem.source_key == leaf.item)
            columns.append(func.max(case((here, percent))).label(f"a{i}"))
    known = was_there(question.on)
    return (
        _units(population, columns)
        .join(LineItem, LineItem.section_id == Section.id)
        .join(
            Result,
            and_(
                Result.line_item_id == LineItem.id,
                Result.learner_id == Enrollment.learner_id,
            ),
        )
        .where(
            LineItem.source_key.in_(asked),
            Result.excused.is_(False),
            known,
            _in_named_courses(question, clauses),
            # Few sections have the item, and SQLite would otherwise begin with all enrolments.
            Enrollment.section_id.in_(
                select(LineItem.section_id).where(LineItem.source_key.in_(asked))
            ),
        )
    )


def _outcomes(question: Question, population: Population, clauses: Clauses) -> Rows:
    total = (
        select(LearningOutcome.course_id, func.count().label("outcomes"))
        .group_by(LearningOutcome.course_id)
        .subquery("course_outcomes")
    )
    achieved = (
        select(LearningOutcome.course_id, OutcomeResult.learner_id, func.count().label("outcomes"))
        .join(OutcomeResult, OutcomeResult.learning_outcome_id == LearningOutcome.id)
        .where(
            OutcomeResult.achieved_on <= question.on,
            _among(population, OutcomeResult.learner_id),
        )
        .group_by(LearningOutcome.course_id, OutcomeResult.learner_id)
        .subquery("achieved_outcomes")
    )
    columns: list[Column] = []
    for i, leaf in clauses:
        here = _here(question, leaf)
        # PostgreSQL sums counts to a decimal number.
        sums = (func.coalesce(achieved.c.outcomes, 0), total.c.outcomes)
        columns += [
            cast(_sum(here, each), Integer).label(f"{name}{i}")
            for name, each in zip("ab", sums, strict=True)
        ]
    return (
        _units(population, columns)
        .join(total, total.c.course_id == Section.course_id)
        .outerjoin(
            achieved,
            and_(
                achieved.c.course_id == Section.course_id,
                achieved.c.learner_id == Enrollment.learner_id,
            ),
        )
        .where(_in_named_courses(question, clauses))
    )


def _skills(question: Question, population: Population, clauses: Clauses) -> Rows:
    asked = {i: leaf.skill for i, leaf in clauses if isinstance(leaf, Skill)}
    return (
        select(
            SkillRecord.learner_id,
            *(
                func.max(case((SkillRecord.skill == skill, SkillRecord.level))).label(f"a{i}")
                for i, skill in asked.items()
            ),
        )
        .join(Learner, Learner.id == SkillRecord.learner_id)
        .where(
            Learner.org_id == population.org_id,
            _among(population, SkillRecord.learner_id),
            SkillRecord.skill.in_(asked.values()),
            SkillRecord.recorded_at <= question.at,
        )
        .group_by(SkillRecord.learner_id)
    )


def _badges(question: Question, population: Population, clauses: Clauses) -> Rows:
    asked = {
        i: question.achievements.get(leaf.achievement)
        for i, leaf in clauses
        if isinstance(leaf, Holds)
    }
    return (
        select(
            Award.learner_id,
            *(_sum(Award.achievement_id == id_, 1).label(f"a{i}") for i, id_ in asked.items()),
        )
        .where(
            Award.achievement_id.in_(filter(None, asked.values())),
            Award.state == AwardState.ISSUED,
            or_(Award.valid_until.is_(None), Award.valid_until > question.at),
            _among(population, Award.learner_id),
        )
        .group_by(Award.learner_id)
    )


def _approvals(question: Question, population: Population, clauses: Clauses) -> Rows:
    asked = {i: leaf.by for i, leaf in clauses if isinstance(leaf, Approved)}
    return (
        select(
            Award.learner_id,
            *(_sum(Approval.role == role, 1).label(f"a{i}") for i, role in asked.items()),
        )
        .join(Approval, Approval.award_id == Award.id)
        .where(
            Award.achievement_id == question.achievement_id,
            Award.state != AwardState.REVOKED,
            _among(population, Award.learner_id),
        )
        .group_by(Award.learner_id)
    )


PASSES: Mapping[str, Callable[[Question, Population, Clauses], Rows]] = {
    "marks": _marks,
    "outcomes": _outcomes,
    "skills": _skills,
    "badges": _badges,
    "approvals": _approvals,
}
_PASS_OF: Mapping[type[Leaf], str] = {
    ItemResult: "marks",
    Outcomes: "outcomes",
    Skill: "skills",
    Holds: "badges",
    Approved: "approvals",
}


def _units(population: Population, columns: Iterable[Column]) -> Rows:
    """Enrolments of the population, grouped by learner and cohort."""
    ages = population.ages
    return (
        select(Enrollment.learner_id, ages.c.age, *columns)
        .join(Section, Section.id == Enrollment.section_id)
        .join(ages, ages.c.id == Section.cohort_id)
        .where(_among(population, Enrollment.learner_id))
        .group_by(Enrollment.learner_id, ages.c.age)
    )


def _among(population: Population, learner_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return true() if population.learners is None else learner_id.in_(population.learners)


def _here(question: Question, leaf: Leaf) -> ColumnElement[bool]:
    """Whether a section is one that the clause asks about."""
    course = course_of(leaf)
    if course is None:
        return true()
    id_ = question.courses.get(course)
    return false() if id_ is None else Section.course_id == id_


def _in_named_courses(question: Question, clauses: Clauses) -> ColumnElement[bool]:
    """Whether some clause asks about a section at all; a pass need not look at the others."""
    named = [course_of(leaf) for _, leaf in clauses]
    if None in named:
        return true()
    known = (id_ for code, id_ in question.courses.items() if code in named)
    return Section.course_id.in_(known)


def _sum(where: ColumnElement[bool], value: Column | InstrumentedAttribute[Any] | int) -> Column:
    # What is asked of every row costs half without the question.
    asked = None if isinstance(where, True_) else where
    if value == 1:
        return func.count() if asked is None else func.count().filter(asked)
    return func.sum(value if asked is None else case((asked, value), else_=0))
