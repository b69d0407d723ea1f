"""A status is given exactly where its printed rule says, with reasons in words and numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.attention import Status, Work, reasons, rules, status
from leap_dash.domain.attention_score import WEIGHTS, Feature, features, judge, score
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds, checked, problems
from leap_dash.domain.errors import BadInputError

TODAY = date(2026, 11, 24)
WELL = Work(due=4, done=4, mean=80.0, active_on=TODAY, since=TODAY - timedelta(days=100))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def of(**given: object) -> Status:
    """The status of a learner who is well but for what is given."""
    return status(replace(WELL, **given), TODAY)  # type: ignore[arg-type]


def why(**given: object) -> tuple[str, ...]:
    return reasons(replace(WELL, **given), TODAY)  # type: ignore[arg-type]


def test_who_is_well_is_on_track_and_nothing_is_said() -> None:
    assert (of(), why()) == (Status.ON_TRACK, ())
    assert status(Work(), TODAY) is Status.ON_TRACK
    assert of(active_on=ago(90)) is Status.ON_TRACK  # nothing was due meanwhile


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"done": 3}, Status.WATCH, ("1 due item missing",)),
        ({"done": 2}, Status.NEEDS_ATTENTION, ("2 due items missing",)),
        ({"mean": 50.0}, Status.ON_TRACK, ()),
        ({"mean": 49.9}, Status.WATCH, ("mean 49.9 %, below 50 %",)),
        ({"mean": 40.0}, Status.WATCH, ("mean 40 %, below 50 %",)),
        ({"mean": 39.96}, Status.NEEDS_ATTENTION, ("mean 39.9 %, below 40 %",)),
        ({"mean": 34.2}, Status.NEEDS_ATTENTION, ("mean 34 %, below 40 %",)),
        ({"done": 3, "active_on": ago(20)}, Status.WATCH, ("1 due item missing",)),
        (
            {"done": 3, "active_on": ago(21)},
            Status.NEEDS_ATTENTION,
            ("1 due item missing", "no activity for 3 weeks"),
        ),
        (
            {"done": 3, "active_on": ago(41)},
            Status.NEEDS_ATTENTION,
            ("1 due item missing", "no activity for 5 weeks"),
        ),
        (
            {"done": 3, "active_on": ago(42)},
            Status.STOPPED,
            ("1 due item missing", "no activity for 6 weeks"),
        ),
        (
            {"done": 0, "active_on": None, "since": ago(23)},
            Status.NEEDS_ATTENTION,
            ("4 due items missing", "no activity yet, for 23 days"),
        ),
        (
            {"done": 3, "active_on": ago(200), "since": ago(10)},
            Status.WATCH,
            ("1 due item missing",),
        ),
        ({"failed": True}, Status.NEEDS_ATTENTION, ("final result: fail",)),
        ({"passed": True, "done": 0, "mean": 3.0}, Status.COMPLETED, ("passed",)),
        ({"left": True, "done": 0, "passed": True}, Status.LEFT, ("withdrew",)),
    ],
)
def test_each_status_begins_where_its_rule_says_and_says_why(
    given: dict[str, object], expected: Status, said: tuple[str, ...]
) -> None:
    assert (of(**given), why(**given)) == (expected, said)


def test_every_status_prints_its_rule_from_the_thresholds() -> None:
    assert set(rules()) == set(Status)
    printed = rules(Thresholds(1, 55.5, 10, 30))
    assert printed[Status.NEEDS_ATTENTION].startswith("1 or more due items are missing; or the")
    assert "below 55.5 %" in printed[Status.NEEDS_ATTENTION]
    assert "no activity for 10 days" in printed[Status.NEEDS_ATTENTION]
    assert "no activity for 30 days" in printed[Status.STOPPED]
    assert "no activity for 6 weeks" in rules()[Status.STOPPED]


def test_other_thresholds_judge_otherwise() -> None:
    behind = replace(WELL, done=2)
    assert status(behind, TODAY, replace(DEFAULTS, missing_items=3)) is Status.WATCH
    assert status(WELL, TODAY, replace(DEFAULTS, mean_below=81.0)) is Status.NEEDS_ATTENTION


def test_a_score_is_the_weighted_sum_of_its_features() -> None:
    work = Work(due=4, done=2, late=1, mean=40.0, active_on=ago(21), since=ago(90))
    assert features(work, TODAY) == {
        Feature.MISSING: 0.5,
        Feature.MARKS_LOST: 0.6,
        Feature.SILENT: 0.5,
        Feature.LATE: 0.25,
    }
    assert score(work, TODAY) == pytest.approx(20 + 15 + 12.5 + 2.5)
    assert sum(WEIGHTS.values()) == 100
    assert score(WELL, TODAY) == 5.0
    nothing = Work(due=4, mean=0.0, since=ago(90))
    assert score(nothing, TODAY) == 90.0


def test_who_has_left_or_completed_is_contacted_last() -> None:
    lost = Work(due=4, mean=0.0, since=ago(90))
    assert judge(replace(lost, left=True), TODAY).score == 0
    assert judge(replace(lost, passed=True), TODAY).score == 0


@given(
    due=st.integers(0, 50),
    done=st.integers(0, 50),
    mean=st.none() | st.floats(-10, 200),
    silent=st.integers(-10, 4000),
)
def test_a_score_is_from_0_to_100_and_more_missing_never_lowers_it(
    due: int, done: int, mean: float | None, silent: int
) -> None:
    work = Work(due=due, done=min(due, done), mean=mean, active_on=ago(silent))
    assert 0 <= score(work, TODAY) <= 100
    assert score(replace(work, done=max(0, work.done - 1)), TODAY) >= score(work, TODAY)


FORM: dict[str, object] = {
    "missing_items": 3,
    "mean_below": 45.5,
    "quiet_days": 14,
    "stopped_days": 28,
}


def test_thresholds_that_can_be_used_are_taken() -> None:
    assert checked(FORM) == Thresholds(3, 45.5, 14, 28)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"missing_items": 0}, "missing_items"),
        ({"missing_items": 1.5}, "missing_items"),
        ({"missing_items": True}, "missing_items"),
        ({"missing_items": None}, "missing_items"),
        ({"mean_below": -1}, "mean_below"),
        ({"mean_below": float("nan")}, "mean_below"),
        ({"mean_below": "40"}, "mean_below"),
        ({"quiet_days": 10**9}, "quiet_days"),
        ({"stopped_days": 14}, "stopped_days"),
        ({"stopped_days": 13}, "stopped_days"),
    ],
)
def test_a_threshold_that_cannot_be_used_is_named_with_what_would_be_right(
    given: dict[str, object], field: str
) -> None:
    found = problems(FORM | given)
    assert list(found) == [field]
    assert found[field].startswith("Expected ")
    with pytest.raises(BadInputError, match="Expected "):
        checked(FORM | given)
