"""Learned scores are kept as they are worked out, and given up when what they rest on changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Cohort
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.ingest.rows import (
    ActivityRow,
    CourseRow,
    EnrollmentRow,
    LearnerRow,
    LineItemRow,
    Parsed,
    ResultRow,
    SectionKey,
    SectionRow,
)
from leap_dash.jobs.scoring import score_all
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohort_scores import _scored
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import CohortHead, CohortPage, LearnerFilter, Order, Standing
from leap_dash.services.attention_scores import stale_sections
from leap_dash.services.imports import import_rows
from leap_dash.services.merging import merge, split
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.trained_course import (
    LEARNERS,
    START,
    Trained,
    kept,
    known_as_keys,
    learners,
    live,
    stale,
    train_again,
    trained_course,
)

DAY = timedelta(days=1)
PLACE = SectionKey("unit-1", "now")


@pytest.fixture
def trained(session: Session) -> Trained:
    """The course, with scores kept."""
    trained = trained_course(session)
    known_as_keys(session, trained)
    score_all(session, NOW)
    return trained


def test_what_is_kept_is_what_is_worked_out(session: Session, trained: Trained) -> None:
    assert stale(session) == {}
    for section in (trained.spring, trained.autumn, trained.here):
        session.refresh(section)
        assert section.scored_on == TODAY  # none of the cohorts has a last day
        assert kept(session, section) == live(session, section, TODAY)
    found = kept(session, trained.here)
    assert len(found) == LEARNERS
    assert any(words for _, words in found.values())


def test_without_a_model_nothing_is_kept_or_waits(session: Session) -> None:
    org, programme = make.org(session), make.programme(session)
    cohort = make.cohort(session, org, programme, starts_on=START)
    make.section(session, cohort, make.course(session, programme))
    assert stale(session) == {}


def test_they_are_kept_for_today_or_for_the_end_of_what_has_ended(
    session: Session, trained: Trained
) -> None:
    assert len(stale_sections(session, NOW + DAY)) == 3
    here = session.get_one(Cohort, trained.here.cohort_id)
    here.ends_on = TODAY - DAY
    session.flush()
    assert stale(session) == {trained.here.id: TODAY - DAY}
    score_all(session, NOW)
    assert kept(session, trained.here) == live(session, trained.here, TODAY - DAY)
    assert trained.here.id not in dict(stale_sections(session, NOW + 90 * DAY))


CHANGES: dict[str, dict[str, Any]] = {
    "a mark": {
        "line_items": [LineItemRow(PLACE, "10", "10", due_on=START + 10 * DAY)],
        "results": [ResultRow(PLACE, "10", "now-0", 99.0, START + 10 * DAY)],
    },
    "a learner": {
        "learners": [LearnerRow("new")],
        "enrollments": [EnrollmentRow(PLACE, "new")],
    },
    "who left": {"enrollments": [EnrollmentRow(PLACE, "now-0", "withdrawn")]},
    "activity": {"activity": [ActivityRow(PLACE, "now-1", week=6, active_days=2, events=9)]},
    "the first day": {"sections": [SectionRow(PLACE, START + 40 * DAY, 150)]},
    "an item": {"line_items": [LineItemRow(PLACE, "Quiz", "Quiz", due_on=TODAY - 3 * DAY)]},
}


def source(**changed: Any) -> Parsed:  # noqa: ANN401  as the fields of Parsed
    """What a source tells of the running section, with a mark that is there already."""
    told = Parsed(
        "csv",
        "lms",
        "marks.csv",
        "score",
        courses=[CourseRow("unit-1", "unit-1")],
        sections=[SectionRow(PLACE, START, 150)],
        learners=[LearnerRow("now-0"), LearnerRow("now-1")],
        enrollments=[EnrollmentRow(PLACE, "now-0"), EnrollmentRow(PLACE, "now-1")],
    )
    return replace(told, **changed)


# To these the models of this course, which are alike on all days, give the same score.
NO_OTHER_SCORE = {"activity", "the first day"}


@pytest.mark.parametrize("change", CHANGES)
def test_an_import_that_changes_them_gives_them_up(
    session: Session, trained: Trained, change: str
) -> None:
    def bring(told: Parsed) -> None:
        import_rows(session, OPERATOR, told, org="tralee", programme="tralee", now=NOW)

    bring(source())
    score_all(session, NOW)
    bring(source())
    assert stale(session) == {}  # nothing has changed
    before = kept(session, trained.here)
    bring(source(**CHANGES[change]))
    assert stale(session) == {trained.here.id: TODAY}  # and no other section
    score_all(session, NOW)
    after = kept(session, trained.here)
    assert after == live(session, trained.here, TODAY)
    assert (after == before) is (change in NO_OTHER_SCORE)


def test_training_gives_them_up(session: Session, trained: Trained) -> None:
    before = kept(session, trained.here)
    trained.autumn.ends_on = TODAY + DAY  # so that spring alone teaches
    session.flush()
    train_again(session)
    assert stale(session).keys() == {trained.spring.id, trained.autumn.id, trained.here.id}
    score_all(session, NOW)
    after = kept(session, trained.here)
    assert after == live(session, trained.here, TODAY)
    assert after != before


def test_a_day_on_which_something_falls_due_gives_them_up(
    session: Session, trained: Trained
) -> None:
    make.line_item(session, trained.here, "soon", due_on=TODAY, counts_from=TODAY + DAY)
    refresh(session, NOW + DAY)
    session.refresh(trained.here)
    assert trained.here.scored_on is None


def merge_them(session: Session, trained: Trained) -> None:
    """Two records become one."""
    one, other = learners(session, trained)[:2]
    merge(session, OPERATOR, keep=one, merged=other, now=NOW)


def merge_and_split(session: Session, trained: Trained) -> None:
    """And two again, once the one was scored."""
    one, other = learners(session, trained)[:2]
    made = merge(session, OPERATOR, keep=one, merged=other, now=NOW)
    score_all(session, NOW)
    split(session, OPERATOR, made, now=NOW)


@pytest.mark.parametrize("change", [merge_them, merge_and_split])
def test_merging_gives_them_up(
    session: Session, trained: Trained, change: Callable[[Session, Trained], None]
) -> None:
    change(session, trained)
    assert stale(session) == {trained.here.id: TODAY}
    score_all(session, NOW)
    found = kept(session, trained.here)
    assert found == live(session, trained.here, TODAY)
    assert len(found) == (LEARNERS - 1 if change is merge_them else LEARNERS)


def seen(session: Session, trained: Trained, **chosen: Any) -> tuple[CohortHead, CohortPage]:  # noqa: ANN401
    """What an instructor sees of the running section."""
    viewer = make.viewer(Role.INSTRUCTOR, trained.course.org)
    head = cohort_head(session, viewer, trained.here.cohort_id, now=NOW)
    return head, cohort_page(session, viewer, head, LearnerFilter(**chosen), size=7)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("standing", [Standing.ENROLLED, Standing.EVERYONE])
@pytest.mark.parametrize("search", ["", "now-1"])
def test_a_page_is_the_same_with_them_and_without(
    session: Session, trained: Trained, order: Order, standing: Standing, search: str
) -> None:
    for page in (1, 2):
        chosen = {"order": order, "standing": standing, "search": search, "page": page}
        _, with_them = seen(session, trained, **chosen)
        trained.here.scored_on = None
        session.flush()
        _, without = seen(session, trained, **chosen)
        trained.here.scored_on = TODAY
        session.flush()
        assert with_them == without
        assert with_them.ranking.model is not None


def test_what_is_kept_for_another_day_is_not_shown(session: Session, trained: Trained) -> None:
    _, today = seen(session, trained)
    trained.here.scored_on = TODAY - DAY
    session.flush()
    _, without = seen(session, trained)
    assert without == today


def test_what_is_kept_is_read_within_the_viewers_scope(session: Session, trained: Trained) -> None:
    """By itself, whatever else keeps a viewer from another organisation's cohort."""
    own = make.viewer(Role.INSTRUCTOR, trained.course.org)
    foreign = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    assert len(session.execute(_scored(own, trained.here.id)).all()) == LEARNERS
    assert session.execute(_scored(foreign, trained.here.id)).all() == []
