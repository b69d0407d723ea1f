"""The picture of a badge: the issuer's own, or one drawn from the description."""

import json
from functools import lru_cache
from typing import Final, cast

from leap_dash.credentials.art import AREAS, BadgeArt, Level, draw_png
from leap_dash.credentials.baking import OB2_KEYWORD, PreparedPng, prepare
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.ob2 import documents
from leap_dash.queries.published import PublicAchievement, PublicBadge

SIZE: Final = 512  # pixels; what the pages show at most
SIZES: Final = (64, 96, 128, 256, SIZE)  # of those that lists and phones ask for
# A programme outside the seven subject areas: the plainest of the designs.
PLAIN_AREA: Final = "management"


def picture(achievement: PublicAchievement, size: int = SIZE) -> bytes:
    """The PNG of what the badge stands for; the issuer's own picture comes as it is."""
    if achievement.image_png is not None:
        return achievement.image_png
    area = achievement.subject_area if achievement.subject_area in AREAS else PLAIN_AREA
    art = BadgeArt(
        name=achievement.spec.name,
        area=area or PLAIN_AREA,
        level=cast("Level | None", achievement.level),
        issuer=achievement.org_name,
    )
    return draw_png(art, size)


def baked(badge: PublicBadge) -> bytes:
    """The same PNG with the signed badge inside."""
    return _prepared(picture(badge.achievement)).splice(badge.credential)


def baked_ob2(badge: PublicBadge, base_url: str) -> bytes:
    """The same PNG with the badge as Open Badges 2.0 inside, as it was when it was given."""
    document = documents.assertion(
        json.loads(badge.credential), badge.id, badge.achievement.id, base_url
    )
    return _prepared(picture(badge.achievement)).splice(serialise(document), OB2_KEYWORD)


@lru_cache(maxsize=64)
def _prepared(png: bytes) -> PreparedPng:
    return prepare(png)
