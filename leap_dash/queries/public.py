"""Checks badges with what this database knows, for anyone: no scope, because no row is shown.

The verify page, the badge pages and the command call the same two functions. `credentials.verify`
judges; here it is told which keys are whose, what was revoked, and which achievements there are.
Nothing is fetched from anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.did import did_web
from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.report import (
    Check,
    Result,
    StatusAnswer,
    VerificationReport,
    verdict,
)
from leap_dash.credentials.verify import verify
from leap_dash.db import Achievement, Award, Org
from leap_dash.domain.awards import AwardState


def check_badge(
    session: Session,
    data: bytes,
    *,
    keys: KeyStore,
    base_url: str,
    now: datetime,
    recipient: str | None = None,
) -> VerificationReport:
    """One verdict per check on a baked image or a credential; never raises for what it is given.

    `recipient` is the e-mail of whoever says that the badge is theirs.
    """
    return verify(data, KnownHere(session, keys, base_url), now=now, recipient=recipient)


def check_link(
    session: Session,
    link: str,
    *,
    keys: KeyStore,
    base_url: str,
    now: datetime,
    recipient: str | None = None,
) -> VerificationReport:
    """The same for the address of a badge: one of ours is looked up, any other is not fetched."""
    award_id = _award_of(link, base_url)
    if award_id is None:
        return _unread(
            "unknown",
            "This link leads to another place, and nothing is fetched from there: "
            "save the badge and give the file instead.",
        )
    credential = session.scalar(select(Award.credential).where(Award.id == award_id))
    if credential is None:
        return _unread("fail", "There is no badge at this address.")
    return check_badge(
        session, credential.encode(), keys=keys, base_url=base_url, now=now, recipient=recipient
    )


@dataclass(frozen=True, slots=True)
class KnownHere:
    """A `credentials.report.Resolver` that knows the issuers and badges of this installation."""

    session: Session
    keys: KeyStore
    base_url: str

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, bytes] | None:
        """The keys of one of our orgs, retired ones too; none for an org there is not."""
        slug = _after(did_web(self.base_url, ""), issuer_id)
        if slug is None:
            return None
        if self.session.scalar(select(Org.id).where(Org.slug == slug)) is None:
            return {}
        return {f"{issuer_id}#{kid}": key for kid, key in self.keys.public_keys(slug).items()}

    def status(self, credential_id: str, _entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Whether one of our badges was revoked, when and why."""
        award_id = _uuid(_after(f"{self.base_url}/badges/", credential_id))
        row = (
            award_id
            and self.session.execute(
                select(Award.state, Award.revoked_at, Award.revoked_reason).where(
                    Award.id == award_id
                )
            ).first()
        )
        if not row:
            return StatusAnswer(None)
        if row.state == AwardState.REVOKED:
            return StatusAnswer(
                "revoked", f"Revoked on {_day(row.revoked_at)}: {row.revoked_reason}"
            )
        return StatusAnswer("good")

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Whether it is one of ours; unknown for an address elsewhere."""
        text = _after(f"{self.base_url}/achievements/", achievement_id)
        if text is None:
            return None
        found = _uuid(text)
        return found is not None and self.session.get(Achievement, found) is not None


def _award_of(link: str, base_url: str) -> UUID | None:
    """The award that one of our addresses is about: `/badges/<uuid>`, with any ending."""
    rest = _after(f"{base_url}/badges/", link.strip())
    return None if rest is None else _uuid(rest[:36])


def _unread(result: Result, detail: str) -> VerificationReport:
    checks = (Check("address", result, detail),)
    return VerificationReport(verdict(checks), checks, None)


def _after(prefix: str, text: str) -> str | None:
    return text.removeprefix(prefix) if text.startswith(prefix) else None


def _uuid(text: str | None) -> UUID | None:
    try:
        # Only as we write it: a UUID has other spellings, and each would be another address.
        return UUID(text) if text and str(UUID(text)) == text else None
    except ValueError:
        return None


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B} {moment.year}" if moment else "an unknown day"
