"""A draft says before it is published what publishing it would do, and to the viewer alone."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Learner, Org, Programme
from leap_dash.domain.access import NOBODY, OPERATOR, Role, Scope
from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_evaluate import conclude
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.rule_thresholds import thresholds
from leap_dash.pages.rule_preview_words import answer
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_bottlenecks import clause_bottlenecks
from leap_dash.queries.eligibility_lookup import Asked, ask_draft
from leap_dash.queries.rule_elsewhere import by_org, is_run_elsewhere
from leap_dash.queries.rule_preview import MOST_NAMED, nearest_of, preview
from leap_dash.records import Qualifying, RulePreview
from leap_dash.services.imports import import_file
from tests import factories
from tests.factories import NOW
from tests.queries.test_eligibility_oulad import RULES
from tests.rules import rules
from tests.worlds import World, worlds, write


def check(session: Session, asked: Asked, draft: RulePreview, published: Achievement) -> None:
    """What the preview said is what is found once the same rule is in force."""
    rule = asked.question.rule
    evaluated = partial(
        evaluate_achievement, session, OPERATOR, published.id, as_of=NOW, presumed=True
    )
    report = evaluated()
    assert (draft.learners, draft.earn) == (report.evaluated, report.eligible)
    assert (draft.one_step, draft.new) == (report.one_step, report.new)
    stops = clause_bottlenecks(session, OPERATOR, published.id, as_of=NOW, presumed=True)
    assert draft.clauses == stops
    for group in ("learners", "earn", "one_step"):
        total = getattr(draft, group)
        assert sum(getattr(each, group) for each in draft.cohorts) == total
        for groups in by_org(session, OPERATOR, asked):
            assert sum(getattr(each, group) for each in groups) == total
    if draft.spread is not None:
        assert sum(draft.spread.learners) + draft.spread.without == draft.learners
    near = evaluated(showing=Qualifying.ONE_STEP, limit=MOST_NAMED)
    assert list(draft.nearest) == [row.learner_id for row in near.rows]
    named = nearest_of(session, OPERATOR, asked, learners=draft.nearest)
    for mine, theirs in zip(named.rows, near.rows, strict=True):
        assert mine.learner_id == theirs.learner_id
        assert conclude(rule, mine.measures) == conclude(rule, theirs.measures)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), rule=rules())
def test_a_preview_counts_as_the_published_rule_does(
    session: Session, world: World, rule: Rule
) -> None:
    try:
        (published,), _ = write(session, world, [rule])
        badge = session.get_one(Achievement, published)
        last = next((each.clause for each in reversed(thresholds(rule))), None)
        asked = ask_draft(session, OPERATOR, badge.id, rule, NOW)
        for clause in {None, last}:
            check(session, asked, preview(session, OPERATOR, asked, clause=clause), badge)
    finally:
        session.rollback()


@pytest.fixture
def year(session: Session, shared_data: Path) -> Achievement:
    """OULAD 2013 imported, with a badge whose rule is to change."""
    org = factories.org(session, "open", time_zone="UTC")
    import_file(
        session, OPERATOR, "oulad", shared_data / "oulad-2013", org="open", programme="ou", now=NOW
    )
    return factories.achievement(session, org, session.scalars(select(Programme)).one(), "draft")


def test_an_approval_that_the_rule_asks_for_counts_as_given(session: Session) -> None:
    org, programme = factories.org(session), factories.programme(session)
    cohort = factories.cohort(session, org, programme)
    section = factories.section(session, cohort, factories.course(session, programme, "code"))
    for number in range(3):
        factories.enrollment(session, section, factories.learner(session, org, str(number)))
    badge = factories.achievement(session, org, programme)
    rule = parse({"approved": {"by": "moderator"}})
    found = preview(session, OPERATOR, ask_draft(session, OPERATOR, badge.id, rule, NOW))
    assert found.earn == 3
    assert answer(found) == (
        "With this rule 3 learners of 3 would earn it; 0 are one step away. "
        "Approvals count as given."
    )


def test_a_preview_over_a_year_of_marks(session: Session, year: Achievement) -> None:
    org, programme = (
        session.get_one(Org, year.org_id),
        session.get_one(Programme, year.programme_id),
    )
    factories.achievement(session, org, programme, "silver")
    for number, written in enumerate(RULES[1::3]):
        rule = parse(written)
        asked = ask_draft(session, OPERATOR, year.id, rule, NOW)
        draft = preview(session, OPERATOR, asked)
        published = factories.achievement(session, org, programme, f"no-{number}", rule=written)
        check(session, asked, draft, published)
        assert len(draft.courses) == 6
        assert sum(course.learners for course in draft.courses) >= 13_327


def test_only_who_may_change_the_rule_is_told(session: Session) -> None:
    org, programme = factories.org(session), factories.programme(session)
    badge = factories.achievement(session, org, programme)
    stranger = factories.viewer(Role.ADMINISTRATOR, factories.org(session, "graz"))
    rule = parse({"average": {"min_percent": 50}})
    for role in (Role.ADMINISTRATOR, Role.INSTRUCTOR):
        asked = ask_draft(session, factories.viewer(role, org), badge.id, rule, NOW)
        assert preview(session, factories.viewer(role, org), asked).learners == 0
    for scope in (
        NOBODY,
        stranger,
        *(factories.viewer(role, org) for role in (Role.MODERATOR, Role.PARTNER, Role.LEARNER)),
    ):
        with pytest.raises(NotFoundError):
            ask_draft(session, scope, badge.id, rule, NOW)
    with pytest.raises(NotFoundError):
        ask_draft(session, OPERATOR, uuid4(), rule, NOW)


def _school(session: Session, slug: str, programme: Programme, means: list[float]) -> Org:
    org = factories.org(session, slug, country=slug[:2].upper())
    cohort = factories.cohort(session, org, programme)
    course = factories.course(session, programme, f"unit-{slug}")
    section = factories.section(session, cohort, course)
    for number, mean in enumerate(means):
        who = factories.learner(session, org, f"{slug}-{number}")
        enrolled = factories.enrollment(session, section, who)
        sums = {"due": 1, "done": 1, "weight_due": 1.0, "points_due": mean, "mean": mean}
        factories.progress(session, enrolled, **sums)
    return org


def test_orgs_and_countries_are_those_in_which_the_viewer_may_see_learners(
    session: Session,
) -> None:
    programme = factories.programme(session)
    own = _school(session, "ietralee", programme, [80, 80, 30])
    second = _school(session, "iecork", programme, [70])
    _school(session, "atgraz", programme, [90, 10])
    badge = factories.achievement(session, own, programme)
    rule = parse({"average": {"min_percent": 50}})
    both = [factories.viewer(Role.INSTRUCTOR, each) for each in (own, second)]
    of_two = replace(both[0], grants=both[0].grants | both[1].grants)

    def groups(scope: Scope) -> tuple[list[tuple[str, int, int]], ...]:
        asked = ask_draft(session, scope, badge.id, rule, NOW)
        return tuple(
            [(each.name, each.learners, each.earn) for each in listed]
            for listed in by_org(session, scope, asked)
        )

    assert groups(both[0]) == ([("Ietralee", 3, 2)], [("IE", 3, 2)])
    assert groups(of_two) == ([("Ietralee", 3, 2), ("Iecork", 1, 1)], [("IE", 4, 3)])
    assert [is_run_elsewhere(session, each, badge.id) for each in (both[0], of_two)] == [
        False,
        True,
    ]
    orgs, countries = groups(OPERATOR)
    assert len(orgs) == 3
    assert countries == [("AT", 2, 1), ("IE", 4, 3)]


def test_each_of_many_courses_has_who_takes_it_in_the_cohort_that_counts(session: Session) -> None:
    org, programme = factories.org(session), factories.programme(session)
    # The newer has two courses, the older all: more than one whole number has bits for.
    newer, older = (
        factories.cohort(session, org, programme, f"{year}J", starts_on=date(year, 10, 1))
        for year in (2025, 2024)
    )
    courses = [factories.course(session, programme, f"u{number:02}") for number in range(64)]
    places = [factories.section(session, older, course) for course in courses]
    again = [factories.section(session, newer, courses[each]) for each in (0, 63)]
    for key, sections in (
        ("ana", [again[0], *places[:5]]),
        ("ben", [places[0], places[61], places[63]]),
        ("cai", [places[62], *again]),
    ):
        who = factories.learner(session, org, key)
        for section in sections:
            factories.enrollment(session, section, who, final_result="pass")
    badge = factories.achievement(session, org, programme)
    asked = ask_draft(session, OPERATOR, badge.id, parse({"completed": {}}), NOW)
    found = preview(session, OPERATOR, asked)
    assert [(each.name, each.learners, each.earn) for each in found.courses] == [
        (courses[0].name, 3, 3),
        (courses[61].name, 1, 1),
        (courses[63].name, 2, 2),
    ]


def test_names_are_only_of_learners_whom_the_viewer_sees(session: Session) -> None:
    programme = factories.programme(session)
    own = _school(session, "ietralee", programme, [30])
    _school(session, "iecork", programme, [30])
    badge = factories.achievement(session, own, programme)
    scope = factories.viewer(Role.INSTRUCTOR, own)
    asked = ask_draft(session, scope, badge.id, parse({"average": {"min_percent": 50}}), NOW)
    everybody = session.scalars(select(Learner.id)).all()
    (row,) = nearest_of(session, scope, asked, learners=everybody).rows
    assert row.learner_key == "ietralee-0"
    assert nearest_of(session, NOBODY, asked, learners=everybody).rows == ()


def test_values_are_spread_beside_the_threshold(session: Session) -> None:
    programme = factories.programme(session)
    org = _school(session, "ietralee", programme, [0, 49.9999999999, 50, 52.4, 99, 100])
    badge = factories.achievement(session, org, programme)
    rule = parse({"average": {"min_percent": 50}})
    found = preview(session, OPERATOR, ask_draft(session, OPERATOR, badge.id, rule, NOW))
    assert found.spread is not None
    places = {place: many for place, many in enumerate(found.spread.learners) if many}
    # The second is a sum whose last digit is off: it meets 50 %.
    assert places == {0: 1, 20: 3, 39: 2}
    assert found.spread.without == 0
