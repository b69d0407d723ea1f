"""An installation with one org, its people, and one badge that was given out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from leap_dash.db import Award, Learner, Org
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.services.sharing import share_why
from leap_dash.services.standing import reinstate, revoke, suspend
from tests import factories
from tests.web import Web, add_person, issue, make_web

SECRET_NAME = "Philomena Quillfeather"


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[Web]:
    """The app with one org and an instructor in it; the test runs on each kind of database."""
    web = make_web(database_url, tmp_path)
    with writing(web.engine)() as session:
        org = factories.org(session)
        web.keys.create(org.slug)
        add_person(session, org, Role.INSTRUCTOR)
        session.commit()
    yield web
    web.close()


@dataclass(frozen=True, slots=True)
class Given:
    """A badge that was given out."""

    web: Web
    award_id: UUID
    achievement_id: UUID

    @property
    def path(self) -> str:
        """The badge's page."""
        return f"/badges/{self.award_id}"

    def revoke(self, reason: str) -> None:
        """Take it back."""
        with writing(self.web.engine)() as session:
            revoke(session, OPERATOR, [self.award_id], reason=reason, now=self.web.clock())
            session.commit()

    def suspend(self, reason: str) -> None:
        """Take it back for a while."""
        with writing(self.web.engine)() as session:
            suspend(session, OPERATOR, [self.award_id], reason=reason, now=self.web.clock())
            session.commit()

    def share_why(self) -> None:
        """Let everyone read what met the rule, as the learner does."""
        with writing(self.web.engine)() as session:
            award = session.get_one(Award, self.award_id)
            org = session.get_one(Org, award.org_id)
            learner = session.get_one(Learner, award.learner_id)
            scope = factories.viewer(Role.LEARNER, org, own=learner)
            share_why(session, scope, self.award_id, shared=True, now=self.web.clock())
            session.commit()

    def reinstate(self) -> None:
        """End that while."""
        with writing(self.web.engine)() as session:
            reinstate(session, OPERATOR, [self.award_id], now=self.web.clock())
            session.commit()


@pytest.fixture
def given(web: Web) -> Given:
    """A badge of a learner with a name and an e-mail, good for a year."""
    with writing(web.engine)() as session:
        org = session.scalars(select(Org)).one()
        programme = factories.programme(session, subject_area="hospitality")
        cohort = factories.cohort(session, org, programme)
        given_name, family_name = SECRET_NAME.split()
        learner = factories.learner(
            session,
            org,
            given_name=given_name,
            family_name=family_name,
            email="philomena@quill.example.org",
        )
        achievement = factories.achievement(
            session, org, programme, level="gold", expires_months=12
        )
        session.commit()
    return Given(web, issue(web, achievement, learner, cohort.id), achievement.id)
