"""The picture of a badge: designed, given as a file, or what its area begins with.

Each change makes a new version. The earlier ones that a signed badge names are kept: a badge that
was given looks for ever as it did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.credentials.art.design import read_design, to_json
from leap_dash.credentials.own_picture import own_picture
from leap_dash.db import Achievement, Award, AwardDocument, EarlierPicture
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.definitions import ALT_LENGTH
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.fields import read_text, refuse
from leap_dash.services import audit

UNUSED_KEPT: Final = 10
"""Versions that no badge was signed with, kept for who wants one back."""
SIGNED_WITHIN: Final = timedelta(days=1)
"""How long after a picture was replaced a badge may still be signed with it, at the very most."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture: a PNG, a stored design, or neither for what the badge's area begins with."""

    png: bytes | None = None
    design: dict[str, str] | None = None
    alt: str | None = None


def use_design(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    given: Mapping[str, object],
    alt: object,
    *,
    now: datetime,
) -> int:
    """Let the badge be drawn as designed from now on; returns the version that was replaced.

    Raises NotFoundError and ForbiddenError as `_achievement`, BadFieldError for a design that
    could not be seen or read, and where no words say what it shows.
    """
    found = _achievement(session, scope, achievement_id)
    design = to_json(read_design(given))
    return _use(session, scope, found, Chosen(design=design, alt=_read_alt(alt)), now)


def use_own_picture(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    data: bytes | None,
    alt: object,
    *,
    now: datetime,
) -> int:
    """Let the badge show the picture in this file; returns the version that was replaced.

    Without a file it is the own picture that the badge has, with other words. Raises as
    `use_design`, for the field `image` where the file cannot be used.
    """
    # Before the first statement: it takes a while, and nobody else should wait to write meanwhile.
    png = None if data is None else own_picture(data)
    found = _achievement(session, scope, achievement_id)
    if data is None:
        png = found.image_png
    if png is None:
        refuse("image", "is missing", "choose a picture")
    return _use(session, scope, found, Chosen(png=png, alt=_read_alt(alt)), now)


def use_first_picture(
    session: Session, scope: Scope, achievement_id: UUID, *, now: datetime
) -> int:
    """Let the badge look as if nobody had designed it; returns the version that was replaced.

    Raises NotFoundError and ForbiddenError as `_achievement`.
    """
    found = _achievement(session, scope, achievement_id)
    return _use(session, scope, found, Chosen(), now)


def put_back(
    session: Session, scope: Scope, achievement_id: UUID, version: int, *, now: datetime
) -> str:
    """Let the badge have a picture again that it had before; returns the name of the badge.

    It comes as a new version: addresses never change what they show. Raises NotFoundError for a
    version that is not kept, and as `_achievement`.
    """
    found = _achievement(session, scope, achievement_id)
    if version != found.image_version:
        earlier = session.get(EarlierPicture, (achievement_id, version))
        if earlier is None:
            raise NotFoundError("That picture is not there any more.")
        again = Chosen(earlier.image_png, earlier.image_design, earlier.image_alt)
        _use(session, scope, found, again, now)
    return found.name


def replace_picture(session: Session, found: Achievement, chosen: Chosen, *, now: datetime) -> int:
    """Give the badge another picture and keep the one before; returns the version of that."""
    replaced = found.image_version
    session.add(
        EarlierPicture(
            achievement_id=found.id,
            version=replaced,
            image_png=found.image_png,
            image_design=found.image_design,
            image_alt=found.image_alt,
            replaced_at=now,
        )
    )
    found.image_png, found.image_design = chosen.png, chosen.design
    found.image_alt, found.image_version = chosen.alt, replaced + 1
    session.flush()
    _forget_unused(session, found, now)
    return replaced


def _use(session: Session, scope: Scope, found: Achievement, chosen: Chosen, now: datetime) -> int:
    replaced = replace_picture(session, found, chosen, now=now)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=found.org_id,
        action="achievement.picture",
        subject=str(found.id),
        detail={"version": found.image_version, "kind": _kind(chosen)},
    )
    return replaced


def _kind(chosen: Chosen) -> str:
    if chosen.png is not None:
        return "own"
    return "designed" if chosen.design is not None else "first"


def _achievement(session: Session, scope: Scope, achievement_id: UUID) -> Achievement:
    """The badge, for nobody else to change meanwhile.

    Raises NotFoundError for one that the viewer cannot see, ForbiddenError for who may not define
    it.
    """
    found = session.scalar(
        select(Achievement)
        .where(
            Achievement.id == achievement_id,
            within(scope, Permission.SEE_LEARNERS, Achievement.org_id),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such badge in your organisation.")
    scope.require(Permission.DEFINE, found.org_id)
    return found


def _read_alt(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        refuse("alt", "says nothing yet", "say in a few words what the picture shows")
    return " ".join(read_text("alt", value, ALT_LENGTH).split())


def _forget_unused(session: Session, found: Achievement, now: datetime) -> None:
    """Keep of the versions before the latest only those that a badge was signed with.

    One that was in force lately stays: badges that are being signed now may be about to name it.
    """
    named = (
        select(AwardDocument.image_version)
        .join(Award, Award.id == AwardDocument.award_id)
        .where(Award.achievement_id == found.id)
        .distinct()
    )
    session.execute(
        delete(EarlierPicture).where(
            EarlierPicture.achievement_id == found.id,
            EarlierPicture.version < found.image_version - UNUSED_KEPT,
            EarlierPicture.replaced_at < now - SIGNED_WITHIN,
            EarlierPicture.version.not_in(named),
        )
    )
