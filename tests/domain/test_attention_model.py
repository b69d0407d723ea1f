"""A learned score can be explained: what raises it is said, and it goes where the words say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.domain.attention_model import (
    EARLIEST_DAYS,
    FEATURES,
    SILENCE_BOUNDS,
    Features,
    Model,
    Norm,
    Placed,
    describe,
    explain,
    model_for,
    norms_of,
    reasons,
    score_of,
)

AVERAGE = Features(
    mean=60.0,
    marks=70.0,
    latest=60.0,
    missing=1.0,
    lateness=-1.0,
    silence=3.0,
    ahead=0.5,
    active_days=8.0,
)
NORMS = {name: Norm(mean, 2.0) for name, mean in AVERAGE._asdict().items()}
MODEL = Model(
    day=60,
    intercept=0.0,
    coefficients={name: 0.5 * kind.worse for name, kind in FEATURES.items()},
    trained_on=("2013B",),
    learners=400,
    failing=200,
    check=None,
)


def score(features: Features, model: Model = MODEL) -> float:
    return score_of(model, Placed(features, NORMS))


def test_every_number_has_its_words() -> None:
    assert Features._fields == tuple(FEATURES)


def test_someone_average_has_the_score_of_the_intercept() -> None:
    assert score(AVERAGE) == pytest.approx(50.0)
    assert explain(MODEL, Placed(AVERAGE, NORMS)) == ()


@pytest.mark.parametrize("name", FEATURES)
def test_a_score_rises_with_what_is_worse_and_says_so_first(name: str) -> None:
    worse = AVERAGE._replace(**{name: getattr(AVERAGE, name) + 2.0 * FEATURES[name].worse})
    assert score(worse) > score(AVERAGE)
    (reason,) = reasons(MODEL, Placed(worse, NORMS))
    assert reason.startswith(f"{FEATURES[name].label}: ")


def test_what_raises_most_is_said_first_and_what_lowers_is_no_reason() -> None:
    features = AVERAGE._replace(mean=50.0, missing=3.0, marks=90.0)
    found = explain(MODEL, Placed(features, NORMS))
    assert [each.feature for each in found] == ["mean", "missing", "marks"]
    assert [each.log_odds for each in found] == pytest.approx([2.5, 0.5, -5.0])
    assert reasons(MODEL, Placed(features, NORMS)) == (
        "mean of the due work: 50 % (section: 60 %)",
        "due work missing: 3 (section: 1)",
    )
    assert len(reasons(MODEL, Placed(features, NORMS), most=1)) == 1


def test_days_are_said_before_or_after() -> None:
    features = AVERAGE._replace(lateness=2.5, silence=float(SILENCE_BOUNDS[1]))
    silent, late = reasons(MODEL, Placed(features, NORMS))
    assert (
        late == "usually handed in: 2.5 days after the due day (section: 1 day before the due day)"
    )
    assert silent == (
        "last handed in: 60 days before the latest due day or longer ago, or never "
        "(section: 3 days before the latest due day)"
    )


def test_what_nobody_knows_neither_raises_nor_lowers() -> None:
    nothing = Features(None, None, None, None, None, None, None, None)
    assert score(nothing) == score(AVERAGE)
    assert score_of(MODEL, Placed(AVERAGE, {})) == score(AVERAGE)


@given(intercept=st.floats(-2000, 2000))
def test_a_score_is_never_outside_its_range(intercept: float) -> None:
    assert 0.0 <= score(AVERAGE, replace(MODEL, intercept=intercept)) <= 100.0


def test_norms_are_mean_and_standard_deviation_of_those_of_whom_it_is_known() -> None:
    some = [AVERAGE._replace(mean=value) for value in (20.0, 40.0, None)]
    assert norms_of(some) == {"mean": Norm(30.0, 10.0)}
    assert norms_of([]) == {}


def test_coefficients_are_said_in_words_the_weightiest_first() -> None:
    model = replace(MODEL, coefficients={"mean": -0.1, "missing": 0.7, "ahead": 0.0})
    assert describe(model) == (
        "more due work missing: odds times 2.01",
        "a lower mean of the due work: odds times 1.11",
    )


def test_the_model_of_the_nearest_day_is_used() -> None:
    models = [replace(MODEL, day=day) for day in (90, 30, 60)]
    used = {day: model_for(models, day) for day in (30 - EARLIEST_DAYS, 44, 75, 76, 400)}
    assert [model and model.day for model in used.values()] == [30, 30, 60, 90, 90]
    assert model_for(models, 29 - EARLIEST_DAYS) is None
    assert model_for([], 60) is None
