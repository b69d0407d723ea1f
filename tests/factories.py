"""Rows for tests: each function adds one row and returns it, with its id. Nothing is committed."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    AttentionModel,
    Award,
    Base,
    Cohort,
    Course,
    CriteriaRule,
    Enrollment,
    Learner,
    LearningOutcome,
    LineItem,
    Org,
    Person,
    Programme,
    Progress,
    Result,
    Section,
)
from leap_dash.domain.access import Grant, Role, Scope
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.measured import measured
from leap_dash.domain.narrative import Names

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
Row = TypeVar("Row", bound=Base)


def add(session: Session, row: Row) -> Row:
    """Add it, and give it its id and defaults."""
    session.add(row)
    session.flush()
    return row


def org(
    session: Session, slug: str = "tralee", *, parent: Org | None = None, **values: object
) -> Org:
    """An org; without a parent it is the root of a network of its own."""
    own = uuid4()
    return add(
        session,
        Org(
            id=own,
            slug=slug,
            parent_id=parent.id if parent else None,
            network_id=parent.network_id if parent else own,
            **{"name": slug.capitalize(), "country": "IE"} | values,
        ),
    )


def programme(session: Session, slug: str = "hospitality", **values: object) -> Programme:
    """A programme that orgs may share."""
    return add(session, Programme(slug=slug, **{"name": slug.capitalize()} | values))


def course(session: Session, of: Programme, code: str = "unit-1", **values: object) -> Course:
    """A course of the programme."""
    return add(session, Course(programme_id=of.id, code=code, **{"name": code} | values))


def outcome(session: Session, of: Course, code: str = "LO1", **values: object) -> LearningOutcome:
    """A learning outcome of the course."""
    return add(
        session, LearningOutcome(course_id=of.id, code=code, **{"name": f"Can {code}"} | values)
    )


def cohort(
    session: Session,
    at: Org,
    of: Programme,
    code: str = "2026A",
    *,
    starts_on: date | None = date(2026, 2, 1),
    ends_on: date | None = date(2026, 7, 1),
) -> Cohort:
    """A cohort that has ended, unless told otherwise."""
    return add(
        session,
        Cohort(
            org_id=at.id,
            programme_id=of.id,
            code=code,
            name=code,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
    )


def section(session: Session, of: Cohort, about: Course, **values: object) -> Section:
    """The course run for the cohort, in the cohort's time."""
    return add(session, Section(cohort_id=of.id, course_id=about.id, **values))


def learner(session: Session, at: Org, key: str = "1001", **values: object) -> Learner:
    """A learner of the org, without a name."""
    return add(session, Learner(org_id=at.id, key=key, **values))


def enrollment(session: Session, where: Section, who: Learner, **values: object) -> Enrollment:
    """The learner in the section, still active."""
    return add(session, Enrollment(section_id=where.id, learner_id=who.id, **values))


def progress(session: Session, of: Enrollment, **values: object) -> Progress:
    """The summary of an enrolment in which nothing was due, unless told otherwise."""
    counts = dict.fromkeys(("due", "done", "on_time", "active_weeks"), 0)
    sums = {"weight_due": 0.0, "points_due": 0.0}
    return add(session, Progress(enrollment_id=of.id, **counts | sums | values))


def line_item(session: Session, of: Section, key: str = "tma-1", **values: object) -> LineItem:
    """Something assessed, worth 100, without a due day."""
    return add(session, LineItem(section_id=of.id, source_key=key, **{"name": key} | values))


def attention_model(session: Session, at: Org, of: Course, **values: object) -> AttentionModel:
    """What a course has learned for day 60 from a cohort that is not there any more."""
    learned = {
        "day": 60,
        "intercept": -1.0,
        "coefficients": {"mean": -0.9, "missing": 0.4},
        "trained_on": ["2019"],
        "learners": 480,
        "failing": 120,
        "checked_by": "section",
        "auc": 0.84,
        "top_share": 0.7,
        "trained_at": NOW,
    }
    return add(session, AttentionModel(org_id=at.id, course_id=of.id, **learned | values))


def result(session: Session, of: LineItem, who: Learner, **values: object) -> Result:
    """What the learner has for the item."""
    return add(session, Result(line_item_id=of.id, learner_id=who.id, **values))


def achievement(
    session: Session,
    at: Org,
    of: Programme,
    slug: str = "host",
    *,
    rule: dict[str, Any] | None = None,
    **values: object,
) -> Achievement:
    """A badge of the org with version 1 of its rule: an average of 40 %."""
    rule = rule or {"average": {"min_percent": 40}}
    made = add(
        session,
        Achievement(
            org_id=at.id,
            programme_id=of.id,
            slug=slug,
            description=f"About {slug}.",
            rule_version=1,
            created_at=NOW,
            **{"name": slug.capitalize()} | values,
        ),
    )
    add(
        session,
        CriteriaRule(
            achievement_id=made.id,
            version=1,
            rule=rule,
            measures=[asdict(clause) for clause in measured(parse(rule), Names())],
            narrative=f"What it takes to be {slug}.",
            created_at=NOW,
        ),
    )
    return made


def award(session: Session, of: Achievement, to: Learner, **values: object) -> Award:
    """An award of the badge's rule in force, issued now unless told otherwise."""
    rule = select(CriteriaRule.id).where(
        CriteriaRule.achievement_id == of.id, CriteriaRule.version == of.rule_version
    )
    return add(
        session,
        Award(
            org_id=of.org_id,
            achievement_id=of.id,
            criteria_rule_id=session.scalars(rule).one(),
            learner_id=to.id,
            decided_by="someone",
            **{"state": "issued", "trace": [], "decided_at": NOW, "issued_at": NOW} | values,
        ),
    )


def viewer(role: Role, at: Org, *, own: Learner | None = None) -> Scope:
    """Someone in one role in one org; a learner's own record where one is given."""
    grant = Grant(at.id, role, at.network_id, own.id if own else None)
    return Scope(actor=f"{role.value}@{at.slug}", person_id=uuid4(), grants=frozenset({grant}))


def someone(
    session: Session, role: Role, at: Org, name: str = "Niamh", *, own: Learner | None = None
) -> Scope:
    """As `viewer`, of a person who is stored, so that what they write can say who it was."""
    email = f"{name}-{role.value}@{at.slug}.example.org".lower()
    person = add(session, Person(email=email, name=name, created_at=NOW))
    return replace(viewer(role, at, own=own), person_id=person.id)
