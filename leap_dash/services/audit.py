"""The chain of who did what to what: each row carries the hash of the one before."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent

START = "0" * 64
# Any number, the same for all: on PostgreSQL writers of the chain wait for one another on it.
CHAIN_LOCK = 7_405_219


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    org_id: UUID | None,
    action: str,
    subject: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an event at the chain's end, within the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    last = session.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    event = AuditEvent(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        org_id=org_id,
        action=action,
        subject=subject,
        detail=detail or {},
        previous_hash=last.hash if last else START,
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over all the row says and the hash of the row before, in hexadecimal."""
    said = [
        event.seq,
        event.at.isoformat(),
        event.actor,
        str(event.org_id) if event.org_id else None,
        event.action,
        event.subject,
        event.detail,
        event.previous_hash,
    ]
    text_of = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text_of.encode()).hexdigest()


def first_broken(session: Session) -> tuple[int, int | None]:
    """How many events there are, and the first that does not fit the chain (None: all fit)."""
    count, expected_seq, previous = 0, 1, START
    statement = select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    with session.scalars(statement) as events:
        for event in events:
            fits = event.seq == expected_seq and event.previous_hash == previous
            if not fits or event.hash != event_hash(event):
                return count, event.seq
            count, expected_seq, previous = count + 1, expected_seq + 1, event.hash
    return count, None
