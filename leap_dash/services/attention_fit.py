"""Fits the model of `domain.attention_model` to people whose outcome is known, and checks it.

A ridge-penalised logistic regression, each coefficient held on the side that its number's words
say. The database is not known here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from leap_dash.domain.attention_model import FEATURES, Check, Model, Placed, score_of
from leap_dash.domain.ranking import auc, top_share
from leap_dash.records import PlacedLearner

FEWEST = 200  # enrolments that have ended
FEWEST_OF_EITHER = 30  # that failed or left, and that did not
# Weight of the squared coefficients. Anything from 0.3 to 100 gives the same AUC to 0.001 on a
# thousand people; it is there for a few hundred, and for numbers that say nearly the same.
RIDGE = 3.0
FOLDS = 5

Learners = Sequence[PlacedLearner]


def is_enough(learners: Collection[PlacedLearner]) -> bool:
    """Whether these are enough to learn from."""
    failing = sum(bool(each.failed) for each in learners)
    fewest = min(failing, len(learners) - failing)
    return len(learners) >= FEWEST and fewest >= FEWEST_OF_EITHER


def fit(day: int, by_cohort: Mapping[str, Learners]) -> Model | None:
    """The unchecked model for a day, of the learners of these cohorts; all outcomes are known.

    None where they are too few, or where nothing about their work differs yet.
    """
    learners = [each for group in by_cohort.values() for each in group]
    if not is_enough(learners):
        return None
    intercept, coefficients = _solve(learners)
    if not any(coefficients.values()):
        return None
    return Model(
        day=day,
        intercept=intercept,
        coefficients=coefficients,
        trained_on=tuple(by_cohort),
        learners=len(learners),
        failing=sum(bool(each.failed) for each in learners),
        check=None,
    )


def leave_one_out(day: int, by_cohort: Mapping[str, Learners]) -> dict[str, Model]:
    """By cohort, the model of all the others, checked on the one that it does not know."""
    found = {}
    for cohort, left_out in by_cohort.items():
        rest = {code: group for code, group in by_cohort.items() if code != cohort}
        model = fit(day, rest)
        if model is not None:
            scores = [score_of(model, each.placed) for each in left_out]
            found[cohort] = replace(model, check=_check("section", scores, left_out))
    return found


def checked(model: Model, by_cohort: Mapping[str, Learners], without: Mapping[str, Model]) -> Model:
    """The model of all cohorts with its check: the mean of those that leave one cohort out in turn,
    or, where there is none, folds of learners.
    """
    checks = [each.check for each in without.values() if each.check is not None]
    if not checks:
        return replace(model, check=_in_folds([each for g in by_cohort.values() for each in g]))
    return replace(
        model,
        check=Check(
            by="section",
            auc=sum(each.auc for each in checks) / len(checks),
            top_share=sum(each.top_share for each in checks) / len(checks),
        ),
    )


def _in_folds(learners: Learners) -> Check | None:
    """Each fifth scored by what the other four teach; ids decide, so that it can be repeated."""
    ordered = sorted(learners, key=lambda each: each.enrollment_id)
    parts: dict[int, list[PlacedLearner]] = defaultdict(list)
    for number, each in enumerate(ordered):
        parts[number % FOLDS].append(each)
    scores: list[float] = []
    for number, part in parts.items():
        rest = [each for other, group in parts.items() if other != number for each in group]
        intercept, coefficients = _solve(rest)
        model = Model(0, intercept, coefficients, (), len(rest), 0, None)
        scores += [score_of(model, each.placed) for each in part]
    return _check("learners", scores, [each for part in parts.values() for each in part])


def _check(by: str, scores: Sequence[float], learners: Learners) -> Check | None:
    failed = [bool(each.failed) for each in learners]
    area, share = auc(scores, failed), top_share(scores, failed)
    return None if area is None or share is None else Check(by, area, share)


def _solve(learners: Learners) -> tuple[float, dict[str, float]]:
    """Intercept and coefficients of the penalised likelihood's maximum, within their signs."""
    standings = _matrix([each.placed for each in learners])
    failed = np.array([bool(each.failed) for each in learners], dtype=float)

    def loss(at: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        log_odds = at[0] + standings @ at[1:]
        wrong = 1.0 / (1.0 + np.exp(-log_odds)) - failed
        value = np.sum(np.logaddexp(0.0, log_odds) - failed * log_odds)
        penalty = 0.5 * RIDGE * np.sum(at[1:] ** 2)
        slope = np.concatenate(([np.sum(wrong)], standings.T @ wrong + RIDGE * at[1:]))
        return float(value + penalty), slope

    sides = [(0.0, None) if kind.worse > 0 else (None, 0.0) for kind in FEATURES.values()]
    found = minimize(
        loss,
        np.zeros(1 + len(FEATURES)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *sides],
    )
    intercept, *coefficients = (float(value) for value in found.x)
    return intercept, dict(zip(FEATURES, coefficients, strict=True))


def _matrix(placed: Sequence[Placed]) -> npt.NDArray[np.float64]:
    """A row for each, a column for each number: standard deviations from the section's mean."""
    return np.array([[each.standing(name) for name in FEATURES] for each in placed])
