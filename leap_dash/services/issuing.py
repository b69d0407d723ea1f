"""From decided awards to signed badges: chunk by chunk, each step stored before the next.

First the document that will be signed is stored, then it is signed, and the proof is verified
and stored. Whoever finds a stored document without a proof signs exactly that one.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Row, String, func, select
from sqlalchemy.orm import Session, defer

from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.keys import BatchSigner, KeyStore, SelfCheckingSigner
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import AchievementSpec, AwardSlots, Evidence
from leap_dash.credentials.profiles import (
    achievement_spec,
    award_results,
    clauses_of,
    issuer_profile,
)
from leap_dash.credentials.signing import prove
from leap_dash.credentials.template import Draft, KeptTemplates, Templates
from leap_dash.db import (
    Achievement,
    Award,
    AwardBatch,
    AwardDocument,
    CriteriaRule,
    Learner,
    Org,
    Programme,
)
from leap_dash.domain.awards import AwardState
from leap_dash.domain.calendar_months import months_later
from leap_dash.domain.errors import BadInputError, SigningError
from leap_dash.domain.measured import MeasuredClause
from leap_dash.services import audit
from leap_dash.services.automatic import mark_after
from leap_dash.services.bulk import among, insert_rows, update_rows
from leap_dash.services.collector import collector_paused
from leap_dash.services.event_mails import tell_earned
from leap_dash.services.evidence import drop_awards, evidence_of
from leap_dash.services.installation import settle_base_url
from leap_dash.services.status_lists import allocate

# Parts of a batch that workers can sign beside each other: the awards whose ids, random at their
# end, end with one of these digits.
SHARES: Final = ("01", "23", "45", "67", "89", "ab", "cd", "ef")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Under which address badges are published, and where the keys are that sign them."""

    keys: KeyStore
    base_url: str
    templates: KeptTemplates = field(default_factory=KeptTemplates, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Issuance:
    """What all badges of one batch have in common, made once per batch."""

    batch_id: UUID
    org_id: UUID
    org_slug: str
    base_url: str
    spec: AchievementSpec
    signer: BatchSigner
    clauses: tuple[MeasuredClause, ...]
    expires_months: int | None
    image_version: int
    templates: Templates


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An approved award, with its draft, or with the document that a run that died has stored."""

    award_id: UUID
    learner: str
    content: Draft | str


@dataclass(frozen=True, slots=True)
class Signed:
    """A proof as JSON text, and the times that the signed document names."""

    award_id: UUID
    proof: str
    issued_at: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Signatures:
    """What came of signing some awards; by award's id who failed and why."""

    badges: list[Signed]
    failed: dict[UUID, dict[str, str]]


def open_issuance(session: Session, batch_id: UUID, publisher: Publisher) -> Issuance:
    """Everything that signing the batch needs.

    Raises SigningError for a key that cannot be used or a changed public address: nothing of
    the batch can be signed then.
    """
    settle_base_url(session, publisher.base_url)
    row = session.execute(
        select(Achievement, CriteriaRule, Org, Programme.subject_area)
        .join(AwardBatch, AwardBatch.achievement_id == Achievement.id)
        .join(
            CriteriaRule,
            (CriteriaRule.achievement_id == Achievement.id)
            & (CriteriaRule.version == AwardBatch.rule_version),
        )
        .join(Org, Org.id == Achievement.org_id)
        .join(Programme, Programme.id == Achievement.programme_id)
        .where(AwardBatch.id == batch_id)
        .options(defer(Achievement.image_png))  # a picture may be large, and is not asked for
    ).one()
    achievement, rule, org, subject_area = row
    issuer = issuer_profile(org, publisher.base_url)
    spec = achievement_spec(achievement, rule, subject_area, publisher.base_url)
    signer = SelfCheckingSigner(publisher.keys.signer(org.slug, issuer.id))
    return Issuance(
        batch_id=batch_id,
        org_id=org.id,
        org_slug=org.slug,
        base_url=publisher.base_url,
        spec=spec,
        signer=signer,
        clauses=clauses_of(rule),
        expires_months=achievement.expires_months,
        image_version=achievement.image_version,
        templates=publisher.templates.of(issuer, spec, signer),
    )


@collector_paused()
def read_next(
    session: Session,
    issuance: Issuance,
    *,
    after: UUID | None,
    size: int,
    now: datetime,
    share: str | None = None,
) -> list[Unsigned]:
    """Up to `size` approved awards of the batch behind the award `after`, in the order of ids.

    Of one of `SHARES` alone, where that is given (on PostgreSQL). Writes nothing. Raises
    SigningError for an achievement that the lint refuses: none of them can be signed.
    """
    statement = (
        select(
            Award.id,
            Award.trace,
            AwardDocument.text,
            Learner.id.label("learner_id"),
            Learner.key,
            Learner.email,
        )
        .join(Learner, Learner.id == Award.learner_id)
        .outerjoin(AwardDocument, AwardDocument.award_id == Award.id)
        .where(Award.batch_id == issuance.batch_id, Award.state == AwardState.APPROVED)
        .order_by(Award.id)
        .limit(size)
    )
    if after is not None:
        statement = statement.where(Award.id > after)
    if share is not None:
        last_digit = func.right(Award.id.cast(String), 1)
        statement = statement.where(last_digit.in_(tuple(share)))
    rows = session.execute(statement).all()
    evidence = evidence_of(session, [row.id for row in rows])
    alike = _alike(issuance, now)
    return [
        Unsigned(
            row.id,
            row.key,
            row.text
            or issuance.templates.draft(_slots(issuance, alike, row, evidence.get(row.id, ()))),
        )
        for row in rows
    ]


@collector_paused()
def store_documents(
    session: Session, issuance: Issuance, unsigned: Sequence[Unsigned], *, now: datetime
) -> list[Unsigned]:
    """Give each draft its place in a status list and store its document; returns what to sign."""
    drafts = [each for each in unsigned if isinstance(each.content, Draft)]
    places = allocate(session, issuance.org_id, len(drafts), now=now)
    ready = [each for each in unsigned if not isinstance(each.content, Draft)]
    rows = []
    for each, (status_list, index) in zip(drafts, places, strict=True):
        draft = cast("Draft", each.content).placed(_list_url(issuance, status_list.number), index)
        ready.append(Unsigned(each.award_id, each.learner, draft))
        text = draft.template.document(draft)
        place = (status_list.id.hex, index)
        rows.append((each.award_id.hex, *place, issuance.image_version, text))
    columns = ("award_id", "status_list_id", "status_index", "image_version", "text")
    insert_rows(session, AwardDocument, columns, rows)
    return ready


@collector_paused()
def sign(issuance: Issuance, unsigned: Sequence[Unsigned]) -> Signatures:
    """Sign and verify, outside any transaction: this is where the time goes.

    Raises SigningError for a key that signs wrongly: none of them is signed then.
    """
    drafts = {
        each.award_id: draft
        for each in unsigned
        if (draft := _draft(issuance.templates, each.content)) is not None
    }
    made = issuance.templates.proofs(list(drafts.values()))
    proofs = dict(zip(drafts, made, strict=True))
    badges: list[Signed] = []
    failed: dict[UUID, dict[str, str]] = {}
    for each in unsigned:
        try:
            draft, proof = drafts.get(each.award_id), proofs.get(each.award_id)
            badges.append(_signed(issuance, each, draft, proof))
        except (SigningError, BadInputError) as error:
            failed[each.award_id] = {"learner": each.learner, "reason": str(error)}
    return Signatures(badges, failed)


@collector_paused()
def store(session: Session, issuance: Issuance, signed: Signatures) -> int:
    """Make badges of what was signed; returns how many are new.

    Touches the rows of these awards alone, so that workers at other shares can do so meanwhile.
    """
    key_id = issuance.signer.verification_method
    return update_rows(
        session,
        Award,
        # What another worker has issued stays.
        ("id", "state"),
        ("state", "key_id", "proof", "issued_at", "valid_until"),
        [
            (
                badge.award_id.hex,
                AwardState.APPROVED.value,
                AwardState.ISSUED.value,
                key_id,
                badge.proof,
                badge.issued_at,
                badge.valid_until,
            )
            for badge in signed.badges
        ],
    )


def account(
    session: Session, issuance: Issuance, signed: Signatures, new: int, *, now: datetime
) -> None:
    """Count in the batch, which the caller has locked, what `store` has made, and tell of it.

    An award that could not be signed is taken back and listed with its reason.
    """
    if not signed.badges and not signed.failed:
        return
    if signed.failed:
        failed = among(session, Award.id, signed.failed)
        drop_awards(session, failed & (Award.state == AwardState.APPROVED))
    batch = session.get_one(AwardBatch, issuance.batch_id, with_for_update=True)
    batch.failed = [*batch.failed, *signed.failed.values()]
    batch.issued += new
    given = [badge.award_id for badge in signed.badges]
    mark_after(session, batch.achievement_id, given, now)
    tell_earned(session, batch, given, now=now)
    audit.record(
        session,
        at=now,
        actor=batch.requested_by,
        org_id=issuance.org_id,
        action="award.issue",
        subject=str(batch.id),
        detail={"awards": [str(badge.award_id) for badge in signed.badges]},
    )


def _alike(issuance: Issuance, now: datetime) -> AwardSlots:
    """What the awards have in common that are drafted at one moment."""
    months = issuance.expires_months
    return AwardSlots(
        id="",
        subject_id="",
        subject_identity_hash=None,
        subject_salt=None,
        valid_from=now.replace(microsecond=0),
        valid_until=None if months is None else months_later(now, months).replace(microsecond=0),
        # Any place: `store_documents` gives the right one, in the transaction that takes it.
        status_list_url=_list_url(issuance, 0),
        status_index=0,
    )


def _slots(
    issuance: Issuance,
    alike: AwardSlots,
    row: Row[*tuple[Any, ...]],
    evidence: tuple[Evidence, ...],
) -> AwardSlots:
    salt = secrets.token_hex(16) if row.email else None
    return alike._replace(
        id=f"{issuance.base_url}/badges/{row.id}",
        subject_id=f"urn:uuid:{row.learner_id}",
        subject_identity_hash=identity_hash(row.email, salt) if salt else None,
        subject_salt=salt,
        results=award_results(issuance.spec, issuance.clauses, row.trace),
        evidence=evidence,
    )


def _list_url(issuance: Issuance, number: int) -> str:
    return f"{issuance.base_url}/status/{issuance.org_slug}/revocation/{number}"


def _draft(templates: Templates, content: Draft | str) -> Draft | None:
    """The draft of what is to be signed; None for a stored document that templates do not write."""
    return content if isinstance(content, Draft) else templates.redraft(content)


def _signed(
    issuance: Issuance, unsigned: Unsigned, draft: Draft | None, proof: str | None
) -> Signed:
    if draft is not None:
        issued_at, valid_until = draft.slots.valid_from, draft.slots.valid_until
        proof = proof or draft.template.proof(draft, created=issued_at)
        return Signed(unsigned.award_id, proof, issued_at, valid_until)
    document = json.loads(cast("str", unsigned.content))
    lint(document)  # before anything in it is read
    issued_at = datetime.fromisoformat(document["validFrom"])
    until = document.get("validUntil")
    return Signed(
        unsigned.award_id,
        prove(document, issuance.signer, issued_at),
        issued_at,
        None if until is None else datetime.fromisoformat(until),
    )
