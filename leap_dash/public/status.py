"""The lists of what an issuer has revoked or suspended, each with an embedded proof and as JWT.

Verifiers take the one or the other.
"""

from functools import lru_cache

from flask import Blueprint, Response

from leap_dash.context import Context
from leap_dash.credentials import jwt
from leap_dash.credentials.compose import serialise
from leap_dash.credentials.proof import add_proof
from leap_dash.credentials.status import Purpose, encode, status_list_document
from leap_dash.public.answers import public_data
from leap_dash.queries import endorsements, published
from leap_dash.queries.published import StatusBits

MINUTE = 60  # what was revoked is so everywhere within it
# No database has a larger number to ask for.
LIST = "/status/<slug>/<any(revocation, suspension):purpose>/<int(max=2147483647):number>"


def routes(ctx: Context) -> Blueprint:
    """`/status/...`."""
    blueprint = Blueprint("status", __name__)

    @blueprint.get(LIST)
    def badges(slug: str, purpose: Purpose, number: int) -> Response:
        return proven(_badges(ctx, slug, purpose, number))

    @blueprint.get(f"{LIST}.jwt")
    def badges_jwt(slug: str, purpose: Purpose, number: int) -> Response:
        return token(_badges(ctx, slug, purpose, number))

    @blueprint.get("/status/<slug>/endorsements")
    def given_endorsements(slug: str) -> Response:
        return proven(_endorsements(ctx, slug))

    @blueprint.get("/status/<slug>/endorsements.jwt")
    def given_endorsements_jwt(slug: str) -> Response:
        return token(_endorsements(ctx, slug))

    def proven(bits: StatusBits) -> Response:
        return public_data(with_proof(bits, active(bits)), "application/vc", max_age=MINUTE)

    def token(bits: StatusBits) -> Response:
        return public_data(as_jwt(bits, active(bits)), "application/vc+jwt", max_age=MINUTE)

    def active(bits: StatusBits) -> tuple[str, ...]:
        return tuple(key.kid for key in ctx.keys.list(bits.org_slug) if key.state == "active")

    # Both are made once for each content and key.
    @lru_cache(maxsize=128)
    def with_proof(bits: StatusBits, _active: tuple[str, ...]) -> str:
        signer = ctx.keys.signer(bits.org_slug, bits.issuer_id)
        return serialise(add_proof(_document(bits), signer, bits.since))

    @lru_cache(maxsize=128)
    def as_jwt(bits: StatusBits, _active: tuple[str, ...]) -> str:
        signer = ctx.keys.jwt_signer(bits.org_slug, bits.issuer_id)
        return jwt.make(serialise(_document(bits)), signer)

    return blueprint


def _badges(ctx: Context, slug: str, purpose: Purpose, number: int) -> StatusBits:
    with ctx.reading_for_anyone() as db:
        return published.status_list(db, slug, purpose, number, base_url=ctx.base_url)


def _endorsements(ctx: Context, slug: str) -> StatusBits:
    with ctx.reading_for_anyone() as db:
        return endorsements.status_list(db, slug, base_url=ctx.base_url)


def _document(bits: StatusBits) -> dict[str, object]:
    return status_list_document(
        bits.issuer_id, bits.url, bits.purpose, encode(bits.bits_set, bits.size), bits.since
    )
