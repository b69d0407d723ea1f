"""Lets an organisation vouch for another one of its network or a badge of it, and withdraw that.

What is signed is stored first, and the signature is made over what was stored. Withdrawing changes
no document: its address and the endorser's status list say so from then on.
"""

import json
import random
import unicodedata
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.compose import serialise
from leap_dash.credentials.endorsement import (
    EndorsementSpec,
    compose_endorsement,
    prove_endorsement,
)
from leap_dash.credentials.keys import SelfCheckingSigner
from leap_dash.credentials.profiles import issuer_profile
from leap_dash.credentials.status import MIN_ENTRIES
from leap_dash.db import Achievement, Endorsement, Org
from leap_dash.db.endorsements import endorses
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.installation import settle_base_url
from leap_dash.services.issuing import Publisher
from leap_dash.services.standing import REASON_LENGTH

COMMENT_LENGTH = 1000


def endorse(
    session: Session,
    scope: Scope,
    *,
    endorser_id: UUID,
    target: Target,
    comment: str,
    publisher: Publisher,
    now: datetime,
) -> UUID:
    """Sign an endorsement in the name of an org; returns its id.

    Raises ForbiddenError unless the viewer runs the endorser, NotFoundError for a target outside
    its network, BadInputError for its own badge or profile or a comment not of 1 to 1000
    characters, ConflictError where it endorses the target already, and SigningError.
    """
    comment = _plain("comment", comment, COMMENT_LENGTH)
    scope.require(Permission.ENDORSE, endorser_id)
    # Locked, so that of two at the same time the second one sees the first.
    endorser = session.get(Org, endorser_id, with_for_update=True)
    if endorser is None:
        raise NotFoundError("There is no such organisation.")
    target_id, target_name = _describe(session, endorser, target, publisher.base_url)
    _refuse_second(session, endorser, target, target_name)
    settle_base_url(session, publisher.base_url)
    made = Endorsement(
        id=uuid4(),
        endorser_id=endorser.id,
        achievement_id=target.id if target.kind is TargetKind.BADGE else None,
        org_id=target.id if target.kind is TargetKind.ISSUER else None,
        status_index=_free_index(session, endorser.id),
        created_at=now.replace(microsecond=0),
        created_by=scope.actor,
    )
    issuer = issuer_profile(endorser, publisher.base_url)
    spec = EndorsementSpec(
        id=f"{publisher.base_url}/endorsements/{made.id}",
        target_id=target_id,
        target_name=target_name,
        comment=comment,
        valid_from=made.created_at,
        status_list_url=f"{publisher.base_url}/status/{endorser.slug}/endorsements",
        status_index=made.status_index,
    )
    made.document = serialise(compose_endorsement(issuer, spec))
    session.add(made)
    session.flush()
    signer = SelfCheckingSigner(publisher.keys.signer(endorser.slug, issuer.id))
    made.proof = prove_endorsement(json.loads(made.document), signer, made.created_at)
    made.key_id = signer.verification_method
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=endorser.id,
        action="endorsement.give",
        subject=str(made.id),
        detail={target.kind: str(target.id)},
    )
    return made.id


def withdraw(
    session: Session, scope: Scope, endorsement_id: UUID, *, reason: str, now: datetime
) -> bool:
    """Take an endorsement back; tells whether it was in force. One withdrawn stays as it was.

    Raises NotFoundError for one that is not of an org that the viewer runs, and BadInputError for
    an empty or overlong reason.
    """
    reason = _plain("reason", reason, REASON_LENGTH)
    found = session.scalar(
        select(Endorsement)
        .where(
            Endorsement.id == endorsement_id,
            within(scope, Permission.ENDORSE, Endorsement.endorser_id),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFoundError(f"There is no endorsement {endorsement_id} that you could withdraw.")
    if found.withdrawn_at is not None:
        return False
    found.withdrawn_at, found.withdrawn_reason = now, reason
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=found.endorser_id,
        action="endorsement.withdraw",
        subject=str(found.id),
        detail={"reason": reason},
    )
    return True


def _plain(what: str, text: str, longest: int) -> str:
    """The text without blanks around it; raises BadInputError for what pages could not show."""
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > longest:
        raise BadInputError(
            f"The {what} must have 1 to {longest} characters: it is shown to everyone who looks at "
            "the endorsement."
        )
    odd = next((c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs")), None)
    if odd is not None:
        raise BadInputError(
            f"The {what} has a character that cannot be shown (U+{ord(odd):04X}): leave it out."
        )
    return text


def _describe(session: Session, endorser: Org, target: Target, base_url: str) -> tuple[str, str]:
    """The id that the document names, and its name for people.

    Raises NotFoundError outside the endorser's network, BadInputError for what is its own.
    """
    if target.kind is TargetKind.BADGE:
        statement = select(Achievement.name, Org).join(Org)
        statement = statement.where(Achievement.id == target.id, Achievement.rule_version > 0)
    else:
        statement = select(Org.name, Org).where(Org.id == target.id)
    row = session.execute(statement.where(Org.network_id == endorser.network_id)).first()
    if row is None:
        raise NotFoundError(f"There is no such {target.kind} in the network of {endorser.name}.")
    name, owner = row
    if owner.id == endorser.id:
        raise BadInputError(
            f"{endorser.name} cannot endorse itself or its own badges: another organisation of the "
            "network can."
        )
    if target.kind is TargetKind.BADGE:
        return f"{base_url}/achievements/{target.id}", name
    return issuer_profile(owner, base_url).id, name


def _refuse_second(session: Session, endorser: Org, target: Target, target_name: str) -> None:
    live = select(Endorsement.id).where(
        Endorsement.endorser_id == endorser.id,
        endorses(target),
        Endorsement.withdrawn_at.is_(None),
    )
    if session.scalar(live) is not None:
        raise ConflictError(
            f"{endorser.name} endorses “{target_name}” already; withdraw that first to say "
            "something else."
        )


def _free_index(session: Session, endorser_id: UUID) -> int:
    """A place in the endorser's status list; random, so that it tells nothing about when."""
    taken = set(
        session.scalars(
            select(Endorsement.status_index).where(Endorsement.endorser_id == endorser_id)
        )
    )
    source = random.SystemRandom()
    index = source.randrange(MIN_ENTRIES)
    while index in taken:
        index = source.randrange(MIN_ENTRIES)
    return index
