"""The picture of a badge: the issuer's own, or one drawn from the description."""

import json
from functools import lru_cache
from typing import Final, cast

from leap_dash.credentials import baking, svg
from leap_dash.credentials.art import (
    BadgeArt,
    Level,
    default_art,
    draw_png,
    draw_svg,
    frame_png,
)
from leap_dash.credentials.art.design import area_or_plain, from_json
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.ob2 import documents
from leap_dash.credentials.own_picture import smaller
from leap_dash.queries.published import PublicAchievement, PublicBadge

SIZE: Final = 512  # pixels; what the pages show at most
SIZES: Final = (64, 96, 128, 256, SIZE)  # of those that lists and phones ask for


def picture(achievement: PublicAchievement, size: int = SIZE) -> bytes:
    """The PNG of what the badge stands for; an own picture is made smaller, never larger."""
    if achievement.image_png is None:
        return draw_png(_art(achievement), size)
    if size == SIZE:
        return achievement.image_png
    return _smaller(achievement.image_png, size)


def picture_svg(achievement: PublicAchievement) -> bytes:
    """The SVG of what the badge stands for; the issuer's own picture comes inside one."""
    if achievement.image_png is not None:
        title = achievement.spec.image_alt or f"Badge: {achievement.spec.name}"
        return frame_png(achievement.image_png, title)
    return draw_svg(_art(achievement))


def baked(badge: PublicBadge) -> bytes:
    """The same PNG with the signed badge inside."""
    return _prepared(picture(badge.achievement)).splice(badge.credential)


def baked_ob2(badge: PublicBadge, base_url: str) -> bytes:
    """The same PNG with the badge as Open Badges 2.0 inside, as it was when it was given."""
    prepared = _prepared(picture(badge.achievement))
    return prepared.splice(_ob2(badge, base_url), baking.OB2_KEYWORD)


def baked_ob2_svg(badge: PublicBadge, base_url: str) -> bytes:
    """The same SVG with the badge as Open Badges 2.0 inside."""
    drawing = _prepared_svg(picture_svg(badge.achievement))
    return drawing.splice(_ob2(badge, base_url), baking.OB2_KEYWORD)


def _ob2(badge: PublicBadge, base_url: str) -> bytes:
    credential = json.loads(badge.credential)
    assertion = documents.assertion(credential, badge.id, badge.achievement.id, base_url)
    return serialise(assertion).encode()


def baked_svg(badge: PublicBadge) -> bytes:
    """The same SVG with the signed badge inside."""
    return _prepared_svg(picture_svg(badge.achievement)).splice(badge.credential)


def _art(achievement: PublicAchievement) -> BadgeArt:
    name, issuer = achievement.spec.name, achievement.org_name
    level = cast("Level | None", achievement.level)
    if achievement.image_design is not None:
        return BadgeArt(name, issuer, level, from_json(achievement.image_design))
    return default_art(name, area_or_plain(achievement.subject_area), level, issuer)


# An own picture may have a megabyte: of each kind no more are kept than memory has room for.
_smaller = lru_cache(maxsize=32)(smaller)


@lru_cache(maxsize=16)
def _prepared(png: bytes) -> baking.PreparedPng:
    return baking.prepare(png)


@lru_cache(maxsize=8)
def _prepared_svg(drawing: bytes) -> svg.PreparedSvg:
    return svg.prepare(drawing)
