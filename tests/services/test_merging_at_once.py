"""A merge at the same moment as an import or an award: the second sees what the first did."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from leap_dash.db import Award, AwardBatch, LearnerIdentifier, Result
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.services.batches import Candidate, start
from leap_dash.services.status_lists import allocate
from tests.factories import NOW, add
from tests.services.importing import importer
from tests.services.merges import Triplets, triplets

Work = Callable[[Session], object]


@pytest.fixture
def house(database: Engine) -> Triplets:
    """Committed, so that several can work on it at once."""
    with writing(database)() as session:
        made = triplets(session)
        for source, each in (("csv", made.first), ("csv", made.second)):
            add(
                session,
                LearnerIdentifier(
                    org_id=made.org.id, learner_id=each.id, source=source, value=each.key
                ),
            )
        session.commit()
    return made


def award(session: Session, house: Triplets, *learner_ids: UUID) -> UUID:
    """Write down awards for these, as judged before."""
    return start(
        session,
        OPERATOR,
        achievement_id=house.badge.id,
        rule_version=1,
        cohort_id=None,
        candidates=[Candidate(each, house.cohort.id, []) for each in learner_ids],
        evaluated=len(learner_ids),
        already=0,
        now=NOW,
    )


def merge(session: Session, house: Triplets) -> None:
    """Merge the second into the first."""
    replace(house, session=session).merge(house.first, house.second)


def at_once(
    database: Engine,
    first: Work,
    second: Work,
    *,
    afterwards: Work = lambda _session: None,
) -> None:
    """Begin the second while the first is not committed; when the second waits for it, the first
    goes on with what comes afterwards, and is committed."""

    def begin() -> None:
        with writing(database)() as session:
            second(session)
            session.commit()

    other = threading.Thread(target=begin)
    with writing(database)() as session:
        first(session)
        other.start()
        # On SQLite it waits before its first statement.
        while database.dialect.name == "postgresql" and other.is_alive() and not waits(database):
            pass
        afterwards(session)
        session.commit()
    other.join()


def waits(database: Engine) -> bool:
    """Whether somebody waits for a lock of this database."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.connect() as connection:
        return bool(connection.scalar(waiting))


def test_an_import_begun_before_the_merge_is_done_marks_the_kept_record(
    database: Engine, house: Triplets, tmp_path: Path
) -> None:
    def bring(session: Session) -> None:
        importer(session, tmp_path)("learner,item,score", "b,quiz,70")

    at_once(database, lambda session: merge(session, house), bring)
    with reading(database)() as session:
        marked = session.scalars(select(Result.learner_id).where(Result.score == 70)).all()
    assert marked == [house.first.id]


def test_an_award_begun_before_the_merge_is_done_is_not_of_the_merged_record(
    database: Engine, house: Triplets
) -> None:
    ids = (house.third.id, house.second.id, house.first.id)
    at_once(
        database,
        lambda session: merge(session, house),
        lambda session: award(session, house, *ids),
    )
    with reading(database)() as session:
        holders = set(session.scalars(select(Award.learner_id)))
        batch = session.scalars(select(AwardBatch)).one()
    assert holders == {house.third.id, house.first.id}
    assert (batch.total, batch.already) == (2, 1)


def test_an_award_that_is_not_committed_yet_is_moved_by_the_merge(
    database: Engine, house: Triplets
) -> None:
    at_once(
        database,
        lambda session: award(session, house, house.second.id),
        lambda session: merge(session, house),
    )
    with reading(database)() as session:
        assert session.scalars(select(Award.learner_id)).all() == [house.first.id]


def test_a_merge_while_badges_are_signed_waits_and_holds_up_nobody(
    database: Engine, house: Triplets
) -> None:
    with writing(database)() as session:
        award(session, house, house.second.id)
        session.commit()
    at_once(
        database,
        lambda session: session.execute(update(Award).values(state="issued", issued_at=NOW)),
        lambda session: merge(session, house),
        afterwards=lambda session: allocate(session, house.org.id, 1, now=NOW),
    )
    with reading(database)() as session:
        found = session.execute(select(Award.learner_id, Award.state)).all()
    assert found == [(house.first.id, "issued")]
