"""The overview sums what is running, counts a learner once, and stays within the viewer's orgs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from leap_dash.domain.access import Role, Scope
from leap_dash.domain.attention import Status
from leap_dash.queries import overview as overview_query
from leap_dash.queries.overview import WEEKS, overview
from leap_dash.records import CohortList, GroupSums, Overview, PastDay
from leap_dash.services.cohort_days import count_days
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days


def add_cohort(session: Session, kitchen: Kitchen, code: str, *, ended: bool) -> None:
    """Another cohort in which ben missed two items."""
    ends_on = TODAY - days(1) if ended else None
    cohort = make.cohort(session, kitchen.org, kitchen.programme, code, ends_on=ends_on)
    section = make.section(session, cohort, make.course(session, kitchen.programme, code))
    for key in ("one", "two"):
        due = TODAY - days(2)
        make.line_item(session, section, key, due_on=due, counts_from=due + days(1))
    make.enrollment(session, section, kitchen.learners["ben"])
    rebuild_sections(session, [section.id], TODAY)
    count_days(session, NOW)


def test_only_running_cohorts_are_summed_where_some_are_running(
    session: Session, kitchen: Kitchen
) -> None:
    add_cohort(session, kitchen, "Old", ended=True)
    found = overview(session, kitchen.instructor, now=NOW)
    assert [cohort.name for cohort in found.listed.cohorts] == ["Autumn", "Old"]
    assert (found.listed.running, found.listed.of) == (1, 2)
    assert found.listed.together == found.listed.cohorts[0].sums


def test_finished_cohorts_are_summed_where_none_is_running(
    session: Session, kitchen: Kitchen
) -> None:
    kitchen.cohort.ends_on = TODAY - days(3)
    add_cohort(session, kitchen, "Old", ended=True)
    found = overview(session, kitchen.instructor, now=NOW)
    assert found.listed.running == 0
    assert (found.listed.together.learners, found.listed.together.due) == (5, 18 + 2)
    assert found.listed.together.by_status[Status.NEEDS_ATTENTION] == 2


def test_a_learner_in_two_cohorts_counts_once(session: Session, kitchen: Kitchen) -> None:
    add_cohort(session, kitchen, "New", ended=False)
    found = overview(session, kitchen.instructor, now=NOW)
    assert (found.listed.running, found.listed.together.learners) == (2, 5)
    assert found.listed.together.by_status[Status.STOPPED] == 1
    assert (found.listed.together.due, found.listed.together.done) == (18 + 2, 12)
    assert found.listed.together.marked == 5


def test_badges_in_force_are_counted_and_their_holders(session: Session, kitchen: Kitchen) -> None:
    given: tuple[dict[str, Any], ...] = (
        {},
        {},
        {"state": "revoked"},
        {"valid_until": NOW - timedelta(hours=1)},
        {"state": "approved", "issued_at": None},
    )
    for number, values in enumerate(given):
        badge = make.achievement(session, kitchen.org, kitchen.programme, f"badge-{number}")
        make.award(session, badge, kitchen.learners["ana"], **values)
    found = overview(session, kitchen.instructor, now=NOW)
    assert (found.badges, found.badged) == (2, 1)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEARNER, None])
def test_who_may_not_see_learners_gets_an_empty_overview(
    session: Session, kitchen: Kitchen, role: Role | None
) -> None:
    badge = make.achievement(session, kitchen.org, kitchen.programme)
    make.award(session, badge, kitchen.learners["ana"])
    viewer: Scope = make.viewer(role, kitchen.org) if role else kitchen.stranger
    assert overview(session, viewer, now=NOW) == Overview(CohortList((), 0, GroupSums()), 0, 0)


def test_cohorts_beyond_the_limit_are_counted_and_not_summed(
    session: Session, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_cohort(session, kitchen, "New", ended=False)
    monkeypatch.setattr(overview_query, "MOST_COHORTS", 1)
    found = overview(session, kitchen.instructor, now=NOW)
    assert ([cohort.name for cohort in found.listed.cohorts], found.listed.of) == (["New"], 2)
    assert found.listed.together.learners == 1


def at(kitchen: Kitchen, found: Overview, ago: int) -> PastDay:
    """How it was so many weeks ago."""
    past = found.past[-1 - ago]
    assert past.day == TODAY - days(7 * ago)
    return past


def test_the_past_ends_with_what_is_summed_today(session: Session, kitchen: Kitchen) -> None:
    add_cohort(session, kitchen, "Old", ended=True)
    found = overview(session, kitchen.instructor, now=NOW)
    sums, today = found.listed.together, at(kitchen, found, 0)
    assert len(found.past) == WEEKS + 1
    assert (today.learners, today.due, today.done) == (sums.learners, sums.due, sums.done)
    assert today.behind == 2
    assert today.mean == pytest.approx(sums.mean)


def test_a_past_week_has_what_was_due_and_had_come_in_then(
    session: Session, kitchen: Kitchen
) -> None:
    found = overview(session, kitchen.instructor, now=NOW)
    # Four weeks ago only the test was due: eva had handed it in, and nobody knows when she left.
    month_ago = at(kitchen, found, 4)
    assert (month_ago.learners, month_ago.due, month_ago.done) == (5, 5, 4)
    assert month_ago.mean == pytest.approx((90 + 0 + 70 + 60 + 80) / 5)
    assert at(kitchen, found, 8).due == 0
    assert at(kitchen, found, 8).mean is None


def test_where_all_has_ended_the_past_is_that_of_the_end(
    session: Session, kitchen: Kitchen
) -> None:
    kitchen.cohort.ends_on = TODAY - days(20)
    found = overview(session, kitchen.instructor, now=NOW)
    assert found.past[-1].day == TODAY - days(20)
    # What fell due later is part of how it turned out.
    assert found.past[-1].due == found.listed.together.due


def test_badges_of_the_past_are_those_held_then(session: Session, kitchen: Kitchen) -> None:
    def ago(number: int) -> datetime:
        return NOW - days(number)

    given: tuple[dict[str, Any], ...] = (
        {"issued_at": ago(40)},
        {"issued_at": ago(10)},
        {"issued_at": ago(40), "state": "revoked", "status_at": ago(10)},
        {"issued_at": ago(40), "state": "suspended", "status_at": ago(30)},
        {"issued_at": ago(40), "valid_until": ago(10)},
        {"issued_at": ago(40), "state": "expired", "valid_until": ago(33)},
        {"issued_at": None, "state": "approved"},
    )
    for number, values in enumerate(given):
        badge = make.achievement(session, kitchen.org, kitchen.programme, f"badge-{number}")
        make.award(session, badge, kitchen.learners["ana"], **values)
    other = make.org(session, "porto")
    foreign = make.achievement(session, other, kitchen.programme, "foreign")
    make.award(session, foreign, make.learner(session, other), issued_at=ago(40))
    found = overview(session, kitchen.instructor, now=NOW)
    assert [at(kitchen, found, weeks).badges for weeks in (0, 4, 5, 8)] == [2, 3, 5, 0]
    assert found.badges == found.past[-1].badges
