"""Keeps the scores that trained models give, so that pages need not work them out from marks.

They are those of the day on which a page looks at the section where no other is asked for. They
hold until that day ends, or anything that they rest on is written, or a model is trained anew:
whoever writes gives them up in the same transaction. Pages work them out by themselves until a
worker has done so anew.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from leap_dash.db import AttentionModel, Cohort, Enrollment, EnrollmentScore, Org, Section
from leap_dash.records import LearnedScore


def give_up_scores(session: Session, which: ColumnElement[bool]) -> None:
    """Let the scores of the sections that fit be given anew."""
    session.execute(
        update(Section)
        # Also where none are kept: a worker may be about to, and is waited for.
        .where(which)
        .values(scored_on=None)
        .execution_options(synchronize_session=False)
    )


def stale_sections(session: Session, now: datetime) -> list[tuple[UUID, date]]:
    """The sections with a model whose scores are not kept for their usual day, with that day."""
    found: list[tuple[UUID, date]] = []
    for zone in session.scalars(select(Org.time_zone).distinct()).all():
        today = literal(now.astimezone(ZoneInfo(zone)).date(), Date)
        usual_day = case((Cohort.ends_on < today, Cohort.ends_on), else_=today)
        has_model = exists().where(
            AttentionModel.org_id == Cohort.org_id, AttentionModel.course_id == Section.course_id
        )
        rows = session.execute(
            select(Section.id, usual_day)
            .join(Cohort, Cohort.id == Section.cohort_id)
            .join(Org, Org.id == Cohort.org_id)
            .where(
                Org.time_zone == zone,
                has_model,
                or_(Section.scored_on.is_(None), Section.scored_on != usual_day),
            )
        )
        found += [(section_id, day) for section_id, day in rows]
    return found


def hold_section(session: Session, section_id: UUID) -> None:
    """Let whoever changes what its scores rest on wait, so that what is kept is not out of date."""
    # Enrolments before the section, as a merge of two records takes them.
    for statement in (
        select(Enrollment.id)
        .where(Enrollment.section_id == section_id)
        .with_for_update(read=True, key_share=True),
        select(Section.id).where(Section.id == section_id).with_for_update(),
    ):
        session.execute(statement).all()


def keep_scores(
    session: Session, section_id: UUID, day: date, scores: Mapping[UUID, LearnedScore]
) -> None:
    """Keep these scores, by enrolment, as all that there are in the section on that day."""
    theirs = select(Enrollment.id).where(Enrollment.section_id == section_id)
    session.execute(
        delete(EnrollmentScore)
        .where(EnrollmentScore.enrollment_id.in_(theirs))
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"enrollment_id": one, "score": each.shown, "reasons": list(each.words)}
        for one, each in scores.items()
    ]
    if rows:
        session.execute(insert(EnrollmentScore), rows)
    session.execute(
        update(Section)
        .where(Section.id == section_id)
        .values(scored_on=day)
        .execution_options(synchronize_session=False)
    )
