"""Who qualifies for a badge is asked within one's scope, page by page, with true counts."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Cohort,
    CriteriaRule,
    Enrollment,
    Learner,
    Org,
    Programme,
    Section,
)
from leap_dash.domain.access import NOBODY, OPERATOR, Role, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_evaluate import conclude
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.narrative import clause_text
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.eligibility_bottlenecks import clause_bottlenecks
from leap_dash.records import EligibilityReport, EligibilityRow, Qualifying, StoppedBy
from tests import factories
from tests.factories import NOW, TODAY


@dataclass(frozen=True, slots=True)
class Class:
    """A cohort of one course, in which learners have a mean each."""

    session: Session
    org: Org
    programme: Programme
    cohort: Cohort
    section: Section
    badge: Achievement

    def learner(self, key: str, mean: float, **values: object) -> Learner:
        """Someone enrolled, with that mean over what was due."""
        who = factories.learner(self.session, self.org, key, **values)
        self.enrol(who, self.section, mean)
        return who

    def enrol(self, who: Learner, section: Section, mean: float) -> Enrollment:
        """The learner in a section, with that mean."""
        enrolled = factories.enrollment(self.session, section, who)
        factories.progress(
            self.session, enrolled, due=1, done=1, weight_due=1.0, points_due=mean, mean=mean
        )
        return enrolled

    def later_section(self) -> Section:
        """The course again, a year later."""
        cohort = factories.cohort(
            self.session,
            self.org,
            self.programme,
            "2027A",
            starts_on=TODAY + timedelta(days=365),
        )
        course = factories.course(self.session, self.programme, "later")
        return factories.section(self.session, cohort, course)


def made(session: Session, slug: str = "tralee", programme: Programme | None = None) -> Class:
    """An org with a badge for an average of 40 %."""
    org = factories.org(session, slug)
    programme = programme or factories.programme(session)
    course = factories.course(session, programme, f"unit-{slug}")
    cohort = factories.cohort(session, org, programme)
    section = factories.section(session, cohort, course)
    badge = factories.achievement(session, org, programme)
    return Class(session, org, programme, cohort, section, badge)


@pytest.fixture
def tralee(session: Session) -> Class:
    """Ana at 90 %, Ben at 50 %, Cai at 30 %."""
    school = made(session)
    for key, mean in (("ana", 90.0), ("ben", 50.0), ("cai", 30.0)):
        school.learner(key, mean)
    return school


def keys(report: EligibilityReport) -> list[str]:
    """The learners listed, in their order."""
    return [row.learner_key for row in report.rows]


def row(report: EligibilityReport, key: str) -> EligibilityRow:
    """The row of one learner."""
    return next(row for row in report.rows if row.learner_key == key)


def ask(
    school: Class,
    badge: str | UUID = "host",
    scope: Scope = OPERATOR,
    *,
    cohort: str | UUID | None = None,
    learners: list[UUID] | None = None,
    showing: Qualifying = Qualifying.EVERYONE,
    limit: int | None = None,
    offset: int = 0,
) -> EligibilityReport:
    """Who qualifies now."""
    return evaluate_achievement(
        school.session,
        scope,
        badge,
        as_of=NOW,
        cohort=cohort,
        learners=learners,
        showing=showing,
        limit=limit,
        offset=offset,
    )


def test_everyone_is_counted_and_the_missing_clause_is_named(tralee: Class) -> None:
    report = ask(tralee)
    assert (report.evaluated, report.eligible, report.already, report.one_step) == (3, 2, 0, 1)
    assert keys(report) == ["ana", "ben", "cai"]
    (lacking,) = conclude(report.rule, row(report, "cai").measures).missing
    text = clause_text(lacking, report.names)
    assert (text.have, text.need) == ("30 %", "40 %")


def test_nobody_sees_the_learners_of_another_org(tralee: Class) -> None:
    other = made(tralee.session, "sligo", tralee.programme)
    stranger = factories.viewer(Role.INSTRUCTOR, other.org)
    for scope in (stranger, NOBODY, factories.viewer(Role.PARTNER, tralee.org)):
        with pytest.raises(NotFoundError):
            ask(tralee, tralee.badge.id, scope)
        with pytest.raises(NotFoundError):
            clause_bottlenecks(tralee.session, scope, tralee.badge.id, as_of=NOW)
    mine = ask(tralee, "host", stranger)
    assert mine.achievement_id == other.badge.id
    assert keys(mine) == []


def test_an_org_judges_its_own_learners_alone_in_a_shared_programme(tralee: Class) -> None:
    other = made(tralee.session, "sligo", tralee.programme)
    other.learner("dan", 100.0)
    assert keys(ask(tralee, tralee.badge.id)) == ["ana", "ben", "cai"]
    with pytest.raises(NotFoundError):
        ask(tralee, tralee.badge.id, cohort=other.cohort.id)


def test_a_learner_sees_themselves_and_nobody_else(tralee: Class) -> None:
    dora = tralee.learner("dora", 10.0)
    own = factories.viewer(Role.LEARNER, tralee.org, own=dora)
    report = ask(tralee, scope=own)
    assert keys(report) == ["dora"]
    assert (report.evaluated, report.one_step) == (1, 1)
    others = [each.learner_id for each in ask(tralee).rows if each.learner_id != dora.id]
    assert keys(ask(tralee, scope=own, learners=others)) == []
    (clause,) = clause_bottlenecks(tralee.session, own, "host", as_of=NOW)
    assert (clause.met, clause.not_met) == (0, 1)


def test_a_slug_of_several_orgs_asks_which_is_meant(tralee: Class) -> None:
    made(tralee.session, "sligo", tralee.programme)
    with pytest.raises(BadInputError, match="sligo/host, tralee/host"):
        ask(tralee)
    assert ask(tralee, "tralee/host").achievement_id == tralee.badge.id
    assert ask(tralee, str(tralee.badge.id)).org_id == tralee.org.id


def test_what_there_is_none_of_is_named(tralee: Class) -> None:
    for unknown in ("hots", "tralee/hots", "nowhere/host", str(uuid4())):
        with pytest.raises(NotFoundError, match=unknown):
            ask(tralee, unknown)
    with pytest.raises(NotFoundError, match="there are: 2026A"):
        ask(tralee, cohort="2026B")


def test_a_cohort_or_some_learners_are_judged_alone(tralee: Class) -> None:
    later = tralee.later_section()
    tralee.enrol(tralee.learner("dan", 60.0), later, 20.0)
    assert keys(ask(tralee, cohort="2026A")) == ["ana", "ben", "dan", "cai"]
    assert keys(ask(tralee, cohort=later.cohort_id)) == ["dan"]
    assert ask(tralee, cohort="2027A").eligible == 0
    one = row(ask(tralee), "ben").learner_id
    assert keys(ask(tralee, learners=[one])) == ["ben"]
    assert ask(tralee, learners=[]).evaluated == 0


def test_a_learner_of_two_cohorts_counts_once_where_they_are_nearest(tralee: Class) -> None:
    later = tralee.later_section()
    for key, now, then in (("dan", 60.0, 20.0), ("eve", 10.0, 80.0), ("fay", 10.0, 20.0)):
        tralee.enrol(tralee.learner(key, now), later, then)
    report = ask(tralee)
    assert report.evaluated == 6
    assert report.eligible == 4
    cohorts = {each.learner_key: each.cohort for each in report.rows}
    assert (cohorts["dan"], cohorts["eve"]) == ("2026A", "2027A")
    assert cohorts["fay"] == "2027A"  # equally far in both: the newest
    assert row(report, "dan").cohort_id == tralee.cohort.id


@pytest.mark.parametrize(
    ("state", "valid_days", "shown", "already"),
    [
        ("issued", None, AwardState.ISSUED, 1),
        ("proposed", None, AwardState.PROPOSED, 1),
        ("approved", None, AwardState.APPROVED, 1),
        ("issued", -1, AwardState.EXPIRED, 0),
        ("issued", 1, AwardState.ISSUED, 1),
        ("revoked", None, AwardState.REVOKED, 1),
    ],
)
def test_who_has_the_badge_is_said_as_it_stands_today(
    tralee: Class, state: str, valid_days: int | None, shown: AwardState, already: int
) -> None:
    ends = None if valid_days is None else NOW + timedelta(days=valid_days)
    ana = tralee.session.get_one(Learner, row(ask(tralee), "ana").learner_id)
    factories.award(tralee.session, tralee.badge, ana, state=state, valid_until=ends)
    report = ask(tralee)
    assert row(report, "ana").award is shown
    assert (report.eligible, report.already) == (2, already)
    new = keys(ask(tralee, showing=Qualifying.NEW))
    assert new == (["ben"] if already else ["ana", "ben"])


def test_of_several_awards_the_latest_renewal_counts(tralee: Class) -> None:
    ana = tralee.session.get_one(Learner, row(ask(tralee), "ana").learner_id)
    factories.award(tralee.session, tralee.badge, ana, state="revoked")
    factories.award(tralee.session, tralee.badge, ana, renewal=1)
    report = ask(tralee)
    assert report.evaluated == len(report.rows) == 3
    assert row(report, "ana").award is AwardState.ISSUED


def test_who_holds_the_badge_is_not_one_step_from_it(tralee: Class) -> None:
    cai = tralee.session.get_one(Learner, row(ask(tralee), "cai").learner_id)
    factories.award(tralee.session, tralee.badge, cai)
    report = ask(tralee)
    assert report.one_step == 0
    assert not row(report, "cai").one_step
    assert keys(ask(tralee, showing=Qualifying.ONE_STEP)) == []


def test_the_counts_are_of_everyone_whatever_the_page_shows(tralee: Class) -> None:
    for number in range(20):
        tralee.learner(f"z{number:02}", 10.0, given_name="Zoe", family_name=f"Zan{number:02}")
    pages = [
        ask(tralee, showing=Qualifying.ONE_STEP, limit=8, offset=offset) for offset in (0, 8, 16)
    ]
    listed = [key for page in pages for key in keys(page)]
    assert listed == ["cai", *(f"z{number:02}" for number in range(20))]
    assert row(pages[1], "z10").learner_name == "Zoe Zan10"
    empty = ask(tralee, showing=Qualifying.ONE_STEP, limit=8, offset=80)
    for page in (*pages, empty):
        assert (page.evaluated, page.eligible, page.one_step) == (23, 2, 21)
    assert keys(empty) == []
    assert keys(ask(tralee, showing=Qualifying.ELIGIBLE)) == ["ana", "ben"]


def test_a_programme_without_learners_has_nobody_to_judge(session: Session) -> None:
    report = ask(made(session))
    assert (report.evaluated, report.eligible, report.already, report.one_step) == (0, 0, 0, 0)
    assert report.rows == ()


def test_someone_whose_progress_was_never_summed_has_nothing_due(session: Session) -> None:
    school = made(session)
    factories.enrollment(session, school.section, factories.learner(session, school.org, "ana"))
    report = ask(school)
    (outcome,) = conclude(report.rule, row(report, "ana").measures).clauses
    assert outcome.measure.value is None
    assert outcome.measure.enrolled


def test_names_of_what_the_rule_names_come_along(session: Session) -> None:
    school = made(session)
    factories.line_item(session, school.section, "1752", name="TMA 3")
    silver = factories.achievement(session, school.org, school.programme, "silver", name="Silver")
    rule = {
        "all": [
            {"result": {"item": "1752", "course": "unit-tralee", "min_percent": 40}},
            {"holds": {"achievement": silver.slug}},
        ]
    }
    factories.achievement(session, school.org, school.programme, "gold", rule=rule)
    names = ask(school, "gold").names
    assert names.items == {"1752": "TMA 3"}
    assert names.courses == {"unit-tralee": "unit-tralee"}
    assert names.achievements == {"silver": "Silver"}


def test_the_rule_in_force_is_the_one_asked(tralee: Class) -> None:
    tralee.session.add(
        CriteriaRule(
            achievement_id=tralee.badge.id,
            version=2,
            rule={"average": {"min_percent": 95}},
            narrative="",
            created_at=NOW,
        )
    )
    assert ask(tralee).eligible == 2
    tralee.badge.rule_version = 2
    tralee.session.flush()
    report = ask(tralee)
    assert (report.rule_version, report.eligible) == (2, 0)


def test_the_clause_that_stops_most_is_told_from_the_one_that_alone_stops(
    session: Session,
) -> None:
    school = made(session)
    rule = {"all": [{"average": {"min_percent": 40}}, {"completed": {}}]}
    factories.achievement(session, school.org, school.programme, "both", rule=rule)
    for key, mean, result in (("a", 50.0, "pass"), ("b", 50.0, None), ("c", 50.0, None),
                              ("d", 10.0, None), ("e", 10.0, "pass")):  # fmt: skip
        who = factories.learner(session, school.org, key)
        school.enrol(who, school.section, mean).final_result = result
    session.flush()
    average, completed = clause_bottlenecks(session, OPERATOR, "both", as_of=NOW)
    assert (average.met, average.not_met, average.alone) == (3, 2, 1)
    assert (completed.met, completed.not_met, completed.alone) == (2, 3, 2)
    assert (completed.path, completed.need) == ("all[1].completed", "pass or distinction")


def test_who_withdrew_from_every_course_is_left_out_where_only_the_enrolled_count(
    session: Session, tralee: Class
) -> None:
    for key, there_too in (("dee", False), ("eva", True)):
        gone = tralee.learner(key, 20.0)
        left = session.scalars(select(Enrollment).where(Enrollment.learner_id == gone.id)).one()
        left.status = "withdrawn"
        if there_too:
            other = factories.course(session, tralee.programme, "second")
            tralee.enrol(gone, factories.section(session, tralee.cohort, other), 20.0)
    report = evaluate_achievement(session, OPERATOR, "host", as_of=NOW, enrolled=True)
    assert sorted(keys(report)) == ["ana", "ben", "cai", "eva"]
    assert evaluate_achievement(session, OPERATOR, "host", as_of=NOW).evaluated == 5
    (clause,) = clause_bottlenecks(session, OPERATOR, "host", as_of=NOW, enrolled=True)
    assert (clause.met, clause.not_met) == (2, 2)


def test_a_clause_that_the_rule_has_not_is_said(session: Session, tralee: Class) -> None:
    with pytest.raises(NotFoundError, match="no clause number 2"):
        evaluate_achievement(session, OPERATOR, "host", as_of=NOW, showing=StoppedBy(1))
