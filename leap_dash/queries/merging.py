"""Two records of learners beside each other, before they are merged."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, defer

from leap_dash.db import (
    Achievement,
    Award,
    Cohort,
    Course,
    Enrollment,
    Learner,
    LearnerGroupMember,
    LearnerIdentifier,
    LearnerMerge,
    LearnerNote,
    Membership,
    Org,
    Result,
    Section,
)
from leap_dash.db.learner_ids import current_id, match_learners
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.learner_names import learner_name
from leap_dash.records import MergeReview, MergeRow, MergeSide

MOST_MERGES = 100


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


def merges(session: Session, scope: Scope) -> tuple[MergeRow, ...]:
    """Merges in the orgs that the viewer runs that can be taken back, the latest first.

    One whose kept record was itself merged since is not among them before that is taken back.
    """
    kept, merged = aliased(Learner), aliased(Learner)
    rows = session.execute(
        select(LearnerMerge, kept, merged, Org.time_zone)
        .join(Org, Org.id == LearnerMerge.org_id)
        .join(kept, kept.id == LearnerMerge.kept_id)
        .join(merged, merged.id == LearnerMerge.merged_id)
        .where(
            LearnerMerge.undone_at.is_(None),
            merged.merged_into_id == LearnerMerge.kept_id,
            within(scope, Permission.ADMINISTER, LearnerMerge.org_id),
        )
        .order_by(LearnerMerge.merged_at.desc(), LearnerMerge.id.desc())
        .options(defer(LearnerMerge.moved))
        .limit(MOST_MERGES)
    )
    return tuple(
        MergeRow(
            id=made.id,
            kept_id=one.id,
            kept=learner_name(one.given_name, one.family_name, one.key),
            kept_key=one.key,
            merged=learner_name(two.given_name, two.family_name, two.key),
            merged_key=two.key,
            on=made.merged_at.astimezone(ZoneInfo(zone)).date(),
            by=made.merged_by,
        )
        for made, one, two, zone in rows
    )


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
