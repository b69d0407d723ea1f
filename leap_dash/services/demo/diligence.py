"""Weekly activity, final results, outcomes and soft skills that fit the marks. Pure arrays.

Rows are the learners of one section, in the order of its `Marks`.
"""

import numpy as np
from numpy.typing import NDArray

from leap_dash.services.demo.intakes import CohortPlan, SectionPlan
from leap_dash.services.demo.marks import Bools, Days, Marks, Timing, share
from leap_dash.services.demo.people import Floats, Traits

PASS_PERCENT = 40.0
DISTINCTION_PERCENT = 75.0
# Whoever will leave is seen less and less over this time.
SILENT_DAYS = 28.0
WORKING_DAYS = 6


def draw_activity(
    rng: np.random.Generator,
    plan: SectionPlan,
    traits: Traits,
    leaves: Days,
    marks: Marks,
    when: Timing,
) -> tuple[Days, Days]:
    """Active days and events, learner x week of the section; 0 for a week without any.

    Two weeks more than the section has, for work that comes in after its end. Whoever hands
    something in was active that week.
    """
    weeks = np.arange(plan.weeks + 2)
    shape = (len(traits.engagement), len(weeks))
    starts = when.first + 7 * weeks
    due = np.isin(weeks, (when.due - when.first) // 7)
    left = leaves[:, np.newaxis] - starts
    odds = -1.15 + 0.75 * traits.engagement[:, np.newaxis] - 0.06 * weeks + 0.5 * due
    odds = odds + 0.5 * rng.standard_normal(shape)
    presence = np.clip(left / SILENT_DAYS, 0, 1) * (weeks < plan.weeks)
    # The week under way has only the days up to today.
    days = np.clip(np.minimum(when.today - starts + 1, left), 0, WORKING_DAYS)
    active = rng.binomial(np.asarray(days), share(odds) * presence)
    for column in range(marks.submitted.shape[1]):
        rows = np.flatnonzero(marks.handed_in[:, column])
        week = (marks.submitted[rows, column] - when.first) // 7
        active[rows, week] = np.maximum(active[rows, week], 1)
    clicks = np.exp(2.0 + 0.25 * traits.engagement)[:, np.newaxis]
    return active, active + rng.poisson(active * clicks)


def means(plan: SectionPlan, marks: Marks) -> Floats:
    """The weighted mean in percent over all items: missing as 0, excused left out."""
    items = plan.course.items
    weights = np.array([item.weight for item in items]) * ~marks.excused
    percent = 100 * np.nan_to_num(marks.score) / np.array([item.maximum for item in items])
    return np.asarray((weights * percent).sum(axis=1) / np.maximum(weights.sum(axis=1), 1))


def final_results(plan: SectionPlan, marks: Marks, leaves: Days, when: Timing) -> list[str | None]:
    """pass, distinction, fail or withdrawn; none while the course is open or unpublished.

    Whoever left after the end of the course keeps what they have in it.
    """
    mean = means(plan, marks)
    withdrawn = (leaves <= when.today) & ((leaves <= when.last) | (not plan.final))
    graded = np.select(
        [mean >= DISTINCTION_PERCENT, mean >= PASS_PERCENT], ["distinction", "pass"], "fail"
    )
    return [
        "withdrawn" if gone else (str(grade) if plan.final else None)
        for gone, grade in zip(withdrawn, graded, strict=True)
    ]


def draw_outcomes(
    rng: np.random.Generator, plan: SectionPlan, mean: Floats, finals: list[str | None]
) -> Bools:
    """Learner x outcome: achieved. Only once final results are in, and never after leaving."""
    number = len(plan.course.outcomes)
    hardness = np.linspace(-0.4, 0.6, number)
    odds = (mean[:, np.newaxis] - 46) / 7 - hardness
    seen = np.array([final in ("pass", "distinction", "fail") for final in finals])
    return np.asarray((rng.random((len(mean), number)) < share(odds)) & seen[:, np.newaxis])


def draw_skills(rng: np.random.Generator, cohort: CohortPlan, traits: Traits) -> NDArray[np.int64]:
    """Learner x skill of the programme: the level seen, 1 to 5."""
    shape = (len(traits.ability), len(cohort.programme.skills))
    seen = 3.1 + 0.35 * traits.ability + 0.45 * traits.engagement
    level = np.round(seen[:, np.newaxis] + 0.6 * rng.standard_normal(shape))
    return np.clip(level, 1, 5).astype(np.int64)
