"""Checks badges with what this database knows, for anyone: no scope, because no row is shown.

The verify page, the badge pages and the command call the same two functions. `credentials.verify`
judges; here it is told which keys are whose, what was revoked, and which achievements there are.
Nothing is fetched from anywhere; `queries.online` has the same for those who want that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.compose import serialise
from leap_dash.credentials.did import did_web
from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.addresses import place
from leap_dash.credentials.online.asking import verify_known
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.credentials.report import (
    Check,
    Hosted,
    Result,
    StatusAnswer,
    VerificationReport,
    verdict,
)
from leap_dash.credentials.verify import verify
from leap_dash.db import Achievement, Award, Endorsement, Installation, Org
from leap_dash.domain.awards import AwardState
from leap_dash.domain.endorsements import TargetKind
from leap_dash.domain.errors import NotFetchedError, NotFoundError
from leap_dash.queries import endorsements, ob2, published
from leap_dash.records import EndorsementRow


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
    known = known_here(session, keys, base_url)
    return verify_known(data, known, now=now, recipient=recipient)


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
    found, credential = _behind(session, link.strip(), _own(session, base_url))
    if not found:
        return _unread(
            "unknown",
            "This link leads to another place, and nothing is fetched from there: "
            "save the badge and give the file instead.",
            elsewhere=_host(link),
        )
    if credential is None:
        return _unread("fail", "There is no badge or endorsement at this address.")
    return check_badge(
        session, credential, keys=keys, base_url=base_url, now=now, recipient=recipient
    )


def check_endorsements(
    session: Session,
    given: Sequence[EndorsementRow],
    *,
    keys: KeyStore,
    base_url: str,
    now: datetime,
) -> tuple[VerificationReport, ...]:
    """One report for each, which also says whether it is about what it is shown beside."""
    addresses = _own(session, base_url)
    known = KnownHere(session, keys, addresses)
    return tuple(
        verify(each.credential.encode(), known, now=now, about=_target_ids(each, addresses))
        for each in given
    )


@dataclass(frozen=True, slots=True)
class KnownHere:
    """A `credentials.report.Resolver` that knows the issuers and badges of this installation."""

    session: Session
    keys: KeyStore
    addresses: tuple[str, ...]  # the public one, and those that badges were signed under before

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        """The keys of one of our orgs, retired ones too; none for an org there is not."""
        dids = [did_web(address, "") for address in self.addresses]
        slug = _after_any(dids, "", issuer_id)
        if slug is None:
            return None
        if self.session.scalar(select(Org.id).where(Org.slug == slug)) is None:
            return {}
        return {f"{issuer_id}#{kid}": key for kid, key in self.keys.public_keys(slug).items()}

    def status(self, credential_id: str, _entry: Mapping[str, Any] | None, /) -> StatusAnswer:
        """Whether one of our badges, or an endorsement, was taken back, when and why."""
        endorsement_id = _uuid(_after_any(self.addresses, "/endorsements/", credential_id))
        if endorsement_id is not None:
            return _endorsement_status(self.session, endorsement_id)
        award_id = _uuid(_after_any(self.addresses, "/badges/", credential_id))
        row = (
            award_id
            and self.session.execute(
                select(Award.state, Award.status_at, Award.status_reason).where(
                    Award.id == award_id
                )
            ).first()
        )
        if not row:
            return StatusAnswer(None)
        since = f"on {_day(row.status_at)}: {row.status_reason}"
        if row.state == AwardState.REVOKED:
            return StatusAnswer("revoked", f"Revoked {since}")
        if row.state == AwardState.SUSPENDED:
            return StatusAnswer("suspended", f"Suspended {since}")
        return StatusAnswer("good")

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        """Whether it is one of ours; unknown for an address elsewhere."""
        text = _after_any(self.addresses, "/achievements/", achievement_id)
        if text is None:
            return None
        found = _uuid(text)
        return found is not None and self.session.get(Achievement, found) is not None

    def endorsed_known(self, target_id: str, /) -> bool | None:
        """Whether it is one of our issuers, achievements or badges; unknown for one elsewhere."""
        if target_id.startswith("did:"):
            keys = self.issuer_keys(target_id)
            return None if keys is None else bool(keys)
        award_id = _uuid(_after_any(self.addresses, "/badges/", target_id))
        if award_id is not None:
            return published.credential(self.session, award_id) is not None
        if _after_any(self.addresses, "/", target_id) is None:
            return None
        return self.achievement_known(target_id) is True

    def hosted(self, address: str, /) -> Hosted | None:
        """What stands at one of our addresses, as under the one that it was given out with."""
        return ob2.hosted_at(self.session, address, self.addresses)

    def published(self, address: str, /) -> Mapping[str, Any] | None:
        """Nothing of a signed 2.0 badge stands here: all of ours are hosted."""
        return None if _after_any(self.addresses, "/", address) is None else {}


def _endorsement_status(session: Session, endorsement_id: UUID) -> StatusAnswer:
    row = session.execute(
        select(Endorsement.withdrawn_at, Endorsement.withdrawn_reason).where(
            Endorsement.id == endorsement_id
        )
    ).first()
    if row is None:
        return StatusAnswer(None)
    if row.withdrawn_at is not None:
        said = f"Withdrawn on {_day(row.withdrawn_at)}: {row.withdrawn_reason}"
        return StatusAnswer("revoked", said)
    return StatusAnswer("good", "Not withdrawn.")


def _target_ids(endorsement: EndorsementRow, addresses: Iterable[str]) -> frozenset[str]:
    """What its document may name as endorsed: our ids of that, at any of our addresses."""
    if endorsement.target.kind is TargetKind.BADGE:
        return frozenset(f"{each}/achievements/{endorsement.target.id}" for each in addresses)
    return frozenset(did_web(each, endorsement.owner_slug) for each in addresses)


def known_here(session: Session, keys: KeyStore, base_url: str) -> KnownHere:
    """What this installation knows under its public address and those it has moved from."""
    return KnownHere(session, keys, _own(session, base_url))


def _own(session: Session, base_url: str) -> tuple[str, ...]:
    """The addresses of this installation: the public one, and those it has moved from."""
    installation = session.get(Installation, 1)
    if installation is None:
        return (base_url,)
    return (base_url, installation.base_url, *installation.former_base_urls)


def _behind(session: Session, link: str, own: tuple[str, ...]) -> tuple[bool, bytes | None]:
    """Whether a link is one to a badge or an endorsement of ours, and its text, if there is one."""
    endorsement_id = _uuid((_after_any(own, "/endorsements/", link) or "").removesuffix(".json"))
    if endorsement_id is not None:
        return True, _endorsement(session, endorsement_id)
    award_id = _uuid((_after_any(own, "/badges/", link) or "")[:36])
    if award_id is not None:
        return True, published.credential(session, award_id)
    address = f"{link.removesuffix('.png')}.json" if link.endswith(".png") else link
    hosted = ob2.hosted_at(session, address, own)
    badge = hosted.badge if hosted else None
    return hosted is not None, None if badge is None else serialise(badge).encode()


def _endorsement(session: Session, endorsement_id: UUID) -> bytes | None:
    try:
        return endorsements.endorsement(session, endorsement_id).credential.encode()
    except NotFoundError:
        return None


def _unread(result: Result, detail: str, elsewhere: tuple[str, ...] = ()) -> VerificationReport:
    checks = (Check("address", result, detail),)
    return VerificationReport(verdict(checks), checks, None, elsewhere)


def _host(link: str) -> tuple[str, ...]:
    try:
        return (place(link.strip()).host,)
    except NotFetchedError:
        return ()


def _after_any(starts: Iterable[str], middle: str, text: str) -> str | None:
    """What follows one of the starts and the middle; none when the text begins otherwise."""
    prefixes = (start + middle for start in starts)
    return next((text.removeprefix(each) for each in prefixes if text.startswith(each)), None)


def _uuid(text: str | None) -> UUID | None:
    try:
        # Only as we write it: a UUID has other spellings, and each would be another address.
        return UUID(text) if text and str(UUID(text)) == text else None
    except ValueError:
        return None


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B} {moment.year}" if moment else "an unknown day"
