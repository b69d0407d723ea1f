"""Over a whole cohort the database judges and ranks each learner as the plain rule does."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Float, Integer, Select, Subquery, cast, literal, select, union_all
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Enrollment
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.attention import CLOSED, Work, status
from leap_dash.domain.attention_score import score
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds
from leap_dash.queries.attention_sql import rank_of, status_of, terms, terms_by_cohort, terms_of
from leap_dash.queries.cohort_sums import cohort_sums
from leap_dash.queries.cohorts import cohort_head
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import days, make_kitchen

_days = st.none() | st.integers(-100, 5).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Anything that can be known of a learner."""
    due = draw(st.integers(0, 6))
    done = draw(st.integers(0, due))
    return Work(
        due=due,
        done=done,
        late=draw(st.integers(0, done)),
        mean=draw(st.none() | st.sampled_from([0.0, 39.9, 40.0, 49.9, 50.0, 99.0, 105.0])),
        active_on=draw(_days),
        since=draw(_days),
        left=draw(st.sampled_from([False, False, False, True])),
        passed=draw(st.sampled_from([False, False, False, True])),
        failed=draw(st.sampled_from([False, False, True])),
    )


_thresholds = st.just(DEFAULTS) | st.builds(
    Thresholds,
    st.integers(1, 4),
    st.sampled_from([0.0, 40.0, 55.5, 100.0]),
    st.integers(1, 40),
    st.integers(41, 90),
)


def _rows(all_works: list[Work]) -> Subquery:
    """The works as rows of `learner_sums`, numbered."""
    return union_all(*(_row(at, work) for at, work in enumerate(all_works))).subquery("sums")


def _row(at: int, work: Work) -> Select[*tuple[object, ...]]:
    numbers = {
        "at": at,
        "due": work.due,
        "done": work.done,
        "late": work.late,
        "missing": work.missing,
        "is_gone": int(work.left),
        "passed": int(work.passed),
        "failed": int(work.failed),
    }
    days_ = {"active_on": work.active_on, "since": work.since}
    return select(
        *(literal(value, Integer).label(name) for name, value in numbers.items()),
        cast(literal(work.mean, Float), Float).label("mean"),
        *(literal(value, Date).label(name) for name, value in days_.items()),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(all_works=st.lists(works(), min_size=2, max_size=25), thresholds=_thresholds)
def test_the_database_says_the_same_status_and_the_same_order(
    session: Session, all_works: list[Work], thresholds: Thresholds
) -> None:
    sums = _rows(all_works)
    given_terms = terms(TODAY, thresholds)
    found = session.execute(
        select(status_of(sums, given_terms), rank_of(sums, given_terms)).order_by(sums.c.at)
    ).all()
    for work, (said, rank) in zip(all_works, found, strict=True):
        expected = status(work, TODAY, thresholds)
        assert said == expected.value
        if expected in CLOSED:
            assert rank is None
        else:
            assert abs(rank - score(work, TODAY, thresholds)) <= 0.05 + 1e-6


def test_each_cohort_is_judged_by_its_own_day_and_thresholds(session: Session) -> None:
    kitchen = make_kitchen(session)
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    strict = Thresholds(missing_items=1, mean_below=80, quiet_days=2, stopped_days=90)
    for as_of, thresholds in ((TODAY, strict), (TODAY - days(12), DEFAULTS)):
        seen = replace(head, as_of=as_of, thresholds=thresholds)
        sums = cohort_sums(OPERATOR, seen).subquery("sums")
        together = terms_by_cohort(sums, {kitchen.cohort_id: (as_of, thresholds)})
        both = select(status_of(sums, terms_of(seen)), status_of(sums, together))
        rows = session.execute(both).all()
        assert len(rows) == 6
        assert all(alone == among_others for alone, among_others in rows)


def test_a_week_of_activity_counts_once_it_is_over_or_is_now(session: Session) -> None:
    org = make.org(session, "tralee")
    programme = make.programme(session)
    start = TODAY - days(24)  # week 3 is under way
    cohort = make.cohort(session, org, programme, starts_on=start, ends_on=None)
    section = make.section(session, cohort, make.course(session, programme))
    learner = make.learner(session, org)
    make.enrollment(session, section, learner)
    for week, active_days in ((0, 3), (1, 1), (2, 0), (3, 2)):
        session.add(
            ActivityWeek(
                section_id=section.id,
                learner_id=learner.id,
                week=week,
                active_days=active_days,
                events=9,
            )
        )
    session.flush()
    head = cohort_head(session, OPERATOR, cohort.id, now=NOW)

    def last_active(ago: int) -> date | None:
        sums = cohort_sums(OPERATOR, replace(head, as_of=TODAY - days(ago))).subquery()
        (found,) = session.execute(select(sums.c.active_on)).scalars()
        active: date | None = found
        return active

    assert last_active(0) == TODAY  # in the week under way
    assert last_active(1) == start + days(13)  # that week is not over yet; week 2 had none
    assert last_active(24 - 13) == start + days(13)
    assert last_active(24 - 12) == start + days(6)
    assert last_active(24 - 5) is None


def test_silence_begins_with_the_course_or_with_a_later_enrolment(session: Session) -> None:
    kitchen = make_kitchen(session)
    for enrollment in session.scalars(select(Enrollment)):
        key = kitchen.key_of(enrollment.learner_id)
        before_and_after = {"ana": TODAY - days(300), "ben": TODAY - days(7)}
        enrollment.enrolled_on = before_and_after.get(key)
    session.flush()
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    sums = cohort_sums(OPERATOR, head).subquery()
    since = {
        kitchen.key_of(row.learner_id): row.since
        for row in session.execute(select(sums.c.learner_id, sums.c.since))
    }
    start = TODAY - days(80)
    assert since == dict.fromkeys(kitchen.learners, start) | {"ben": TODAY - days(7)}
