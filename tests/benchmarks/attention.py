"""How well the learned attention score finds who will fail or leave, on OULAD 2013.

A section's score comes from the course's other presentation alone, and from what was known on that
day. The plain weighted mean of the due work, lowest first, is the yardstick for it.
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.ranking import auc, top_share
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs, learned_scores
from leap_dash.records import Moment, Run
from leap_dash.services.attention_models import moments_of, train
from tests.benchmarks.figure import Figure, seconds
from tests.oulad import install_oulad

COURSES = ("BBB", "DDD", "FFF")
DAYS = (60, 120)
PRECISION_DAY = 60
LARGEST = ("FFF", "2013J")
ROUNDS = 5
NOW = datetime(2015, 1, 1, tzinfo=UTC)  # all presentations of 2013 have ended


@dataclass(slots=True)
class Ranking:
    """Figures of one way to rank, one of each for each section."""

    areas: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    def add(self, scores: Sequence[float], failed: Sequence[bool]) -> None:
        """Rank a section's learners, the highest score first."""
        area, share = auc(scores, failed), top_share(scores, failed)
        assert area is not None
        assert share is not None
        self.areas.append(area)
        self.shares.append(share)


def run() -> Iterable[Figure]:
    """Return AUC per direction and in the mean, and how many of the top tenth failed or left."""
    with tempfile.TemporaryDirectory() as name:
        engine, _ = install_oulad(Path(name))
        with writing(engine)() as session:
            runs = [(course, each) for course in COURSES for each in _train(session, course)]
            for day in DAYS:
                yield from _on(session, runs, day)
            yield from _times(session, runs)
        engine.dispose()


def _train(session: Session, course: str) -> Sequence[Run]:
    found = course_runs(session, OPERATOR, "open", course, now=NOW)
    train(session, OPERATOR, found, placed_learners(session, OPERATOR, moments_of(found)), now=NOW)
    return found.runs


def _on(session: Session, runs: Sequence[tuple[str, Run]], day: int) -> Iterable[Figure]:
    learned, plain = Ranking(), Ranking()
    for course, each in runs:
        moment = Moment.on_day(each, day)
        scores = learned_scores(session, OPERATOR, [each.section_id], as_of=moment.as_of)
        learners = placed_learners(session, OPERATOR, [moment])
        failed = [bool(learner.failed) for learner in learners]
        learned.add([scores[learner.enrollment_id].score for learner in learners], failed)
        plain.add([-(learner.placed.features.mean or 0.0) for learner in learners], failed)
        (other,) = {one.cohort for code, one in runs if code == course} - {each.cohort}
        yield Figure(
            f"attention.auc.day{day}.{course}.{each.cohort}",
            learned.areas[-1],
            "AUC",
            f"trained on {other}; {len(failed)} learners, {sum(failed)} failed or left later; "
            f"weighted mean: {plain.areas[-1]:.4f}",
        )
    yield Figure(f"attention.auc.day{day}", _mean(learned.areas), "AUC", "mean of the six")
    yield Figure(f"attention.auc.day{day}.plain", _mean(plain.areas), "AUC", "the weighted mean")
    if day == PRECISION_DAY:
        for way, ranking in (("top_tenth", learned), ("top_tenth.plain", plain)):
            yield Figure(
                f"attention.{way}.day{day}",
                100 * _mean(ranking.shares),
                "%",
                "of the tenth ranked highest failed or left; mean of the six, the lowest "
                f"{100 * min(ranking.shares):.1f} %",
            )


def _times(session: Session, runs: Sequence[tuple[str, Run]]) -> Iterable[Figure]:
    moment = Moment.on_day(
        next(each for code, each in runs if (code, each.cohort) == LARGEST), DAYS[-1]
    )
    took = min(seconds(lambda: placed_learners(session, OPERATOR, [moment])) for _ in range(ROUNDS))
    yield Figure("attention.features", 1000 * took, "ms", "all learners of FFF 2013J on day 120")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
