"""Two records of learners beside each other, and which records look like one person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from leap_dash.db import (
    Achievement,
    Award,
    Cohort,
    Course,
    Enrollment,
    Learner,
    LearnerGroupMember,
    LearnerIdentifier,
    LearnerNote,
    Membership,
    Result,
    Section,
)
from leap_dash.db.learner_ids import current_id, match_learners
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.learner_names import learner_name
from leap_dash.records import MergeReview, MergeSide, Twins

MOST_TWINS = 100


def merge_review(session: Session, scope: Scope, keep: UUID, other: UUID) -> MergeReview:
    """What each of two records has. Raises NotFoundError outside the orgs that the viewer runs."""
    one, two = (_side(session, scope, each) for each in (keep, other))
    theirs = aliased(Result)
    same = select(func.count()).where(
        Result.learner_id == keep,
        theirs.learner_id == other,
        theirs.line_item_id == Result.line_item_id,
    )
    return MergeReview(
        keep=one,
        other=two,
        same_courses=tuple(each for each in one.courses if each in two.courses),
        same_badges=tuple(dict.fromkeys(each for each in one.badges if each in two.badges)),
        same_marks=session.scalar(same) or 0,
    )


def find_record(session: Session, scope: Scope, name: str) -> UUID:
    """The one record that has this key, id in any source, or UUID, in an org that the viewer runs.

    Raises NotFoundError where there is none, or more than one.
    """
    found = match_learners(session, scope, [name], permission=Permission.ADMINISTER).get(
        name, set()
    )
    if len(found) != 1:
        many = "no learner" if not found else "more than one learner"
        raise NotFoundError(
            f"{many.capitalize()} has the id {name[:100]!r} in an organisation that you run: "
            "give the id as the learner's page shows it."
        )
    return found.pop()


def current_record(session: Session, learner_id: UUID) -> UUID:
    """The record itself or, where it was merged, the one that is kept. The caller checks scope."""
    current = session.scalar(select(current_id()).where(Learner.id == learner_id))
    return current or learner_id


def likely_twins(session: Session, scope: Scope) -> tuple[Twins, ...]:
    """Pairs of one org with the same e-mail address or the same full name, most telling first."""
    full_name = func.lower(Learner.given_name) + " " + func.lower(Learner.family_name)
    pairs: dict[tuple[UUID, UUID], Twins] = {}
    for same, why in ((Learner.email, "the same e-mail address"), (full_name, "the same name")):
        for row in _pairs(session, scope, same):
            first, second = row[:4], row[4:]
            pairs.setdefault(
                (first[0], second[0]),
                Twins(
                    first[0],
                    learner_name(first[2], first[3], first[1]),
                    first[1],
                    second[0],
                    learner_name(second[2], second[3], second[1]),
                    second[1],
                    why,
                ),
            )
    return tuple(pairs.values())[:MOST_TWINS]


def _pairs(
    session: Session, scope: Scope, same: SQLColumnExpression[Any]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, key, given, family) twice a row: the first of each group with each of its others."""
    people = (
        select(
            Learner.id,
            Learner.key,
            Learner.given_name,
            Learner.family_name,
            Learner.org_id,
            same.label("same"),
        )
        .where(
            Learner.merged_into_id.is_(None),
            same.is_not(None),
            within(scope, Permission.ADMINISTER, Learner.org_id),
        )
        .cte("people")
    )
    place = func.row_number().over(
        partition_by=(people.c.org_id, people.c.same), order_by=people.c.id
    )
    placed = select(people, place.label("place")).cte("placed")
    first, second = placed.alias("first"), placed.alias("second")
    columns = [
        side.c[name]
        for side in (first, second)
        for name in ("id", "key", "given_name", "family_name")
    ]
    statement = (
        select(*columns)
        .join_from(
            second, first, (first.c.org_id == second.c.org_id) & (first.c.same == second.c.same)
        )
        .where(first.c.place == 1, second.c.place > 1)
        .order_by(second.c.same, second.c.id)
        .limit(MOST_TWINS)
    )
    return session.execute(statement).all()


def _side(session: Session, scope: Scope, learner_id: UUID) -> MergeSide:
    learner = session.scalar(
        select(Learner).where(
            Learner.id == learner_id, within(scope, Permission.ADMINISTER, Learner.org_id)
        )
    )
    if learner is None:
        raise NotFoundError("There is no such learner in an organisation that you run.")
    ids = select(LearnerIdentifier.source, LearnerIdentifier.value).where(
        LearnerIdentifier.learner_id == learner_id
    )
    courses = (
        select(Course.name, Cohort.name)
        .join(Section, Section.course_id == Course.id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .join(Enrollment, Enrollment.section_id == Section.id)
        .where(Enrollment.learner_id == learner_id)
        .order_by(Cohort.name, Course.name)
    )
    badges = (
        select(Achievement.name)
        .join(Award, Award.achievement_id == Achievement.id)
        .where(Award.learner_id == learner_id)
        .order_by(Achievement.name)
    )
    return MergeSide(
        id=learner.id,
        org_id=learner.org_id,
        name=learner_name(learner.given_name, learner.family_name, learner.key),
        key=learner.key,
        email=learner.email,
        identifiers=tuple((source, value) for source, value in session.execute(ids)),
        courses=tuple(f"{course}, {cohort}" for course, cohort in session.execute(courses)),
        marks=_many(session, Result.learner_id, learner_id),
        badges=tuple(session.scalars(badges)),
        notes=_many(session, LearnerNote.learner_id, learner_id),
        groups=_many(session, LearnerGroupMember.learner_id, learner_id),
        accounts=_many(session, Membership.learner_id, learner_id),
    )


def _many(session: Session, column: InstrumentedAttribute[Any], learner_id: UUID) -> int:
    return session.scalar(select(func.count()).where(column == learner_id)) or 0
