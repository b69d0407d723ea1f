"""A course that has learned who fails from two finished sections, and one that runs."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment, EnrollmentScore, LearnerIdentifier, Section
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs, learned_scores
from leap_dash.services.attention_models import moments_of, train
from leap_dash.services.attention_scores import stale_sections
from leap_dash.services.merging import merge
from leap_dash.services.progress import refresh
from tests.factories import NOW, TODAY
from tests.finished_course import Taught, add_section, taught

Scores: TypeAlias = dict[UUID, tuple[float, list[str]]]
"""By enrolment, the score and its words."""
LEARNERS = 40
START = TODAY - timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Trained:
    """The course and its sections; `here` is the one that runs, with `LEARNERS` in it."""

    course: Taught
    spring: Section
    autumn: Section
    here: Section


def trained_course(session: Session) -> Trained:
    """See the class; nothing is scored yet."""
    course = taught(session)
    spring = add_section(session, course, "spring", date(2025, 2, 1))
    autumn = add_section(session, course, "autumn", date(2025, 9, 1))
    here = add_section(session, course, "now", START, learners=LEARNERS, fails=None)
    refresh(session, NOW)
    train_again(session)
    return Trained(course, spring, autumn, here)


@pytest.fixture
def trained(database: Engine) -> Trained:
    """Committed, so that several can work on it at once; for those who import it."""
    with writing(database)() as session:
        session.expire_on_commit = False
        course = trained_course(session)
        session.commit()
    return course


def merge_two(session: Session, trained: Trained) -> None:
    """Merge the second learner of the running section into the first."""
    one, other = learners(session, trained)[:2]
    merge(session, OPERATOR, keep=one, merged=other, now=NOW)


def train_again(session: Session) -> None:
    """Train its models from what there is now."""
    runs = course_runs(session, OPERATOR, "tralee", "unit-1", now=NOW)
    examples = placed_learners(session, OPERATOR, moments_of(runs))
    train(session, OPERATOR, runs, examples, now=NOW)


def kept(session: Session, section: Section) -> Scores:
    """What is kept of a section."""
    rows = session.execute(
        select(EnrollmentScore.enrollment_id, EnrollmentScore.score, EnrollmentScore.reasons)
        .join(Enrollment, Enrollment.id == EnrollmentScore.enrollment_id)
        .where(Enrollment.section_id == section.id)
    )
    return {enrollment_id: (score, words) for enrollment_id, score, words in rows}


def live(session: Session, section: Section, day: date) -> Scores:
    """The same, worked out now."""
    found = learned_scores(session, OPERATOR, [section.id], as_of=day)
    return {enrollment_id: (each.shown, list(each.words)) for enrollment_id, each in found.items()}


def stale(session: Session) -> dict[UUID, date]:
    """The sections to be scored anew, each with the day."""
    return dict(stale_sections(session, NOW))


def known_as_keys(session: Session, trained: Trained, source: str = "lms") -> None:
    """Let a source name the learners of the running section by their keys."""
    for number, learner_id in enumerate(learners(session, trained)):
        session.add(
            LearnerIdentifier(
                org_id=trained.course.org.id,
                learner_id=learner_id,
                source=source,
                value=f"now-{number}",
            )
        )
    session.flush()


def learners(session: Session, trained: Trained) -> list[UUID]:
    """Those of the running section, in the order of their numbers."""
    found = select(Enrollment.learner_id).where(Enrollment.section_id == trained.here.id)
    return list(session.scalars(found.order_by(Enrollment.id)))
