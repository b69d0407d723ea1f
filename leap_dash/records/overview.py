"""What an instructor sees first: the latest cohorts, the badges held, and how both came to be."""

from dataclasses import dataclass
from datetime import date

from leap_dash.records.cohorts import CohortList


@dataclass(frozen=True, slots=True)
class PastDay:
    """Cohorts together at the end of a day, over who was enrolled then; badges held at that time.

    A learner of two cohorts counts in each. `mean`: of the learners' means, in percent (0 to 100).
    """

    day: date
    learners: int
    due: int
    done: int
    mean: float | None
    behind: int
    badges: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The latest cohorts; badges given out and neither revoked nor expired, and who holds them.

    `past` are days a week apart, the latest last: today, or where all cohorts have ended the day
    on which the last of them did. None where there is no cohort.
    """

    listed: CohortList
    badges: int
    badged: int  # learners
    past: tuple[PastDay, ...] = ()
