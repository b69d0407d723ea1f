"""Earlier days are kept as the marks have them, and are given up when these change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Cohort, PastDay, PastLearner, PastScore
from leap_dash.db.locks import held
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.ingest.rows import Parsed
from leap_dash.jobs.past_days import keep_day
from leap_dash.jobs.worker import MOST_WANTED_DAYS, SUMMARIES, Jobs
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import CohortPage, LearnerFilter, Order, Standing
from leap_dash.services.imports import import_rows
from leap_dash.services.past_days import MOST_DAYS
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.rules import CATEGORIES, COURSES
from tests.services.test_cohort_learners import CHANGES, source
from tests.services.test_merging_at_once import at_once
from tests.trained_course import Trained, merge_two, train_again, trained, trained_course
from tests.worlds import World, worlds, write

__all__ = ["trained"]
DAY = timedelta(days=1)
EARLIER = TODAY - 10 * DAY
EVERYONE = LearnerFilter(standing=Standing.EVERYONE)
FILTERS = (
    EVERYONE,
    *(replace(EVERYONE, course=code) for code in COURSES),
    replace(EVERYONE, course=COURSES[0], category=CATEGORIES[0]),
)


def looked_at(
    session: Session,
    cohort_id: UUID,
    day: date = EARLIER,
    chosen: LearnerFilter = EVERYONE,
    scope: Scope = OPERATOR,
) -> tuple[bool, CohortPage]:
    """Whether the day is kept, and the page that is shown of it."""
    head = replace(cohort_head(session, scope, cohort_id, now=NOW), as_of=day)
    return head.is_kept, cohort_page(session, scope, head, chosen, size=50)


def days(session: Session) -> list[date]:
    """Those that are kept."""
    return list(session.scalars(select(PastDay.day).order_by(PastDay.day)))


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_a_kept_day_shows_what_the_marks_say(session: Session, world: World) -> None:
    try:
        write(session, world, [])
        for cohort in session.scalars(select(Cohort)).all():
            cohort.ends_on = TODAY + DAY
            for before in (3, 90):
                day = TODAY - before * DAY
                seen = [looked_at(session, cohort.id, day, each)[1] for each in FILTERS]
                keep_day(session, cohort.id, day, now=NOW)
                again = [looked_at(session, cohort.id, day, each) for each in FILTERS]
                assert again == [(True, page) for page in seen]
    finally:
        session.rollback()


@pytest.mark.parametrize("order", list(Order))
def test_with_a_model_its_scores_and_words_are_kept_too(session: Session, order: Order) -> None:
    here = trained_course(session).here
    chosen = LearnerFilter(standing=Standing.ENROLLED, order=order)
    live = looked_at(session, here.cohort_id, chosen=chosen)
    assert live[1].ranking.model is not None
    keep_day(session, here.cohort_id, EARLIER, now=NOW)
    assert count(session, PastScore) > 0
    assert looked_at(session, here.cohort_id, chosen=chosen) == (True, live[1])
    session.execute(delete(PastScore))  # so that is where they come from
    assert looked_at(session, here.cohort_id, chosen=chosen)[1].ranking.model is None


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_an_import_that_changes_it_gives_it_up(session: Session, changed: dict[str, Any]) -> None:
    make.org(session, "tralee")

    def bring(told: Parsed) -> None:
        import_rows(session, OPERATOR, told, org="tralee", programme="hospitality", now=NOW)

    bring(source())
    (cohort_id,) = session.scalars(select(Cohort.id))
    keep_day(session, cohort_id, EARLIER, now=NOW)
    bring(source())
    assert days(session) == [EARLIER]  # nothing has changed
    bring(source(**changed))
    assert days(session) == []
    assert count(session, PastLearner) == 0


def test_a_model_that_is_trained_anew_gives_it_up(session: Session) -> None:
    here = trained_course(session).here
    keep_day(session, here.cohort_id, EARLIER, now=NOW)
    train_again(session)
    assert days(session) == []


def test_today_and_what_has_ended_are_not_kept(session: Session) -> None:
    trained = trained_course(session)
    session.get_one(Cohort, trained.spring.cohort_id).ends_on = TODAY - 5 * DAY
    for section, day in ((trained.here, TODAY), (trained.spring, TODAY - 3 * DAY)):
        keep_day(session, section.cohort_id, day, now=NOW)
    assert days(session) == []


def test_of_a_cohort_the_latest_few_days_are_kept(session: Session) -> None:
    cohort_id = trained_course(session).here.cohort_id
    wanted = [TODAY - n * DAY for n in range(3, 5 + MOST_DAYS)]
    for number, day in enumerate(wanted):
        keep_day(session, cohort_id, day, now=NOW + number * DAY / 24)
    assert days(session) == sorted(wanted[-MOST_DAYS:])
    keep_day(session, cohort_id, wanted[-1], now=NOW)  # kept already: none goes
    assert len(days(session)) == MOST_DAYS


def test_somebody_else_sees_nothing_of_it(session: Session) -> None:
    trained = trained_course(session)
    keep_day(session, trained.here.cohort_id, EARLIER, now=NOW)
    own = make.viewer(Role.INSTRUCTOR, trained.course.org)
    assert looked_at(session, trained.here.cohort_id, scope=own)[1].shown > 0
    foreign = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    head = replace(cohort_head(session, OPERATOR, trained.here.cohort_id, now=NOW), as_of=EARLIER)
    assert cohort_page(session, foreign, head, EVERYONE, size=50).rows == ()


def keep(session: Session, trained: Trained) -> None:
    keep_day(session, trained.here.cohort_id, EARLIER, now=NOW)


def train(session: Session, _trained: Trained) -> None:
    train_again(session)


@pytest.mark.parametrize("change", [merge_two, train])
def test_what_is_changed_while_it_is_kept_gives_it_up(
    database: Engine, trained: Trained, change: Callable[[Session, Trained], None]
) -> None:
    at_once(
        database,
        lambda session: keep(session, trained),
        lambda session: change(session, trained),
    )
    with reading(database)() as session:
        assert days(session) == []


@pytest.mark.parametrize("change", [merge_two, train])
def test_what_is_kept_while_it_is_changed_is_what_it_is_after(
    database: Engine, trained: Trained, change: Callable[[Session, Trained], None]
) -> None:
    at_once(
        database,
        lambda session: change(session, trained),
        lambda session: keep(session, trained),
    )
    with writing(database)() as session:
        was_kept, kept = looked_at(session, trained.here.cohort_id)
        assert was_kept
        session.execute(delete(PastDay))
        assert looked_at(session, trained.here.cohort_id) == (False, kept)


def test_the_worker_keeps_what_was_looked_at(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url)
    with writing(engine)() as session:
        cohort_id = trained_course(session).here.cohort_id
        session.commit()
    jobs = Jobs(engine, KeyStore(tmp_path / "keys"), "http://localhost", lambda: NOW)
    for day in (EARLIER, EARLIER, *(EARLIER - n * DAY for n in range(1, 2 * MOST_WANTED_DAYS))):
        jobs.keep_day(cohort_id, day)
    with held(engine, SUMMARIES, wait=True):
        jobs.work()  # something else is at the summaries
    with reading(engine)() as session:
        assert days(session) == []
    jobs.work()
    with reading(engine)() as session:
        assert len(days(session)) == MOST_DAYS
        assert EARLIER in days(session)
    engine.dispose()
