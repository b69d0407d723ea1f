"""Gives people their roles and their way of signing in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, false, or_, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Identity,
    Learner,
    Membership,
    Org,
    Person,
    SignInSession,
)
from leap_dash.db.learner_ids import current_id, find_learners
from leap_dash.domain.access import Permission, Role, Scope
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.passwords import hash_password, make_password

DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class AddedUser:
    """Who has got a role. `password` is one made here, to be told once; None when they have one."""

    person_id: UUID
    email: str
    password: str | None


def add_user(
    session: Session,
    scope: Scope,
    *,
    email: str,
    org_slug: str,
    role: Role,
    now: datetime,
    learner: str | None = None,
    password: str | None = None,
    name: str | None = None,
) -> AddedUser:
    """Give someone a role in an org; whoever is new gets a password, made here if none is given.

    Only the operator may give another password to someone who signs in already: their sessions
    end with the old one. `learner` is any identifier of a learner that is unique in the org, or
    the UUID; it may be left out where one learner has this e-mail. Raises BadInputError,
    NotFoundError, ForbiddenError, and ConflictError for a role, a password or a learner record
    that is taken already.
    """
    email = normal_email(email)
    org = _org(session, scope, org_slug)
    learner_id = _learner(session, scope, org, role, learner, email)
    person = session.scalar(select(Person).where(Person.email == email))
    made = None
    if person is None:
        made = password is None
        password = password or make_password()
        password_hash = hash_password(password, email=email)
        person = Person(email=email, name=name or _name_from(email), created_at=now)
        session.add(person)
        session.flush()
        session.add(
            Identity(person_id=person.id, kind=DIRECT, subject=email, password_hash=password_hash)
        )
    elif password is not None:
        _replace_password(session, scope, person, password)
    _add_membership(session, person, org, role, learner_id)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org.id,
        action="person.add_role",
        subject=str(person.id),
        detail={"role": role.value},
    )
    return AddedUser(person_id=person.id, email=email, password=password if made else None)


def normal_email(email: str) -> str:
    """Trimmed and in lower case, as it is stored. Raises BadInputError if it is no address."""
    trimmed = email.strip().lower()
    local, _, domain = trimmed.rpartition("@")
    if (
        not local
        or not domain
        or "@" in local
        or len(trimmed) > 320
        or trimmed.split() != [trimmed]
    ):
        raise BadInputError(f"{email!r} is not an e-mail address; expected name@example.org.")
    return trimmed


def _org(session: Session, scope: Scope, slug: str) -> Org:
    org = session.scalar(select(Org).where(Org.slug == slug))
    if org is None or not (scope.operator or org.id in {grant.org_id for grant in scope.grants}):
        raise NotFoundError(f"There is no organisation {slug!r}.")
    scope.require(Permission.ADMINISTER, org.id)
    return org


def _learner(
    session: Session, scope: Scope, org: Org, role: Role, identifier: str | None, email: str
) -> UUID | None:
    if role is not Role.LEARNER:
        if identifier is not None:
            raise BadInputError(f"A {role.value} has no learner record: leave the learner out.")
        return None
    if identifier is not None:
        return find_learners(session, scope, [identifier], org_id=org.id)[identifier]
    found = session.scalars(
        select(current_id()).where(Learner.org_id == org.id, Learner.email == email).distinct()
    ).all()
    if len(found) == 1:
        return found[0]
    raise BadInputError(
        f"No single learner of {org.slug} has the e-mail {email}: "
        "say which learner this is, by any of their identifiers."
    )


def _replace_password(session: Session, scope: Scope, person: Person, password: str) -> None:
    if not scope.operator:
        # An administrator of one org must not take over an account that other orgs trust.
        raise ConflictError(f"{person.email} signs in already: leave the password out.")
    password_hash = hash_password(password, email=person.email)
    identity = session.scalar(
        select(Identity).where(Identity.person_id == person.id, Identity.kind == DIRECT)
    )
    if identity is None:
        identity = Identity(person_id=person.id, kind=DIRECT, subject=person.email)
        session.add(identity)
    identity.password_hash = password_hash
    session.execute(delete(SignInSession).where(SignInSession.person_id == person.id))


def _add_membership(
    session: Session, person: Person, org: Org, role: Role, learner_id: UUID | None
) -> None:
    taken = session.scalars(
        select(Membership).where(
            or_(
                (Membership.person_id == person.id)
                & (Membership.org_id == org.id)
                & (Membership.role == role.value),
                (Membership.learner_id == learner_id) if learner_id else false(),
            )
        )
    ).all()
    if any(membership.person_id == person.id for membership in taken):
        raise ConflictError(f"{person.email} is {_article(role)} of {org.slug} already.")
    if taken:
        raise ConflictError("Someone else signs in as this learner already.")
    session.add(
        Membership(person_id=person.id, org_id=org.id, role=role.value, learner_id=learner_id)
    )
    session.flush()


def _article(role: Role) -> str:
    return f"{'an' if role.value[0] in 'aeiou' else 'a'} {role.value}"


def _name_from(email: str) -> str:
    return email.partition("@")[0].replace(".", " ").replace("_", " ").title()
