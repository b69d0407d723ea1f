"""When the demo's cohorts run and how large they are: one finished and one running per programme.

All days follow from today, so that a demo looks the same whenever it is made: the running intake is
in its eleventh or twelfth week, the finished one ended months ago.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from leap_dash.domain.errors import BadInputError
from leap_dash.services.demo.chance import Stream
from leap_dash.services.demo.curriculum import PROGRAMMES
from leap_dash.services.demo.curriculum.model import CoursePlan, ProgrammePlan
from leap_dash.services.demo.network import HOME, PARTNERS, Partner

FEWEST, MOST = 20, 100_000
RUNNING_WEEKS = 10
# More than half a year, so that the two intakes never bear the name of the same season.
BETWEEN_INTAKES = timedelta(weeks=28)
# Final results are published this long after a course has ended; everything is graded by then.
PUBLISHED_AFTER = timedelta(days=17)
# Too few people to be shown to partners: there to see what a page says then.
SMALL = ("akamas", "health-and-safety")
SMALL_SIZE = 7
# Where the learner is whose sign-in is given: now, and in the spring before.
HOME_COHORT = (HOME, "hospitality-operations")
HOME_BEFORE = (HOME, "coaching-practice")
# (weeks of a course, weeks from one course's start to the next) by number of courses.
_RHYTHM = {2: (10, 9), 3: (8, 6), 4: (8, 4)}
_DEMAND = {
    "hospitality-operations": 1.3,
    "english-for-work": 1.15,
    "ict-support": 1.05,
    "health-and-safety": 1.0,
    "team-leadership": 1.0,
    "coaching-practice": 0.9,
    "consulting-practice": 0.85,
}


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A course run for one cohort. `due` has a day per item of the course; `ends_on` is the Friday
    of the last week. `final` says whether final results are published."""

    course: CoursePlan
    starts_on: date
    weeks: int
    due: tuple[date, ...]
    final: bool

    @property
    def ends_on(self) -> date:
        """The last day of teaching."""
        return self.starts_on + timedelta(days=7 * self.weeks - 3)


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """An intake of a programme at a partner, and how many people are new in it."""

    partner: Partner
    programme: ProgrammePlan
    code: str
    name: str
    sections: tuple[SectionPlan, ...]
    finished: bool
    size: int

    @property
    def starts_on(self) -> date:
        """The Monday on which the first course starts."""
        return self.sections[0].starts_on

    @property
    def ends_on(self) -> date:
        """The day on which the last course ends."""
        return self.sections[-1].ends_on

    @property
    def offer(self) -> tuple[str, str]:
        """Who runs what: the slugs of partner and programme."""
        return self.partner.slug, self.programme.slug


def plan_cohorts(learners: int, today: date, chance: Stream) -> list[CohortPlan]:
    """All cohorts, finished before running ones; their sizes sum to `learners`, none is empty.

    Raises BadInputError for a number of learners outside the possible.
    """
    if not FEWEST <= learners <= MOST:
        raise BadInputError(
            f"learners: {learners} cannot be spread over a demo network; "
            f"expected {FEWEST} to {MOST:,}."
        )
    programmes = {programme.slug: programme for programme in PROGRAMMES}
    offers = [
        (finished, partner, programmes[slug])
        for finished in (True, False)
        for partner in PARTNERS
        for slug in partner.programmes
    ]
    sizes = _sizes(learners, offers, chance)
    return [
        _cohort(partner, programme, today, finished=finished, size=size)
        for (finished, partner, programme), size in zip(offers, sizes, strict=True)
        if size
    ]


def _cohort(
    partner: Partner, programme: ProgrammePlan, today: date, *, finished: bool, size: int
) -> CohortPlan:
    monday = today - timedelta(days=today.weekday())
    # Not every provider starts in the same week.
    weeks = RUNNING_WEEKS + PARTNERS.index(partner) % 2
    starts_on = monday - timedelta(weeks=weeks) - (BETWEEN_INTAKES if finished else timedelta())
    season = "Spring" if starts_on.month <= 6 else "Autumn"
    length, stride = _RHYTHM[len(programme.courses)]
    return CohortPlan(
        partner=partner,
        programme=programme,
        code=f"{starts_on.year}-{season.lower()}",
        name=f"{season} {starts_on.year}",
        sections=tuple(
            _section(course, starts_on + timedelta(weeks=stride * number), length, today)
            for number, course in enumerate(programme.courses)
        ),
        finished=finished,
        size=size,
    )


def _section(course: CoursePlan, starts_on: date, weeks: int, today: date) -> SectionPlan:
    count = len(course.items)
    due_weeks = [math.ceil(weeks * (number + 1) / count) for number in range(count)]
    due = tuple(_not_a_holiday(starts_on + timedelta(days=7 * week - 3)) for week in due_weeks)
    return SectionPlan(course, starts_on, weeks, due, final=due[-1] + PUBLISHED_AFTER <= today)


def _not_a_holiday(friday: date) -> date:
    fixed_feasts = {(12, 25), (12, 26), (1, 1), (5, 1)}
    return friday - timedelta(days=3 * ((friday.month, friday.day) in fixed_feasts))


def _sizes(
    learners: int, offers: list[tuple[bool, Partner, ProgrammePlan]], chance: Stream
) -> list[int]:
    """How many people are new in each cohort, in the order of `offers`."""
    jitter = chance("sizes").uniform(0.85, 1.25, len(offers))
    weights = jitter * [partner.size * _DEMAND[taught.slug] for _, partner, taught in offers]
    fixed: dict[int, int] = {}
    for number, (finished, partner, programme) in enumerate(offers):
        offer = (partner.slug, programme.slug)
        share = round(learners * weights[number] / weights.sum())
        if finished and offer == SMALL:
            fixed[number] = min(SMALL_SIZE, learners // 50)
        if offer == HOME_COHORT:
            # A demo of few people still has a home cohort that is worth looking at.
            fixed[number] = max(share, min(12, learners // 5))
        if finished and offer == HOME_BEFORE:
            fixed[number] = max(share, 1)
    weights[list(fixed)] = 0.0
    # Rounding the running sum, not each size, keeps the total exact.
    edges = np.round(np.cumsum(weights) / weights.sum() * (learners - sum(fixed.values())))
    drawn = np.diff(edges, prepend=0.0)
    return [fixed.get(number, int(drawn[number])) for number in range(len(offers))]
