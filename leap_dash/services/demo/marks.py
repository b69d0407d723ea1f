"""The model of marks: what learners hand in, when, and with what mark. Pure arrays, no database.

A mark follows from ability and engagement, the course's and the item's difficulty, the provider,
fatigue over the programme, and luck. Rows are learners, columns the items of one section; days
count from the cohort's first Monday.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from leap_dash.services.demo.intakes import CohortPlan, SectionPlan
from leap_dash.services.demo.people import Floats, Traits

Bools = NDArray[np.bool_]
Days = NDArray[np.int64]

TYPICAL = 68.0  # percent, of an average learner in a course of difficulty 0
ABILITY, ENGAGEMENT, LUCK = 8.0, 4.5, 6.5  # percent points per standard deviation
FATIGUE = 3.0  # percent points lost from the first day of the programme to the last
LATE_COSTS = 3.0  # percent points
FADING_DAYS = 24.0  # whoever leaves hands in less and less over this time
NEVER = 10_000  # a day that does not come


@dataclass(frozen=True, slots=True)
class Marks:
    """Learner x item of one section, as it stands today.

    `score`, of the item's maximum, is NaN for what is not graded; `submitted` is a day, NEVER for
    what was not handed in. An excused item has neither.
    """

    score: Floats
    submitted: Days
    excused: Bools

    @property
    def handed_in(self) -> Bools:
        """What was handed in by today."""
        return np.asarray(self.submitted != NEVER)


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of a section: first and last, per item the due day, and today."""

    first: int
    last: int
    due: Days
    today: int


def timing(cohort: CohortPlan, section: SectionPlan, today: date) -> Timing:
    """The days of a section, counted from the cohort's first."""

    def day(when: date) -> int:
        return (when - cohort.starts_on).days

    return Timing(
        first=day(section.starts_on),
        last=day(section.ends_on),
        due=np.array([day(due) for due in section.due]),
        today=day(today),
    )


def share(odds: Floats | float) -> Floats:
    """The probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(odds, dtype=np.float64))))


def draw_leaving(rng: np.random.Generator, cohort: CohortPlan, traits: Traits) -> Days:
    """The day on which each learner leaves, NEVER for most; a few before the first day.

    Early weeks lose more than late ones, and the less engaged are lost sooner.
    """
    number = len(traits.engagement)
    odds = -2.1 - 0.75 * traits.engagement + cohort.partner.leaving + 0.2 * rng.standard_normal()
    # Systematic sampling: chance says who leaves, hardly how many, or small cohorts would lose
    # nobody or half their people.
    reached = np.cumsum(share(odds)) + rng.random()
    leaves = np.floor(reached) > np.floor(reached - share(odds))
    length = (cohort.ends_on - cohort.starts_on).days
    day = np.round(rng.beta(1.3, 2.2, number) * length).astype(np.int64)
    day = np.where(rng.random(number) < 0.06, -rng.integers(1, 10, number), day)
    return np.where(leaves, day, NEVER)


def draw_marks(
    rng: np.random.Generator,
    cohort: CohortPlan,
    section: SectionPlan,
    traits: Traits,
    leaves: Days,
    when: Timing,
) -> Marks:
    """What the learners of a section have handed in by today, and what is graded of it."""
    items = section.course.items
    shape = (len(traits.ability), len(items))
    engagement = traits.engagement[:, np.newaxis]
    progress = np.clip(when.due / max(1, (cohort.ends_on - cohort.starts_on).days), 0, 1)
    categories = np.array([item.category for item in items])
    # Exams and shifts happen on their day; assignments can come late, tests now and then.
    lateness = np.select([categories == "assignment", categories == "test"], [-1.55, -2.9], -np.inf)
    late = rng.random(shape) < share(
        lateness - 0.55 * engagement + cohort.partner.lateness + 0.3 * progress
    )
    early = np.minimum(rng.geometric(share(-0.3 - 0.4 * engagement), shape) - 1, 12)
    early = np.where(np.isin(categories, ["assignment", "test"]), early, 0)
    delay = np.where(late, np.minimum(rng.geometric(0.28, shape), 12), -early)
    submitted = np.clip(when.due + delay, when.first, when.last + 7)

    fading = np.clip(1 - (leaves[:, np.newaxis] - submitted) / FADING_DAYS, 0, 1)
    missing = rng.random(shape) < share(-3.1 - 0.8 * engagement + 0.5 * progress + 3.0 * fading)
    excused = rng.random(shape) < 0.012
    gone = submitted >= leaves[:, np.newaxis]
    absent = missing | excused | gone

    percent = _percent(rng, cohort, section, traits, progress) - LATE_COSTS * late
    maximum = np.array([item.maximum for item in items])
    score = np.round(np.clip(percent, 0, 100) / 100 * maximum)
    grading = np.where(categories == "assignment", rng.integers(4, 12, shape), 1)
    graded = np.minimum(submitted + grading, np.maximum(when.last + 12, submitted + 1))
    known = ~absent & (submitted <= when.today)
    return Marks(
        score=np.where(known & (graded <= when.today), score, np.nan),
        submitted=np.where(known, submitted, NEVER),
        excused=excused & ~gone & (when.due <= when.today + 7),
    )


def _percent(
    rng: np.random.Generator,
    cohort: CohortPlan,
    section: SectionPlan,
    traits: Traits,
    progress: Floats,
) -> Floats:
    """The mark that each piece of work would get, in percent, neither rounded nor bounded."""
    items = section.course.items
    shape = (len(traits.ability), len(items))
    person = ABILITY * traits.ability + ENGAGEMENT * traits.engagement
    level = (
        TYPICAL + cohort.partner.effect - section.course.difficulty + 1.5 * rng.standard_normal()
    )
    item = np.array([each.difficulty for each in items])
    outstanding = 14.0 * (rng.random(shape) < 0.025)
    return np.asarray(
        level
        - item
        - FATIGUE * progress
        + person[:, np.newaxis]
        + outstanding
        + LUCK * rng.standard_normal(shape)
    )
