"""Frozen records that queries give to pages, figures and JSON. They hold values and do nothing."""

from leap_dash.records.awards import (
    AchievementSummary,
    AwardRow,
    AwardsPage,
    BatchFailure,
    BatchRow,
    Choice,
    ListedAward,
)
from leap_dash.records.cohorts import (
    Cell,
    CohortHead,
    CohortList,
    CohortPage,
    CohortSummary,
    CourseChoice,
    GroupSums,
    ItemColumn,
    LearnerCourse,
    LearnerDetail,
    LearnerFilter,
    LearnerMark,
    LearnerRow,
    Order,
    Overview,
    SectionSums,
    Standing,
)
from leap_dash.records.eligibility import (
    ClauseBottleneck,
    EligibilityReport,
    EligibilityRow,
    Qualifying,
)
from leap_dash.records.endorsements import (
    EndorsementRow,
    NetworkBadge,
    NetworkOrg,
    NetworkTarget,
)
from leap_dash.records.notes import NoteRow
from leap_dash.records.outcomes import CourseOutcomes, LearnerOutcome
from leap_dash.records.partners import ProgrammeComparison, ProviderRates, Rate
from leap_dash.records.portfolio import ClauseStep, NextBadge, NextItem, OwnBadge, OwnCourse
from leap_dash.records.skills import LearnerSkill, SkillSeen
from leap_dash.records.timeline import Timeline, TimelineItem, TimelineWeek

__all__ = [
    "AchievementSummary",
    "AwardRow",
    "AwardsPage",
    "BatchFailure",
    "BatchRow",
    "Cell",
    "Choice",
    "ClauseBottleneck",
    "ClauseStep",
    "CohortHead",
    "CohortList",
    "CohortPage",
    "CohortSummary",
    "CourseChoice",
    "CourseOutcomes",
    "EligibilityReport",
    "EligibilityRow",
    "EndorsementRow",
    "GroupSums",
    "ItemColumn",
    "LearnerCourse",
    "LearnerDetail",
    "LearnerFilter",
    "LearnerMark",
    "LearnerOutcome",
    "LearnerRow",
    "LearnerSkill",
    "ListedAward",
    "NetworkBadge",
    "NetworkOrg",
    "NetworkTarget",
    "NextBadge",
    "NextItem",
    "NoteRow",
    "Order",
    "Overview",
    "OwnBadge",
    "OwnCourse",
    "ProgrammeComparison",
    "ProviderRates",
    "Qualifying",
    "Rate",
    "SectionSums",
    "SkillSeen",
    "Standing",
    "Timeline",
    "TimelineItem",
    "TimelineWeek",
]
