"""The tables, the sessions on them, and their migrations. Imported by queries and services only."""

from leap_dash.db.achievements import Achievement, CriteriaRule, EarlierPicture, RuleDraft
from leap_dash.db.approvals import Approval, ReturnedProposal
from leap_dash.db.attention import AttentionModel, AttentionThresholds, EnrollmentScore
from leap_dash.db.audit import AuditEvent
from leap_dash.db.automatic import AutomaticStop, EvaluationMark
from leap_dash.db.award_lists import AwardList
from leap_dash.db.awards import (
    Award,
    AwardBatch,
    AwardDocument,
    AwardReminder,
    AwardSharing,
    StatusList,
)
from leap_dash.db.base import Base
from leap_dash.db.endorsements import Endorsement
from leap_dash.db.evidence import Evidence, EvidenceFile
from leap_dash.db.gradebook import (
    ActivityWeek,
    CohortDay,
    CohortLearner,
    LineItem,
    OutcomeResult,
    Progress,
    ProgressCategory,
    Result,
    SectionWeek,
    SkillRecord,
)
from leap_dash.db.groups import LearnerGroup, LearnerGroupMember
from leap_dash.db.installation import Installation
from leap_dash.db.messages import MailService, Message, OutboxMail, UnwantedMail
from leap_dash.db.notes import LearnerNote
from leap_dash.db.past_days import PastDay, PastLearner, PastScore
from leap_dash.db.people import (
    Identity,
    Membership,
    Person,
    SavedView,
    SignInFailures,
    SignInSession,
)
from leap_dash.db.roster import (
    Cohort,
    Course,
    Enrollment,
    Learner,
    LearnerIdentifier,
    LearnerMerge,
    LearningOutcome,
    Org,
    Programme,
    Section,
)

__all__ = [
    "Achievement",
    "ActivityWeek",
    "Approval",
    "AttentionModel",
    "AttentionThresholds",
    "AuditEvent",
    "AutomaticStop",
    "Award",
    "AwardBatch",
    "AwardDocument",
    "AwardList",
    "AwardReminder",
    "AwardSharing",
    "Base",
    "Cohort",
    "CohortDay",
    "CohortLearner",
    "Course",
    "CriteriaRule",
    "EarlierPicture",
    "Endorsement",
    "Enrollment",
    "EnrollmentScore",
    "EvaluationMark",
    "Evidence",
    "EvidenceFile",
    "Identity",
    "Installation",
    "Learner",
    "LearnerGroup",
    "LearnerGroupMember",
    "LearnerIdentifier",
    "LearnerMerge",
    "LearnerNote",
    "LearningOutcome",
    "LineItem",
    "MailService",
    "Membership",
    "Message",
    "Org",
    "OutboxMail",
    "OutcomeResult",
    "PastDay",
    "PastLearner",
    "PastScore",
    "Person",
    "Programme",
    "Progress",
    "ProgressCategory",
    "Result",
    "ReturnedProposal",
    "RuleDraft",
    "SavedView",
    "Section",
    "SectionWeek",
    "SignInFailures",
    "SignInSession",
    "SkillRecord",
    "StatusList",
    "UnwantedMail",
]
