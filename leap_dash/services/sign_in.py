"""Direct Login: e-mail and password against a session, with limits on guessing.

Three steps, so that no transaction is open while the password is hashed: `attempt` reads,
`passwords.password_matches` computes, `open_session` or `note_failure` writes. Many threads can
together pass a limit by as many guesses as there are threads, never by more.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from leap_dash.db import Identity, Person, SignInFailures, SignInSession
from leap_dash.domain.client_address import client_key
from leap_dash.domain.errors import TooManyAttemptsError
from leap_dash.services.passwords import needs_new_hash, renewed_hash
from leap_dash.services.people import DIRECT

SESSION_LASTS = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """Someone who wants in. Nobody's where `person_id` is None, which only we know."""

    person_id: UUID | None
    password_hash: str | None
    account_key: str
    address_key: str


def attempt(session: Session, *, email: str, address: str, now: datetime) -> Attempt:
    """Look up whose password is to be checked.

    Raises TooManyAttemptsError after 10 failures for the account or 50 from the address (a /64
    of IPv6) in 15 minutes.
    """
    email = email.strip().lower()
    keys = _account_key(email), f"address:{client_key(address)}"
    _refuse_beyond_limits(session, *keys, now)
    row = session.execute(
        select(Person.id, Identity.password_hash)
        .join(Identity, Identity.person_id == Person.id)
        .where(
            Identity.kind == DIRECT,
            Identity.issuer == "",
            Identity.subject == email,
            Person.disabled_at.is_(None),
        )
    ).first()
    return Attempt(
        person_id=row.id if row else None,
        password_hash=row.password_hash if row else None,
        account_key=keys[0],
        address_key=keys[1],
    )


def open_session(session: Session, attempt: Attempt, *, password: str, now: datetime) -> str:
    """A new session for whoever has just given the right password; returns its token.

    The account's failures are forgotten, the address's are not: whoever holds one account must
    not guess at others for ever. Sessions that are over are swept away.
    """
    assert attempt.person_id is not None  # noqa: S101  only a known person's password matches
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    session.execute(delete(SignInFailures).where(SignInFailures.key == attempt.account_key))
    session.add(
        SignInSession(
            token_hash=token_hash(token),
            person_id=attempt.person_id,
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    if attempt.password_hash and needs_new_hash(attempt.password_hash):
        session.execute(
            update(Identity)
            .where(Identity.person_id == attempt.person_id, Identity.kind == DIRECT)
            .values(password_hash=renewed_hash(password))
        )
    session.flush()
    return token


def note_failure(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """Count a wrong password against the account and the address; forget windows that are over."""
    session.execute(delete(SignInFailures).where(SignInFailures.window_started_at <= now - WINDOW))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(SignInFailures)
    over = SignInFailures.window_started_at <= now - WINDOW
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "failures": case((over, 1), else_=SignInFailures.failures + 1),
                "window_started_at": case((over, now), else_=SignInFailures.window_started_at),
            },
        ),
        [
            {"key": key, "failures": 1, "window_started_at": now}
            for key in sorted((attempt.account_key, attempt.address_key))
        ],
    )


def close_session(session: Session, token: str) -> None:
    """End a session; one that is over already stays over."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == token_hash(token)))


def token_hash(token: str) -> str:
    """What the database keeps of a session's token: it has 256 random bits, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_beyond_limits(
    session: Session, account_key: str, address_key: str, now: datetime
) -> None:
    limits = {account_key: PER_ACCOUNT, address_key: PER_ADDRESS}
    rows = session.execute(
        select(SignInFailures.key, SignInFailures.failures, SignInFailures.window_started_at).where(
            SignInFailures.key.in_(limits), SignInFailures.window_started_at > now - WINDOW
        )
    )
    over = [row.window_started_at for row in rows if row.failures >= limits[row.key]]
    if over:
        raise TooManyAttemptsError(max(over) + WINDOW - now)


def _account_key(email: str) -> str:
    # Hashed for its length: whatever was typed may be longer than the column.
    return "account:" + hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()
