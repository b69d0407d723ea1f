"""The public addresses of badges: page, data, image."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template

from leap_dash.context import Context
from leap_dash.credentials.ob2 import addresses
from leap_dash.domain.awards import AwardState
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import day
from leap_dash.public.achievements import description
from leap_dash.public.answers import public_data, public_page, sandboxed
from leap_dash.public.endorsements import endorsement_list
from leap_dash.public.kept_pictures import KeptPictures, Picture
from leap_dash.public.pictures import baked, baked_svg
from leap_dash.queries import published
from leap_dash.queries.public import check_badge
from leap_dash.queries.published import PublicBadge
from leap_dash.queries.why import shared_why
from leap_dash.records import SharedWhy
from leap_dash.services.badge_jwt import make_jwt

YEAR, DAY, MINUTE = 31_536_000, 86_400, 60
# The small page that others show inside theirs; what it is for is to be framed by anyone.
FRAMED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {base_url}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)


def routes(ctx: Context) -> Blueprint:
    """`/badges/...`."""
    blueprint = Blueprint("badges", __name__)
    kept = KeptPictures()

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
        png = kept.get(("png", award_id), lambda: baked(_badge(ctx, award_id)), ctx.clock())
        return _image(png, "image/png")

    @blueprint.get("/badges/<uuid:award_id>.svg")
    def badge_svg(award_id: UUID) -> Response:
        svg = kept.get(("svg", award_id), lambda: baked_svg(_badge(ctx, award_id)), ctx.clock())
        return sandboxed(_image(svg, "image/svg+xml"))

    return blueprint


def _image(picture: Picture, content_type: str) -> Response:
    """A badge with its credential inside, which never changes."""
    return public_data(picture.data, content_type, max_age=YEAR, immutable=True, etag=picture.etag)


def _badge(ctx: Context, award_id: UUID) -> PublicBadge:
    with ctx.reading_for_anyone() as db:
        return published.badge(db, award_id, base_url=ctx.base_url, now=ctx.clock())


def _badge_page(ctx: Context, award_id: UUID) -> str:
    now = ctx.clock()
    with ctx.reading_for_anyone() as db:
        found = published.badge(db, award_id, base_url=ctx.base_url, now=now)
        shared = shared_why(db, award_id)
        report = check_badge(db, found.credential, keys=ctx.keys, base_url=ctx.base_url, now=now)
    return render_template(
        "badge.html",
        base_url=ctx.base_url,
        badge=_badge_words(found, ctx.base_url),
        report=report,
        why=_why_words(shared) if shared else None,
        endorsements=endorsement_list(ctx, Target(TargetKind.BADGE, found.achievement.id)),
        demo=found.achievement.is_demo,
    )


def _badge_words(badge: PublicBadge, base_url: str) -> dict[str, Any]:
    address = f"{base_url}/badges/{badge.id}"
    return {
        **description(badge.achievement, base_url),
        "url": address,
        "image_url": f"{address}.png",
        "png_url": f"{address}.png",
        "svg_url": f"{address}.svg",
        "json_url": f"{address}.json",
        "jwt_url": f"{address}.jwt",
        "token_path": f"/badges/{badge.id}.jwt",
        "ob2_png_url": addresses.baked_image(base_url, badge.id),
        "ob2_json_url": addresses.assertion(base_url, badge.id),
        "verify_url": f"{base_url}/verify",
        "issued_on": day(badge.issued_at),
        "expires_on": day(badge.valid_until) if badge.valid_until else None,
        "holder": None,  # until the learner shares it, nothing of the person is shown
        "renews_url": f"{base_url}/badges/{badge.renews}" if badge.renews else None,
        "renewed_by_url": f"{base_url}/badges/{badge.renewed_by}" if badge.renewed_by else None,
        "state": badge.state.value,
        "state_text": _state_text(badge),
    }


def _why_words(shared: SharedWhy) -> dict[str, Any]:
    """What met the rule, as the learner lets everyone read it."""
    return {
        "decided_on": day(shared.decided_on),
        "reasons": [
            {
                "clause": each.clause.clause,
                "need": each.clause.need,
                "have": each.clause.have,
                "met": each.clause.met,
                "sources": [f"{source.name}: {source.has}" for source in each.sources],
            }
            for each in shared.reasons
        ],
    }


def _state_text(badge: PublicBadge) -> str | None:
    if badge.state is AwardState.REVOKED:
        return f"Taken back on {day(badge.status_at)}: {badge.status_reason}"
    if badge.state is AwardState.SUSPENDED:
        return f"Suspended since {day(badge.status_at)}: {badge.status_reason}"
    if badge.state is AwardState.EXPIRED:
        return f"It was good until {day(badge.valid_until)}."
    return None
