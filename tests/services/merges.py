"""Records of learners that are one person, and all that is of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    Base,
    Cohort,
    Enrollment,
    Learner,
    LearnerGroup,
    LearnerGroupMember,
    Org,
    Progress,
    Section,
)
from leap_dash.domain.access import OPERATOR
from leap_dash.services.merged_rows import OWNED
from leap_dash.services.merging import merge, split
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY


def everything(session: Session) -> dict[str, Any]:
    """Every row of every table that learners own, and the awards and records, in order."""
    tables: list[type[Base]] = [
        *(owned.model for owned in OWNED),
        Award,
        Learner,
        Progress,
    ]
    return {
        table.__tablename__: sorted(map(repr, session.execute(select(*table.__table__.c)).all()))
        for table in tables
    }


@dataclass(frozen=True, slots=True)
class Triplets:
    """Three records of one person, each with a mark of 80 in the same course, and a badge for it
    that lapses after two years."""

    session: Session
    org: Org
    cohort: Cohort
    section: Section
    badge: Achievement
    first: Learner
    second: Learner
    third: Learner

    def merge(self, keep: Learner, merged: Learner) -> UUID:
        """Merge these two."""
        return merge(self.session, OPERATOR, keep=keep.id, merged=merged.id, now=NOW)

    def split(self, made: UUID) -> None:
        """Take a merge back."""
        split(self.session, OPERATOR, made, now=NOW)
        self.session.expire_all()

    def enrollment(self, learner: Learner) -> Enrollment:
        """The only enrolment of a record."""
        found = select(Enrollment).where(Enrollment.learner_id == learner.id)
        return self.session.scalars(found.execution_options(populate_existing=True)).one()

    def group(self, *learners: Learner) -> LearnerGroup:
        """A group with these in it."""
        group = make.add(
            self.session,
            LearnerGroup(org_id=self.org.id, name="Early", created_at=NOW),
        )
        for each in learners:
            make.add(
                self.session,
                LearnerGroupMember(group_id=group.id, learner_id=each.id, added_at=NOW),
            )
        return group


def triplets(session: Session) -> Triplets:
    """See the class."""
    org = make.org(session, "tralee")
    programme = make.programme(session)
    cohort = make.cohort(session, org, programme)
    section = make.section(session, cohort, make.course(session, programme, "one"))
    item = make.line_item(session, section, "essay", counts_from=TODAY - timedelta(days=9))
    learners = [
        make.learner(session, org, key, given_name="Ana", family_name="Costa") for key in "abc"
    ]
    for each in learners:
        make.enrollment(session, section, each)
        make.result(session, item, each, score=80, submitted_on=TODAY)
    rule = {"result": {"item": "essay", "min_percent": 10}}
    badge = make.achievement(session, org, programme, rule=rule, expires_months=24)
    refresh(session, NOW)
    return Triplets(session, org, cohort, section, badge, *learners)
