"""Makes the JWT form of a badge when somebody first asks for it, and stores it for good.

Issuing makes one signature a badge, the one that everybody needs; most badges are never asked for
as a JWT. No scope: whoever has the address of a badge may have it in each of its forms.
"""

import json
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from leap_dash.credentials import jwt
from leap_dash.credentials.issuer_key import issuer_id
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Award, AwardDocument, Org
from leap_dash.domain.errors import NotFoundError


def make_jwt(sessions: Callable[[], Session], award_id: UUID, *, keys: KeyStore) -> str:
    """The token of a badge: the stored one, or one made of what is signed, and stored now.

    `sessions` makes ones that write. Signs between its transactions, with the key of the issuer
    that the badge names. Of two that ask at once both get the token that was stored first. Raises
    NotFoundError, also while unsigned, and SigningError for a key that cannot be used.
    """
    with sessions() as session:
        row = session.execute(
            select(AwardDocument.text, AwardDocument.jwt, Org.slug)
            .join(Award, Award.id == AwardDocument.award_id)
            .join(Org, Org.id == Award.org_id)
            .where(Award.id == award_id, Award.proof.is_not(None))
        ).first()
    if row is None:
        raise NotFoundError("There is no badge at this address.")
    document, stored, slug = row
    if stored is not None:
        return stored
    made = jwt.make(document, keys.jwt_signer(slug, issuer_id(json.loads(document))))
    with sessions() as session:
        kept = _store(session, award_id, made)
        session.commit()
    return kept


def _store(session: Session, award_id: UUID, made: str) -> str:
    """Store the token unless there is one by now; returns the one that is there."""
    session.execute(
        update(AwardDocument)
        .where(AwardDocument.award_id == award_id, AwardDocument.jwt.is_(None))
        .values(jwt=made)
    )
    stored = session.scalar(select(AwardDocument.jwt).where(AwardDocument.award_id == award_id))
    if stored is None:
        raise NotFoundError("There is no badge at this address.")  # erased a moment ago
    return stored
