"""Scores kept at the same moment as two records are merged: what is kept is never out of date."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leap_dash.db import Section
from leap_dash.db.session import reading
from leap_dash.jobs.scoring import score_section
from tests.factories import TODAY
from tests.services.test_merging_at_once import at_once
from tests.trained_course import LEARNERS, Trained, kept, live, merge_two, trained

__all__ = ["trained"]


def score(session: Session, trained: Trained) -> None:
    """Score the running section."""
    score_section(session, trained.here.id, TODAY)


def test_a_merge_begun_before_the_scores_are_kept_gives_them_up(
    database: Engine, trained: Trained
) -> None:
    at_once(
        database,
        lambda session: score(session, trained),
        lambda session: merge_two(session, trained),
    )
    with reading(database)() as session:
        assert session.get_one(Section, trained.here.id).scored_on is None


def test_scores_that_wait_for_a_merge_are_those_after_it(
    database: Engine, trained: Trained
) -> None:
    at_once(
        database,
        lambda session: merge_two(session, trained),
        lambda session: score(session, trained),
    )
    with reading(database)() as session:
        section = session.get_one(Section, trained.here.id)
        assert section.scored_on == TODAY
        assert kept(session, section) == live(session, section, TODAY)
        assert len(kept(session, section)) == LEARNERS - 1
