"""One course run for several cohorts, with rows of every odd kind, drawn anew for each seed.

The rows stay at hand, so that what SQL says of them can be said again in plain Python.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from leap_dash.db import (
    ActivityWeek,
    Cohort,
    Course,
    Enrollment,
    LineItem,
    Org,
    Programme,
    Result,
    Section,
)
from leap_dash.domain.access import Role, Scope
from tests import factories as make
from tests.factories import TODAY

STARTS = (date(2025, 2, 3), date(2025, 9, 1), date(2026, 8, 31))
LENGTH = timedelta(days=137)  # it ends on a Friday, in the middle of a week
LEARNERS = 25


@dataclass(frozen=True, slots=True)
class SectionRows:
    """A section and all that was written about it."""

    cohort: Cohort
    section: Section
    starts_on: date
    enrollments: list[Enrollment]
    activity: list[ActivityWeek]
    items: list[LineItem]
    results: list[Result]


@dataclass(frozen=True, slots=True)
class CourseRows:
    """The sections from the earliest to the one that is running, and who teaches them."""

    org: Org
    programme: Programme
    course: Course
    sections: tuple[SectionRows, ...]
    instructor: Scope

    @property
    def running(self) -> SectionRows:
        """The one that has not ended."""
        return self.sections[-1]


def make_course_rows(session: Session, seed: int, *, activity: bool = True) -> CourseRows:
    """Add it all. Without activity, weeks are told by what was handed in."""
    chance = Random(seed)  # noqa: S311  the same rows for the same seed
    org = make.org(session)
    programme = make.programme(session)
    course = make.course(session, programme, "FOH", name="Front of house")
    sections = tuple(
        _section(
            session,
            chance,
            make.cohort(
                session,
                org,
                programme,
                f"Intake {starts_on:%Y-%m}",
                starts_on=starts_on,
                ends_on=starts_on + LENGTH,
            ),
            course,
            starts_on,
            activity=activity,
        )
        for starts_on in STARTS
    )
    session.flush()
    return CourseRows(org, programme, course, sections, make.viewer(Role.INSTRUCTOR, org))


def _section(
    session: Session,
    chance: Random,
    cohort: Cohort,
    course: Course,
    starts_on: date,
    *,
    activity: bool,
) -> SectionRows:
    # Some sections have days of their own, the others those of the cohort.
    own = {"starts_on": starts_on, "ends_on": starts_on + LENGTH} if chance.random() < 0.5 else {}
    section = make.section(session, cohort, course, **own)
    enrollments = [
        _enrollment(session, chance, cohort, section, starts_on, number)
        for number in range(LEARNERS)
    ]
    items = [_item(session, section, starts_on, number) for number in range(6)]
    return SectionRows(
        cohort,
        section,
        starts_on,
        enrollments,
        _activity(session, chance, enrollments) if activity else [],
        items,
        _results(session, chance, enrollments, items, starts_on),
    )


def _enrollment(
    session: Session, chance: Random, cohort: Cohort, section: Section, starts_on: date, number: int
) -> Enrollment:
    org = session.get_one(Org, cohort.org_id)
    who = make.learner(session, org, f"{starts_on}-{number}")
    values: dict[str, object] = {
        "enrolled_on": chance.choice(
            [None, starts_on - timedelta(days=20), starts_on, _days(chance, starts_on, 1, 40)]
        )
    }
    if chance.random() < 0.4:
        values["status"] = "withdrawn"
        if chance.random() < 0.9:
            values["withdrawn_on"] = _days(chance, starts_on, -12, 150)
    return make.enrollment(session, section, who, **values)


def _item(session: Session, section: Section, starts_on: date, number: int) -> LineItem:
    """The fifth is worth nothing, the sixth has no due day."""
    due = None if number == 5 else starts_on + timedelta(days=21 * (number + 1))
    return make.line_item(
        session,
        section,
        f"item-{number}",
        name=f"Item {number}",
        maximum=0.0 if number == 4 else 50.0,
        due_on=due,
        counts_from=due + timedelta(days=1) if due else starts_on + timedelta(days=30),
        position=6 - number,
    )


def _activity(
    session: Session, chance: Random, enrollments: list[Enrollment]
) -> list[ActivityWeek]:
    rows = [
        ActivityWeek(
            section_id=each.section_id,
            learner_id=each.learner_id,
            week=week,
            active_days=chance.randint(0, 3),
            events=1,
        )
        for each in enrollments
        for week in range(-2, 20)
        if chance.random() < 0.7
    ]
    session.add_all(rows)
    return rows


def _results(
    session: Session,
    chance: Random,
    enrollments: list[Enrollment],
    items: list[LineItem],
    starts_on: date,
) -> list[Result]:
    rows = [
        Result(
            line_item_id=item.id,
            learner_id=each.learner_id,
            score=None if item.maximum and chance.random() < 0.2 else chance.randint(0, 50),
            submitted_on=None if chance.random() < 0.2 else _days(chance, starts_on, -5, 130),
            excused=chance.random() < 0.1,
        )
        for each in enrollments
        for item in items
        if chance.random() < 0.7
    ]
    session.add_all(rows)
    return rows


def _days(chance: Random, starts_on: date, first: int, last: int) -> date:
    return starts_on + timedelta(days=chance.randint(first, last))


assert STARTS[-1] < TODAY < STARTS[-1] + LENGTH
