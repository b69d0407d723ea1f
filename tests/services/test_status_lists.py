"""Places in status lists: random, free, never given twice."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Award, AwardDocument, Learner, StatusList
from leap_dash.db.session import writing
from leap_dash.services import status_lists
from leap_dash.services.status_lists import SIZE, allocate
from tests import factories
from tests.factories import NOW
from tests.services.test_merging_at_once import at_once


def test_places_are_free_and_in_no_order(session: Session) -> None:
    org = factories.org(session)
    indexes = [index for _, index in allocate(session, org.id, 500, now=NOW)]
    assert len(set(indexes)) == 500
    assert all(0 <= index < SIZE for index in indexes)
    assert indexes != sorted(indexes)
    assert max(indexes) > SIZE // 2 > min(indexes)


def test_a_taken_place_is_never_given_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A list of eight places, six of which may be used: nearly every draw meets a taken one.
    monkeypatch.setattr(status_lists, "SIZE", 8)
    monkeypatch.setattr(status_lists, "FULL", 6)
    org = factories.org(session)
    achievement = factories.achievement(session, org, factories.programme(session))
    for number in range(20):
        ((status_list, index),) = allocate(session, org.id, 1, now=NOW)
        award = factories.award(session, achievement, factories.learner(session, org, str(number)))
        _store(session, award, status_list, index)
    assert len(_places(session)) == 20


def test_a_list_that_is_three_quarters_full_is_followed_by_a_new_one(session: Session) -> None:
    org = factories.org(session)
    first = factories.add(
        session, StatusList(org_id=org.id, number=1, size=SIZE, used=0, created_at=NOW)
    )
    first.used = SIZE * 3 // 4 - 2
    session.flush()
    numbers = [status_list.number for status_list, _ in allocate(session, org.id, 5, now=NOW)]
    assert numbers == [1, 1, 2, 2, 2]


def test_two_workers_at_once_are_given_different_places(database: Engine) -> None:
    with writing(database)() as session:
        org = factories.org(session)
        achievement = factories.achievement(session, org, factories.programme(session))
        learners = [factories.learner(session, org, str(n)).id for n in range(60)]
        session.commit()

    def work(mine: list[object]) -> None:
        for learner_id in mine:
            with writing(database)() as session:
                ((status_list, index),) = allocate(session, org.id, 1, now=NOW)
                award = factories.award(
                    session,
                    session.get_one(Achievement, achievement.id),
                    session.get_one(Learner, learner_id),
                )
                _store(session, award, status_list, index)
                session.commit()

    threads = [threading.Thread(target=work, args=(learners[n::2],)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with writing(database)() as session:
        assert len(_places(session)) == 60
        assert sum(session.scalars(select(StatusList.used))) == 60


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_nobody_waits_for_whoever_has_places_that_are_not_committed_yet(database: Engine) -> None:
    with writing(database)() as session:
        org = factories.org(session)
        allocate(session, org.id, 3, now=NOW)
        session.commit()
    with writing(database)() as one, writing(database)() as other:
        for each in (one, other):
            each.execute(text("SET LOCAL lock_timeout = '1s'"))
        numbers = [allocate(each, org.id, 1, now=NOW)[0][0].number for each in (one, other)]
        assert numbers == [1, 2]
        one.commit()
        other.commit()
    with writing(database)() as session:  # no third list while the first has room
        assert allocate(session, org.id, 1, now=NOW)[0][0].number == 1
        assert session.scalars(select(StatusList.used).order_by(StatusList.number)).all() == [5, 1]


def test_whoever_would_begin_a_list_waits_for_who_does_and_takes_from_that(
    database: Engine,
) -> None:
    with writing(database)() as session:
        org = factories.org(session)
        session.commit()

    def begin(session: Session) -> None:
        allocate(session, org.id, 1, now=NOW)

    at_once(database, begin, begin)
    with writing(database)() as session:
        assert session.execute(select(StatusList.number, StatusList.used)).all() == [(1, 2)]


def _store(session: Session, award: Award, status_list: StatusList, index: int) -> None:
    document = AwardDocument(
        award_id=award.id, status_list_id=status_list.id, status_index=index, text="{}"
    )
    factories.add(session, document)


def _places(session: Session) -> set[tuple[UUID, int]]:
    rows = session.execute(select(AwardDocument.status_list_id, AwardDocument.status_index))
    return {(list_id, index) for list_id, index in rows}
