"""What is learned from finished sections, from how many, and that no section scores itself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import AttentionModel, AuditEvent, Enrollment, Section
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.attention_model import FEATURES, FEWEST_BESIDE
from leap_dash.domain.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs, learned_scores, trained_models
from leap_dash.records import CourseRuns, TrainedModel
from leap_dash.services.attention_fit import FEWEST, FEWEST_OF_EITHER
from leap_dash.services.attention_models import moments_of, train
from leap_dash.services.audit import first_broken
from leap_dash.services.imports import import_file
from tests import factories as make
from tests.factories import NOW
from tests.finished_course import Taught, add_section, taught

SPRING, AUTUMN = date(2025, 2, 1), date(2025, 9, 1)
RUNNING = NOW.date() - timedelta(days=60)


@pytest.fixture
def course(session: Session) -> Taught:
    return taught(session)


def runs(session: Session, course: Taught, scope: Scope = OPERATOR) -> CourseRuns:
    return course_runs(session, scope, course.org.slug, course.course.code, now=NOW)


def learn(session: Session, course: Taught, scope: Scope = OPERATOR) -> list[TrainedModel]:
    found = runs(session, course)
    examples = placed_learners(session, OPERATOR, moments_of(found))
    return train(session, scope, found, examples, now=NOW)


def scores(
    session: Session, section: Section, day: int = 60, scope: Scope = OPERATOR
) -> dict[UUID, float]:
    assert section.starts_on is not None
    as_of = section.starts_on + timedelta(days=day)
    found = learned_scores(session, scope, [section.id], as_of=as_of)
    return {enrollment: each.score for enrollment, each in found.items()}


def test_a_course_learns_from_all_its_sections_and_for_each_from_the_others(
    session: Session, course: Taught
) -> None:
    add_section(session, course, "spring", SPRING)
    add_section(session, course, "autumn", AUTUMN)
    trained = learn(session, course)
    assert trained == trained_models(session, OPERATOR, runs(session, course))
    on_60 = [each for each in trained if each.model.day == 60]
    assert [(each.without, each.model.trained_on) for each in on_60] == [
        (None, ("spring", "autumn")),
        ("spring", ("autumn",)),
        ("autumn", ("spring",)),
    ]
    for model in (each.model for each in trained):
        assert model.check is not None
        assert model.check.by == "section"
        assert 0.75 < model.check.auc < 0.85
        assert model.check.top_share == pytest.approx(0.8, abs=0.05)
        assert model.failing == model.learners / 2
        assert all(model.coefficients[name] * kind.worse >= 0 for name, kind in FEATURES.items())
    assert {each.model.day for each in trained} == {15, 30, 45, 60, 90, 120}


def test_a_section_is_never_scored_by_what_became_of_its_own_learners(
    session: Session, course: Taught
) -> None:
    spring = add_section(session, course, "spring", SPRING)
    autumn = add_section(session, course, "autumn", AUTUMN)
    learn(session, course)
    before = scores(session, spring), scores(session, autumn)
    assert len(before[0]) == len(before[1]) == 240
    some = select(Enrollment.id).where(Enrollment.section_id == spring.id).limit(60)
    session.execute(
        update(Enrollment).where(Enrollment.id.in_(some)).values(final_result="withdrawn")
    )
    learn(session, course)
    after = scores(session, spring), scores(session, autumn)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_the_only_section_is_checked_in_parts_and_scores_the_running_one_alone(
    session: Session, course: Taught
) -> None:
    spring = add_section(session, course, "spring", SPRING)
    running = add_section(session, course, "now", RUNNING, fails=None)
    trained = learn(session, course)
    assert all(each.model.trained_on == ("spring",) for each in trained)
    assert {each.model.check.by for each in trained if each.model.check} == {"learners"}
    assert scores(session, spring) == {}
    found = scores(session, running)
    assert len(found) == 240
    ranked = sorted(found.values())
    assert ranked[0] == pytest.approx(20, abs=8)
    assert ranked[-1] == pytest.approx(80, abs=8)


def test_a_score_comes_with_its_reasons(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    running = add_section(session, course, "now", RUNNING, fails=None)
    learn(session, course)
    found = learned_scores(session, OPERATOR, [running.id], as_of=NOW.date())
    low, *_, high = sorted(found.values(), key=lambda each: each.score)
    assert low.reasons == ()
    assert "mean of the due work: 30 % (section: 53 %)" in high.reasons


def test_a_section_still_running_teaches_nothing(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    add_section(session, course, "now", RUNNING)
    assert [run.cohort for run in runs(session, course).runs] == ["spring"]


@pytest.mark.parametrize(
    ("learners", "failing"),
    [(FEWEST - 1, 90), (FEWEST, FEWEST_OF_EITHER - 1), (FEWEST, FEWEST - FEWEST_OF_EITHER + 1)],
)
def test_too_few_teach_nothing_and_what_was_learned_stays(
    session: Session, course: Taught, learners: int, failing: int
) -> None:
    section = add_section(session, course, "spring", SPRING)
    kept = learn(session, course)
    everyone = session.scalars(
        select(Enrollment).where(Enrollment.section_id == section.id).order_by(Enrollment.id)
    ).all()
    for number, each in enumerate(everyone):
        each.final_result = "fail" if number < failing else "pass"
        each.final_result = each.final_result if number < learners else None
    session.flush()
    said = rf"there are {learners} enrolments, {failing} of them .*\(cohorts .*: spring\)"
    with pytest.raises(ConflictError, match=said):
        learn(session, course)
    assert trained_models(session, OPERATOR, runs(session, course)) == kept


def test_work_that_does_not_tell_who_fails_teaches_nothing(
    session: Session, course: Taught
) -> None:
    for cohort, starts_on in (("spring", SPRING), ("autumn", AUTUMN)):
        add_section(session, course, cohort, starts_on, fails=lambda number: number % 2 == 0)
    with pytest.raises(ConflictError, match=r"AUC 0\.6"):
        learn(session, course)


def test_training_again_replaces_and_each_time_is_recorded(
    session: Session, course: Taught
) -> None:
    add_section(session, course, "spring", SPRING)
    first = learn(session, course)
    assert learn(session, course) == first
    assert len(session.scalars(select(AttentionModel)).all()) == len(first)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.action, event.subject) for event in events] == [
        ("attention-model.train", "unit-1")
    ] * 2
    assert events[0].detail == {"cohorts": ["spring"], "days": [15, 30, 45, 60, 90, 120]}
    assert first_broken(session) == (2, None)


def test_beside_few_others_nobody_has_a_score(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    few = add_section(session, course, "few", RUNNING, learners=FEWEST_BESIDE - 1, fails=None)
    enough = add_section(session, course, "ten", RUNNING, learners=FEWEST_BESIDE, fails=None)
    learn(session, course)
    assert scores(session, few) == {}
    assert len(scores(session, enough)) == FEWEST_BESIDE


def test_before_the_first_model_nobody_has_a_score(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    running = add_section(session, course, "now", RUNNING, fails=None)
    learn(session, course)
    assert scores(session, running, -1) == scores(session, running, 7) == {}
    assert scores(session, running, 8)


def test_only_who_runs_the_org_trains(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(ForbiddenError):
            learn(session, course, make.viewer(role, course.org))
    assert learn(session, course, make.viewer(Role.ADMINISTRATOR, course.org))


def test_nobody_of_another_org_sees_models_or_scores(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING)
    running = add_section(session, course, "now", RUNNING, fails=None)
    learn(session, course)
    stranger = make.viewer(Role.ADMINISTRATOR, taught(session, "porto").org)
    with pytest.raises(NotFoundError, match="unit-1"):
        runs(session, course, stranger)
    assert trained_models(session, stranger, runs(session, course)) == []
    assert scores(session, running, scope=stranger) == {}
    with pytest.raises(ForbiddenError):
        learn(session, course, stranger)
    instructor = make.viewer(Role.INSTRUCTOR, course.org)
    assert len(scores(session, running, scope=instructor)) == 240


def test_a_code_of_two_programmes_asks_which(session: Session, course: Taught) -> None:
    add_section(session, course, "spring", SPRING, learners=1)
    other = make.programme(session, "languages")
    twin = Taught(course.org, other, make.course(session, other, course.course.code))
    add_section(session, twin, "twin", SPRING, learners=1)
    with pytest.raises(BadInputError, match="languages, tralee"):
        runs(session, course)
    found = course_runs(session, OPERATOR, "tralee", "unit-1", now=NOW, programme="languages")
    assert [run.cohort for run in found.runs] == ["twin"]


def test_on_oulad_the_score_learned_elsewhere_finds_those_who_fail(
    session: Session, shared_data: Path
) -> None:
    make.org(session, "open", time_zone="Europe/London")
    now = datetime(2015, 1, 1, tzinfo=UTC)
    folder = shared_data / "oulad-2013"
    import_file(session, OPERATOR, "oulad", folder, org="open", programme="ou", now=now)
    course = course_runs(session, OPERATOR, "open", "FFF", now=now)
    assert [run.cohort for run in course.runs] == ["2013B", "2013J"]
    moments = [moment for moment in moments_of(course) if moment.day in {60, 120}]
    examples = placed_learners(session, OPERATOR, moments)
    trained = train(session, OPERATOR, course, examples, now=now)
    assert _areas(trained, 60) > 0.825
    assert _areas(trained, 120) > 0.905


def _areas(trained: Sequence[TrainedModel], day: int) -> float:
    return fmean(
        each.model.check.auc
        for each in trained
        if each.without is not None and each.model.day == day and each.model.check is not None
    )
