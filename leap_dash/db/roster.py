"""Who teaches whom what: orgs, programmes, courses, cohorts, sections, learners, enrolments.

The words are OneRoster's, with `section` for its class and `cohort` for an intake across courses.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Code, Json, Name, UuidKey


class Org(Base):
    """A partner or provider, and what its issuer profile says."""

    __tablename__ = "org"

    id: Mapped[UuidKey]
    slug: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166-1 alpha-2
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")  # IANA name
    language: Mapped[str] = mapped_column(String(16), default="en")  # BCP 47
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org.id"), index=True)
    # The root of its tree of parents (itself where it has none): one network, compared as such.
    network_id: Mapped[UUID] = mapped_column(index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    issuer_url: Mapped[str | None]
    issuer_email: Mapped[str | None] = mapped_column(String(320))
    issuer_description: Mapped[str | None]
    issuer_image_png: Mapped[bytes | None] = mapped_column(LargeBinary)
    issuer_identifiers: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)


class Programme(Base):
    """What is taught; shared by orgs, so that they can be compared."""

    __tablename__ = "programme"

    id: Mapped[UuidKey]
    slug: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    # One of the seven: management, coaching, consulting, languages, hospitality, ict, safety.
    subject_area: Mapped[str | None] = mapped_column(String(32))


class Course(Base):
    """A unit of a programme."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[UuidKey]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)


class LearningOutcome(Base):
    """An ECVET outcome of a course, with its assessment criteria."""

    __tablename__ = "learning_outcome"
    __table_args__ = (UniqueConstraint("course_id", "code"),)

    id: Mapped[UuidKey]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    criteria: Mapped[str] = mapped_column(default="")


class Cohort(Base):
    """An intake of a programme at an org ("2013J", "Autumn pilot")."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("org_id", "programme_id", "code"),)

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[Code]
    name: Mapped[Name]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # The day up to which its days (`CohortDay`) are counted; none: they are to be counted anew.
    days_on: Mapped[date | None] = mapped_column(index=True)
    # The day of which its learners (`CohortLearner`) are kept; none: they are to be summed up anew.
    learners_on: Mapped[date | None]


class Section(Base):
    """One course run for one cohort."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("cohort_id", "course_id"),)

    id: Mapped[UuidKey]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # The day up to which its progress rows count what is due; none: never built.
    progress_on: Mapped[date | None]
    # The day of which learned scores (`EnrollmentScore`) are kept; none: they are to be given anew.
    scored_on: Mapped[date | None]


class Learner(Base):
    """A learner of an org. `key` is the identifier that the first import gave them."""

    __tablename__ = "learner"
    __table_args__ = (UniqueConstraint("org_id", "key"),)

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    key: Mapped[str] = mapped_column(String(255))
    given_name: Mapped[Name | None]
    family_name: Mapped[Name | None]
    email: Mapped[str | None] = mapped_column(String(320))  # lower case
    # The record that this one was merged into, as both are one person: whatever was of it is there.
    # No foreign key, for which SQLite would make the table anew and drop what hangs on the old one.
    merged_into_id: Mapped[UUID | None] = mapped_column(index=True)


class LearnerMerge(Base):
    """That two records became one, and what was moved for it, so that it can be taken back."""

    __tablename__ = "learner_merge"

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    merged_by: Mapped[str] = mapped_column(String(320))
    merged_at: Mapped[datetime]
    # By table the keys of the rows that changed hands, and what else was changed, with what it was.
    moved: Mapped[dict[str, Any]] = mapped_column(Json)
    undone_at: Mapped[datetime | None]


class LearnerIdentifier(Base):
    """An id of a learner in a source: two sources may use the same value for two people."""

    __tablename__ = "learner_identifier"
    __table_args__ = (
        UniqueConstraint("org_id", "source", "value"),
        Index("ix_learner_identifier_value", "org_id", "value"),
    )

    id: Mapped[UuidKey]
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    source: Mapped[Code]
    value: Mapped[str] = mapped_column(String(320))


class Enrollment(Base):
    """A learner in a section, and how it ended."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("section_id", "learner_id"),)

    id: Mapped[UuidKey]
    section_id: Mapped[UUID] = mapped_column(ForeignKey("section.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    status: Mapped[str] = mapped_column(
        String(16), default="active"
    )  # active, withdrawn, completed
    enrolled_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    # pass, distinction, fail, withdrawn; none while it is open.
    final_result: Mapped[str | None] = mapped_column(String(16))
