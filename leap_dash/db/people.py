"""Who signs in, as what, and the sessions and failures of signing in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leap_dash.db.base import Base, Name, UuidKey


class Person(Base):
    """Someone who signs in. E-mail in lower case: one that differs in case is the same person."""

    __tablename__ = "person"

    id: Mapped[UuidKey]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[Name]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Identity(Base):
    """One way of signing in of one person: direct (with a password's hash), lti, oidc."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("kind", "issuer", "subject"),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    issuer: Mapped[str] = mapped_column(String(500), default="")
    subject: Mapped[str] = mapped_column(String(320))
    password_hash: Mapped[str | None] = mapped_column(String(255))  # argon2id


class Membership(Base):
    """A role of a person in an org; a learner's names the learner record it opens."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "org_id", "role"),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    org_id: Mapped[UUID] = mapped_column(ForeignKey("org.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("learner.id"), index=True)


class SavedView(Base):
    """A page with its filters that someone comes back to, under a name of their own."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(2000))  # a path below /app, with its #hash
    created_at: Mapped[datetime]


class SignInSession(Base):
    """A signed-in browser. Only the hash of its token is kept, so the table opens no session."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_expires", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInFailures(Base):
    """Failed sign-ins of one account or one address in the current window."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)  # "account:..." or "address:..."
    failures: Mapped[int]
    window_started_at: Mapped[datetime]
