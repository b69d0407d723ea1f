"""Cohorts: how many people, when, and what of it is over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.errors import BadInputError
from leap_dash.services.demo.chance import streams
from leap_dash.services.demo.intakes import plan_cohorts

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("learners", [20, 50, 333, 1200, 5000])
def test_the_sizes_sum_to_what_was_asked_for(learners: int) -> None:
    cohorts = plan_cohorts(learners, TODAY, streams(2026))
    assert sum(cohort.size for cohort in cohorts) == learners
    assert min(cohort.size for cohort in cohorts) > 0


def test_one_cohort_is_too_small_to_show_and_the_others_are_classes() -> None:
    sizes = sorted(cohort.size for cohort in plan_cohorts(1200, TODAY, streams(2026)))
    assert len(sizes) == 48
    assert sizes[0] < 10
    assert sizes[1] >= 15
    assert sizes[-1] <= 60
    assert len(set(sizes)) > 10


@pytest.mark.parametrize("learners", [-1, 0, 19, 100_001])
def test_an_impossible_number_of_learners_is_refused_with_the_possible_ones(learners: int) -> None:
    with pytest.raises(BadInputError, match="expected 20 to 100,000"):
        plan_cohorts(learners, TODAY, streams(2026))


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.integers(0, 1000))
def test_on_any_day_one_intake_is_over_and_the_other_under_way(today: date, seed: int) -> None:
    for cohort in plan_cohorts(400, today, streams(seed)):
        last = cohort.sections[-1]
        if cohort.finished:
            assert last.final
            assert cohort.ends_on < today - timedelta(days=30)
        else:
            assert cohort.starts_on < today < cohort.ends_on
            assert any(due < today for due in cohort.sections[0].due)
            assert any(due > today for due in last.due)
            assert not last.final


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_items_fall_due_in_order_within_their_course(today: date) -> None:
    for cohort in plan_cohorts(400, today, streams(1)):
        for section in cohort.sections:
            assert list(section.due) == sorted(set(section.due))
            assert section.starts_on < section.due[0]
            assert section.due[-1] <= section.ends_on


def test_the_two_intakes_of_a_programme_never_share_a_code() -> None:
    for offset in range(400):
        cohorts = plan_cohorts(1200, TODAY + timedelta(days=offset), streams(2026))
        keys = {(*cohort.offer, cohort.code) for cohort in cohorts}
        assert len(keys) == len(cohorts)


def test_in_november_the_intakes_are_called_spring_and_autumn_of_the_year() -> None:
    cohorts = plan_cohorts(1200, TODAY, streams(2026))
    assert {cohort.name for cohort in cohorts} == {"Spring 2026", "Autumn 2026"}
