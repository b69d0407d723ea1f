"""The learner whose sign-in is given: chance may not spoil what their page is there to show.

They have passed one programme with badges and are in the middle of another, where a badge is theirs
to take and the next one lacks a single clause: one more active week.
"""

import numpy as np

from leap_dash.services.demo.intakes import SectionPlan
from leap_dash.services.demo.marks import NEVER, Days, Marks, Timing
from leap_dash.services.demo.people import Traits

EXAMPLE_EMAIL = "learner@tralee.example.org"
# "Team Player in Service" asks for five active weeks in this course.
NEXT_BADGE_COURSE = "HO2"
NEXT_BADGE_WEEKS = 5
WEAKEST_PERCENT = 72.0
WEAKEST_SKILL = 4


def guide_traits(traits: Traits, who: int) -> None:
    """Able and diligent."""
    traits.ability[who], traits.engagement[who] = 1.0, 1.2


def guide_marks(marks: Marks, row: int, plan: SectionPlan, when: Timing) -> None:
    """All that is due was handed in on time and, where there was time to grade it, is good."""
    due = when.due <= when.today
    submitted = np.where(due, np.minimum(marks.submitted[row], when.due), marks.submitted[row])
    graded = ~np.isnan(marks.score[row]) | (submitted + 12 <= when.today)
    marks.submitted[row] = submitted
    marks.excused[row] = False
    least = np.round(WEAKEST_PERCENT / 100 * np.array([i.maximum for i in plan.course.items]))
    marks.score[row] = np.where(graded, np.fmax(marks.score[row], least), np.nan)


def guide_activity(active: Days, events: Days, marks: Marks, row: int, when: Timing) -> None:
    """Active in one week less than the next badge asks for; where work came in, and lately."""
    submitted = marks.submitted[row][marks.submitted[row] != NEVER]
    weeks = set(((submitted - when.first) // 7).tolist())
    for week in range((when.today - when.first) // 7, -1, -1):
        if len(weeks) < NEXT_BADGE_WEEKS - 1:
            weeks.add(week)
    kept = np.isin(np.arange(active.shape[1]), list(weeks))
    active[row] = np.where(kept, np.maximum(active[row], 1), 0)
    events[row] = np.where(kept, np.maximum(events[row], active[row]), 0)


def guide_skills(levels: Days, row: int) -> None:
    """Instructors think well of them."""
    levels[row] = np.maximum(levels[row], WEAKEST_SKILL)
