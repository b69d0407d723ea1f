"""The learners behind a week, an item or a step of a course's figures, by name.

Each list holds who needs a look: who did nothing in a week, who is below the pass mark or missing,
who left. It counts by the same conditions as the figures, so that they agree.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import ActivityWeek, Cohort, Enrollment, Learner, LineItem, Result, Section
from leap_dash.db.days import whole_weeks
from leap_dash.domain.access import Scope
from leap_dash.domain.results import LOW_PERCENT, counts
from leap_dash.queries.cells import assessed_items
from leap_dash.queries.cohort_weeks import left_in, there_at_the_end_of, week_measure
from leap_dash.queries.course_runs import in_run, section_start
from leap_dash.queries.item_marks import IS_EXCUSED, is_missing, known_result
from leap_dash.queries.learner_names import by_name, learner_name
from leap_dash.records import Behind, BehindRow, CourseRun, WeekMeasure
