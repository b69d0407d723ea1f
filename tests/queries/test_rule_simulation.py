"""A rule tried on the past ends with today's numbers, and each week is as the pure version says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    Cohort,
    OutcomeResult,
    Programme,
    Section,
    SkillRecord,
)
from leap_dash.domain.access import NOBODY, OPERATOR, Role
from leap_dash.domain.criteria import (
    All,
    Approved,
    Average,
    Completed,
    Holds,
    ItemResult,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
)
from leap_dash.domain.criteria_evaluate import conclude, measures
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_lookup import ask_draft
from leap_dash.queries.rule_simulation import ended_cohorts, simulate
from leap_dash.queries.rule_weeks import met_at_ends
from leap_dash.queries.rule_weeks_facts import Days, read_enrolled
from leap_dash.records import Simulation
from leap_dash.services.imports import import_file
from leap_dash.services.progress import rebuild_sections
from tests import factories
from tests.factories import NOW, TODAY
from tests.learner_facts import learner_facts
from tests.queries.test_eligibility_oulad import RULES
from tests.rules import BADGES, COURSES, SKILLS, rules
from tests.worlds import COHORTS, Enrolled, Person, World, worlds, write

CODE = "2026B"
EACH_KIND: tuple[Rule, ...] = (
    Average(50.0),
    Average(10.0, category="test"),
    Submitted(0.5),
    Submitted(0.5, on_time=True),
    ItemResult("t1", 40.0),
    Participation(1),
    Completed(),
    Outcomes(0.3),
    Approved(Role.MODERATOR),
    *(Skill(skill, 2) for skill in SKILLS),
    *(Holds(badge) for badge in BADGES),
)
NOT_APPROVED = World(
    items={(cohort, course): () for cohort in COHORTS for course in COURSES},
    outcomes={},
    people=(Person({(CODE, COURSES[0]): Enrolled(None, 0, {})}, {}, {}, {}, None, frozenset()),),
)


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
@example(world=NOT_APPROVED, rule=Approved(Role.MODERATOR))
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
        final = evaluate_achievement(
            session, OPERATOR, badge.id, as_of=NOW, cohort=cohort.id, presumed=True
        )
        assert found.weeks[-1].met == found.earned == final.eligible
        assert found.learners == final.evaluated
        assert [week.week for week in found.weeks] == list(range(1, 11))
        assert sum(week.first for week in found.weeks) == found.ever
        assert found.ever >= max(week.met for week in found.weeks)
    finally:
        session.rollback()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), rule=rules(3), chance=st.randoms(use_true_random=False))
def test_each_day_of_the_past_is_judged_as_the_pure_version_judges_it(
    session: Session, world: World, rule: Rule, chance: Random
) -> None:
    try:
        (badge_id,), _ = write(session, world, [rule])
        badge = session.get_one(Achievement, badge_id)
        cohort = cohort_of(session, badge)
        scatter(session, chance)
        check_days(session, badge, [rule, *EACH_KIND], cohort, (70, 45, 21, 20, 19, 18, 8, 7, 1))
    finally:
        session.rollback()


def scatter(session: Session, chance: Random) -> None:
    """Give all that has a day of its own, besides marks, another one of the last ten weeks."""

    def day() -> date:
        return TODAY - timedelta(days=chance.randrange(70))

    def moment() -> datetime:
        return datetime.combine(day(), time(chance.randrange(24)), tzinfo=UTC)

    for outcome in session.scalars(select(OutcomeResult)):
        outcome.achieved_on = day()
    for record in session.scalars(select(SkillRecord)):
        record.recorded_at = moment()
    for award in session.scalars(select(Award)):
        award.issued_at = moment()
        award.valid_until = chance.choice([None, moment()])
    for section in session.scalars(select(Section)):
        section.starts_on = chance.choice([None, day()])
        section.ends_on = chance.choice([None, TODAY - timedelta(days=chance.randrange(20))])
    session.flush()


def check_days(
    session: Session, badge: Achievement, rules: Sequence[Rule], cohort: Cohort, ago: Sequence[int]
) -> None:
    """Compare all learners of the cohort on days so long ago, the longest first."""
    days = [TODAY - timedelta(days=each) for each in ago]
    ends = [datetime.combine(day, time.max, tzinfo=UTC) for day in days]
    enrolled = read_enrolled(session, cohort.id, None)
    met = []
    for rule in rules:
        asked = ask_draft(session, OPERATOR, badge.id, rule, NOW)
        known = Days(tuple(days), tuple(ends))
        met.append(met_at_ends(session, asked.question, enrolled, known))
        assert met[-1].shape == (len(days), len(enrolled.learners))
    for number, end in enumerate(ends):
        told = learner_facts(session, badge.org_id, badge.programme_id, end, past=True)
        for rule, found in zip(rules, met, strict=True):
            of_each = (measures(rule, told[who, cohort.id]) for who in enrolled.learners)
            expected = [conclude(rule, found_then, presumed=True).met for found_then in of_each]
            assert found[number].tolist() == expected, (end, rule)


def test_days_of_a_year_of_marks(session: Session, shared_data: Path) -> None:
    org = factories.org(session, "open", time_zone="UTC")
    import_file(
        session, OPERATOR, "oulad", shared_data / "oulad-2013", org="open", programme="ou", now=NOW
    )
    programme = session.scalars(select(Programme)).one()
    factories.achievement(session, org, programme, "silver")
    badge = factories.achievement(session, org, programme, "gold")
    cohort = session.scalars(select(Cohort).where(Cohort.code == "2013B")).one()
    assert cohort.ends_on is not None
    ended = (TODAY - cohort.ends_on).days
    check_days(session, badge, [parse(each) for each in RULES], cohort, (ended + 99, ended))


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


def test_an_approval_counts_as_given_in_every_week(session: Session, badge: Achievement) -> None:
    (choice,) = ended_cohorts(session, OPERATOR, badge.id, now=NOW)

    def tried(rule: Rule) -> Simulation:
        asked = ask_draft(session, OPERATOR, badge.id, rule, NOW)
        return simulate(session, OPERATOR, asked, cohort_id=choice.id)

    alone = tried(Average(50.0))
    approved = tried(All((Average(50.0), Approved(Role.MODERATOR))))
    assert approved == replace(alone, asks_approval=True)
    assert not alone.asks_approval


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
