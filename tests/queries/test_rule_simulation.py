"""A rule tried on the past ends with today's numbers, and each week is as the pure version says."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort
from leap_dash.domain.access import NOBODY, OPERATOR, Role
from leap_dash.domain.criteria import All, Average, Completed, ItemResult, Rule, Submitted
from leap_dash.domain.criteria_evaluate import evaluate
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_lookup import ask_draft, population
from leap_dash.queries.rule_simulation import ended_cohorts, met_on, simulate
from leap_dash.services.progress import rebuild_sections
from tests import factories
from tests.factories import NOW, TODAY
from tests.rules import rules
from tests.worlds import World, facts, worlds, write

CODE = "2026B"


def cohort_of(session: Session, badge: Achievement) -> Cohort:
    """The newer of the two cohorts, which ended a week ago."""
    cohort = session.scalars(
        select(Cohort).where(Cohort.code == CODE, Cohort.org_id == badge.org_id)
    ).one()
    cohort.ends_on = TODAY - timedelta(days=7)
    session.flush()
    return cohort


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), rule=rules(3))
def test_the_curve_ends_with_the_number_of_the_final_evaluation(
    session: Session, world: World, rule: Rule
) -> None:
    try:
        (badge_id,), _ = write(session, world, [rule])
        badge = session.get_one(Achievement, badge_id)
        cohort = cohort_of(session, badge)
        cohort.starts_on = TODAY - timedelta(days=70)
        session.flush()
        asked = ask_draft(session, OPERATOR, badge.id, rule, NOW)
        found = simulate(session, OPERATOR, asked, cohort_id=cohort.id)
        final = evaluate_achievement(session, OPERATOR, badge.id, as_of=NOW, cohort=cohort.id)
        assert found.weeks[-1].met == found.earned == final.eligible
        assert found.learners == final.evaluated
        assert [week.week for week in found.weeks] == list(range(1, 11))
        assert sum(week.first for week in found.weeks) == found.ever
        assert found.ever >= max(week.met for week in found.weeks)
    finally:
        session.rollback()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_a_day_of_the_past_is_judged_as_the_pure_version_judges_it(
    session: Session, world: World
) -> None:
    rule_of = (
        Average(50.0),
        All((Submitted(0.5, on_time=True), Average(25.0, category="test"))),
        ItemResult("t1", 40.0),
        Completed(),
    )
    try:
        badges, learners = write(session, world, list(rule_of))
        badge = session.get_one(Achievement, badges[0])
        cohort = cohort_of(session, badge)
        for days, rule in ((1, rule_of[0]), (19, rule_of[1]), (20, rule_of[2]), (30, rule_of[3])):
            day = TODAY - timedelta(days=days)
            asked = ask_draft(session, OPERATOR, badge.id, rule, NOW)
            people = population(OPERATOR, asked, cohort.id, None)
            end = datetime.combine(day, time.max, tzinfo=UTC)
            question = replace(asked.question, at=end, on=day, past=True)
            expected = set()
            for person, learner in zip(world.people, learners, strict=True):
                told = facts(world, person, CODE)
                if told is None:
                    continue
                open_yet = tuple(replace(each, final_result=None) for each in told.sections)
                then = replace(told, on=day, sections=open_yet)
                if evaluate(rule, then).met:
                    expected.add(learner)
            assert met_on(session, question, people) == expected, (day, rule)
    finally:
        session.rollback()


@pytest.fixture
def badge(session: Session) -> Achievement:
    """Five weeks that are over; an item due in the second and one in the fourth."""
    org, programme = factories.org(session), factories.programme(session)
    start = TODAY - timedelta(days=90)
    cohort = factories.cohort(
        session, org, programme, starts_on=start, ends_on=start + timedelta(days=34)
    )
    section = factories.section(session, cohort, factories.course(session, programme))
    days = [start + timedelta(days=each) for each in (10, 24)]
    items = [
        factories.line_item(
            session, section, f"t{day}", due_on=day, counts_from=day + timedelta(days=1)
        )
        for day in days
    ]
    for key, marks, result in (
        ("ana", (80, 90), "pass"),
        ("ben", (70, 20), "fail"),
        ("cai", (30, 90), "distinction"),
        ("dee", (10, None), "withdrawn"),
    ):
        who = factories.learner(session, org, key)
        factories.enrollment(session, section, who, final_result=result)
        for item, day, mark in zip(items, days, marks, strict=True):
            if mark is not None:
                factories.result(session, item, who, score=mark, submitted_on=day)
    rebuild_sections(session, [section.id], TODAY)
    return factories.achievement(session, org, programme)


def test_it_says_when_and_how_many_passed_in_the_end(session: Session, badge: Achievement) -> None:
    asked = ask_draft(session, OPERATOR, badge.id, Average(50.0), NOW)
    (choice,) = ended_cohorts(session, OPERATOR, badge.id, now=NOW)
    found = simulate(session, OPERATOR, asked, cohort_id=choice.id)
    # Ana and Ben after the first item; Ben falls below with the second, which lifts Cai.
    assert [(each.week, each.met, each.first) for each in found.weeks] == [
        (1, 0, 0),
        (2, 2, 2),
        (3, 2, 0),
        (4, 2, 1),
        (5, 2, 0),
    ]
    assert (found.learners, found.earned, found.ever) == (4, 2, 3)
    assert (found.passed, found.others_passed) == (2, 0)


def test_a_final_result_counts_from_the_end_on(session: Session, badge: Achievement) -> None:
    asked = ask_draft(session, OPERATOR, badge.id, Completed(), NOW)
    (choice,) = ended_cohorts(session, OPERATOR, badge.id, now=NOW)
    found = simulate(session, OPERATOR, asked, cohort_id=choice.id)
    assert [each.met for each in found.weeks] == [0, 0, 0, 0, 2]


def test_a_cohort_that_runs_cannot_be_tried(session: Session, badge: Achievement) -> None:
    session.execute(update(Cohort).values(ends_on=TODAY))
    asked = ask_draft(session, OPERATOR, badge.id, Average(50.0), NOW)
    assert ended_cohorts(session, OPERATOR, badge.id, now=NOW) == ()
    cohort = session.scalars(select(Cohort.id)).one()
    with pytest.raises(BadInputError, match="has not ended"):
        simulate(session, OPERATOR, asked, cohort_id=cohort)


def test_only_cohorts_of_the_badge_that_the_viewer_sees(
    session: Session, badge: Achievement
) -> None:
    asked = ask_draft(session, OPERATOR, badge.id, Average(50.0), NOW)
    cohort = session.scalars(select(Cohort.id)).one()
    graz = factories.org(session, "graz")
    elsewhere = factories.cohort(session, graz, factories.programme(session, "ict"))
    for scope, id_ in (
        (OPERATOR, elsewhere.id),
        (OPERATOR, uuid4()),
        (factories.viewer(Role.INSTRUCTOR, graz), cohort),
        (NOBODY, cohort),
    ):
        with pytest.raises(NotFoundError):
            simulate(session, scope, asked, cohort_id=id_)
    stranger = factories.viewer(Role.INSTRUCTOR, graz)
    assert ended_cohorts(session, stranger, badge.id, now=NOW) == ()
