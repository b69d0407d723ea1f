"""A course says what the plain rules say of each learner, and compares like with like."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, pstdev

import pytest
from scipy.stats import binomtest
from sqlalchemy.orm import Session

from leap_dash.db import Course, LearningOutcome, OutcomeResult
from leap_dash.domain.access import Role
from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.progress import summarise
from leap_dash.domain.results import Item, Result, State
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.queries.course_cohorts import is_alike
from leap_dash.queries.courses import course_page
from leap_dash.records import CoursePage, ItemSummary, LearnerFilter, Rate
from leap_dash.services.progress import rebuild_sections
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.kitchen import Kitchen, days


def page(session: Session, kitchen: Kitchen, code: str = "FOH") -> CoursePage:
    return course_page(session, kitchen.instructor, kitchen.cohort_id, code, now=NOW)


def test_items_are_counted_as_the_cells_of_the_cohorts_page(
    session: Session, kitchen: Kitchen
) -> None:
    head = cohort_head(session, kitchen.instructor, kitchen.cohort_id, now=NOW)
    for code in ("FOH", "KIT"):
        learners = cohort_page(
            session, kitchen.instructor, head, LearnerFilter(course=code), size=50
        )
        found = page(session, kitchen, code).items
        assert [each.item for each in found] == list(learners.items)
        for place, item in enumerate(found):
            cells = [cell for row in learners.rows if (cell := row.cells[place]) is not None]
            states = [cell.state for cell in cells]
            late = sum(cell.days_late is not None for cell in cells)
            here = sum(state in (State.DONE, State.LATE, State.LOW) for state in states)
            assert (item.late, item.on_time) == (late, here - late)
            assert item.excused == states.count(State.EXCUSED)
            due = State.NOT_DUE not in states
            assert item.missing == (states.count(State.MISSING) if due else None)
            marks = [cell.percent for cell in cells if cell.percent is not None]
            assert item.marked == len(marks)
            assert item.mean == (pytest.approx(fmean(marks)) if marks else None)
            assert item.spread == (pytest.approx(pstdev(marks), abs=1e-6) if marks else None)


def test_the_whole_course_is_summed_over_who_is_enrolled(
    session: Session, kitchen: Kitchen
) -> None:
    head = page(session, kitchen).head
    assert (head.name, head.learners, head.withdrawn) == ("Front of house", 5, 1)
    assert (head.due, head.done) == (14, 9)
    assert page(session, kitchen, "KIT").head.learners == 4


def test_outcomes_count_who_is_enrolled_and_has_achieved_them_by_now(
    session: Session, kitchen: Kitchen
) -> None:
    foh, kit = kitchen.foh.course_id, kitchen.kit.course_id
    rows = [
        make.add(session, LearningOutcome(course_id=course, code=code, name=f"Can {code}"))
        for course, code in ((foh, "B"), (foh, "A"), (kit, "C"))
    ]
    for row, who, ahead in (
        (rows[0], "ana", 0),
        (rows[0], "ben", 0),
        (rows[0], "eva", 0),  # withdrew
        (rows[0], "dan", 1),  # not yet
        (rows[2], "ana", 0),  # of the other course
    ):
        learner = kitchen.learners[who].id
        achieved_on = TODAY + days(ahead)
        session.add(
            OutcomeResult(learning_outcome_id=row.id, learner_id=learner, achieved_on=achieved_on)
        )
    found = page(session, kitchen).outcomes
    assert [(each.code, each.achieved) for each in found] == [("A", 0), ("B", 2)]


@dataclass
class Run:
    """A cohort's run of the course: as made, and as the plain rules are told of it."""

    starts_on: date
    items: list[Item] = field(default_factory=list)
    learners: list[tuple[date | None, bool, date | None, str | None, dict[str, Result]]] = field(
        default_factory=list
    )

    def up_to_date(self, day: date) -> tuple[int, int]:
        """Who is not behind on that day, of how many enrolled on it."""
        here = [
            summarise(self.items, results, day)
            for enrolled_on, gone, gone_on, _, results in self.learners
            if (enrolled_on is None or enrolled_on <= day)
            and not (gone and (gone_on is None or gone_on <= day))
        ]
        return sum(each.missing < DEFAULTS.missing_items for each in here), len(here)

    def passed(self) -> tuple[int, int]:
        """Who passed, of all who did not leave before the start."""
        stayed = [
            final
            for _, _, gone_on, final, _ in self.learners
            if gone_on is None or gone_on >= self.starts_on
        ]
        return sum(final in ("pass", "distinction") for final in stayed), len(stayed)


def a_run(session: Session, kitchen: Kitchen, code: str, starts_on: date, ends_on: date) -> Run:
    """The course FOH again, with learners whose marks are drawn by lot."""
    draw = random.Random(code)  # noqa: S311  marks, not secrets
    cohort = make.cohort(
        session, kitchen.org, kitchen.programme, code, starts_on=starts_on, ends_on=ends_on
    )
    section = make.section(session, cohort, session.get_one(Course, kitchen.foh.course_id))
    run = Run(starts_on)
    rows = []
    for number in range(5):
        counts_from = starts_on + timedelta(days=draw.randint(5, 90))
        run.items.append(Item(f"{number}", counts_from=counts_from))
        rows.append(make.line_item(session, section, f"{number}", counts_from=counts_from))
    for number in range(25):
        who = make.learner(session, kitchen.org, f"{code}-{number}")
        enrolled_on = draw.choice([None, starts_on, starts_on + timedelta(days=60)])
        gone = draw.random() < 0.3
        gone_on = starts_on + timedelta(days=draw.randint(-10, 120)) if gone else None
        final = draw.choice(["pass", "distinction", "fail"])
        make.enrollment(
            session,
            section,
            who,
            enrolled_on=enrolled_on,
            status="withdrawn" if gone else "completed",
            withdrawn_on=gone_on,
            final_result="withdrawn" if gone else final,
        )
        marks: dict[str, Result] = {}
        for row in rows:
            if draw.random() < 0.7:
                came = starts_on + timedelta(days=draw.randint(0, 120))
                excused = draw.random() < 0.1
                marks[row.source_key] = Result(None if excused else 50.0, came, excused)
                make.result(
                    session,
                    row,
                    who,
                    score=None if excused else 50.0,
                    submitted_on=came,
                    excused=excused,
                )
        run.learners.append((enrolled_on, gone, gone_on, "withdrawn" if gone else final, marks))
    rebuild_sections(session, [section.id], TODAY)
    return run


def same(found: Rate | None, counted: tuple[int, int]) -> bool:
    """The rate of that many, with SciPy's Wilson interval."""
    people, of = counted
    if found is None:
        return of == 0
    wilson = binomtest(people, of).proportion_ci(method="wilson")
    numbers = [100 * people / of, 100 * wilson.low, 100 * wilson.high]
    return found.of == of and [found.percent, found.low, found.high] == pytest.approx(numbers)


def test_other_cohorts_are_compared_at_the_same_point_of_the_course(
    session: Session, kitchen: Kitchen
) -> None:
    assert kitchen.cohort.starts_on is not None
    began = kitchen.cohort.starts_on
    runs: Sequence[tuple[str, date]] = (
        ("last year", began - days(365)),
        ("in spring", began - days(200)),
    )
    made = {name: a_run(session, kitchen, name, start, start + days(150)) for name, start in runs}
    own, *others = page(session, kitchen).cohorts
    assert own.name == "Autumn"
    assert same(own.up_to_date, (3, 5))  # not ben and fay
    assert own.passed is None
    assert [each.name for each in others] == ["in spring", "last year"]
    assert [each.alike for each in others] == [False, True]
    for each in others:
        run = made[each.name]
        assert same(each.up_to_date, run.up_to_date(run.starts_on + (TODAY - began))), each.name
        assert same(each.passed, run.passed()), each.name


def test_a_cohort_that_has_not_come_so_far_is_left_out(session: Session, kitchen: Kitchen) -> None:
    assert kitchen.cohort.starts_on is not None
    later = kitchen.cohort.starts_on + days(30)
    a_run(session, kitchen, "later", later, later + days(150))
    assert [each.name for each in page(session, kitchen).cohorts] == ["Autumn"]


def test_a_cohort_whose_start_nobody_knows_is_compared_with_none(
    session: Session, kitchen: Kitchen
) -> None:
    kitchen.cohort.starts_on = None
    session.flush()
    assert page(session, kitchen).cohorts == ()


def test_other_orgs_are_not_compared(session: Session, kitchen: Kitchen) -> None:
    other = make.org(session, "porto")
    cohort = make.cohort(session, other, kitchen.programme, "theirs", starts_on=TODAY - days(400))
    course = session.get_one(Course, kitchen.foh.course_id)
    make.section(session, cohort, course)
    assert [each.name for each in page(session, kitchen).cohorts] == ["Autumn"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (date(2025, 9, 1), date(2026, 9, 20), True),
        (date(2025, 12, 20), date(2027, 1, 10), True),
        (date(2013, 2, 1), date(2013, 10, 1), False),
    ],
)
def test_the_time_of_the_year_counts_not_the_year(one: date, other: date, *, alike: bool) -> None:
    assert is_alike(one, other) is alike
    assert is_alike(other, one) is alike


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LEARNER, None])
def test_who_may_not_see_its_learners_finds_no_course(
    session: Session, kitchen: Kitchen, role: Role | None
) -> None:
    viewer = make.viewer(role, kitchen.org) if role else kitchen.stranger
    with pytest.raises(NotFoundError):
        course_page(session, viewer, kitchen.cohort_id, "FOH", now=NOW)


def test_a_course_that_the_cohort_does_not_take_is_not_found(
    session: Session, kitchen: Kitchen
) -> None:
    with pytest.raises(NotFoundError):
        page(session, kitchen, "XYZ")


def test_a_course_with_nobody_in_it_has_empty_items(session: Session, kitchen: Kitchen) -> None:
    course = make.course(session, kitchen.programme, "NEW")
    section = make.section(session, kitchen.cohort, course)
    make.line_item(session, section, "one", counts_from=TODAY)
    found = page(session, kitchen, "NEW")
    (item,) = found.items
    assert item == ItemSummary(item.item, 0, 0, 0, 0, 0, None, None)
    assert found.head.mean is None
