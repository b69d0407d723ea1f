"""Counts, lists and cells of a cohort agree with each other and with the rules in plain Python."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Enrollment
from leap_dash.domain import results
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.attention import Status
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.progress import Totals, summarise
from leap_dash.domain.results import State
from leap_dash.queries.cells import assessed_items, results_of
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head, summaries
from leap_dash.queries.learner_sums import kept_sums
from leap_dash.queries.learners import learner_detail
from leap_dash.records import (
    CohortList,
    CohortPage,
    CohortSummary,
    GroupSums,
    LearnerFilter,
    LearnerRow,
    Order,
    Standing,
)
from leap_dash.services.cohort_learners import keep_all
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days
from tests.worlds import Person, World, worlds, write

USUAL = LearnerFilter()


def page(
    session: Session,
    kitchen: Kitchen,
    chosen: LearnerFilter = USUAL,
    *,
    size: int = 50,
    viewer: Scope | None = None,
    ago: int = 0,
) -> CohortPage:
    """What the instructor sees with these filters, or saw so many days ago."""
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    head = replace(head, as_of=head.as_of - days(ago))
    return cohort_page(session, viewer or kitchen.instructor, head, chosen, size=size)


def listed(session: Session, kitchen: Kitchen, chosen: LearnerFilter = USUAL) -> list[str]:
    """Who is in the list, in its order."""
    return [kitchen.key_of(row.id) for row in page(session, kitchen, chosen).rows]


def row_of(session: Session, kitchen: Kitchen, key: str, as_of: date | None = None) -> LearnerRow:
    """The row of one learner, as it stood on a day."""
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    ago = (head.as_of - as_of).days if as_of else 0
    found = page(session, kitchen, LearnerFilter(standing=Standing.EVERYONE), ago=ago)
    return next(row for row in found.rows if kitchen.key_of(row.id) == key)


def states(row: LearnerRow) -> list[State | None]:
    return [cell.state if cell else None for cell in row.cells]


def only(session: Session, kitchen: Kitchen, viewer: Scope | None = None) -> CohortSummary:
    """The one cohort that the viewer sees."""
    listed = summaries(session, viewer or kitchen.instructor, now=NOW, limit=9)
    (found,) = listed.cohorts
    assert (listed.of, listed.together) == (1, found.sums)
    return found


def test_the_sums_beside_the_list_are_those_of_the_list_of_cohorts(
    session: Session, kitchen: Kitchen
) -> None:
    assert page(session, kitchen).sums == only(session, kitchen).sums


def test_every_state_says_what_came_of_the_item(session: Session, kitchen: Kitchen) -> None:
    done, late, low = State.DONE, State.LATE, State.LOW
    missing, excused, later = State.MISSING, State.EXCUSED, State.NOT_DUE
    assert states(row_of(session, kitchen, "ana")) == [done, done, done, later, done, later]
    assert states(row_of(session, kitchen, "ben")) == [missing] * 3 + [later, missing, later]
    assert states(row_of(session, kitchen, "chloe")) == [late, low, done, later, done, later]
    assert states(row_of(session, kitchen, "dan")) == [done, excused, done, later, done, later]
    assert states(row_of(session, kitchen, "fay")) == [done, missing, missing, later, None, None]


def test_a_cell_has_its_mark_its_days_and_where_it_came_from(
    session: Session, kitchen: Kitchen
) -> None:
    late, low, ungraded, _, worthless, _ = row_of(session, kitchen, "chloe").cells
    assert late is not None
    assert (late.percent, late.days_late, late.submitted_on) == (70.0, 2, TODAY - days(38))
    assert low is not None
    assert (low.percent, low.days_late) == (30.0, None)
    assert ungraded is not None
    assert ungraded.percent is None
    assert worthless is not None
    assert worthless.percent is None
    (carried, *_) = row_of(session, kitchen, "dan").cells
    assert carried is not None
    assert carried.carried_over


@pytest.mark.parametrize("summaries_of", [TODAY - days(11), TODAY - days(1), TODAY])
def test_a_cohort_is_shown_as_of_the_day_that_is_asked_for(
    session: Session, kitchen: Kitchen, summaries_of: date
) -> None:
    rebuild_sections(session, [kitchen.foh.id, kitchen.kit.id], summaries_of)
    row = row_of(session, kitchen, "chloe")
    assert (row.due, row.done, row.active_on) == (4, 4, TODAY - days(5))
    row = row_of(session, kitchen, "chloe", TODAY - days(11))
    assert (row.due, row.done, row.active_on) == (2, 2, TODAY - days(26))
    assert states(row) == [State.LATE, State.LOW, *[State.NOT_DUE] * 4]


def test_who_enrols_later_is_not_there_yet_and_who_withdraws_later_still_is(
    session: Session, kitchen: Kitchen
) -> None:
    for enrollment in session.scalars(select(Enrollment)):
        key = kitchen.key_of(enrollment.learner_id)
        enrollment.enrolled_on = TODAY - days(30) if key == "ana" else None
        enrollment.withdrawn_on = TODAY - days(20) if key == "eva" else None
    session.flush()
    there = {
        ago: {kitchen.key_of(row.id) for row in page(session, kitchen, ago=ago).rows}
        for ago in (31, 30, 21, 20)
    }
    others = {"ben", "chloe", "dan", "fay"}
    assert there == {
        31: others | {"eva"},
        30: others | {"eva", "ana"},
        21: others | {"eva", "ana"},
        20: others | {"ana"},
    }
    sums = {ago: page(session, kitchen, ago=ago).sums for ago in (31, 20)}
    assert (sums[31].learners, sums[31].withdrawn) == (5, 0)
    assert (sums[20].learners, sums[20].withdrawn) == (5, 1)


def test_what_has_ended_stands_at_its_end_with_what_came_in_since(
    session: Session, kitchen: Kitchen
) -> None:
    kitchen.cohort.ends_on = TODAY - days(9)
    make.result(
        session,
        kitchen.items["project"],
        kitchen.learners["ben"],
        score=50,
        submitted_on=TODAY - days(2),
    )
    rebuild_sections(session, [kitchen.foh.id, kitchen.kit.id], TODAY)
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    assert (head.as_of, head.known_on) == (TODAY - days(9), TODAY)
    assert row_of(session, kitchen, "ben").done == 1
    assert row_of(session, kitchen, "ben", TODAY - days(10)).done == 0


def test_the_most_missing_come_first_unless_told_otherwise(
    session: Session, kitchen: Kitchen
) -> None:
    assert listed(session, kitchen) == ["ben", "fay", "chloe", "dan", "ana"]
    assert listed(session, kitchen, LearnerFilter(order=Order.MEAN)) == [
        "ben",
        "fay",
        "chloe",
        "dan",
        "ana",
    ]
    by_name = listed(session, kitchen, LearnerFilter(order=Order.NAME))
    assert by_name == ["ana", "ben", "fay", "dan", "chloe"]  # fay by her key, k-fay


def test_a_status_shows_those_it_names(session: Session, kitchen: Kitchen) -> None:
    shown = {each: listed(session, kitchen, LearnerFilter(standing=each)) for each in Standing}
    assert shown == {
        Standing.ENROLLED: ["ben", "fay", "chloe", "dan", "ana"],
        Standing.NEEDS_ATTENTION: ["fay", "chloe"],
        Standing.STOPPED: ["ben"],
        Standing.WATCH: [],
        Standing.ON_TRACK: ["dan", "ana"],
        Standing.COMPLETED: [],
        Standing.LEFT: ["eva"],
        Standing.EVERYONE: ["ben", "fay", "chloe", "dan", "ana", "eva"],
    }


def test_who_passed_has_completed_once_the_cohort_has_ended_and_not_before(
    session: Session, kitchen: Kitchen
) -> None:
    kitchen.cohort.ends_on = TODAY - days(1)
    for enrollment in session.scalars(select(Enrollment)):
        key = kitchen.key_of(enrollment.learner_id)
        enrollment.final_result = {"ben": "pass", "dan": "fail"}.get(key)
    session.flush()
    found = only(session, kitchen)
    assert not found.running
    assert found.sums == page(session, kitchen).sums
    assert listed(session, kitchen, LearnerFilter(standing=Standing.COMPLETED)) == ["ben"]
    judged = row_of(session, kitchen, "dan").judgement
    assert (judged.status, judged.reasons) == (Status.NEEDS_ATTENTION, ("final result: fail",))
    earlier = row_of(session, kitchen, "ben", TODAY - days(2)).judgement
    assert earlier.status is Status.STOPPED


def test_a_course_and_a_category_narrow_sums_and_columns(
    session: Session, kitchen: Kitchen
) -> None:
    kit = page(session, kitchen, LearnerFilter(course="KIT"))
    assert [item.name for item in kit.items] == ["Check", "Practical"]
    assert (kit.sums.learners, kit.sums.due, kit.sums.done) == (4, 4, 3)
    tests = page(session, kitchen, LearnerFilter(category="test"))
    assert [item.name for item in tests.items] == ["Test", "Check"]
    assert (tests.sums.due, tests.sums.done) == (9, 7)
    essays = page(session, kitchen, LearnerFilter(course="FOH", category="assignment"))
    assert [item.name for item in essays.items] == ["Essay", "Project"]
    assert [essays.sums.by_status[each] for each in (Status.NEEDS_ATTENTION, Status.STOPPED)] == [
        2,
        1,
    ]


def test_courses_that_nobody_on_the_page_takes_have_no_columns(
    session: Session, kitchen: Kitchen
) -> None:
    found = page(session, kitchen, LearnerFilter(search="k-fay"))
    assert {item.course_code for item in found.items} == {"FOH"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("costa", ["ana"]),
        ("Ana COSTA", ["ana"]),
        ("costa ana", ["ana"]),
        ("k-b", ["ben"]),
        ("χλόη", ["chloe"]),
        ("ανδρέου", ["chloe"]),
        ("ΧΛΌΗ", ["chloe"]),
        ("o'brien", ["dan"]),
        ("100%", ["dan"]),
        ("%", ["dan"]),
        ("_", []),
        ("ana huber", []),
        ("\\", []),
    ],
)
def test_a_search_finds_names_and_keys_as_they_are_written(
    session: Session, kitchen: Kitchen, search: str, found: list[str]
) -> None:
    assert listed(session, kitchen, LearnerFilter(search=search)) == found


def test_a_list_is_cut_into_pages_that_together_are_the_list(
    session: Session, kitchen: Kitchen
) -> None:
    pages = [page(session, kitchen, LearnerFilter(page=number), size=2) for number in (1, 2, 3)]
    assert [(each.shown, each.pages, len(each.rows)) for each in pages] == [
        (5, 3, 2),
        (5, 3, 2),
        (5, 3, 1),
    ]
    keys = [kitchen.key_of(row.id) for each in pages for row in each.rows]
    assert keys == listed(session, kitchen)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("standing", [Standing.ENROLLED, Standing.EVERYONE])
def test_pages_of_every_order_are_the_list_also_where_learners_are_alike(
    session: Session, kitchen: Kitchen, order: Order, standing: Standing
) -> None:
    whole = listed(session, kitchen, LearnerFilter(order=order, standing=standing))
    for size in (1, 2, 3):
        pages = [
            page(
                session,
                kitchen,
                LearnerFilter(order=order, standing=standing, page=number),
                size=size,
            )
            for number in range(1, 1 - -len(whole) // size)
        ]
        assert [kitchen.key_of(row.id) for each in pages for row in each.rows] == whole


def test_past_the_last_page_stands_the_last_one(session: Session, kitchen: Kitchen) -> None:
    found = page(session, kitchen, LearnerFilter(page=1_000_000), size=2)
    assert (found.page, found.pages, len(found.rows)) == (3, 3, 1)
    nobody = page(session, kitchen, LearnerFilter(page=7, search="zzz"), size=2)
    assert (nobody.page, nobody.pages, nobody.rows, nobody.shown) == (1, 1, (), 0)
    assert nobody.sums.learners == 5


def test_a_cohort_without_sections_or_marks_is_shown_empty(
    session: Session, kitchen: Kitchen
) -> None:
    bare = make.cohort(session, kitchen.org, kitchen.programme, "Bare", ends_on=None)
    taught = make.cohort(session, kitchen.org, kitchen.programme, "Taught", ends_on=None)
    course = make.course(session, kitchen.programme, "NEW")
    make.enrollment(session, make.section(session, taught, course), kitchen.learners["ana"])
    head = cohort_head(session, kitchen.instructor, bare.id, now=NOW)
    empty = cohort_page(session, kitchen.instructor, head, LearnerFilter(), size=9)
    assert (empty.rows, empty.items, empty.sums) == ((), (), GroupSums())
    head = cohort_head(session, kitchen.instructor, taught.id, now=NOW)
    found = cohort_page(session, kitchen.instructor, head, LearnerFilter(), size=9)
    assert [(row.due, row.mean, row.cells) for row in found.rows] == [(0, None, ())]
    listed = summaries(session, kitchen.instructor, now=NOW, limit=9)
    by_name = {each.name: each for each in listed.cohorts}
    assert by_name["Bare"].sections == ()
    assert by_name["Taught"].sums.mean is None


def test_a_cohort_ends_with_the_day_of_its_org(session: Session) -> None:
    late_evening = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    running = {}
    for zone in ("Pacific/Auckland", "Europe/London", "America/New_York"):
        org = make.org(session, zone.split("/")[1].lower(), time_zone=zone)
        programme = make.programme(session, org.slug)
        cohort = make.cohort(session, org, programme, ends_on=TODAY)
        head = cohort_head(session, OPERATOR, cohort.id, now=late_evening)
        running[org.slug] = (head.running, head.today - TODAY)
    assert running == {
        "auckland": (False, timedelta(days=1)),
        "london": (True, timedelta(0)),
        "new_york": (True, timedelta(0)),
    }


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEARNER])
def test_roles_that_see_no_learners_find_no_cohort(
    session: Session, kitchen: Kitchen, role: Role
) -> None:
    viewer = make.viewer(role, kitchen.org, own=kitchen.learners["ana"])
    assert_sees_nothing(session, kitchen, viewer)


def test_an_instructor_of_another_org_finds_nothing(session: Session, kitchen: Kitchen) -> None:
    assert_sees_nothing(session, kitchen, kitchen.stranger)


def assert_sees_nothing(session: Session, kitchen: Kitchen, viewer: Scope) -> None:
    assert summaries(session, viewer, now=NOW, limit=9) == CohortList((), 0, GroupSums())
    with pytest.raises(NotFoundError):
        cohort_head(session, viewer, kitchen.cohort_id, now=NOW)
    # Even who has got hold of what the cohort is.
    for course in (None, "FOH"):
        for ago in (0, 20):  # from the summaries, and from the marks
            chosen = LearnerFilter(standing=Standing.EVERYONE, course=course)
            assert page(session, kitchen, chosen, ago=ago).rows
            found = page(session, kitchen, chosen, viewer=viewer, ago=ago)
            assert (found.rows, found.items, found.sums) == ((), (), GroupSums())
    learners = [learner.id for learner in kitchen.learners.values()]
    assert assessed_items(session, viewer) == ()
    assert results_of(session, viewer, learners) == {}
    keep_all(session, NOW)
    assert session.execute(kept_sums(OPERATOR)).all()
    assert session.execute(kept_sums(viewer)).all() == []
    assert summaries(session, viewer, now=NOW, limit=9) == CohortList((), 0, GroupSums())
    for learner in kitchen.learners.values():
        with pytest.raises(NotFoundError):
            learner_detail(session, viewer, learner.id, now=NOW)


def test_an_unknown_cohort_is_not_found(session: Session, kitchen: Kitchen) -> None:
    with pytest.raises(NotFoundError):
        cohort_head(session, kitchen.instructor, uuid4(), now=NOW)


def expected_row(world: World, person: Person, cohort: str) -> tuple[Totals, list[State]]:
    """What the pure rules say of a learner in a cohort: sums over courses, and every state."""
    totals, found = Totals(), []
    for place, taken in sorted(person.sections.items()):
        if place[0] == cohort:
            own = summarise(world.items[place], taken.results, TODAY)
            totals = Totals(
                totals.due + own.due,
                totals.done + own.done,
                totals.on_time + own.on_time,
                totals.weight_due + own.weight_due,
                totals.points_due + own.points_due,
            )
            found += [
                results.state(item, taken.results.get(item.key), TODAY)
                for item in world.items[place]
            ]
    return totals, found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_list_and_counts_are_what_the_pure_rules_say_of_each_learner(
    session: Session, world: World
) -> None:
    try:
        _, learners = write(session, world, [])
        for cohort in session.scalars(select(Cohort)):
            cohort.ends_on = None
            session.flush()
            head = cohort_head(session, OPERATOR, cohort.id, now=NOW)
            found = cohort_page(session, OPERATOR, head, LearnerFilter(), size=50)
            everyone = cohort_page(
                session, OPERATOR, head, LearnerFilter(standing=Standing.EVERYONE), size=50
            )
            rows = {row.id: row for row in found.rows}
            people = {
                learner: person
                for learner, person in zip(learners, world.people, strict=True)
                if any(place[0] == cohort.code for place in person.sections)
            }
            assert set(rows) == set(people)
            for learner, person in people.items():
                totals, states_ = expected_row(world, person, cohort.code)
                row = rows[learner]
                assert (row.due, row.done, row.late) == (totals.due, totals.done, totals.late)
                assert row.mean == pytest.approx(totals.mean, abs=1e-9)
                shown = [cell.state for cell in row.cells if cell is not None]
                assert sorted(shown) == sorted(states_)
            for standing in Status:
                standing_so = {row.id for row in everyone.rows if row.judgement.status is standing}
                only = cohort_page(
                    session,
                    OPERATOR,
                    head,
                    LearnerFilter(standing=Standing(standing.value)),
                    size=50,
                )
                assert {row.id for row in only.rows} == standing_so
                assert everyone.sums.by_status[standing] == only.shown == len(standing_so)
    finally:
        session.rollback()
