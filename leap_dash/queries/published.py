"""What anyone may see: badges, what they stand for, who issues them, status lists.

No scope, because it is public; nothing of a person is read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer

from leap_dash.credentials.compose import with_proof
from leap_dash.credentials.model import AchievementSpec, Issuer
from leap_dash.credentials.profiles import (
    achievement_spec,
    issuer_profile,
    picture_address,
    translated,
)
from leap_dash.credentials.status import Purpose
from leap_dash.db import (
    Achievement,
    Award,
    AwardDocument,
    CriteriaRule,
    EarlierPicture,
    Org,
    Programme,
    StatusList,
)
from leap_dash.domain.awards import WITHDRAWN, AwardState
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.awards import state_on


@dataclass(frozen=True, slots=True)
class PublicDescription:
    """What a badge stands for, in words."""

    id: UUID
    spec: AchievementSpec
    level: str | None
    subject_area: str | None
    org_slug: str
    org_name: str
    is_demo: bool
    translations: Mapping[str, AchievementSpec]  # by language tag


@dataclass(frozen=True, slots=True)
class PublicAchievement(PublicDescription):
    """The same with its picture: `image_png` is the issuer's own, if there is one, and
    `image_design` how it is drawn otherwise, if somebody designed it."""

    image_png: bytes | None
    image_design: Mapping[str, str] | None
    image_version: int


@dataclass(frozen=True, slots=True)
class PublicBadge:
    """A badge that was given out; `state` is today's."""

    id: UUID
    achievement: PublicAchievement
    credential: bytes  # the signed text, as it is sent out
    state: AwardState
    issued_at: datetime
    valid_until: datetime | None
    status_at: datetime | None
    status_reason: str | None
    renews: UUID | None  # the badge that it renews
    renewed_by: UUID | None  # the one that renews it, once signed


@dataclass(frozen=True, slots=True)
class PublicIssuer:
    """Who issues, and what badges there are to earn, by name."""

    id: UUID
    slug: str
    profile: Issuer
    image_png: bytes | None
    achievements: tuple[PublicDescription, ...]
    is_demo: bool


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The content of a status list; equal values make the same signed document."""

    issuer_id: str
    org_slug: str
    url: str
    purpose: Purpose
    size: int
    bits_set: tuple[int, ...]
    since: datetime


def badge(session: Session, award_id: UUID, *, base_url: str, now: datetime) -> PublicBadge:
    """A badge with the rule that it was given for. Raises NotFoundError, also while unsigned."""
    row = session.execute(
        select(
            Award,
            AwardDocument.text,
            Achievement,
            CriteriaRule,
            Programme.subject_area,
            Org,
            state_on(now),
            EarlierPicture,
        )
        .join(AwardDocument, AwardDocument.award_id == Award.id)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .join(CriteriaRule, CriteriaRule.id == Award.criteria_rule_id)
        .join(Programme, Programme.id == Achievement.programme_id)
        .join(Org, Org.id == Award.org_id)
        .outerjoin(
            EarlierPicture,
            (EarlierPicture.achievement_id == Achievement.id)
            & (EarlierPicture.version == AwardDocument.image_version),
        )
        .where(Award.id == award_id)
    ).first()
    award = row[0] if row else None
    if row is None or award is None or award.proof is None or award.issued_at is None:
        raise NotFoundError("There is no badge at this address.")
    _, document, achievement, rule, subject_area, org, state, earlier = row
    about = _public(achievement, rule, subject_area, org, base_url)
    return PublicBadge(
        id=award.id,
        achievement=about if earlier is None else _with_picture(about, earlier),
        credential=with_proof(document, award.proof).encode(),
        state=AwardState(state),
        issued_at=award.issued_at,
        valid_until=award.valid_until,
        status_at=award.status_at,
        status_reason=award.status_reason,
        renews=award.renews_id,
        renewed_by=session.scalar(
            select(Award.id).where(
                Award.renews_id == award.id,
                Award.proof.is_not(None),
                Award.state != AwardState.REVOKED,
            )
        ),
    )


def credential(session: Session, award_id: UUID) -> bytes | None:
    """The signed text of a badge, as it is sent out; none where there is none, or not yet."""
    row = session.execute(
        select(AwardDocument.text, Award.proof)
        .join(Award, Award.id == AwardDocument.award_id)
        .where(Award.id == award_id, Award.proof.is_not(None))
    ).first()
    return None if row is None else with_proof(row.text, row.proof).encode()


def jwt(session: Session, award_id: UUID) -> str | None:
    """The badge as a token; none when nobody has asked for it yet. Raises NotFoundError."""
    row = session.execute(
        select(AwardDocument.jwt)
        .join(Award, Award.id == AwardDocument.award_id)
        .where(Award.id == award_id, Award.proof.is_not(None))
    ).first()
    if row is None:
        raise NotFoundError("There is no badge at this address.")
    return row[0]


def achievement(session: Session, achievement_id: UUID, *, base_url: str) -> PublicAchievement:
    """What a badge stands for, with the rule in force. Raises NotFoundError."""
    row = session.execute(_achievements().where(Achievement.id == achievement_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such badge here.")
    return _public(*row, base_url)


def achievement_with_picture(
    session: Session, achievement_id: UUID, version: int, *, base_url: str
) -> PublicAchievement:
    """The same with that version of its picture. Raises NotFoundError, for the picture too."""
    found = achievement(session, achievement_id, base_url=base_url)
    if found.image_version == version:
        return found
    earlier = session.get(EarlierPicture, (achievement_id, version))
    if earlier is None:
        raise NotFoundError("There is no such picture of this badge.")
    return _with_picture(found, earlier)


def issuer(session: Session, slug: str, *, base_url: str) -> PublicIssuer:
    """An org as an issuer, with its badges. Raises NotFoundError."""
    org = session.scalar(select(Org).where(Org.slug == slug))
    if org is None:
        raise NotFoundError("There is no such issuer here.")
    badges = _achievements().where(Achievement.org_id == org.id)
    # Pictures may be large, and all of them are asked for nowhere.
    rows = session.execute(badges.options(defer(Achievement.image_png)))
    return PublicIssuer(
        id=org.id,
        slug=org.slug,
        profile=issuer_profile(org, base_url),
        image_png=org.issuer_image_png,
        achievements=tuple(PublicDescription(**_words(*row, base_url)) for row in rows),
        is_demo=org.is_demo,
    )


_SETS_BIT: dict[Purpose, tuple[AwardState, ...]] = {
    "revocation": WITHDRAWN,
    "suspension": (AwardState.SUSPENDED,),
}


def status_list(
    session: Session, slug: str, purpose: Purpose, number: int, *, base_url: str
) -> StatusBits:
    """Which badges of a list are revoked or suspended, and since when the list is as it is.

    Badges name only their place in the list of revocations, since Open Badges 3.0 has room for
    one. A suspended badge is therefore in both: no verifier may take it for one in force. Raises
    NotFoundError.
    """
    row = session.execute(
        select(StatusList, Org)
        .join(Org, Org.id == StatusList.org_id)
        .where(Org.slug == slug, StatusList.number == number)
    ).first()
    if row is None:
        raise NotFoundError("There is no such status list here.")
    status, org = row
    ever_changed = (
        Award.org_id == org.id,
        Award.status_at.is_not(None),
        AwardDocument.status_list_id == status.id,
    )
    last_changed = session.scalar(
        select(func.max(Award.status_at)).join(AwardDocument).where(*ever_changed)
    )
    bits_set = session.scalars(
        select(AwardDocument.status_index)
        .join(Award)
        .where(*ever_changed, Award.state.in_(_SETS_BIT[purpose]))
        .order_by(AwardDocument.status_index)
    )
    return StatusBits(
        issuer_id=issuer_profile(org, base_url).id,
        org_slug=org.slug,
        url=f"{base_url}/status/{org.slug}/{purpose}/{number}",
        purpose=purpose,
        size=status.size,
        bits_set=tuple(bits_set),
        since=last_changed or status.created_at,
    )


def _achievements() -> Select[Achievement, CriteriaRule, str | None, Org]:
    """Each with the rule in force, by name."""
    return (
        select(Achievement, CriteriaRule, Programme.subject_area, Org)
        .join(
            CriteriaRule,
            (CriteriaRule.achievement_id == Achievement.id)
            & (CriteriaRule.version == Achievement.rule_version),
        )
        .join(Programme, Programme.id == Achievement.programme_id)
        .join(Org, Org.id == Achievement.org_id)
        .order_by(Achievement.name)
    )


def _public(
    achievement: Achievement,
    rule: CriteriaRule,
    subject_area: str | None,
    org: Org,
    base_url: str,
) -> PublicAchievement:
    return PublicAchievement(
        **_words(achievement, rule, subject_area, org, base_url),
        image_png=achievement.image_png,
        image_design=achievement.image_design,
        image_version=achievement.image_version,
    )


def _words(
    achievement: Achievement,
    rule: CriteriaRule,
    subject_area: str | None,
    org: Org,
    base_url: str,
) -> dict[str, Any]:
    """The fields of a PublicDescription."""
    spec = achievement_spec(achievement, rule, subject_area, base_url)
    return {
        "id": achievement.id,
        "spec": spec,
        "translations": {
            tag: translated(spec, tag, words) for tag, words in achievement.translations.items()
        },
        "level": achievement.level,
        "subject_area": subject_area,
        "org_slug": org.slug,
        "org_name": org.name,
        "is_demo": org.is_demo,
    }


def _with_picture(found: PublicAchievement, picture: EarlierPicture) -> PublicAchievement:
    """The badge as it was shown with a picture that it had before."""
    address = picture_address(found.spec.id, picture.version)
    return replace(
        found,
        spec=replace(found.spec, image_url=address, image_alt=picture.image_alt),
        image_png=picture.image_png,
        image_design=picture.image_design,
        image_version=picture.version,
    )
