"""Switches kinds of e-mail on events off and on: by a link in one of them, or signed in.

What is switched is an address: most learners never sign in.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.db import Message, OutboxMail, UnwantedMail
from leap_dash.db.scoping import own_addresses
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.event_mails import kinds_for
from leap_dash.services import audit
from leap_dash.services.bulk import insert_rows

BY_LINK = "a link in an e-mail"
"""Who did it, where nobody was signed in."""


def switch_by_link(session: Session, mail_id: UUID, *, wanted: bool, now: datetime) -> None:
    """Let whoever got this e-mail have more of its kind, or none. The link's token was checked.

    Raises NotFoundError for an e-mail that is not there any more, or tells of no event.
    """
    row = session.execute(
        select(OutboxMail.recipient, Message.kind, Message.org_id)
        .join(Message, Message.id == OutboxMail.message_id)
        .where(OutboxMail.id == mail_id, Message.kind.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError("The e-mail that this link came with is not known here any more.")
    if _settle(session, {row.recipient}, {row.kind}, set() if wanted else {row.kind}, now):
        audit.record(
            session,
            at=now,
            actor=BY_LINK,
            org_id=row.org_id,
            action="mail.on" if wanted else "mail.off",
            subject=str(mail_id),
            detail={"kind": row.kind},
        )


def choose_kinds(
    session: Session, scope: Scope, wanted: Collection[object], *, now: datetime
) -> None:
    """Let the viewer have these kinds, of those that may come to them, and no others.

    Raises BadInputError for what is no such kind.
    """
    offered = {str(kind) for kind in kinds_for(scope)}
    chosen = {str(kind) for kind in wanted}
    if not chosen <= offered:
        raise BadInputError("One of these is no kind of e-mail that comes to you.")
    addresses = set(session.scalars(own_addresses(scope)))
    if _settle(session, addresses, offered, offered - chosen, now):
        audit.record(
            session,
            at=now,
            actor=scope.actor,
            org_id=None,
            action="mail.kinds",
            subject=str(scope.person_id),
            detail={"off": sorted(offered - chosen)},
        )


def _settle(
    session: Session, addresses: set[str], kinds: set[str], off: set[str], now: datetime
) -> bool:
    """Of these kinds, have those of `off` switched off and the others on; whether some were not."""
    rows = session.execute(
        select(UnwantedMail.address, UnwantedMail.kind).where(
            UnwantedMail.address.in_(addresses), UnwantedMail.kind.in_(kinds)
        )
    )
    before = {(row.address, row.kind) for row in rows}
    after = {(address, kind) for address in addresses for kind in off}
    session.execute(
        delete(UnwantedMail).where(
            UnwantedMail.address.in_(addresses), UnwantedMail.kind.in_(kinds - off)
        )
    )
    columns = ("address", "kind")
    missing = [(*each, now) for each in sorted(after - before)]
    insert_rows(session, UnwantedMail, (*columns, "switched_off_at"), missing, unless_there=True)
    return before != after
