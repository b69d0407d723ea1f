"""Whom to contact first: a score from 0 to 100 that ranks, and can be taken apart.

A weighted sum of a few named features, each a share from 0 to 1, so that the database ranks a whole
cohort by the same sum. Set by hand; what finished sections teach is `attention_model`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from leap_dash.domain.attention import CLOSED, Status, Work, reasons, status
from leap_dash.domain.attention_thresholds import DEFAULTS, Thresholds


class Feature(StrEnum):
    """What a score is made of; each from 0 (nothing to worry about) to 1."""

    MISSING = "share of due items missing"
    MARKS_LOST = "share of marks lost"
    SILENT = "time without activity, of the time after which they have stopped"
    LATE = "share of due items late"


WEIGHTS: Mapping[Feature, float] = {
    Feature.MISSING: 40.0,
    Feature.MARKS_LOST: 25.0,
    Feature.SILENT: 25.0,
    Feature.LATE: 10.0,
}
"""They add up to 100."""
IN_WORDS = (
    "Score, 0 to 100, the highest first: up to 40 for the share of due items missing, 25 for the "
    "share of marks lost, 25 for the time without activity, 10 for the share of due items late."
)
"""For whoever reads a score."""


def features(work: Work, as_of: date, thresholds: Thresholds = DEFAULTS) -> Mapping[Feature, float]:
    """The features of a learner's work on that day."""
    silent = work.silent_days(as_of) or 0
    return {
        Feature.MISSING: work.missing / work.due if work.due else 0.0,
        Feature.MARKS_LOST: 0.0 if work.mean is None else min(1.0, max(0.0, 1 - work.mean / 100)),
        Feature.SILENT: min(1.0, silent / thresholds.stopped_days),
        Feature.LATE: work.late / work.due if work.due else 0.0,
    }


def score(work: Work, as_of: date, thresholds: Thresholds = DEFAULTS) -> float:
    """From 0 to 100, the higher the sooner to contact; 0 for who has left or completed."""
    if status(work, as_of, thresholds) in CLOSED:
        return 0.0
    found = features(work, as_of, thresholds)
    return round(sum(weight * found[each] for each, weight in WEIGHTS.items()), 1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a learner stands, whom to contact first, and why in words and numbers."""

    status: Status
    score: float
    reasons: tuple[str, ...]


def judge(work: Work, as_of: date, thresholds: Thresholds = DEFAULTS) -> Judgement:
    """All that views say of a learner's work on that day."""
    return Judgement(
        status(work, as_of, thresholds),
        score(work, as_of, thresholds),
        reasons(work, as_of, thresholds),
    )


def with_learned(judgement: Judgement, score: float, words: tuple[str, ...]) -> Judgement:
    """The same status with the score that a model gives, and its reasons behind the others.

    Whoever has left or completed keeps what they had.
    """
    if judgement.status in CLOSED:
        return judgement
    return replace(judgement, score=score, reasons=(*judgement.reasons, *words))
