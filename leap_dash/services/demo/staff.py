"""Who signs in to the demo: every role at the home partner, and an instructor at each other one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, Org, Person
from leap_dash.domain.access import OPERATOR, Grant, Role, Scope
from leap_dash.services.demo.example import EXAMPLE_EMAIL
from leap_dash.services.demo.network import HOME, PARTNERS, Partner
from leap_dash.services.people import add_user

_NAMES = {
    ("tralee", Role.INSTRUCTOR): "Niamh Fitzgerald",
    ("tralee", Role.MODERATOR): "Cormac Healy",
    ("tralee", Role.PARTNER): "Sinéad O'Connor",
    ("tralee", Role.ADMINISTRATOR): "Declan Moriarty",
    ("northgate", Role.INSTRUCTOR): "Priya Hargreaves",
    ("ribeira", Role.INSTRUCTOR): "Teresa Valente",
    ("donaublick", Role.INSTRUCTOR): "Johannes Lindner",
    ("thermaikos", Role.INSTRUCTOR): "Ελένη Σταματίου",
    ("akamas", Role.INSTRUCTOR): "Ανδρέας Χριστοδούλου",
}
_HOME_ROLES = (Role.INSTRUCTOR, Role.MODERATOR, Role.PARTNER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person types to look at the demo as that role."""

    role: str
    org: str
    email: str
    password: str


def sign_ins() -> tuple[SignIn, ...]:
    """All of them, the home partner's first; the same in every demo."""
    home = [_sign_in(HOME, role) for role in (*_HOME_ROLES, Role.LEARNER)]
    others = [_sign_in(p.slug, Role.INSTRUCTOR) for p in PARTNERS if p.slug != HOME]
    return (*home, *others)


def add_staff(session: Session, partner: Partner, now: datetime) -> None:
    """Give the partner's people their roles; the learner's comes last of all, see `add_learner`."""
    for role in _HOME_ROLES if partner.slug == HOME else (Role.INSTRUCTOR,):
        sign_in = _sign_in(partner.slug, role)
        add_user(
            session,
            OPERATOR,
            email=sign_in.email,
            org_slug=partner.slug,
            role=role,
            now=now,
            password=sign_in.password,
            name=_NAMES[partner.slug, role],
        )


def add_learner(session: Session, now: datetime) -> None:
    """Let the example learner sign in, under the name in their record."""
    record = session.scalars(select(Learner).where(Learner.email == EXAMPLE_EMAIL)).one()
    add_user(
        session,
        OPERATOR,
        email=EXAMPLE_EMAIL,
        org_slug=HOME,
        role=Role.LEARNER,
        now=now,
        password=_sign_in(HOME, Role.LEARNER).password,
        name=f"{record.given_name} {record.family_name}",
    )


def can_learner_sign_in(session: Session) -> bool:
    """Whether the example learner has their role."""
    return session.scalar(select(Person.id).where(Person.email == EXAMPLE_EMAIL)) is not None


def instructor(session: Session, org: Org) -> Scope:
    """The scope of the partner's instructor, who records skills and gives badges."""
    return _scope(session, org, Role.INSTRUCTOR)


def moderator(session: Session, org: Org) -> Scope:
    """The scope of the home partner's moderator, who approves badges."""
    return _scope(session, org, Role.MODERATOR)


def _scope(session: Session, org: Org, role: Role) -> Scope:
    email = _sign_in(org.slug, role).email
    person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
    grant = Grant(org_id=org.id, role=role, network_id=org.network_id)
    return Scope(actor=email, person_id=person_id, grants=frozenset({grant}))


def _sign_in(org: str, role: Role) -> SignIn:
    email = EXAMPLE_EMAIL if role is Role.LEARNER else f"{role.value}@{org}.example.org"
    return SignIn(role.value, org, email, f"leap-demo-{role.value}")
