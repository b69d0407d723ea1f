"""Which soft skills an org knows: recorded there before, or named by a rule of its network."""

from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from leap_dash.db.achievements import Achievement, CriteriaRule
from leap_dash.db.gradebook import SkillRecord
from leap_dash.db.roster import Learner, Org
from leap_dash.domain.criteria import references
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.skills import KEY_LENGTH


def known_skills(session: Session, org_id: UUID) -> frozenset[str]:
    """Their keys. What other orgs recorded is not among them: a name may tell of a person."""
    recorded = session.scalars(
        select(SkillRecord.skill)
        .join(Learner, Learner.id == SkillRecord.learner_id)
        .where(Learner.org_id == org_id)
        .distinct()
    )
    network = select(Org.network_id).where(Org.id == org_id).scalar_subquery()
    rules = session.scalars(
        select(CriteriaRule.rule)
        .join(Achievement, Achievement.id == CriteriaRule.achievement_id)
        .join(Org, Org.id == Achievement.org_id)
        .where(
            Org.network_id == network,
            CriteriaRule.version == Achievement.rule_version,
            cast(CriteriaRule.rule, String).contains('"skill"'),
        )
    )
    named = (references(parse(rule)).skills for rule in rules)
    # A key in a rule may be longer than one that can be recorded.
    return frozenset(each for each in frozenset(recorded).union(*named) if len(each) <= KEY_LENGTH)
