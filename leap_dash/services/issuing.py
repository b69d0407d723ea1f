"""From decided awards to signed badges: chunk by chunk, each step stored before the next.

First the document that will be signed is stored, then it is signed, and the proof is verified
and stored. Whoever finds a stored document without a proof signs exactly that one.
"""

import json
import secrets
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.keys import KeyStore, SelfCheckingSigner, Signer
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import AchievementSpec, AwardSlots, Issuer
from leap_dash.credentials.profiles import (
    achievement_spec,
    award_results,
    clauses_of,
    issuer_profile,
)
from leap_dash.credentials.signing import prove
from leap_dash.credentials.template import CompiledTemplate, Draft, Form
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
from leap_dash.domain.errors import BadInputError, SigningError
from leap_dash.domain.measured import MeasuredClause
from leap_dash.services import audit
from leap_dash.services.installation import settle_base_url
from leap_dash.services.status_lists import allocate

MOST_FORMS = 64
_COLUMNS = {**Award.__table__.c, "award": Award.__table__.c.id}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Under which address badges are published, and where the keys are that sign them."""

    keys: KeyStore
    base_url: str


@dataclass(frozen=True, slots=True)
class Issuance:
    """What all badges of one batch have in common, made once per batch."""

    batch_id: UUID
    org_id: UUID
    org_slug: str
    base_url: str
    issuer: Issuer
    spec: AchievementSpec
    signer: Signer
    clauses: tuple[MeasuredClause, ...]
    expires_months: int | None
    templates: dict[Form, CompiledTemplate] = field(default_factory=dict)

    def template(self, slots: AwardSlots) -> CompiledTemplate:
        """The one for awards of the form that these slots have; compiled when first asked for.

        Raises SigningError for an achievement whose document the lint refuses.
        """
        form = Form.of(slots)
        if form not in self.templates and len(self.templates) >= MOST_FORMS:
            # A rule of which any few of many clauses may be met has thousands of forms: any
            # template signs the rest, the slow way.
            return next(iter(self.templates.values()))
        if form not in self.templates:
            self.templates[form] = CompiledTemplate(
                self.issuer, self.spec, form, signer=self.signer
            )
        return self.templates[form]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An award whose document is stored. No draft: it was stored by a run that died."""

    award_id: UUID
    learner: str
    document: str
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Signatures:
    """What came of signing some awards: columns to set, and by award's id who failed and why."""

    badges: list[dict[str, Any]]
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
        issuer=issuer,
        spec=spec,
        signer=signer,
        clauses=clauses_of(rule),
        expires_months=achievement.expires_months,
    )


def prepare(session: Session, issuance: Issuance, *, size: int, now: datetime) -> list[Prepared]:
    """Store the documents of up to `size` approved awards of the batch; returns what to sign.

    Raises SigningError for an achievement that the lint refuses: none of them can be signed.
    """
    rows = session.execute(
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
        .with_for_update(of=Award)
    ).all()
    left_behind = [Prepared(r.id, r.key, r.text, None) for r in rows if r.text is not None]
    fresh = [row for row in rows if row.text is None]
    places = allocate(session, issuance.org_id, len(fresh))
    prepared, changes = [], []
    for row, (status_list, index) in zip(fresh, places, strict=True):
        slots = _slots(issuance, row, status_list.number, index, now)
        template = issuance.template(slots)
        draft = template.draft(slots)
        prepared.append(Prepared(row.id, row.key, template.document(draft), draft))
        changes.append(
            {
                "award": row.id,
                "salt": slots.subject_salt,
                "status_list_id": status_list.id,
                "status_index": index,
                "valid_until": slots.valid_until,
            }
        )
    _update_approved(session, changes)
    _store_documents(session, prepared)
    return left_behind + prepared


def sign(issuance: Issuance, prepared: Sequence[Prepared]) -> Signatures:
    """Sign and verify, outside any transaction: this is where the time goes."""
    badges: list[dict[str, Any]] = []
    failed: dict[UUID, dict[str, str]] = {}
    for each in prepared:
        try:
            badges.append(_signed(issuance, each))
        except (SigningError, BadInputError) as error:
            failed[each.award_id] = {"learner": each.learner, "reason": str(error)}
    return Signatures(badges, failed)


def store(session: Session, issuance: Issuance, signed: Signatures, *, now: datetime) -> None:
    """Make badges of what was signed, and count them in the batch.

    An award that could not be signed is taken back and listed with its reason.
    """
    _update_approved(
        session,
        signed.badges,
        state=AwardState.ISSUED,
        key_id=issuance.signer.verification_method,
    )
    if signed.failed:
        session.execute(
            delete(Award).where(Award.id.in_(signed.failed), Award.state == AwardState.APPROVED)
        )
    batch = session.get_one(AwardBatch, issuance.batch_id, with_for_update=True)
    batch.failed = [*batch.failed, *signed.failed.values()]
    counted = select(func.count()).where(
        Award.batch_id == batch.id, Award.state != AwardState.APPROVED
    )
    batch.issued = session.scalar(counted) or 0
    audit.record(
        session,
        at=now,
        actor=batch.requested_by,
        org_id=issuance.org_id,
        action="award.issue",
        subject=str(batch.id),
        detail={"awards": [str(badge["award"]) for badge in signed.badges]},
    )


def _slots(
    issuance: Issuance, row: Row[*tuple[Any, ...]], list_number: int, index: int, now: datetime
) -> AwardSlots:
    salt = secrets.token_hex(16) if row.email else None
    status_list = f"{issuance.base_url}/status/{issuance.org_slug}/revocation/{list_number}"
    months = issuance.expires_months
    return AwardSlots(
        id=f"{issuance.base_url}/badges/{row.id}",
        subject_id=f"urn:uuid:{row.learner_id}",
        subject_identity_hash=identity_hash(row.email, salt) if salt else None,
        subject_salt=salt,
        valid_from=now.replace(microsecond=0),
        valid_until=None if months is None else _months_later(now, months),
        status_list_url=status_list,
        status_index=index,
        results=award_results(issuance.spec, issuance.clauses, row.trace),
    )


def _signed(issuance: Issuance, prepared: Prepared) -> dict[str, Any]:
    """What a signature changes of an award's row."""
    draft = prepared.draft
    if draft is None:
        document = json.loads(prepared.document)
        lint(document)  # before anything in it is read
        valid_from = datetime.fromisoformat(document["validFrom"])
        proof = prove(document, issuance.signer, valid_from)
    else:
        valid_from = draft.slots.valid_from
        proof = draft.template.proof(draft, created=valid_from)
    return {"award": prepared.award_id, "proof": proof, "issued_at": valid_from}


def _store_documents(session: Session, prepared: Sequence[Prepared]) -> None:
    if prepared:
        rows = [{"award_id": each.award_id, "text": each.document} for each in prepared]
        session.connection().execute(insert(AwardDocument), rows)


def _update_approved(session: Session, changes: list[dict[str, Any]], **alike: object) -> None:
    """Update awards by id that are still approved: what another worker has issued stays.

    `alike` are columns that get the same value in all of them.
    """
    if not changes:
        return
    columns = {name: bindparam(f"new_{name}", type_=_COLUMNS[name].type) for name in changes[0]}
    award = columns.pop("award")
    statement = (
        update(Award)
        .where(Award.id == award, Award.state == AwardState.APPROVED)
        .values({**columns, **alike})
    )
    session.connection().execute(
        statement, [{f"new_{name}": change[name] for name in change} for change in changes]
    )


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or its last day where it is shorter; whole seconds."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day, microsecond=0)
