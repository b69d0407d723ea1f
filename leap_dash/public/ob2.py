"""The Open Badges 2.0 addresses: hosted Assertions, BadgeClasses, Issuers, and the baked image.

They are `application/json`: what was written for 2.0 expects it.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from leap_dash.context import Context
from leap_dash.public.answers import public_data, sandboxed, to_json
from leap_dash.public.pictures import baked_ob2, baked_ob2_svg
from leap_dash.queries import ob2, published

YEAR, MINUTE = 31_536_000, 60


def routes(ctx: Context) -> Blueprint:
    """`/ob2/...`."""
    blueprint = Blueprint("ob2", __name__)

    @blueprint.get("/ob2/assertions/<uuid:award_id>.json")
    def assertion(award_id: UUID) -> Response:
        return _answer(ctx, ob2.assertion, award_id)

    @blueprint.get("/ob2/assertions/<uuid:award_id>.png")
    def assertion_png(award_id: UUID) -> Response:
        with ctx.reading_for_anyone() as db:
            found = published.badge(db, award_id, base_url=ctx.base_url, now=ctx.clock())
        png = baked_ob2(found, ctx.base_url)
        return public_data(png, "image/png", max_age=YEAR, immutable=True)

    @blueprint.get("/ob2/assertions/<uuid:award_id>.svg")
    def assertion_svg(award_id: UUID) -> Response:
        with ctx.reading_for_anyone() as db:
            found = published.badge(db, award_id, base_url=ctx.base_url, now=ctx.clock())
        svg = baked_ob2_svg(found, ctx.base_url)
        return sandboxed(public_data(svg, "image/svg+xml", max_age=YEAR, immutable=True))

    @blueprint.get("/ob2/badges/<uuid:achievement_id>.json")
    def badge_class(achievement_id: UUID) -> Response:
        return _answer(ctx, ob2.badge_class, achievement_id)

    @blueprint.get("/ob2/issuers/<slug>.json")
    def issuer(slug: str) -> Response:
        return _answer(ctx, ob2.issuer, slug)

    @blueprint.get("/ob2/issuers/<slug>/revocations.json")
    def revocation_list(slug: str) -> Response:
        return _answer(ctx, ob2.revocation_list, slug)

    return blueprint


def _answer(ctx: Context, query: Callable[..., Mapping[str, Any]], key: UUID | str) -> Response:
    """Any of the documents; a revocation is seen within a minute."""
    with ctx.reading_for_anyone() as db:
        document = query(db, key, base_url=ctx.base_url)
    return public_data(to_json(document), "application/json", max_age=MINUTE)
