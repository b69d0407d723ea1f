"""What lapses when: counted by month, listed, filtered, and only of the viewer's orgs."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Learner, Org, Programme
from leap_dash.domain.access import Role
from leap_dash.queries.lapsing import LapsingFilter, lapsing_counts, lapsing_page
from tests import factories as make
from tests.factories import NOW

ANY = LapsingFilter()


def until(year: int, month: int, day: int = 15) -> datetime:
    """Noon of that day."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def house(session: Session) -> tuple[Achievement, list[Learner]]:
    """A badge of an org with learners."""
    org = make.org(session, "tralee")
    badge = make.achievement(session, org, make.programme(session), expires_months=24)
    return badge, [make.learner(session, org, f"k{n}") for n in range(6)]


def ahead(months: int) -> datetime:
    """The middle of a month after the present one."""
    year, month = divmod(NOW.month - 1 + months, 12)
    return until(NOW.year + year, month + 1)


def test_each_of_the_coming_months_says_how_many_lapse_in_it(session: Session) -> None:
    badge, learners = house(session)
    ends = [ahead(1), ahead(1), ahead(11), ahead(12), NOW - timedelta(days=1), None]
    for who, end in zip(learners, ends, strict=True):
        make.award(session, badge, who, valid_until=end)
    viewer = make.viewer(Role.INSTRUCTOR, session.get_one(Org, badge.org_id))
    found = lapsing_counts(session, viewer, ANY, now=NOW)
    assert [each.badges for each in found.months] == [0, 2, *[0] * 9, 1]
    assert found.months[0].first == date(NOW.year, NOW.month, 1)
    assert found.lapsed == 1
    listed = lapsing_page(session, viewer, ANY, now=NOW)
    assert [row.valid_until for row in listed.rows] == [ahead(1), ahead(1), ahead(11)]
    one = lapsing_page(session, viewer, ANY, month=found.months[11].first, now=NOW)
    assert [row.learner_id for row in one.rows] == [learners[2].id]
    gone = lapsing_page(session, viewer, ANY, lapsed=True, now=NOW)
    assert [row.learner_id for row in gone.rows] == [learners[4].id]


def test_what_lapses_at_the_end_of_the_month_is_counted_once(session: Session) -> None:
    badge, learners = house(session)
    begins = ahead(2).replace(day=1, hour=0)
    make.award(session, badge, learners[0], valid_until=begins)
    make.award(session, badge, learners[1], valid_until=begins - timedelta(seconds=1))
    viewer = make.viewer(Role.INSTRUCTOR, session.get_one(Org, badge.org_id))
    found = lapsing_counts(session, viewer, ANY, now=NOW)
    assert [each.badges for each in found.months][:4] == [0, 1, 1, 0]


def test_a_badge_that_is_renewed_or_taken_back_lapses_no_more(session: Session) -> None:
    badge, learners = house(session)
    for who in learners[:3]:
        make.award(session, badge, who, valid_until=ahead(1))
    make.award(session, badge, learners[1], renewal=1, valid_until=ahead(30))
    make.award(session, badge, learners[2], renewal=1, state="revoked", valid_until=ahead(30))
    make.award(session, badge, learners[3], state="revoked", valid_until=ahead(1))
    viewer = make.viewer(Role.INSTRUCTOR, session.get_one(Org, badge.org_id))
    still = lapsing_page(session, viewer, ANY, now=NOW)
    assert {row.learner_id for row in still.rows} == {learners[0].id, learners[2].id}
    renewed = lapsing_page(session, viewer, LapsingFilter(followed=True), now=NOW)
    assert [row.learner_id for row in renewed.rows] == [learners[1].id]


def test_only_those_of_the_badge_and_cohort_asked_for_and_of_the_viewers_orgs(
    session: Session,
) -> None:
    badge, learners = house(session)
    org, programme_id = session.get_one(Org, badge.org_id), badge.programme_id
    programme = session.get_one(Programme, programme_id)
    other = make.achievement(session, org, programme, "other")
    cohort = make.cohort(session, org, programme)
    make.award(session, badge, learners[0], valid_until=ahead(1), cohort_id=cohort.id)
    make.award(session, other, learners[1], valid_until=ahead(1))
    viewer = make.viewer(Role.INSTRUCTOR, org)

    def total(badge_id: UUID | None = None, cohort_id: UUID | None = None) -> int:
        wanted = LapsingFilter(badge_id, cohort_id)
        listed = lapsing_page(session, viewer, wanted, now=NOW).total
        counted = lapsing_counts(session, viewer, wanted, now=NOW).months[1].badges
        assert counted == listed
        return listed

    assert total() == 2
    assert total(other.id) == 1
    assert total(cohort_id=cohort.id) == 1
    stranger = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    assert lapsing_page(session, stranger, LapsingFilter(badge.id), now=NOW).total == 0
    learner = make.viewer(Role.LEARNER, org, own=learners[0])
    assert sum(each.badges for each in lapsing_counts(session, learner, ANY, now=NOW).months) == 0
