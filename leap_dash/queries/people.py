"""Who is signed in, and what their browser shows of themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Membership, Org, Person, SignInSession
from leap_dash.domain.access import Grant, Role, Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person for the top bar; `orgs` are names, in alphabetical order."""

    name: str
    email: str
    orgs: tuple[str, ...]
    is_demo: bool  # one of these orgs is invented


def scope_of(session: Session, token_hash: str, now: datetime) -> Scope | None:
    """The scope of whoever holds the session with this hash; None when it is over or unknown."""
    rows = session.execute(
        select(
            Person.id,
            Person.email,
            Membership.org_id,
            Membership.role,
            Membership.learner_id,
            Org.network_id,
        )
        .join(SignInSession, SignInSession.person_id == Person.id)
        .join(Membership, Membership.person_id == Person.id, isouter=True)
        .join(Org, Org.id == Membership.org_id, isouter=True)
        .where(
            SignInSession.token_hash == token_hash,
            SignInSession.expires_at > now,
            Person.disabled_at.is_(None),
        )
    ).all()
    if not rows:
        return None
    return Scope(
        actor=rows[0].email,
        person_id=rows[0].id,
        grants=frozenset(
            Grant(
                org_id=row.org_id,
                role=Role(row.role),
                network_id=row.network_id,
                learner_id=row.learner_id,
            )
            for row in rows
            if row.org_id is not None
        ),
    )


def scope_of_actor(session: Session, actor: str) -> Scope | None:
    """The scope that a person has today, by what is recorded as the actor of their deeds.

    None for somebody who cannot sign in any more, and for who was no person.
    """
    rows = session.execute(
        select(
            Person.id,
            Membership.org_id,
            Membership.role,
            Membership.learner_id,
            Org.network_id,
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Org, Org.id == Membership.org_id)
        .where(Person.email == actor, Person.disabled_at.is_(None))
    ).all()
    if not rows:
        return None
    grants = frozenset(
        Grant(row.org_id, Role(row.role), row.network_id, row.learner_id) for row in rows
    )
    return Scope(actor=actor, person_id=rows[0].id, grants=grants)


def viewer(session: Session, scope: Scope) -> Viewer | None:
    """What the top bar says of the viewer; None for a scope that is nobody's."""
    person = session.get(Person, scope.person_id) if scope.person_id else None
    if person is None:
        return None
    orgs = session.execute(
        select(Org.name, Org.is_demo)
        .where(Org.id.in_({grant.org_id for grant in scope.grants}))
        .order_by(Org.name)
    ).all()
    return Viewer(
        name=person.name,
        email=person.email,
        orgs=tuple(org.name for org in orgs),
        is_demo=any(org.is_demo for org in orgs),
    )
