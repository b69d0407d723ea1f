"""Why a badge was awarded: every kind of clause names the results that its value came from."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Approval,
    Award,
    CriteriaRule,
    Learner,
    Org,
    OutcomeResult,
    SkillRecord,
)
from leap_dash.domain.access import AUTOMATIC, OPERATOR, Role
from leap_dash.domain.criteria import leaves
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.why import why
from tests import factories as make
from tests.factories import NOW, TODAY

LAST_MONTH = TODAY - timedelta(days=30)


@pytest.fixture
def award(session: Session) -> Award:
    """Of a learner with something of every kind, by a rule that the tests choose."""
    org = make.org(session)
    programme = make.programme(session)
    course = make.course(session, programme, "FOH", name="Front office")
    cohort = make.cohort(session, org, programme)
    section = make.section(session, cohort, course)
    learner = make.learner(session, org, given_name="Ana", family_name="Costa")
    make.enrollment(session, section, learner, final_result="pass", status="completed")
    counts = {"due_on": LAST_MONTH, "counts_from": LAST_MONTH + timedelta(days=1)}
    essay = make.line_item(session, section, "essay", name="Essay", **counts)
    make.line_item(session, section, "quiz", name="Quiz", category="test", **counts)
    late = LAST_MONTH + timedelta(days=2)
    make.result(session, essay, learner, score=70.0, submitted_on=late)
    outcome = make.outcome(session, course, name="Can greet")
    make.outcome(session, course, "LO2", name="Can part")
    session.add_all(
        [
            ActivityWeek(
                section_id=section.id, learner_id=learner.id, week=1, active_days=2, events=9
            ),
            OutcomeResult(
                learning_outcome_id=outcome.id, learner_id=learner.id, achieved_on=LAST_MONTH
            ),
            SkillRecord(learner_id=learner.id, skill="patience", level=4, recorded_at=NOW),
        ]
    )
    bronze = make.achievement(session, org, programme, "bronze")
    make.award(session, bronze, learner)
    badge = make.achievement(session, org, programme, "silver")
    made = make.award(session, badge, learner, cohort_id=cohort.id)
    made.decided_by = AUTOMATIC.actor
    session.flush()
    return made


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"result": {"item": "essay", "min_percent": 60}}, [("Essay", "70 of 100, late")]),
        (
            {"average": {"min_percent": 30}},
            [("Essay", "70 of 100, late"), ("Quiz", "not handed in")],
        ),
        ({"submitted": {"min_share": 0, "category": "test"}}, [("Quiz", "not handed in")]),
        ({"participation": {"min_active_weeks": 1}}, [("Front office", "active in 1 week")]),
        ({"completed": {"course": "FOH"}}, [("Front office", "pass")]),
        (
            {"outcomes": {"min_share": 0.5}},
            [("Can greet", f"achieved {LAST_MONTH}"), ("Can part", "not achieved yet")],
        ),
        ({"skill": {"skill": "patience", "min_level": 3}}, [(f"Seen {TODAY}", "level 4")]),
        ({"holds": {"achievement": "bronze"}}, [("Bronze", f"issued {TODAY}")]),
        ({"approved": {"by": "moderator"}}, []),
    ],
)
def test_each_kind_of_clause_says_where_its_value_comes_from(
    session: Session, award: Award, rule: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    set_rule(session, award, rule)
    (reason,) = why(session, OPERATOR, award.id).reasons
    assert [(source.name, source.has) for source in reason.sources] == expected


def set_rule(session: Session, award: Award, rule: dict[str, Any]) -> None:
    """Let the award's badge ask for this."""
    session.execute(
        update(CriteriaRule).where(CriteriaRule.id == award.criteria_rule_id).values(rule=rule)
    )
    session.expire_all()


def test_the_value_is_the_one_that_was_there_when_it_was_decided(
    session: Session, award: Award
) -> None:
    rule = {"result": {"item": "essay", "min_percent": 60}}
    set_rule(session, award, rule)
    ((path, _),) = leaves(parse(rule))
    award.trace = [{"path": path, "met": True, "value": 65.0, "needed": 60}]
    session.flush()
    (reason,) = why(session, OPERATOR, award.id).reasons
    assert (reason.clause.have, reason.clause.need, reason.clause.met) == ("65 %", "60 %", True)


def test_it_says_who_decided_and_approved(session: Session, award: Award) -> None:
    assert why(session, OPERATOR, award.id).decided_by is None
    award.decided_by = "gone@example.org"
    session.add(
        Approval(
            award_id=award.id, role="moderator", approved_by="x@y.org", approved_at=NOW, note="Yes"
        )
    )
    session.flush()
    found = why(session, OPERATOR, award.id)
    assert found.decided_by == "a former colleague"
    assert [(row.by, row.note) for row in found.approvals] == [("a former colleague", "Yes")]


def test_only_who_sees_the_learner_and_the_learner_ask(session: Session, award: Award) -> None:
    learner = session.get_one(Learner, award.learner_id)
    org = session.get_one(Org, learner.org_id)
    assert not why(session, make.viewer(Role.INSTRUCTOR, org), award.id).own
    assert why(session, make.viewer(Role.LEARNER, org, own=learner), award.id).own
    other = make.learner(session, org, "1002")
    strangers = [
        make.viewer(Role.LEARNER, org, own=other),
        make.viewer(Role.PARTNER, org),
        make.viewer(Role.ADMINISTRATOR, make.org(session, "graz")),
    ]
    for who in strangers:
        with pytest.raises(NotFoundError):
            why(session, replace(who, actor="somebody"), award.id)
