"""What an organisation says of itself as an issuer. Badges already signed keep what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.credentials.baking import prepare
from leap_dash.credentials.schema import IDENTIFIER_TYPE
from leap_dash.db import Org
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.domain.fields import read_text, read_url
from leap_dash.services import audit
from leap_dash.services.people import normal_email

DESCRIPTION_LENGTH = 2000
IDENTIFIER_LENGTH = 200
MAX_IDENTIFIERS = 20


@dataclass(frozen=True, slots=True)
class Profile:
    """What is to change; none stays as it is. `image` is a PNG, `identifiers` (type, value)."""

    url: str | None = None
    email: str | None = None
    description: str | None = None
    image: bytes | None = None
    identifiers: Sequence[tuple[str, str]] | None = None


def update_profile(
    session: Session, scope: Scope, slug: str, profile: Profile, *, now: datetime
) -> None:
    """Change the issuer profile of an org that the viewer runs.

    Raises NotFoundError, BadInputError naming the field, and BakingError for a damaged picture.
    """
    org = session.scalar(
        select(Org).where(Org.slug == slug, within(scope, Permission.ADMINISTER, Org.id))
    )
    if org is None:
        raise NotFoundError(f"There is no organisation {slug!r} that you run.")
    changed = _read(profile)
    for column, value in changed.items():
        setattr(org, column, value)
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org.id,
        action="org.profile",
        subject=slug,
        detail={"changed": sorted(changed)},
    )


def _read(profile: Profile) -> dict[str, object]:
    changed: dict[str, object] = {}
    if profile.url is not None:
        changed["issuer_url"] = read_url("url", profile.url)
    if profile.email is not None:
        changed["issuer_email"] = normal_email(profile.email)
    if profile.description is not None:
        text = read_text("description", profile.description, DESCRIPTION_LENGTH)
        changed["issuer_description"] = text
    if profile.image is not None:
        prepare(profile.image)  # refuses what is no sound PNG
        changed["issuer_image_png"] = profile.image
    if profile.identifiers is not None:
        if len(profile.identifiers) > MAX_IDENTIFIERS:
            raise BadInputError(f"identifiers: there are more than {MAX_IDENTIFIERS}.")
        changed["issuer_identifiers"] = [_identifier(*each) for each in profile.identifiers]
    return changed


def _identifier(kind: str, value: str) -> dict[str, str]:
    if not IDENTIFIER_TYPE.fullmatch(kind):
        raise BadInputError(
            f"identifier: {kind[:40]!r} is no type of Open Badges 3.0; expected sourcedId, "
            "nationalIdentityNumber, ... or your own, such as ext:pic."
        )
    return {"type": kind, "value": read_text("identifier", value, IDENTIFIER_LENGTH)}
