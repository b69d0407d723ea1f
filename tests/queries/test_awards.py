"""Badges and awards are listed as they stand today, to those who see the learners of the org."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Org, Programme
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.awards import AwardState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.awards import (
    achievement,
    achievement_choices,
    achievements,
    award_rows,
    cohort_choices,
)
from tests import factories as make
from tests.factories import NOW


@pytest.fixture
def tralee(session: Session) -> Org:
    return make.org(session, "tralee")


@pytest.fixture
def hospitality(session: Session) -> Programme:
    return make.programme(session, "hospitality")


def test_a_badge_counts_those_in_force(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    badge = make.achievement(session, tralee, hospitality, name="Perfect host", level="gold")
    stored: list[dict[str, object]] = [
        {},
        {"valid_until": NOW + timedelta(days=1)},
        {"valid_until": NOW},
        {"state": "revoked"},
        {"state": "approved", "issued_at": None},
    ]
    for number, values in enumerate(stored):
        make.award(session, badge, make.learner(session, tralee, str(number)), **values)
    scope = make.viewer(Role.MODERATOR, tralee)
    (listed,) = achievements(session, scope, now=NOW)
    assert listed == achievement(session, scope, badge.id, now=NOW)
    assert (listed.name, listed.level, listed.issued) == ("Perfect host", "gold", 2)
    assert listed.narrative == "What it takes to be host."
    assert (listed.org_name, listed.programme_name) == ("Tralee", "Hospitality")


def test_an_award_past_its_last_day_has_expired(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    badge = make.achievement(session, tralee, hospitality)
    who = make.learner(session, tralee)
    given = make.award(session, badge, who, valid_until=NOW + timedelta(hours=1))
    scope = make.viewer(Role.INSTRUCTOR, tralee)
    for now, state, other in (
        (NOW, AwardState.ISSUED, AwardState.EXPIRED),
        (NOW + timedelta(hours=1), AwardState.EXPIRED, AwardState.ISSUED),
    ):
        page = award_rows(session, scope, now=now, state=state)
        assert [(row.id, row.state) for row in page.rows] == [(given.id, state)]
        assert award_rows(session, scope, now=now, state=other).total == 0


def test_awards_are_found_by_badge_cohort_and_name(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    host, cook = (make.achievement(session, tralee, hospitality, slug) for slug in ("host", "cook"))
    autumn = make.cohort(session, tralee, hospitality, "autumn")
    anna = make.learner(session, tralee, "17", given_name="Άννα", family_name="Müller-Lüdenscheidt")
    ben = make.learner(session, tralee, "18", given_name="Ben", family_name="100%ig")
    make.award(session, host, anna, cohort_id=autumn.id)
    make.award(session, host, ben)
    make.award(session, cook, ben)
    scope = make.viewer(Role.INSTRUCTOR, tralee)

    def found(**filters: object) -> list[tuple[str, str]]:
        page = award_rows(session, scope, now=NOW, **filters)  # type: ignore[arg-type]
        assert page.total == len(page.rows)
        return [(row.learner_name, row.achievement_name) for row in page.rows]

    assert found(cohort_id=autumn.id) == [("Άννα Müller-Lüdenscheidt", "Host")]
    assert found(achievement_id=cook.id) == [("Ben 100%ig", "Cook")]
    assert found(search="lüden άννα") == [("Άννα Müller-Lüdenscheidt", "Host")]
    assert len(found(search="18")) == 2
    assert found(search="%") == found(search="100%")
    assert found(search="_") == []


def test_the_newest_award_stands_first_and_pages_do_not_overlap(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    badge = make.achievement(session, tralee, hospitality)
    for number in range(5):
        who = make.learner(session, tralee, str(number))
        make.award(session, badge, who, issued_at=NOW + timedelta(minutes=number))
    waiting = make.learner(session, tralee, "waiting")
    make.award(session, badge, waiting, state="proposed", issued_at=None)
    scope = make.viewer(Role.INSTRUCTOR, tralee)
    pages = [award_rows(session, scope, now=NOW, page=page, size=2) for page in (1, 2, 3)]
    assert [page.total for page in pages] == [6, 6, 6]
    names = [row.learner_name for page in pages for row in page.rows]
    assert names == ["waiting", "4", "3", "2", "1", "0"]


def test_a_page_past_the_end_is_the_last(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    badge = make.achievement(session, tralee, hospitality)
    for number in range(3):
        make.award(session, badge, make.learner(session, tralee, str(number)))
    scope = make.viewer(Role.INSTRUCTOR, tralee)
    last = award_rows(session, scope, now=NOW, page=9, size=2)
    assert (last.page, last.pages, len(last.rows)) == (2, 2, 1)
    nothing = award_rows(session, scope, now=NOW, search="nobody", page=0)
    assert (nothing.page, nothing.pages, nothing.rows) == (1, 1, ())


def test_cohorts_are_offered_newest_first_with_their_programme(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    ict = make.programme(session, "ict")
    old = make.cohort(session, tralee, hospitality, "old", starts_on=date(2020, 1, 1))
    new = make.cohort(session, tralee, ict, "new")
    scope = make.viewer(Role.INSTRUCTOR, tralee)
    assert [(c.id, c.label) for c in cohort_choices(session, scope)] == [
        (new.id, "new, Ict"),
        (old.id, "old, Hospitality"),
    ]
    of_one = cohort_choices(session, scope, programme_id=hospitality.id)
    assert [(c.id, c.label) for c in of_one] == [(old.id, "old")]
    assert cohort_choices(session, scope, org_id=make.org(session, "graz").id) == ()


@pytest.mark.parametrize("role", [Role.LEARNER, Role.PARTNER])
def test_whoever_sees_no_learners_sees_no_badges_or_awards(
    session: Session, tralee: Org, hospitality: Programme, role: Role
) -> None:
    badge = make.achievement(session, tralee, hospitality)
    who = make.learner(session, tralee)
    make.award(session, badge, who)
    make.cohort(session, tralee, hospitality)
    scope = make.viewer(role, tralee, own=who)
    assert achievements(session, scope, now=NOW) == ()
    assert achievement_choices(session, scope) == ()
    assert cohort_choices(session, scope) == ()
    assert award_rows(session, scope, now=NOW).total == 0
    with pytest.raises(NotFoundError):
        achievement(session, scope, badge.id, now=NOW)


def test_another_orgs_instructor_sees_nothing_and_the_operator_all(
    session: Session, tralee: Org, hospitality: Programme
) -> None:
    badge = make.achievement(session, tralee, hospitality)
    make.award(session, badge, make.learner(session, tralee))
    stranger = make.viewer(Role.INSTRUCTOR, make.org(session, "graz"))
    assert achievements(session, stranger, now=NOW) == ()
    assert award_rows(session, stranger, now=NOW, achievement_id=badge.id).rows == ()
    assert award_rows(session, OPERATOR, now=NOW).total == 1
