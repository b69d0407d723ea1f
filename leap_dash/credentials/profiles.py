"""How an organisation and an achievement of this installation appear in badges.

Written once, so that a badge and the addresses it names say the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from leap_dash.credentials.did import did_web
from leap_dash.credentials.model import AchievementSpec, Alignment, Issuer


class OrgText(Protocol):
    """What is known of an organisation that issues."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def issuer_url(self) -> str | None: ...
    @property
    def issuer_email(self) -> str | None: ...
    @property
    def issuer_description(self) -> str | None: ...


class AchievementText(Protocol):
    """What is known of an achievement, beside its rule."""

    @property
    def id(self) -> UUID: ...
    @property
    def achievement_type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def level(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def alignments(self) -> Sequence[Mapping[str, Any]]: ...


def issuer_profile(org: OrgText, base_url: str) -> Issuer:
    """The organisation as the issuer of its badges."""
    return Issuer(
        id=did_web(base_url, org.slug),
        name=org.name,
        url=org.issuer_url or f"{base_url}/issuers/{org.slug}",
        email=org.issuer_email,
        description=org.issuer_description,
    )


def achievement_spec(
    achievement: AchievementText, narrative: str, subject_area: str | None, base_url: str
) -> AchievementSpec:
    """The achievement as its badges describe it."""
    address = f"{base_url}/achievements/{achievement.id}"
    return AchievementSpec(
        id=address,
        achievement_type=achievement.achievement_type,
        name=achievement.name,
        description=achievement.description,
        criteria_narrative=narrative,
        image_url=f"{address}.png",
        language=achievement.language,
        tags=tuple(tag for tag in (subject_area, achievement.level) if tag),
        alignments=tuple(
            Alignment(a["name"], a["url"], a.get("framework"), a.get("code"))
            for a in achievement.alignments
        ),
    )
