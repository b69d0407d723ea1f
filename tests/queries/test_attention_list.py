"""The list of whom to contact first: one row an enrolment, ranked, on the day asked for."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Enrollment
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.attention import Status
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.attention import attention_list
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs
from leap_dash.records import AttentionList
from leap_dash.services.attention_models import moments_of, train
from tests.factories import NOW, TODAY
from tests.finished_course import add_section, is_weak, taught
from tests.kitchen import Kitchen, days


def test_every_enrolment_is_listed_the_most_pressing_first(
    session: Session, kitchen: Kitchen
) -> None:
    found = attention_list(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    assert len(found.rows) == len(session.scalars(select(Enrollment.id)).all()) == 11
    scores = [row.judgement.score for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    first = found.rows[0]
    assert (first.learner_key, first.course_code) == ("k-ben", "FOH")
    assert first.judgement.status is Status.STOPPED
    assert {row.learner_key for row in found.rows[-2:]} == {"k-eva"}
    foh = attention_list(session, kitchen.instructor, kitchen.cohort_id, now=NOW, course="FOH")
    assert {row.course_code for row in foh.rows} == {"FOH"}
    assert len(foh.rows) == 6


def test_a_day_in_the_past_knows_nothing_of_later(session: Session, kitchen: Kitchen) -> None:
    for enrollment in session.scalars(select(Enrollment)):
        if kitchen.key_of(enrollment.learner_id) == "eva":
            enrollment.withdrawn_on = TODAY - days(5)
        enrollment.final_result = "pass"
    session.flush()
    start = TODAY - days(80)

    def statuses(as_of: str) -> set[Status]:
        rows = attention_list(
            session, kitchen.instructor, kitchen.cohort_id, now=NOW, as_of=as_of
        ).rows
        return {row.judgement.status for row in rows}

    assert statuses("day:41") == {Status.ON_TRACK, Status.NEEDS_ATTENTION}
    assert statuses("day:0") == {Status.ON_TRACK}
    assert statuses((start + days(80)).isoformat()) == {Status.COMPLETED, Status.LEFT}


def test_what_is_unknown_is_named_with_what_there_is(session: Session, kitchen: Kitchen) -> None:
    with pytest.raises(NotFoundError, match="has no course 'ZZZ'; it has FOH, KIT"):
        attention_list(session, OPERATOR, kitchen.cohort_id, now=NOW, course="ZZZ")
    with pytest.raises(BadInputError, match="lies ahead"):
        attention_list(session, OPERATOR, kitchen.cohort_id, now=NOW, as_of="week:99")


def test_an_instructor_of_another_org_finds_none_of_it(session: Session, kitchen: Kitchen) -> None:
    with pytest.raises(NotFoundError):
        attention_list(session, kitchen.stranger, kitchen.cohort_id, now=NOW)


def test_what_finished_sections_taught_ranks_and_gives_its_reasons(session: Session) -> None:
    course = taught(session)
    add_section(session, course, "spring", date(2025, 2, 1))
    add_section(session, course, "autumn", date(2025, 9, 1))
    here = add_section(session, course, "now", TODAY - days(60), learners=40, fails=None)

    def listed() -> AttentionList:
        return attention_list(session, OPERATOR, here.cohort_id, now=NOW)

    usual = listed()
    assert usual.learned == {}
    runs = course_runs(session, OPERATOR, "tralee", "unit-1", now=NOW)
    train(session, OPERATOR, runs, placed_learners(session, OPERATOR, moments_of(runs)), now=NOW)
    found = listed()
    assert found.learned["unit-1"].startswith("learned from 480 enrolments of spring, autumn; ")
    scores = [row.judgement.score for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    weak = {row.learner_key for row in found.rows[:20]}
    assert weak == {f"now-{number}" for number in range(40) if is_weak(number)}
    before = {row.learner_key: row.judgement for row in usual.rows}
    for row in found.rows[:20]:
        was = before[row.learner_key]
        assert row.judgement.status is was.status
        assert row.judgement.reasons[: len(was.reasons)] == was.reasons
        assert any("mean of the" in words for words in row.judgement.reasons[len(was.reasons) :])
