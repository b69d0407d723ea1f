"""A course at an org whose sections tell who fails: for tests of what is learned from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from leap_dash.db import Course, Enrollment, Learner, LineItem, Org, Programme, Result, Section
from tests import factories as make

LEARNERS = 240  # in a section, unless told otherwise
DUE = (10, 40)  # days after the start
DAYS = 150


def weak_fail(number: int) -> bool:
    """Of those with low marks eight in ten fail, of the others two in ten."""
    return (number % 10 < 8) is is_weak(number)


def is_weak(number: int) -> bool:
    """Every other ten of them."""
    return number // 10 % 2 == 0


@dataclass(frozen=True, slots=True)
class Taught:
    """An org with a programme and a course of it."""

    org: Org
    programme: Programme
    course: Course


def taught(session: Session, slug: str = "tralee", course: str = "unit-1") -> Taught:
    """The course without any section."""
    org, programme = make.org(session, slug), make.programme(session, slug)
    return Taught(org, programme, make.course(session, programme, course))


def add_section(
    session: Session,
    of: Taught,
    cohort: str,
    starts_on: date,
    *,
    learners: int = LEARNERS,
    fails: Callable[[int], bool] | None = weak_fail,
) -> Section:
    """A section of 150 days; `fails` says by number who did, none where nobody knows yet."""
    intake = make.cohort(session, of.org, of.programme, cohort, starts_on=starts_on, ends_on=None)
    ends_on = starts_on + timedelta(days=DAYS)
    section = make.section(session, intake, of.course, starts_on=starts_on, ends_on=ends_on)
    items = [
        make.line_item(session, section, f"{day}", due_on=due_on, counts_from=due_on)
        for day in DUE
        for due_on in (starts_on + timedelta(days=day),)
    ]
    everyone = [Learner(org_id=of.org.id, key=f"{cohort}-{n}") for n in range(learners)]
    session.add_all(everyone)
    session.flush()
    for number, learner in enumerate(everyone):
        ending = None if fails is None else ("fail" if fails(number) else "pass")
        session.add(Enrollment(section_id=section.id, learner_id=learner.id, final_result=ending))
        session.add_all(_result(item, learner, number) for item in items)
    session.flush()
    return section


def _result(item: LineItem, learner: Learner, number: int) -> Result:
    score = (30.0 if is_weak(number) else 70.0) + number % 7
    return Result(
        line_item_id=item.id, learner_id=learner.id, score=score, submitted_on=item.due_on
    )
