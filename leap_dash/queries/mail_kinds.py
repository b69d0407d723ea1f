"""Which kinds of e-mail on events somebody gets: by a link in one of them, or signed in."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Message, Org, OutboxMail, UnwantedMail
from leap_dash.db.messages import unwanted
from leap_dash.db.scoping import own_addresses
from leap_dash.domain.access import Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.event_mails import MailKind, kinds_for
from leap_dash.domain.mail_off import GONE
from leap_dash.records import LinkedKind, OwnKinds


def linked_kind(session: Session, mail_id: UUID) -> LinkedKind:
    """The kind of the e-mail whose link was followed; the link alone opens this to anybody.

    Raises NotFoundError for an e-mail that is not there any more.
    """
    row = session.execute(
        select(
            Message.kind,
            Org.name,
            unwanted(OutboxMail.recipient, Message.kind).label("unwanted"),
        )
        .select_from(OutboxMail)
        .join(Message, Message.id == OutboxMail.message_id)
        .join(Org, Org.id == Message.org_id)
        .where(OutboxMail.id == mail_id, Message.kind.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError(GONE)
    return LinkedKind(MailKind(row.kind), not row.unwanted, row.name)


def own_kinds(session: Session, scope: Scope) -> OwnKinds:
    """The kinds that may come to the viewer; one that is off for any address of theirs is off."""
    addresses = tuple(sorted(session.scalars(own_addresses(scope))))
    off = set(session.scalars(select(UnwantedMail.kind).where(UnwantedMail.address.in_(addresses))))
    return OwnKinds(addresses, {kind: kind not in off for kind in kinds_for(scope)})
