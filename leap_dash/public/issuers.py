"""Who issues: page, profile, public keys, and the lists of what was revoked or suspended."""

from flask import Blueprint, Response, render_template

from leap_dash.context import Context
from leap_dash.credentials.compose import profile_object
from leap_dash.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_3
from leap_dash.credentials.did import did_document
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import NotFoundError
from leap_dash.public.achievements import achievement_words
from leap_dash.public.answers import public_data, public_page, to_json
from leap_dash.public.endorsements import embedded, endorsement_list
from leap_dash.queries import published
from leap_dash.queries.published import PublicIssuer

MINUTE = 60


def routes(ctx: Context) -> Blueprint:
    """`/issuers/...` and `/status/...`."""
    blueprint = Blueprint("issuers", __name__)

    @blueprint.get("/issuers/<slug>")
    def issuer(slug: str) -> Response:
        return public_page(_issuer_page(ctx, _issuer(ctx, slug)), max_age=MINUTE)

    @blueprint.get("/issuers/<slug>.json")
    def issuer_json(slug: str) -> Response:
        found = _issuer(ctx, slug)
        document = {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_3],
            **profile_object(found.profile),
            **embedded(ctx, Target(TargetKind.ISSUER, found.id)),
        }
        return public_data(to_json(document), "application/json", max_age=5 * MINUTE)

    @blueprint.get("/issuers/<slug>.png")
    def issuer_image(slug: str) -> Response:
        found = _issuer(ctx, slug)
        if found.image_png is None:
            raise NotFoundError("This issuer has no picture.")
        return public_data(found.image_png, "image/png", max_age=5 * MINUTE)

    @blueprint.get("/issuers/<slug>/did.json")
    def issuer_did(slug: str) -> Response:
        found = _issuer(ctx, slug)
        document = did_document(found.profile.id, ctx.keys.list(found.slug))
        return public_data(to_json(document), "application/did+ld+json", max_age=5 * MINUTE)

    return blueprint


def _issuer(ctx: Context, slug: str) -> PublicIssuer:
    with ctx.reading_for_anyone() as db:
        return published.issuer(db, slug, base_url=ctx.base_url)


def _issuer_page(ctx: Context, issuer: PublicIssuer) -> str:
    address = f"{ctx.base_url}/issuers/{issuer.slug}"
    own_site = issuer.profile.url if issuer.profile.url != address else None
    return render_template(
        "issuer.html",
        issuer={
            "name": issuer.profile.name,
            "description": issuer.profile.description,
            "image_url": issuer.profile.image_url,
            "url": own_site,
            "did": issuer.profile.id,
            "did_url": f"{address}/did.json",
            "json_url": f"{address}.json",
        },
        achievements=[achievement_words(each, ctx.base_url) for each in issuer.achievements],
        endorsements=endorsement_list(ctx, Target(TargetKind.ISSUER, issuer.id)),
        demo=issuer.is_demo,
    )
