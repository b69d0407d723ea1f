"""What the database says of everyone's work on a day is what a plain computation says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Enrollment, LineItem, Org, Result, Section
from leap_dash.domain import results
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.attention_model import Features, norms_of
from leap_dash.domain.results import Item, counts, handed_in, known, percent
from leap_dash.queries.attention_features import placed_learners
from leap_dash.records import Moment
from leap_dash.services.imports import import_file
from tests import factories as make

START = date(2026, 2, 2)
AS_OF = START + timedelta(days=41)
MOMENT_DAYS = (41, 20)


def plain(
    items: Sequence[Item],
    found: Mapping[str, results.Result],
    active: Mapping[int, int] | None,
    moment: Moment,
) -> Features:
    """The numbers of one learner; `active` is active days by week, none where nobody has any."""
    as_of = moment.as_of
    there = {item.key: known(found.get(item.key), as_of) for item in items}
    seen = {key: result for key, result in there.items() if result is not None}
    due = [item for item in items if counts(item, as_of)]
    due_here = [i for i in due if i.key not in seen or not seen[i.key].excused]
    fell = {item.key: item.due_on or item.counts_from or as_of for item in due}
    weighing = [fell[item.key] for item in due if item.weight > 0]
    latest = [item for item in due_here if weighing and (max(weighing) - fell[item.key]).days <= 14]
    marks = [
        reached
        for item in items
        if item.key in seen and not seen[item.key].excused
        for reached in [percent(seen[item.key].score, item.maximum)]
        if reached is not None
    ]
    own = {key: result for key, result in seen.items() if not result.carried_over}
    late = [
        min(max((day - item.due_on).days, -14), 14)
        for item in due_here
        if item.due_on is not None and item.key in own
        for day in [own[item.key].submitted_on]
        if day is not None
    ]
    own_days = [result.submitted_on for result in own.values() if result.submitted_on is not None]
    silence = None
    if fell:
        last = max(fell.values())
        silence = min(max((last - max(own_days)).days, -30), 60) if own_days else 60
    ahead = [
        item
        for item in items
        if item not in due
        and item.key in own
        and handed_in(own[item.key])
        and not own[item.key].excused
    ]
    weeks = range((moment.day + 1) // 7 - 4, (moment.day + 1) // 7)
    return Features(
        mean=_mean(due_here, seen),
        marks=fmean(marks) if marks else 0.0,
        latest=_mean(latest, seen),
        missing=sum(not handed_in(seen.get(item.key)) for item in due_here),
        lateness=fmean(late) if late else None,
        silence=silence,
        ahead=len(ahead),
        active_days=None if active is None else sum(active.get(week, 0) for week in weeks),
    )


def _mean(items: Sequence[Item], seen: Mapping[str, results.Result]) -> float | None:
    weight = sum(item.weight for item in items)
    points = [
        item.weight * (percent(seen[item.key].score, item.maximum) or 0.0)
        for item in items
        if item.key in seen
    ]
    return sum(points) / weight if weight else None


def expected(session: Session, moment: Moment) -> dict[UUID, Features]:
    """By enrolment, everyone of the section on that day, computed without the statement."""
    rows = session.scalars(select(LineItem).where(LineItem.section_id == moment.section_id)).all()
    items = [
        Item(str(i.id), i.category, i.weight, i.maximum, i.due_on, i.counts_from) for i in rows
    ]
    found: dict[UUID, dict[str, results.Result]] = defaultdict(dict)
    for result in session.scalars(
        select(Result).where(Result.line_item_id.in_([item.id for item in rows]))
    ):
        found[result.learner_id][str(result.line_item_id)] = results.Result(
            result.score, result.submitted_on, result.excused, result.carried_over
        )
    active: dict[UUID, dict[int, int]] = defaultdict(dict)
    for week in session.scalars(
        select(ActivityWeek).where(ActivityWeek.section_id == moment.section_id)
    ):
        if week.week < (moment.day + 1) // 7:
            active[week.learner_id][week.week] = week.active_days
    enrolled = [
        each
        for each in session.scalars(
            select(Enrollment).where(Enrollment.section_id == moment.section_id)
        )
        if _is_there(each, moment.as_of)
    ]
    recorded = any(each.learner_id in active for each in enrolled)
    return {
        each.id: plain(
            items, found[each.learner_id], active[each.learner_id] if recorded else None, moment
        )
        for each in enrolled
    }


def _is_there(enrollment: Enrollment, as_of: date) -> bool:
    if enrollment.enrolled_on is not None and enrollment.enrolled_on > as_of:
        return False
    left = enrollment.withdrawn_on
    return enrollment.status != "withdrawn" or (left is not None and left > as_of)


def near(features: Features) -> list[Any]:
    return [value if value is None else pytest.approx(value, abs=1e-9) for value in features]


def assert_agrees(session: Session, moments: Sequence[Moment]) -> None:
    session.expire_all()
    learners = placed_learners(session, OPERATOR, moments)
    for moment in moments:
        here = [each for each in learners if each.moment == moment]
        wanted = expected(session, moment)
        assert {each.enrollment_id for each in here} == wanted.keys()
        norms = norms_of([each.placed.features for each in here])
        for each in here:
            assert list(each.placed.features) == near(wanted[each.enrollment_id])
            assert each.placed.norms == norms


_days = st.sampled_from(
    [None, *(AS_OF + timedelta(days=n) for n in (-40, -23, -21, -20, -9, -1, 0, 1, 9))]
)
_items = st.fixed_dictionaries(
    {
        "weight": st.sampled_from([0.0, 1.0, 12.5]),
        "maximum": st.sampled_from([0.0, 10.0, 100.0]),
        "due_on": _days,
        "counts_from": _days,
    }
)
_results = st.fixed_dictionaries(
    {
        "score": st.none() | st.sampled_from([0.0, 3.7, 10.0]),
        "submitted_on": _days,
        "excused": st.sampled_from([False, False, True]),
        "carried_over": st.sampled_from([False, False, True]),
    }
)
_learners = st.fixed_dictionaries(
    {
        "enrolled_on": st.sampled_from([None, START, AS_OF, AS_OF + timedelta(days=1)]),
        "status": st.sampled_from(["active", "active", "withdrawn", "completed"]),
        "withdrawn_on": st.sampled_from([None, AS_OF, AS_OF + timedelta(days=1)]),
        "results": st.lists(st.none() | _results, min_size=4, max_size=4),
        "weeks": st.dictionaries(st.sampled_from([-1, 0, 1, 2, 5, 6]), st.integers(0, 7)),
    }
)


def _section(session: Session, slug: str = "tralee") -> tuple[Org, Section]:
    org = make.org(session, slug)
    programme = make.programme(session, slug)
    cohort = make.cohort(session, org, programme)
    course = make.course(session, programme)
    return org, make.section(session, cohort, course, starts_on=START)


def _moments(section: Section) -> list[Moment]:
    return [Moment(section.id, START, START + timedelta(days=day)) for day in MOMENT_DAYS]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    items=st.lists(_items, max_size=4),
    learners=st.lists(_learners, max_size=4),
)
def test_the_statement_says_what_a_plain_computation_says(
    session: Session,
    items: Sequence[dict[str, Any]],
    learners: Sequence[dict[str, Any]],
) -> None:
    with session.begin_nested() as savepoint:
        org, section = _section(session)
        _, other = _section(session, "porto")
        rows = [make.line_item(session, section, f"{n}", **item) for n, item in enumerate(items)]
        make.line_item(session, other, counts_from=START)
        for number, values in enumerate(learners):
            learner = make.learner(session, org, f"{number}")
            about = {key: values[key] for key in ("enrolled_on", "status", "withdrawn_on")}
            make.enrollment(session, section, learner, **about)
            for row, result in zip(rows, values["results"], strict=False):
                if result is not None:
                    make.result(session, row, learner, **result)
            session.add_all(
                ActivityWeek(
                    section_id=section.id,
                    learner_id=learner.id,
                    week=week,
                    active_days=active,
                    events=active,
                )
                for week, active in values["weeks"].items()
            )
        session.flush()
        assert_agrees(session, [*_moments(section), *_moments(other)])
        savepoint.rollback()


def test_the_whole_of_oulad_agrees_on_two_days(session: Session, shared_data: Path) -> None:
    make.org(session, "open", time_zone="Europe/London")
    now = datetime(2015, 1, 1, tzinfo=UTC)
    folder = shared_data / "oulad-2013"
    import_file(session, OPERATOR, "oulad", folder, org="open", programme="ou", now=now)
    moments = [
        Moment(section_id, starts_on, starts_on + timedelta(days=day))
        for section_id, starts_on in session.execute(select(Section.id, Section.starts_on))
        if starts_on is not None
        for day in (60, 120)
    ]
    assert len(moments) == 18
    assert_agrees(session, moments)


def test_nobody_is_told_of_sections_of_another_org(session: Session) -> None:
    org, section = _section(session)
    make.enrollment(session, section, make.learner(session, org))
    other, _ = _section(session, "porto")
    (moment, _) = _moments(section)
    for role in (Role.INSTRUCTOR, Role.MODERATOR, Role.ADMINISTRATOR):
        assert len(placed_learners(session, make.viewer(role, org), [moment])) == 1
        assert placed_learners(session, make.viewer(role, other), [moment]) == []
    for role in (Role.PARTNER, Role.LEARNER):
        assert placed_learners(session, make.viewer(role, org), [moment]) == []


@pytest.mark.parametrize(
    ("final_result", "failed"),
    [("pass", False), ("distinction", False), ("fail", True), ("withdrawn", True), (None, None)],
)
def test_who_fails_or_leaves_later_has_failed(
    session: Session, final_result: str | None, failed: bool | None
) -> None:
    org, section = _section(session)
    make.enrollment(session, section, make.learner(session, org), final_result=final_result)
    (each,) = placed_learners(session, OPERATOR, _moments(section)[:1])
    assert each.failed is failed


@pytest.mark.parametrize(("apart", "latest"), [(14, 50.0), (15, 80.0)])
def test_what_fell_due_up_to_two_weeks_before_the_last_is_latest_work(
    session: Session, apart: int, latest: float
) -> None:
    org, section = _section(session)
    learner = make.learner(session, org)
    make.enrollment(session, section, learner)
    for number, (days, score) in enumerate(((0, 80.0), (apart, 20.0))):
        due_on = AS_OF - timedelta(days=5 + days)
        item = make.line_item(session, section, f"{number}", due_on=due_on, counts_from=due_on)
        make.result(session, item, learner, score=score, submitted_on=due_on)
    (each,) = placed_learners(session, OPERATOR, _moments(section)[:1])
    assert each.placed.features.latest == latest
