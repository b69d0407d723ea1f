"""The public addresses of badges and of what they stand for: page, JSON, image."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from leap_dash.context import Context
from leap_dash.credentials.compose import achievement_object
from leap_dash.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_3
from leap_dash.credentials.ob2 import addresses
from leap_dash.domain.awards import AwardState
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError
from leap_dash.figures.words import day
from leap_dash.public.answers import public_data, public_page, to_json
from leap_dash.public.endorsements import embedded, endorsement_list
from leap_dash.public.pictures import SIZE, SIZES, baked, picture
from leap_dash.queries import published
from leap_dash.queries.public import check_badge
from leap_dash.queries.published import PublicAchievement, PublicBadge
from leap_dash.services.badge_jwt import make_jwt

YEAR, DAY, MINUTE = 31_536_000, 86_400, 60
# The small page that others show inside theirs; what it is for is to be framed by anyone.
FRAMED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {base_url}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)


def routes(ctx: Context) -> Blueprint:
    """`/badges/...` and `/achievements/...`."""
    blueprint = Blueprint("badges", __name__)

    @blueprint.get("/badges/<uuid:award_id>")
    def badge(award_id: UUID) -> Response:
        return public_page(_badge_page(ctx, award_id), max_age=MINUTE)

    @blueprint.get("/badges/<uuid:award_id>/embed")
    def badge_embed(award_id: UUID) -> Response:
        found = _badge(ctx, award_id)
        page = public_page(
            render_template("embed.html", badge=_badge_words(found, ctx.base_url)), max_age=MINUTE
        )
        page.headers["Content-Security-Policy"] = FRAMED_POLICY.format(base_url=ctx.base_url)
        return page

    @blueprint.get("/badges/<uuid:award_id>.json")
    def badge_json(award_id: UUID) -> Response:
        return public_data(_badge(ctx, award_id).credential, "application/vc", max_age=DAY)

    @blueprint.get("/badges/<uuid:award_id>.jwt")
    def badge_jwt(award_id: UUID) -> Response:
        with ctx.reading_for_anyone() as db:
            token = published.jwt(db, award_id)
        token = token or make_jwt(ctx.sessions, award_id, keys=ctx.keys)
        return public_data(token, "application/vc+jwt", max_age=DAY)

    @blueprint.get("/badges/<uuid:award_id>.png")
    def badge_png(award_id: UUID) -> Response:
        png = baked(_badge(ctx, award_id))
        return public_data(png, "image/png", max_age=YEAR, immutable=True)

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
        return public_data(png, "image/png", max_age=DAY)

    return blueprint


def achievement_words(achievement: PublicAchievement, base_url: str) -> dict[str, Any]:
    """What the pages say of an achievement; addresses are absolute."""
    address = f"{base_url}/achievements/{achievement.id}"
    return {
        **_description(achievement, base_url),
        "url": achievement.spec.id,
        "image_url": f"{address}.png",
        "json_url": f"{achievement.spec.id}.json",
        "language": achievement.spec.language,
        "languages": [
            (tag, spec.name, spec.id)
            for tag, spec in sorted(achievement.translations.items())
            if spec.id != achievement.spec.id
        ],
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


def _badge(ctx: Context, award_id: UUID) -> PublicBadge:
    with ctx.reading_for_anyone() as db:
        return published.badge(db, award_id, base_url=ctx.base_url, now=ctx.clock())


def _achievement(ctx: Context, achievement_id: UUID) -> PublicAchievement:
    with ctx.reading_for_anyone() as db:
        return published.achievement(db, achievement_id, base_url=ctx.base_url)


def _badge_page(ctx: Context, award_id: UUID) -> str:
    now = ctx.clock()
    with ctx.reading_for_anyone() as db:
        found = published.badge(db, award_id, base_url=ctx.base_url, now=now)
        report = check_badge(
            db, found.credential.encode(), keys=ctx.keys, base_url=ctx.base_url, now=now
        )
    return render_template(
        "badge.html",
        badge=_badge_words(found, ctx.base_url),
        report=report,
        endorsements=endorsement_list(ctx, Target(TargetKind.BADGE, found.achievement.id)),
        demo=found.achievement.is_demo,
    )


def _badge_words(badge: PublicBadge, base_url: str) -> dict[str, Any]:
    address = f"{base_url}/badges/{badge.id}"
    return {
        **_description(badge.achievement, base_url),
        "url": address,
        "image_url": f"{address}.png",
        "png_url": f"{address}.png",
        "json_url": f"{address}.json",
        "jwt_url": f"{address}.jwt",
        "ob2_png_url": addresses.baked_image(base_url, badge.id),
        "ob2_json_url": addresses.assertion(base_url, badge.id),
        "verify_url": f"{base_url}/verify",
        "issued_on": day(badge.issued_at),
        "expires_on": day(badge.valid_until) if badge.valid_until else None,
        "holder": None,  # until the learner shares it, nothing of the person is shown
        "state": badge.state.value,
        "state_text": _state_text(badge),
    }


def _description(achievement: PublicAchievement, base_url: str) -> dict[str, Any]:
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
        "thumbnail_url": f"{base_url}/achievements/{achievement.id}.png?size=",
        "image_alt": f"The badge “{spec.name}” of {achievement.org_name}",
    }


def _state_text(badge: PublicBadge) -> str | None:
    if badge.state is AwardState.REVOKED:
        return f"Taken back on {day(badge.status_at)}: {badge.status_reason}"
    if badge.state is AwardState.SUSPENDED:
        return f"Suspended since {day(badge.status_at)}: {badge.status_reason}"
    if badge.state is AwardState.EXPIRED:
        return f"It was good until {day(badge.valid_until)}."
    return None
