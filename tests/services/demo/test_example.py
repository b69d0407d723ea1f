"""Whatever chance brings, the learner who signs in has what their page is there to show."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.services.demo.chance import streams
from leap_dash.services.demo.example import EXAMPLE_EMAIL
from leap_dash.services.demo.intakes import HOME_BEFORE, HOME_COHORT
from leap_dash.services.demo.simulate import CohortRecord, simulate


def find(learners: int, today: date, seed: int) -> tuple[CohortRecord, CohortRecord, int, int]:
    """The example's finished and running cohort, and their rows there."""
    for record in simulate(learners, today, streams(seed)):
        places = [each for each, pupil in enumerate(record.pupils) if pupil.email == EXAMPLE_EMAIL]
        if places:
            (before,) = (
                c for c in record.cohorts if c.plan.finished and c.plan.offer == HOME_BEFORE
            )
            (running,) = (
                c for c in record.cohorts if not c.plan.finished and c.plan.offer == HOME_COHORT
            )
            rows = [c.roster.tolist().index(places[0]) for c in (before, running)]
            return before, running, rows[0], rows[1]
    raise AssertionError("nobody has the example's address")


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([20, 60, 300]), st.integers(0, 6), st.integers(0, 10_000))
def test_the_example_has_passed_one_programme_and_lacks_one_active_week_in_the_next(
    learners: int, weekday: int, seed: int
) -> None:
    before, running, old, row = find(learners, date(2026, 11, 23) + timedelta(days=weekday), seed)
    assert {section.finals[old] for section in before.sections} <= {"pass", "distinction"}
    first, second, *_ = running.sections
    assert first.finals[row] in ("pass", "distinction")
    assert second.finals[row] is None
    assert second.plan.course.items[1].code == "A1"
    assert second.marks.score[row, 1] >= 55
    assert (second.active_days[row] > 0).sum() == 4
    assert running.skills[row].min() >= 3
