"""The public addresses of what badges stand for: page, data, image, other languages."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from leap_dash.context import Context
from leap_dash.credentials.compose import achievement_object
from leap_dash.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_3
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError
from leap_dash.public.answers import public_data, public_page, sandboxed, to_json
from leap_dash.public.endorsements import embedded, endorsement_list
from leap_dash.public.pictures import SIZE, SIZES, picture, picture_svg
from leap_dash.queries import published
from leap_dash.queries.published import PublicAchievement, PublicDescription

YEAR, MINUTE = 31_536_000, 60
# No database has a larger number to ask for.
PICTURE = "/achievements/<uuid:achievement_id>/pictures/<int(max=2147483647):number>"


def routes(ctx: Context) -> Blueprint:
    """`/achievements/...`."""
    blueprint = Blueprint("achievements", __name__)

    @blueprint.get("/achievements/<uuid:achievement_id>")
    def achievement(achievement_id: UUID) -> Response:
        found = _achievement(ctx, achievement_id)
        words = achievement_words(found, ctx.base_url)
        page = render_template(
            "achievement.html",
            achievement=words,
            endorsements=endorsement_list(ctx, Target(TargetKind.BADGE, found.id)),
            demo=found.is_demo,
        )
        return public_page(page, max_age=MINUTE)

    @blueprint.get("/achievements/<uuid:achievement_id>.json")
    def achievement_json(achievement_id: UUID) -> Response:
        found = _achievement(ctx, achievement_id)
        document = {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_3],
            **achievement_object(found.spec),
            **embedded(ctx, Target(TargetKind.BADGE, found.id)),
        }
        return public_data(to_json(document), "application/json", max_age=MINUTE)

    @blueprint.get("/achievements/<uuid:achievement_id>/<language>")
    def achievement_in(achievement_id: UUID, language: str) -> Response:
        found = _in_language(_achievement(ctx, achievement_id), language)
        words = achievement_words(found, ctx.base_url)
        page = render_template("achievement.html", achievement=words, demo=found.is_demo)
        return public_page(page, max_age=MINUTE)

    @blueprint.get("/achievements/<uuid:achievement_id>/<language>.json")
    def achievement_in_json(achievement_id: UUID, language: str) -> Response:
        found = _in_language(_achievement(ctx, achievement_id), language)
        document = {"@context": [CREDENTIALS_V2, OPEN_BADGES_3], **achievement_object(found.spec)}
        return public_data(to_json(document), "application/json", max_age=MINUTE)

    @blueprint.get("/achievements/<uuid:achievement_id>.png")
    def achievement_png(achievement_id: UUID) -> Response:
        size = _size(request.args.get("size", str(SIZE)))
        png = picture(_achievement(ctx, achievement_id), size)
        return public_data(png, "image/png", max_age=MINUTE)

    @blueprint.get("/achievements/<uuid:achievement_id>.svg")
    def achievement_svg(achievement_id: UUID) -> Response:
        svg = picture_svg(_achievement(ctx, achievement_id))
        return sandboxed(public_data(svg, "image/svg+xml", max_age=MINUTE))

    @blueprint.get(f"{PICTURE}.png")
    def picture_png(achievement_id: UUID, number: int) -> Response:
        size = _size(request.args.get("size", str(SIZE)))
        png = picture(_with_picture(ctx, achievement_id, number), size)
        return public_data(png, "image/png", max_age=YEAR)

    @blueprint.get(f"{PICTURE}.svg")
    def picture_as_svg(achievement_id: UUID, number: int) -> Response:
        svg = picture_svg(_with_picture(ctx, achievement_id, number))
        return sandboxed(public_data(svg, "image/svg+xml", max_age=YEAR))

    return blueprint


def achievement_words(achievement: PublicDescription, base_url: str) -> dict[str, Any]:
    """What the pages say of an achievement; addresses are absolute."""
    return {
        **description(achievement, base_url),
        "url": achievement.spec.id,
        "image_url": achievement.spec.image_url,
        "json_url": f"{achievement.spec.id}.json",
        "language": achievement.spec.language,
        "languages": [
            (tag, spec.name, spec.id)
            for tag, spec in sorted(achievement.translations.items())
            if spec.id != achievement.spec.id
        ],
    }


def description(achievement: PublicDescription, base_url: str) -> dict[str, Any]:
    """The words about it. `thumbnail_url` wants one of the sizes of `pictures` at its end."""
    spec = achievement.spec
    return {
        "name": spec.name,
        "description": spec.description,
        "criteria": spec.criteria_narrative,
        "level": achievement.level,
        "alignments": [(alignment.name, alignment.url) for alignment in spec.alignments],
        "issuer_name": achievement.org_name,
        "issuer_url": f"{base_url}/issuers/{achievement.org_slug}",
        "thumbnail_url": f"{spec.image_url}?size=",
        "image_alt": spec.image_alt or f"The badge “{spec.name}” of {achievement.org_name}",
    }


def _size(asked: str) -> int:
    """The width in pixels, written exactly as one of `SIZES`: another spelling is another address.

    Raises NotFoundError for anything else.
    """
    for size in SIZES:
        if asked == str(size):
            return size
    offered = ", ".join(map(str, SIZES))
    raise NotFoundError(f"There is no picture of that width. In pixels there are: {offered}.")


def _in_language(achievement: PublicAchievement, language: str) -> PublicAchievement:
    if language not in achievement.translations:
        raise NotFoundError("There is no translation of this badge into that language.")
    return replace(achievement, spec=achievement.translations[language])


def _achievement(ctx: Context, achievement_id: UUID) -> PublicAchievement:
    with ctx.reading_for_anyone() as db:
        return published.achievement(db, achievement_id, base_url=ctx.base_url)


def _with_picture(ctx: Context, achievement_id: UUID, number: int) -> PublicAchievement:
    with ctx.reading_for_anyone() as db:
        return published.achievement_with_picture(db, achievement_id, number, base_url=ctx.base_url)
