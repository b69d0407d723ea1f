"""The SQL that judges everyone and the pure version that judges one say the same, always."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from leap_dash.domain.access import OPERATOR
from leap_dash.domain.awards import HELD
from leap_dash.domain.criteria import (
    All,
    AnyOf,
    Approved,
    AtLeast,
    Completed,
    ItemResult,
    Rule,
    leaves,
)
from leap_dash.domain.criteria_evaluate import Evaluation, Measure, conclude, evaluate, steps
from leap_dash.domain.criteria_parse import MAX_DEPTH, MAX_NODES
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_bottlenecks import clause_bottlenecks
from leap_dash.records import EligibilityRow, StoppedBy
from tests.factories import NOW
from tests.rules import everything, rules
from tests.worlds import COHORTS, Enrolled, Person, World, facts, worlds, write


def nearest(world: World, person: Person, rule: Rule) -> tuple[str, Evaluation]:
    """The cohort in which the pure version finds the learner nearest; the newest of several."""
    found = {
        cohort: evaluate(rule, told)
        for cohort in sorted(COHORTS, key=lambda code: COHORTS[code], reverse=True)
        if (told := facts(world, person, cohort)) is not None
    }
    return min(found.items(), key=lambda each: min(len(each[1].missing), 2))


def same(found: Measure, expected: Measure) -> bool:
    """Equal but for the last digits of a floating sum."""
    return (found.of, found.enrolled) == (expected.of, expected.enrolled) and (
        found.value == pytest.approx(expected.value, abs=1e-9)
    )


def check(row: EligibilityRow, cohort: str, expected: Evaluation, rule: Rule) -> None:
    """Met, and every clause: what was found, and whether that meets it."""
    assert row.cohort == cohort
    assert row.eligible is expected.met
    evaluation = conclude(rule, row.measures)
    for mine, pure in zip(evaluation.clauses, expected.clauses, strict=True):
        assert same(mine.measure, pure.measure), (mine, pure)
        assert mine.met is pure.met
    assert {each.path for each in evaluation.missing} == {each.path for each in expected.missing}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), asked=st.lists(rules(), min_size=2, max_size=2))
def test_everyone_is_judged_as_the_pure_version_judges_one(
    session: Session, world: World, asked: list[Rule]
) -> None:
    asked = [*asked, everything()]
    try:
        badges, learners = write(session, world, asked)
        for rule, badge in zip(asked, badges, strict=True):
            report = evaluate_achievement(session, OPERATOR, badge, as_of=NOW)
            expected = [nearest(world, person, rule) for person in world.people]
            rows = {row.learner_id: row for row in report.rows}
            assert set(rows) == set(learners)
            one_step = 0
            for person, learner, (cohort, pure) in zip(
                world.people, learners, expected, strict=True
            ):
                check(rows[learner], cohort, pure, rule)
                assert rows[learner].award == person.proposed
                lacks_one = pure.one_step and person.proposed not in HELD
                assert rows[learner].one_step is lacks_one
                one_step += lacks_one
            assert report.evaluated == len(learners)
            assert report.eligible == sum(pure.met for _, pure in expected)
            assert report.already == sum(person.proposed in HELD for person in world.people)
            assert report.one_step == one_step
            met = [[clause.met for clause in pure.clauses] for _, pure in expected]
            check_bottlenecks(session, badge, rule, met)
            check_stopped(session, badge, rule, dict(zip(learners, met, strict=True)))
            check_presumed(session, badge, rule, world)
    finally:
        session.rollback()


def check_bottlenecks(session: Session, badge: UUID, rule: Rule, met: list[list[bool]]) -> None:
    """Clause by clause: how many meet it, and for how many it alone would change the answer."""
    for i, clause in enumerate(clause_bottlenecks(session, OPERATOR, badge, as_of=NOW)):
        assert clause.met == sum(each[i] for each in met)
        assert clause.not_met == len(met) - clause.met
        with_it = [[m or j == i for j, m in enumerate(each)] for each in met]
        assert clause.alone == sum(
            steps(rule, before) > 0 and steps(rule, after) == 0
            for before, after in zip(met, with_it, strict=True)
        )


def check_stopped(session: Session, badge: UUID, rule: Rule, met: dict[UUID, list[bool]]) -> None:
    """The first and the last clause: who does not meet it, and whom of them it alone stops."""
    last = len(next(iter(met.values()))) - 1
    for i, alone in product({0, last}, (False, True)):
        expected = {
            learner
            for learner, each in met.items()
            if not each[i] and not (alone and (steps(rule, each) == 0 or _lacks(rule, each, i)))
        }
        found = evaluate_achievement(
            session, OPERATOR, badge, as_of=NOW, showing=StoppedBy(i, alone), limit=9
        )
        assert {row.learner_id for row in found.rows} == expected
        assert found.shown == len(expected)


def check_presumed(session: Session, badge: UUID, rule: Rule, world: World) -> None:
    """Who would meet it, were every approval given that it asks for."""
    approvals = [isinstance(leaf, Approved) for _, leaf in leaves(rule)]

    def lacks(person: Person) -> int:
        told = (facts(world, person, cohort) for cohort in COHORTS)
        judged = (evaluate(rule, each).clauses for each in told if each is not None)
        return min(
            steps(
                rule, [clause.met or given for clause, given in zip(each, approvals, strict=True)]
            )
            for each in judged
        )

    found = evaluate_achievement(session, OPERATOR, badge, as_of=NOW, presumed=True)
    assert found.eligible == sum(lacks(person) == 0 for person in world.people)
    for row in found.rows:
        concluded = conclude(rule, row.measures, presumed=found.presumed)
        assert concluded.met is row.eligible
        assert (len(concluded.missing) == 1 and not row.held) is row.one_step


def _lacks(rule: Rule, met: list[bool], i: int) -> int:
    """How many clauses are still missing with that one."""
    return steps(rule, [m or j == i for j, m in enumerate(met)])


PASSED, ELSEWHERE = Completed(results=("pass",)), Completed(course="Z")


def deepest(*, met: bool) -> Rule:
    """As deep as a rule may be: two of three at every level, one of them the next level."""
    rule: Rule = PASSED if met else ELSEWHERE
    for _ in range(MAX_DEPTH - 1):
        rule = AtLeast(2, (PASSED, ELSEWHERE, rule))
    return rule


@pytest.mark.parametrize(
    ("rule", "eligible", "one_step"),
    [
        (deepest(met=True), 1, 0),
        (deepest(met=False), 0, 1),
        (AtLeast(100, (*[PASSED] * 100, *[ELSEWHERE] * 99)), 1, 0),
        (AtLeast(101, (*[PASSED] * 100, *[ELSEWHERE] * 99)), 0, 1),
        (AtLeast(102, (*[PASSED] * 100, *[ELSEWHERE] * 99)), 0, 0),
        (All((*[PASSED] * 198, ELSEWHERE)), 0, 1),
        (AnyOf((*[ELSEWHERE] * 198, PASSED)), 1, 0),
        (All(tuple(ItemResult(f"item {i}", 40) for i in range(MAX_NODES - 1))), 0, 0),
    ],
)
def test_the_largest_rules_are_still_one_statement(
    session: Session, rule: Rule, eligible: int, one_step: int
) -> None:
    taken = {("2026B", "A"): Enrolled("pass", 0, {})}
    learner = Person(taken, dict.fromkeys("ABC", 0), {}, {}, None, frozenset())
    empty = World({}, {}, (learner,))
    (badge,), _ = write(session, empty, [rule])
    report = evaluate_achievement(session, OPERATOR, badge, as_of=NOW)
    assert (report.eligible, report.one_step) == (eligible, one_step)
