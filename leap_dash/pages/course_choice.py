"""Which course of a cohort a page is about, of what the browser says."""

from collections.abc import Sequence

from dash.development.base_component import Component

from leap_dash.domain.errors import NotFoundError
from leap_dash.figures.words import shortened
from leap_dash.pages.controls import choice
from leap_dash.records import CourseRun


def usual_course(runs: Sequence[CourseRun]) -> CourseRun:
    """The course that started last, or the first one while none has.

    Raises NotFoundError for a cohort without courses.
    """
    if not runs:
        raise NotFoundError("This cohort has no courses.")
    begun = [run for run in runs if run.starts_on and run.starts_on <= run.until]
    latest = max((run.starts_on for run in begun if run.starts_on), default=None)
    return next((run for run in begun if run.starts_on == latest), runs[0])


def chosen_course(runs: Sequence[CourseRun], value: object) -> tuple[CourseRun, str]:
    """The course of that code, or the usual one; and words for a code that could not be used.

    Raises NotFoundError for a cohort without courses.
    """
    usual = usual_course(runs)
    found = next((run for run in runs if run.course_code == value), None)
    if found is not None or not value:
        return found or usual, ""
    return usual, f"This cohort has no course “{shortened(str(value), 40)}”: shown without."


def course_control(control_id: str, runs: Sequence[CourseRun]) -> Component:
    """The courses to choose from, with the usual one chosen."""
    options = [
        (
            run.course_code,
            run.course_name
            if run.course_name == run.course_code
            else shortened(f"{run.course_code} {run.course_name}", 28),
        )
        for run in runs
    ]
    return choice(control_id, "Course", options, usual_course(runs).course_code)
