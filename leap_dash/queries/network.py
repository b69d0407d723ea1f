"""What an org may endorse in its network, and the endorsements that it has given and received.

For those who run an org. What is shown of another org is what its public pages show.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from leap_dash.db import Achievement, CriteriaRule, Endorsement, Org
from leap_dash.db.endorsements import endorses
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.endorsements import OWNER, all_endorsements, endorsement_row
from leap_dash.records import Choice, EndorsementRow, NetworkBadge, NetworkOrg, NetworkTarget

_OWN = aliased(Org, name="own")


def network_orgs(session: Session, scope: Scope) -> tuple[NetworkOrg, ...]:
    """The orgs that the viewer's may endorse, by name, each with its badges."""
    statement = (
        select(
            Org.id,
            Org.name,
            Org.country,
            _in_force(Endorsement.org_id == Org.id).label("endorsements"),
            Achievement.id.label("badge_id"),
            Achievement.name.label("badge_name"),
            Achievement.description,
            Achievement.level,
            _in_force(Endorsement.achievement_id == Achievement.id).label("badge_endorsements"),
        )
        .outerjoin(Achievement, Achievement.org_id == Org.id)
        .where(_is_partner(scope))
        .order_by(Org.name, Org.id, Achievement.name, Achievement.id)
    )
    by_org = groupby(
        session.execute(statement),
        key=lambda row: (row.id, row.name, row.country, row.endorsements),
    )
    return tuple(NetworkOrg(*org, _badges(rows)) for org, rows in by_org)


def network_target(session: Session, scope: Scope, target: Target) -> NetworkTarget:
    """What is there to be endorsed. Raises NotFoundError for what no org of the viewer's may."""
    if target.kind is TargetKind.BADGE:
        statement = (
            select(
                Achievement.name,
                Achievement.description,
                CriteriaRule.narrative,
                Achievement.level,
                Org.slug,
                Org.name,
            )
            .join(Org, Org.id == Achievement.org_id)
            .join(
                CriteriaRule,
                (CriteriaRule.achievement_id == Achievement.id)
                & (CriteriaRule.version == Achievement.rule_version),
            )
            .where(Achievement.id == target.id, _is_partner(scope))
        )
        row = session.execute(statement).first()
        if row is not None:
            return NetworkTarget(target, *row)
    else:
        org = session.scalar(select(Org).where(Org.id == target.id, _is_partner(scope)))
        if org is not None:
            about = org.issuer_description or ""
            return NetworkTarget(target, org.name, about, "", None, org.slug, org.name)
    raise NotFoundError(f"There is no such {target.kind} of another organisation in your network.")


def possible_endorsers(session: Session, scope: Scope, target: Target) -> tuple[Choice, ...]:
    """The viewer's orgs that may endorse it and do not so far, by name."""
    owner = select(Org.id, Org.network_id)
    if target.kind is TargetKind.BADGE:
        owner = owner.join(Achievement).where(Achievement.id == target.id)
    else:
        owner = owner.where(Org.id == target.id)
    about = owner.subquery()
    given = select(Endorsement.id).where(
        Endorsement.endorser_id == Org.id, endorses(target), Endorsement.withdrawn_at.is_(None)
    )
    statement = (
        select(Org.id, Org.name)
        .join(about, (about.c.network_id == Org.network_id) & (about.c.id != Org.id))
        .where(within(scope, Permission.ENDORSE, Org.id), ~given.exists())
        .order_by(Org.name, Org.id)
    )
    return tuple(Choice(*row) for row in session.execute(statement))


def given(session: Session, scope: Scope) -> tuple[EndorsementRow, ...]:
    """What the viewer's orgs have endorsed, newest first; what they withdrew comes last."""
    found = all_endorsements().where(within(scope, Permission.ENDORSE, Endorsement.endorser_id))
    return _newest_first(session, found)


def received(session: Session, scope: Scope) -> tuple[EndorsementRow, ...]:
    """What others have said of the viewer's orgs and their badges, in the same order."""
    found = all_endorsements().where(within(scope, Permission.ENDORSE, OWNER.id))
    return _newest_first(session, found)


def _is_partner(scope: Scope) -> ColumnElement[bool]:
    """Only orgs of a network in which the viewer runs another one."""
    return (
        select(_OWN.id)
        .where(
            within(scope, Permission.ENDORSE, _OWN.id),
            _OWN.network_id == Org.network_id,
            _OWN.id != Org.id,
        )
        .exists()
    )


def _in_force(about: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many endorsements in force there are."""
    counted = select(func.count(Endorsement.id)).where(about, Endorsement.withdrawn_at.is_(None))
    return counted.scalar_subquery()


def _badges(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[NetworkBadge, ...]:
    """Those of one org; an org without any has one row, without a badge."""
    return tuple(NetworkBadge(*row[4:]) for row in rows if row.badge_id is not None)


def _newest_first(session: Session, found: Select[*tuple[Any, ...]]) -> tuple[EndorsementRow, ...]:
    order = (
        case((Endorsement.withdrawn_at.is_(None), 0), else_=1),
        Endorsement.created_at.desc(),
        Endorsement.id,
    )
    return tuple(endorsement_row(row) for row in session.execute(found.order_by(*order)))
