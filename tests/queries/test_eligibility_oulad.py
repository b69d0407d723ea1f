"""Over a whole year of real marks, the SQL of rules and the pure version say the same of everyone.

Skills, outcomes, badges, approvals and active weeks, which the data set has not, are made up.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from leap_dash.db import (
    Achievement,
    ActivityWeek,
    Approval,
    Award,
    Course,
    CriteriaRule,
    Enrollment,
    Learner,
    LearningOutcome,
    Org,
    OutcomeResult,
    Programme,
    Section,
    SkillRecord,
)
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria import LEAVES, kind, leaves
from leap_dash.domain.criteria_evaluate import Measure, evaluate
from leap_dash.domain.criteria_parse import parse
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.services.imports import import_file
from leap_dash.services.progress import rebuild_sections
from tests import factories
from tests.factories import NOW, TODAY
from tests.learner_facts import learner_facts, with_approvals

RULES: list[dict[str, Any]] = [
    {"average": {"min_percent": 40}},
    {"all": [{"average": {"min_percent": 60, "category": "assignment"}}, {"completed": {}}]},
    {"submitted": {"min_share": 0.9, "on_time": True}},
    {"submitted": {"min_share": 0.75, "category": "test", "course": "FFF"}},
    {
        "any": [
            {"result": {"item": "1752", "min_percent": 80}},
            {"result": {"item": "14984", "course": "BBB", "min_percent": 80}},
        ]
    },
    {
        "at_least": 2,
        "of": [
            {"average": {"min_percent": 70}},
            {"submitted": {"min_share": 1}},
            {"completed": {"with": ["distinction"]}},
            {"participation": {"min_active_weeks": 12}},
        ],
    },
    {
        "all": [
            {"skill": {"skill": "listening", "min_level": 3}},
            {"any": [{"outcomes": {"min_share": 0.75}}, {"holds": {"achievement": "silver"}}]},
        ]
    },
    {
        "all": [
            {"participation": {"min_active_weeks": 5, "course": "DDD"}},
            {"outcomes": {"min_share": 0.5, "course": "DDD"}},
            {"average": {"min_percent": 50, "course": "DDD", "category": "exam"}},
        ]
    },
    {"any": [{"approved": {"by": "moderator"}}, {"average": {"min_percent": 85}}]},
    {
        "all": [
            {"at_least": 1, "of": [{"completed": {"course": "BBB"}}, {"completed": {}}]},
            {"any": [{"holds": {"achievement": "silver"}}, {"approved": {"by": "instructor"}}]},
            {"result": {"item": "25348", "min_percent": 0}},
        ]
    },
]


@pytest.fixture
def year(session: Session, shared_data: Path) -> Programme:
    """OULAD 2013 imported, and what it lacks made up."""
    factories.org(session, "open", time_zone="UTC")
    import_file(
        session, OPERATOR, "oulad", shared_data / "oulad-2013", org="open", programme="ou", now=NOW
    )
    programme = session.scalars(select(Programme)).one()
    _invent_outcomes_and_skills(session, programme)
    _invent_activity(session)
    rebuild_sections(session, session.scalars(select(Section.id)).all(), TODAY)
    return programme


def _everyone(session: Session) -> list[tuple[int, UUID]]:
    """Learners, numbered, in an order that is the same on every database."""
    rows = session.scalars(select(Learner.id).order_by(Learner.key))
    return list(enumerate(rows))


def _invent_outcomes_and_skills(session: Session, programme: Programme) -> None:
    courses = session.scalars(select(Course).where(Course.programme_id == programme.id)).all()
    outcomes = [
        factories.add(session, LearningOutcome(course_id=course.id, code=str(i), name="Can"))
        for course in courses
        for i in range(4)
    ]
    people = _everyone(session)
    session.execute(
        insert(OutcomeResult),
        [
            {"learning_outcome_id": row.id, "learner_id": who, "achieved_on": TODAY}
            for i, row in enumerate(outcomes)
            for number, who in people
            if (number + i) % 4 < number % 5
        ],
    )
    session.execute(
        insert(SkillRecord),
        [
            {
                "id": uuid7(),
                "learner_id": who,
                "skill": ("listening", "planning")[number % 2],
                "level": 1 + number % 5,
                "note": "",
                "recorded_at": NOW,
            }
            for number, who in people
            if number % 3
        ],
    )


def _invent_activity(session: Session) -> None:
    enrolled = session.execute(
        select(Enrollment.section_id, Enrollment.learner_id, Learner.key)
        .join(Learner, Learner.id == Enrollment.learner_id)
        .where(Learner.key.like("%7"))
    )
    session.execute(
        insert(ActivityWeek),
        [
            {
                "section_id": section,
                "learner_id": learner,
                "week": week,
                "active_days": week % 4,
                "events": 9,
            }
            for section, learner, key in enrolled
            for week in range(int(key) % 23)
        ],
    )


def _invent_awards(session: Session, badge: Achievement, states: tuple[AwardState, ...]) -> None:
    """An award in one of the states for every fifth learner, approved by one role or another."""
    rule = session.scalars(
        select(CriteriaRule.id).where(CriteriaRule.achievement_id == badge.id)
    ).one()
    awards = [
        {
            "id": uuid7(),
            "org_id": badge.org_id,
            "achievement_id": badge.id,
            "criteria_rule_id": rule,
            "learner_id": who,
            "renewal": 0,
            "state": states[number // 5 % len(states)],
            "trace": [],
            "decided_at": NOW,
            "decided_by": "someone",
        }
        for number, who in _everyone(session)
        if number % 5 == 0
    ]
    session.execute(insert(Award), awards)
    session.execute(
        insert(Approval),
        [
            {
                "award_id": award["id"],
                "role": ("moderator", "instructor")[number // 2 % 2],
                "approved_by": "someone",
                "approved_at": NOW,
            }
            for number, award in enumerate(awards)
        ],
    )


def test_ten_rules_use_every_kind_of_clause() -> None:
    assert len(RULES) == 10
    assert {kind(leaf) for rule in RULES for _, leaf in leaves(parse(rule))} == set(LEAVES)


def test_ten_rules_over_a_year_of_marks(session: Session, year: Programme) -> None:
    org = session.scalars(select(Org)).one()
    silver = factories.achievement(session, org, year, "silver")
    _invent_awards(session, silver, tuple(AwardState))
    facts = learner_facts(session, org.id, year.id, NOW)
    for number, written in enumerate(RULES):
        badge = factories.achievement(session, org, year, f"badge-{number}", rule=written)
        _invent_awards(session, badge, (AwardState.PROPOSED, AwardState.REVOKED))
        report = evaluate_achievement(session, OPERATOR, badge.id, as_of=NOW)
        assert report.evaluated == len(report.rows) == 13_327
        assert 0 < report.eligible < 13_327, written
        told = with_approvals(session, facts, badge, NOW)
        pure = {unit: evaluate(report.rule, each) for unit, each in told.items()}
        fewest: dict[UUID, int] = {}
        for (learner, _), expected in pure.items():
            fewest[learner] = min(len(expected.missing), 2, fewest.get(learner, 2))
        for row in report.rows:
            expected = pure[row.learner_id, row.cohort_id]
            assert row.eligible is expected.met
            assert min(len(expected.missing), 2) == fewest[row.learner_id]
            for found, clause in zip(row.measures, expected.clauses, strict=True):
                assert same(found, clause.measure), (written, row, clause)


def same(found: Measure, expected: Measure) -> bool:
    """Equal but for the last digits of a floating sum."""
    return (
        (found.of, found.enrolled) == (expected.of, expected.enrolled)
        and (found.value is None) is (expected.value is None)
        and abs((found.value or 0) - (expected.value or 0)) < 1e-9
    )
